"""A recogniser's answers: whether hanzi are a name where they stand, and whether a word lies across their ends."""

from __future__ import annotations

import math
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import terms_yaml
from glossary.annotate import Annotator, recognition
from glossary.annotate.recognition import CONTEXT, LEAST, MOST, Span, cut, odds, read_ahead
from glossary.model import CATEGORIES
from glossary.text.fold import fold

TERMS = """\
- {id: tainan, category: place, ko: 타이난, zh: 台南}
- {id: nanyang, category: place, ko: 난양, zh: 南阳}
- {id: chinese-medicine, category: term, ko: 중의학, zh: 中医}
"""


@pytest.fixture(scope="module")
def annotator(tmp_path_factory: pytest.TempPathFactory) -> Annotator:
    file = tmp_path_factory.mktemp("terms") / "terms.yaml"
    file.write_text(TERMS, encoding="utf-8")
    return Annotator.build(terms_yaml.load([file]))


def at(marked: str) -> Span:
    """Return where the part in square brackets lies."""
    start = marked.index("[")
    end = marked.index("]") - 1
    folded = fold(marked.replace("[", "").replace("]", ""))
    return Span(folded.text, folded.scripts, start, end)


@pytest.mark.parametrize(
    ("marked", "category"),
    [
        ("孩子从小就有自己的[理想]和追求", "organization"),
        ("会议达成了[共识]", "publication"),
        ("水库在山的[南边]，路不好走", "place"),
        ("早上喝一碗[小米]粥", "organization"),
    ],
)
def test_against_words(marked: str, category: str) -> None:
    assert odds(at(marked), category) <= -LEAST


@pytest.mark.parametrize(
    ("marked", "category"),
    [
        ("[小米]发布了第三季度财报", "organization"),
        ("他昨天从[大連]坐船去煙台", "place"),
        ("去年夏天他们去了[日照]", "place"),
        ("影片由[李安]执导", "person"),
    ],
)
def test_for_names(marked: str, category: str) -> None:
    assert odds(at(marked), category) >= LEAST


@pytest.mark.parametrize("marked", ["月[台南]端的电梯停了", "朝[南阳]台上晒着被子", "那本书[中医]师是主角"])
def test_words_lie_across(marked: str, annotator: Annotator) -> None:
    assert cut([at(marked)]) == [True]
    name = marked[marked.index("[") + 1 : marked.index("]")]
    assert annotator.annotate(marked.replace("[", "").replace("]", "")) == []
    assert [found["start"] for found in annotator.annotate(f"关于{name}的文章")] == [2]


@pytest.mark.parametrize(
    "marked", ["福建省[泉州]市政府公布", "[中国]商务部宣布", "他坐高铁去[台南]了", "[北京]大学的学生"]
)
def test_longer_names_of_places_and_bodies_are_no_words_across(marked: str) -> None:
    assert cut([at(marked)]) == [False]


HANZI = st.text("北京大学生在小米发布了新手机的一和，。A1", max_size=30)


@given(before=HANZI, behind=HANZI, category=st.sampled_from(CATEGORIES))
def test_bounds_and_what_is_looked_at(before: str, behind: str, category: str) -> None:
    span = at(f"{before.lower()}[大众]{behind.lower()}")
    answer = odds(span, category)
    assert answer == 0 or LEAST <= abs(answer) <= MOST
    near = slice(max(0, span.start - CONTEXT), span.end + CONTEXT)
    start = min(span.start, CONTEXT)
    alone = Span(span.text[near], span.scripts[near], start, start + 2)
    assert odds(alone, category) == answer
    assert cut([alone]) == cut([span])


@given(st.lists(st.tuples(HANZI, HANZI), max_size=6))
def test_many_are_read_as_each_by_itself(texts: list[tuple[str, str]]) -> None:
    """To the last bit: what is told of an article must not hang on which articles were read before."""
    spans = [at(f"{before.lower()}[大众]{behind.lower()}") for before, behind in texts]
    places = [place for span in spans if (place := recognition._placed(span))]
    recognition._remembered.clear()
    alone = [recognition._likely([place]) for place in places]
    recognition._remembered.clear()
    read_ahead(spans)
    assert [recognition._likely([place]) for place in places] == alone
    assert cut(spans) == [cut([span])[0] for span in spans]


def test_nothing_is_said_beside_hangul() -> None:
    assert odds(at("그 [大众]의 차"), "organization") == 0
    assert cut([at("月[台南]端에서")]) == [False]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), st.text("大众汽车的", min_size=1, max_size=3))
def test_any_text_can_be_read(around: str, form: str) -> None:
    folded = fold(f"{around}{form}{around}")
    start = folded.text.find(fold(form).text)
    end = start + len(fold(form).text)
    assert -MOST <= odds(Span(folded.text, folded.scripts, start, end), "organization") <= MOST


