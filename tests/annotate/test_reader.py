"""The reader's answers: whether a form is meant as a name where it stands."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import terms_yaml
from glossary.annotate import Annotator, reader
from glossary.annotate.boundaries import Surroundings
from glossary.annotate.context import sentence
from glossary.annotate.reader import CONTEXT, LONGEST, MOST, Place, odds, read_ahead
from glossary.model import CATEGORIES
from glossary.text.fold import fold, key
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator.build(terms_yaml.load([ROOT / "data" / "terms.yaml"]))


def at(marked: str, category: str) -> Place:
    """Return what is read of the part in square brackets."""
    before, form, behind = marked.replace("]", "[").split("[")
    around = Surroundings(fold(before + form + behind))
    start, end = len(key(before)), len(key(before + form))
    return reader.place(around, sentence(around, start, end), (start, end), category)


@pytest.mark.parametrize(
    ("name", "word", "category"),
    [
        ("[小米]发布了第三季度财报", "早上喝一碗[小米]粥", "organization"),
        ("他本来想买[理想]，后来算了", "孩子从小就有自己的[理想]和追求", "organization"),
        ("去年夏天他们去了[日照]", "这里[日照]充足，雨水也多", "place"),
        ("他约了[高峰]吃饭", "早[高峰]堵车", "person"),
        ("올해 [안타]의 매출이 늘었다", "9회 말 끝내기 [안타]를 때린 타자", "organization"),
        ("지난주에 [선전]으로 출장을 갔다", "당의 방침을 [선전]하고 다녔다", "place"),
        ("[이리]가 우유값을 올렸다", "아이들이 [이리] 뛰고 저리 뛴다", "organization"),
    ],
)
def test_names_and_words(name: str, word: str, category: str) -> None:
    assert odds(at(name, category)) > 0 > odds(at(word, category))


@pytest.mark.xfail(reason="known limit: of a phrase of three words it knows little", strict=True)
def test_a_short_phrase() -> None:
    assert odds(at("홈런과 [안타]를 쳤다", "organization")) < 0


TEXT = st.text("北京大学生小米发布了的一和，。A1가나다를 에서", max_size=30)


@given(before=TEXT, behind=TEXT, category=st.sampled_from(CATEGORIES))
def test_bounds_and_what_is_looked_at(before: str, behind: str, category: str) -> None:
    asked = at(f"{before}[大众]{behind}", category)
    assert -MOST <= odds(asked) <= MOST
    assert max(len(asked.before), len(asked.behind)) <= CONTEXT
    # Another paragraph, and what is further away, change nothing.
    assert at(f"另一段\n\n{before}[大众]{behind}\n\n另一段", category) == asked


def test_a_decomposed_text_is_the_same_text() -> None:
    assert at("그 타자는 [안타]를 쳤다", "organization") == at("그 타자는 [안타]를 쳤다", "organization")


def test_spaces_are_read_and_variants_are_not() -> None:
    assert at("그 타자는 [안타]를 쳤다", "organization") == Place("그 타자는 ", "안타", "를 쳤다", "organization")
    assert at("買了[小米]的", "organization") == at("买了[小米]的", "organization")


def test_long_forms_and_empty_sentences_are_read() -> None:
    assert -MOST <= odds(Place("", "大" * LONGEST, "", "term")) <= MOST
    assert at(f"[{'大' * (LONGEST + 3)}]", "term").form == "大" * LONGEST


@given(st.lists(st.tuples(TEXT, TEXT, st.sampled_from(CATEGORIES)), max_size=20))
def test_many_are_read_as_each_by_itself(texts: list[tuple[str, str, str]]) -> None:
    """To the last bit: what is told of an article must not hang on which articles were read before."""
    asked = [at(f"{before}[大众]{behind}", category) for before, behind, category in texts]
    network = reader._network()
    alone = [network.read([one])[0] for one in asked]
    some = range(0, len(asked), reader.AT_ONCE)
    assert [found for first in some for found in network.read(asked[first : first + reader.AT_ONCE])] == alone
    reader._remembered.clear()
    read_ahead(asked)
    together = [odds(one) for one in asked]
    reader._remembered.clear()
    assert [odds(one) for one in asked] == together


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), st.sampled_from(CATEGORIES))
def test_any_text_can_be_read(around: str, category: str) -> None:
    assert -MOST <= odds(Place(key(around), "大众", key(around), category)) <= MOST


def test_threads_read_alike() -> None:
    asked = [Place(f"{number}번 ", "안타", "를 쳤다", "organization") for number in range(40)]
    expected = [odds(one) for one in asked]
    reader._network.cache_clear()
    reader._remembered.clear()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(odds, asked)) == expected


def test_the_answers_are_those_of_a_plain_reading_of_the_network() -> None:
    """The same arithmetic character by character, in double precision."""
    plain = Plain()
    for marked in (
        "他说[大众]的口味变了",
        "[大众]在上海开工厂",
        "去[日照]看海",
        "[선전]",
        "그는 [안타]를 신는다",
        "的[中兴]",
    ):
        for category in CATEGORIES:
            asked = at(marked, category)
            assert -0.01 <= odds(asked) - max(-MOST, min(MOST, 3.5 * plain.logarithm(asked))) <= 1.01  # rounded up


class Plain:
    """Gated recurrent units in both directions twice; the states of the form's characters, weighed."""

    def __init__(self) -> None:
        with files("glossary.annotate").joinpath(reader.PARAMETERS).open("rb") as file, np.load(file) as saved:
            self.saved = {name: saved[name] for name in saved.files}
        self.saved |= {name: array.astype(float) for name, array in self.saved.items() if array.dtype == np.float16}

    def layer(self, inputs: np.ndarray, number: int) -> np.ndarray:
        ways = []
        for way in (0, 1):
            weights, bias, gates, candidate = (
                self.saved[f"{part} {number}"][way] for part in ("inputs", "bias", "gates", "candidate")
            )
            state, states = np.zeros(128), []
            for one in (inputs if way == 0 else inputs[::-1]) @ weights + bias:
                update, reset = np.split(1 / (1 + np.exp(-(one[:256] + state @ gates))), 2)
                state = (1 - update) * state + update * np.tanh(one[256:] + (reset * state) @ candidate)
                states.append(state)
            ways.append(np.array(states if way == 0 else states[::-1]))
        return np.concatenate(ways, axis=1)

    def logarithm(self, asked: Place) -> float:
        numbers = {chr(code): number for number, code in enumerate(self.saved["characters"])}
        category = self.saved["categories"].tolist().index(asked.category)
        text = asked.before + asked.form + asked.behind
        states = self.saved["embeddings"][[numbers[char] for char in text]]
        start, end = len(asked.before), len(asked.before) + len(asked.form)
        states[start:end] += self.saved["inside"][category]
        own = self.layer(self.layer(states, 0), 1)[start:end]
        held = np.concatenate([own.mean(axis=0), own[0], own[-1]]) @ self.saved["hidden"]
        return float(
            np.maximum(0, held + self.saved["hidden bias"][category]) @ self.saved["last"] + self.saved["last bias"]
        )


def test_nothing_is_told_of_one_character(annotator: Annotator) -> None:
    """The forms that it has learnt from have two or more."""
    assert all("read as a name" not in one["senses"][0]["evidence"] for one in annotator.explain("他买了宋。宋很好。"))


@pytest.mark.parametrize("lang", ["ko", "zh"])
def test_what_it_learns_from_is_marked_as_it_says(lang: str) -> None:
    lines = (ROOT / "data" / "reader" / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines)) > 7_000
    for line in lines:
        forms = re.findall(r"\[\[[^\[\]|{}]+\|(\w+)\]\]|\{\{[^{}\[\]]+\}\}", line)
        assert forms, line
        assert {category for category in forms if category} <= set(CATEGORIES), line
        assert line.count("[[") + line.count("{{") == len(forms), line
