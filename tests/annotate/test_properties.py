"""What holds for every text: exact offsets, order, both engines, independence of the file's order, no exception.

GLOSSARY_TEST_EXAMPLES sets the number of texts, see tests/conftest.py.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.annotate import Annotator, matching
from glossary.model import Concept, Glossary, Lang, Mention, Status, Term
from glossary.snapshot import Snapshot
from glossary.text.fold import fold
from tests import strategies
from tests.annotate import marked, reference
from tests.annotate.marked import Labelled, found

DESK = marked.desk()
GLOSSARY = DESK.glossary
FORMS = sorted(
    {term.text for concept in GLOSSARY.concepts for term in concept.terms} | {"002230.SZ", "BIDU", "0700.HK"}
)
CERTAIN = reference.names(GLOSSARY)  # names that need no evidence
HANGUL = sorted(form for form in CERTAIN if "가" <= form[0] <= "힣" and form.isalpha())


# ---- How a name can be written ----


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def stuffed(text: str) -> str:
    return "\u200b".join(text)


DISGUISES = {
    "plain": str,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "capitals": str.upper,
    "full-width": full_width,
    "zero-width": stuffed,
    "broken": lambda text: text[:1] + "\n" + text[1:],
    "letter-spaced": " ".join,
    "carriage return": lambda text: text[:2] + "\r\n" + text[2:],
}
SAFE_DISGUISES = ("plain", "decomposed", "full-width", "zero-width")

names = st.builds(
    lambda form, disguise: DISGUISES[disguise](form), st.sampled_from(FORMS), st.sampled_from([*DISGUISES])
)
particles = st.sampled_from(
    ["", "는", "을", "에서는", "으로", "시", "측", "(", ")", "·", ", ", " ", "\n", "\n\n", ".", "=", "의"]
)
articles = st.lists(
    names | particles | strategies.texts | st.text(st.characters(), max_size=4) | strategies.lone_surrogates,
    max_size=12,
).map("".join)


def check_offsets(text: str, mentions: Sequence[Mention]) -> None:
    for mention in mentions:
        assert 0 <= mention["start"] < mention["end"] <= len(text)
        assert mention["text"] == text[mention["start"] : mention["end"]]
        # The span begins and ends with characters of the name, not with what folding removes.
        assert fold(mention["text"][0]).text
        assert fold(mention["text"][-1]).text
        assert mention["concept"] in GLOSSARY.by_id


@given(articles)
@example("")
@example("\ud800바이두\udfff")
@example("\0바이두\0는 \x1b[31m华为\x07")
@example("바이두\u11ab")
def test_spans_are_exact_sorted_and_disjoint(text: str) -> None:
    annotation = DESK.annotate(text)
    mentions = annotation["mentions"]
    assert annotation["text_length"] == len(text)
    check_offsets(text, mentions)
    assert all(one["end"] <= other["start"] for one, other in pairwise(mentions))


@given(articles)
def test_all_overlapping_mentions_hold_the_longest(text: str) -> None:
    longest, everything = DESK.annotate(text)["mentions"], DESK.annotate(text, overlap="all")["mentions"]
    check_offsets(text, everything)
    assert [one["start"] for one in everything] == sorted(one["start"] for one in everything)
    assert all(one in everything for one in longest)
    # What is left out lies across something that is kept.
    for one in everything:
        assert any(one["start"] < kept["end"] and kept["start"] < one["end"] for kept in longest)
    triples = [(one["start"], one["end"], one["concept"]) for one in everything]
    assert len(set(triples)) == len(triples)


# ---- The twins ----

close = st.text(st.sampled_from("가나ab华为 "), min_size=1, max_size=4)


@given(st.lists(close, min_size=1, max_size=8, unique=True), st.text(st.sampled_from("가나ab华为 x"), max_size=40))
def test_every_engine_finds_what_the_twin_finds(patterns: list[str], text: str) -> None:
    expected = reference.occurrences(patterns, text)
    for engine in matching.ENGINES:
        hits = matching.finder(patterns, engine)(text)
        assert len(hits) == len(set(hits))
        assert set(hits) == expected, engine


@given(articles)
def test_hits_in_folded_articles_are_the_twins(text: str) -> None:
    patterns = sorted({fold(form).text for form in FORMS})
    folded = fold(text).text
    expected = reference.occurrences(patterns, folded)
    for engine in matching.ENGINES:
        assert set(matching.finder(patterns, engine)(folded)) == expected


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(CERTAIN)),
            st.sampled_from(SAFE_DISGUISES),
            st.sampled_from(
                [", ", "; ", "! ", " / ", "\n\n", ") (", "” “", "의 공장, ", "에서는, ", "까지만, ", "도. "]
            ),
        ),
        max_size=10,
    )
)
def test_mentions_are_the_twins(pieces: list[tuple[str, str, str]]) -> None:
    """Names that need no evidence, between separators that end every name: what must be found is known."""
    plain = written = ""
    expected = []
    for form, disguise, separator in pieces:
        name = DISGUISES[disguise](form)
        expected.append(Labelled(len(written), len(written) + len(name), name, CERTAIN[form]))
        plain += form + separator
        written += name + separator
    assert [label[2:] for label in reference.longest_first(plain, CERTAIN)] == [
        (form, CERTAIN[form]) for form, _, _ in pieces
    ]
    assert found(DESK.annotate(written)["mentions"]) == expected
    assert found(DESK.annotate(plain)["mentions"]) == list(reference.longest_first(plain, CERTAIN))


ANY_SOUND = "의 에서 에게 부터 까지는 만이 처럼 보다는 에서부터 뿐이다".split()


@given(st.lists(st.tuples(st.sampled_from(HANGUL), st.sampled_from(ANY_SOUND), st.sampled_from(" \n\t")), max_size=12))
def test_hangul_names_with_particles_are_the_twins(words: list[tuple[str, str, str]]) -> None:
    text = "".join(map("".join, words))
    assert found(DESK.annotate(text)["mentions"]) == list(reference.longest_first(text, CERTAIN))


# ---- What must not matter ----


@given(articles)
def test_both_engines_annotate_alike(text: str) -> None:
    one, *others = (annotator.annotate(text) for annotator in BY_ENGINE.values())
    assert all(other == one for other in others)


BY_ENGINE = {engine: Annotator.build(GLOSSARY, engine) for engine in matching.ENGINES}
REVERSED = Snapshot.build(Glossary(GLOSSARY.concepts[::-1]))
SORTED = Snapshot.build(Glossary(tuple(sorted(GLOSSARY.concepts, key=lambda concept: concept.id[::-1]))))


@given(articles)
def test_the_order_of_the_file_does_not_matter(text: str) -> None:
    for overlap in ("longest", "all"):
        mentions = DESK.annotate(text, overlap=overlap)["mentions"]
        assert REVERSED.annotate(text, overlap=overlap)["mentions"] == mentions
        assert SORTED.annotate(text, overlap=overlap)["mentions"] == mentions


PLAIN = Snapshot.build(
    Glossary(
        tuple(
            concept
            for concept in GLOSSARY.concepts
            if not concept.ambiguous and concept.id not in ("citic", "smic", "byd-song")
        )
    )
)


@given(articles, articles)
@example("바이두", "\u11ab")
@example("바이두는\r", "화웨이")
def test_articles_do_not_touch_across_a_blank_line(first: str, second: str) -> None:
    """Without homographs an article means the same beside another one."""
    gap = "\n\n"
    apart = found(PLAIN.annotate(first)["mentions"]) + reference.shifted(
        found(PLAIN.annotate(second)["mentions"]), len(first + gap)
    )
    assert found(PLAIN.annotate(first + gap + second)["mentions"]) == apart


@given(strategies.glossaries(), st.text(st.sampled_from("가강간나낭난다화웨이 华为国龙abAB1-\n·"), max_size=30))
def test_glossaries_of_close_names(glossary: Glossary, text: str) -> None:
    """Names inside names, equal names and deprecated ones: still exact, and whole forms of their concept."""
    mentions = Annotator.build(glossary).annotate(text)
    assert all(one["end"] <= other["start"] for one, other in pairwise(mentions))
    for mention in mentions:
        assert mention["text"] == text[mention["start"] : mention["end"]]
        concept = glossary.by_id[mention["concept"]]
        listed = {fold(term.text).text for term in concept.terms} | {fold(ticker).text for ticker in concept.tickers}
        assert fold(mention["text"]).text in listed


# ---- Hostile texts ----


@pytest.mark.parametrize(
    "char", ["가", "화", "a", "华", "1", " ", "\n", "\0", "\u200b", "\u0301", "\u11a8", "\ud800", "😀", "(", "·"]
)
def test_a_million_of_one_character(char: str) -> None:
    assert DESK.annotate(char * 1_000_000)["mentions"] == []


@pytest.mark.parametrize("char", ["캔", "宋", "쑹"])
def test_many_of_a_one_syllable_name(char: str) -> None:
    assert DESK.annotate(char * 10_000)["mentions"] == []


@pytest.mark.parametrize("opening", ["(", "（", "[", "{", "<", "「"])
def test_a_hundred_thousand_brackets(opening: str) -> None:
    text = opening * 100_000 + "선전(深圳)" + opening * 100_000
    assert [mention["text"] for mention in DESK.annotate(text)["mentions"]] == ["선전", "深圳"]


@pytest.mark.parametrize("count", [0, 1, 2, 1000])
def test_names_in_a_row(count: int) -> None:
    text = "바이두, " * count
    assert len(DESK.annotate(text)["mentions"]) == count


def test_every_control_character_is_text() -> None:
    for code in (*range(32), *range(0x7F, 0xA0)):
        text = f"{chr(code)}바이두{chr(code)}"
        assert found(DESK.annotate(text)["mentions"]) == [Labelled(1, 4, "바이두", "baidu")], hex(code)


def test_an_empty_text_and_an_empty_glossary() -> None:
    assert DESK.annotate("") == {"revision": 1, "text_length": 0, "mentions": []}
    assert Snapshot.build(Glossary(())).annotate("바이두")["mentions"] == []


def test_a_name_that_folds_to_nothing_names_nothing() -> None:
    concept = Concept("dots", "term", (Term("···", Lang.EN, Status.PREFERRED),))
    assert Snapshot.build(Glossary((concept,))).annotate("··· ···")["mentions"] == []