def test_the_answers_are_those_of_a_plain_reading_of_the_network() -> None:
    """The same arithmetic character by character, in logarithms and double precision."""
    plain = Plain()
    usual = {"organization": -3, "place": 1, "person": 1}
    tags = {"place": ("LOC", "ns"), "person": ("PER", "nr"), "organization": ("ORG", "nt", "nz", "nw")}
    for marked in (
        "他说[大众]的口味变了",
        "[大众]在上海开工厂",
        "[河南]博物院",
        "去[日照]看海",
        "听[高峰]说",
        "的[中兴]，靠的是研发",
    ):
        span = at(marked)
        likely, longer = plain.words(span.text, span.start, span.end), plain.longer(span.text, span.start, span.end)
        for category, own in tags.items():
            name = sum(likely[tag] for tag in own)
            expected = logarithm(name) - usual[category]
            if expected < 0:  # a longer name of a place or a body speaks not against it
                expected = min(
                    0, logarithm(name + sum(longer[tag] for tag in ("LOC", "ns", "ORG", "nt"))) - usual[category]
                )
            answer = odds(span, category)
            if abs(expected) >= LEAST + 0.5:
                assert abs(answer - max(-MOST, min(MOST, expected))) <= 0.5001
            elif abs(expected) < LEAST - 0.5:
                assert answer == 0


def logarithm(likely: float) -> float:
    likely = min(max(likely, 1e-4), 1 - 1e-4)
    return math.log(likely / (1 - likely))


class Plain:
    """The network as the paper has it: gated recurrent units in both directions twice, and a CRF."""

    def __init__(self) -> None:
        package = find_spec("jieba")
        assert package is not None
        assert package.submodule_search_locations is not None
        self.folder = Path(package.submodule_search_locations[0]) / "lac_small"
        rows = [line.split("\t") for line in (self.folder / "word.dic").read_text("utf-8").split("\n")]
        self.numbers = {row[1]: int(row[0]) for row in rows if len(row) == 2}
        self.tags = [line.split("\t")[1] for line in (self.folder / "tag.dic").read_text("utf-8").splitlines()]

    def array(self, name: str, *shape: int) -> np.ndarray:
        raw = (self.folder / "model_baseline" / name).read_bytes()
        return np.frombuffer(raw[len(raw) - 4 * math.prod(shape) :], "<f4").astype(float).reshape(shape)

    def layer(self, inputs: np.ndarray, number: int) -> np.ndarray:
        weights = self.array(f"fc_{number}.w_0", inputs.shape[1], 384)
        bias = self.array(f"fc_{number}.b_0", 384) + self.array(f"gru_{number}.b_0", 384)
        recurrent = self.array(f"gru_{number}.w_0", 384 * 128)
        gates, candidate = recurrent[: 128 * 256].reshape(128, 256), recurrent[128 * 256 :].reshape(128, 128)
        state = np.zeros(128)
        states = []
        for one in inputs @ weights + bias:
            update, reset = np.split(1 / (1 + np.exp(-(one[:256] + state @ gates))), 2)
            new = np.tanh(one[256:] + (reset * state) @ candidate)
            state = (1 - update) * state + update * new
            states.append(state)
        return np.array(states)

    def words(self, text: str, start: int, end: int) -> dict[str, float]:
        """Return how likely a span is one word of each tag: the ways through it over all ways."""
        return self.ways(text, start, end, goes_on=False)

    def longer(self, text: str, start: int, end: int) -> dict[str, float]:
        """Return how likely a span is the beginning of a longer word of each tag."""
        return self.ways(text, start, end, goes_on=True)

    def ways(self, text: str, start: int, end: int, *, goes_on: bool) -> dict[str, float]:
        low, text = max(0, start - CONTEXT), text[max(0, start - CONTEXT) : end + CONTEXT]
        start, end = start - low, end - low
        embeddings = self.array("word_emb", max(self.numbers.values()) + 1, 128)
        states = embeddings[[self.numbers.get(char, self.numbers["OOV"]) for char in text]]
        for first in (0, 2):
            states = np.hstack([self.layer(states, first), self.layer(states[::-1], first + 1)[::-1]])
        scores = states @ self.array("fc_4.w_0", 256, len(self.tags)) + self.array("fc_4.b_0", len(self.tags))
        crf = self.array("crfw", len(self.tags) + 2, len(self.tags))

        def ways(allowed: dict[int, set[str]]) -> float:
            """Return the logarithm of all ways whose tags are allowed."""
            total = crf[0] + scores[0]
            for place in range(len(text)):
                if place:
                    total = np.logaddexp.reduce(total[:, None] + crf[2:], axis=0) + scores[place]
                if place in allowed:
                    total = np.where([tag in allowed[place] for tag in self.tags], total, -np.inf)
            return float(np.logaddexp.reduce(total + crf[1]))

        everything = ways({})
        found: dict[str, float] = {}
        for tag in {tag[:-2] for tag in self.tags if tag.endswith("-B")}:
            inside = {start: {f"{tag}-B"}} | {place: {f"{tag}-I"} for place in range(start + 1, end)}
            on = {f"{tag}-I"}
            behind = {end: on if goes_on else set(self.tags) - on} if end < len(text) else {}
            if goes_on and not behind:
                found[tag] = 0.0
                continue
            found[tag] = math.exp(ways(inside | behind) - everything)
        return found
