"""The key space against its slow, obvious twin: look at every key."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from glossary.lookup.keyspace import MOST_EDITS, KeySpace
from tests import strategies

SMALL_ALPHABETS = ("ab", "abc", "ㅎㅗㅏㅇ", "华为")


def make_space(keys: list[str], *, fuzzy: bool = True) -> KeySpace:
    return KeySpace({key: [number] for number, key in enumerate(keys)}, fuzzy=fuzzy)


def near(space: KeySpace, keys: list[str], query: str, edits: int) -> set[tuple[str, int]]:
    """Return the keys found with their distances; each stands once, with its own entries."""
    found = space.near(query, edits)
    named = [(keys[number], distance) for distance, _, numbers in found for number in numbers]
    assert [key for key, _ in named] == [key for _, key, _ in found]
    assert len(set(named)) == len(named)
    return set(named)


def near_twin(keys: list[str], query: str, edits: int) -> set[tuple[str, int]]:
    return {(key, distance) for key in keys if 0 < (distance := OSA.distance(query, key)) <= edits}


def words(alphabet: str) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(alphabet), min_size=1, max_size=14)


@st.composite
def spaces_and_queries(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    alphabet = draw(st.sampled_from(SMALL_ALPHABETS))
    keys = draw(st.lists(words(alphabet), min_size=1, max_size=30, unique=True))
    return keys, draw(st.lists(words(alphabet), min_size=1, max_size=5)) + keys[:3]


@given(spaces_and_queries(), st.integers(1, MOST_EDITS))
def test_near_finds_exactly_the_keys_within_the_edits(drawn: tuple[list[str], list[str]], edits: int) -> None:
    keys, queries = drawn
    space = make_space(keys)
    for query in queries:
        assert near(space, keys, query, edits) == near_twin(keys, query, edits)


@pytest.mark.parametrize("edits", range(1, MOST_EDITS + 1))
@pytest.mark.parametrize("alphabet", SMALL_ALPHABETS)
def test_near_finds_the_keys_made_by_edits(alphabet: str, edits: int) -> None:
    """Most random pairs are far apart; here every query is made from a key by edits at random places."""
    rng = random.Random(f"{alphabet}{edits}")
    keys = sorted({"".join(rng.choices(alphabet, k=rng.randint(1, 14))) for _ in range(300)})
    space = make_space(keys)
    for _ in range(300):
        query = rng.choice(keys)
        for _ in range(edits):
            query = _edited(query, alphabet, rng)
        assert near(space, keys, query, edits) == near_twin(keys, query, edits)


def _edited(word: str, alphabet: str, rng: random.Random) -> str:
    at = rng.randrange(len(word) + 1)
    kind = rng.choice(("insert", "delete", "replace", "swap"))
    if kind == "insert":
        return word[:at] + rng.choice(alphabet) + word[at:]
    if kind == "delete":
        return word[:at] + word[at + 1 :]
    if kind == "replace":
        return word[:at] + rng.choice(alphabet) + word[at + 1 :]
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


@pytest.mark.parametrize(
    ("key", "query", "edits"),
    [
        ("ascend", "asecnd", 1),
        ("ascend", "scend", 1),
        ("ascend", "xascend", 1),
        ("ascend", "bscend", 1),
        ("ascend", "sacedn", 2),
        ("huaweicloud", "huaweiclodu", 1),
        ("abcdefgh", "abcdefhg", 1),
        ("abcdefghi", "abcdefgih", 1),
        ("abcdefghi", "xabcdefgih", 2),
        ("abcdefghijkl", "xyabcdefghijkl", 2),
        ("abcdefghijkl", "cdefghijkl", 2),
        ("ab", "ba", 1),
        ("a", "b", 1),
        ("ab", "cd", 2),
        ("a", "", 1),
        ("ab", "", 2),
    ],
)
def test_near_at_the_edges(key: str, query: str, edits: int) -> None:
    space = make_space([key])
    assert space.near(query, edits) == [(edits, key, (0,))]
    assert space.near(query, edits - 1) == [] if edits > 1 else True
    assert space.near(key, edits) == []


@strategies.BUILDING
@given(st.lists(strategies.wild_texts.filter(bool), max_size=12, unique=True), strategies.wild_texts)
def test_near_takes_any_characters(keys: list[str], query: str) -> None:
    space = make_space(keys)
    for asked in (query, *keys[:2]):
        assert near(space, keys, asked, 1) == near_twin(keys, asked, 1)


@strategies.BUILDING
@given(spaces_and_queries())
def test_beginning_finds_exactly_the_longer_keys(drawn: tuple[list[str], list[str]]) -> None:
    keys, queries = drawn
    space = make_space(keys, fuzzy=False)
    for query in (*queries, *(key[:2] for key in keys)):
        longer = [key for key in keys if key.startswith(query) and key != query]
        found = list(space.beginning(query))
        assert sorted(found) == sorted((len(key), (keys.index(key),)) for key in longer)
        assert [length for length, _ in found] == sorted(map(len, longer))


@strategies.BUILDING
@given(spaces_and_queries())
def test_whole_finds_the_key_itself(drawn: tuple[list[str], list[str]]) -> None:
    keys, queries = drawn
    space = make_space(keys)
    for query in queries:
        assert space.whole(query) == ((keys.index(query),) if query in keys else ())


@pytest.mark.parametrize("fuzzy", [True, False])
def test_an_empty_space_answers_nothing(fuzzy: bool) -> None:
    space = KeySpace({}, fuzzy=fuzzy)
    for query in ("", "a", "화웨이"):
        assert space.whole(query) == ()
        assert space.near(query, 2) == []
        assert list(space.beginning(query)) == []


def test_entries_of_one_key_stand_once_in_their_order() -> None:
    space = KeySpace({"ab": [3, 1, 3, 2]}, fuzzy=True)
    assert space.whole("ab") == (3, 1, 2)
    assert space.near("ac", 1) == [(1, "ab", (3, 1, 2))]


def test_the_order_in_which_keys_were_filed_does_not_matter() -> None:
    keys = ["ab", "abc", "b", "abcd", "ba"]
    filed = {key: [number] for number, key in enumerate(keys)}
    one, other = KeySpace(filed, fuzzy=True), KeySpace(dict(reversed(filed.items())), fuzzy=True)
    for query in ("ab", "a", "abd", "x"):
        assert sorted(one.near(query, 2)) == sorted(other.near(query, 2))
        assert list(one.beginning(query)) == list(other.beginning(query))
