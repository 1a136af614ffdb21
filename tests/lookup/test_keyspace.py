"""The key space against its slow, obvious twin: look at every key."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from glossary.lookup.keyspace import MOST_CANDIDATES, MOST_EDITS, Filing, KeySpace
from tests import strategies

SMALL_ALPHABETS = ("ab", "abc", "ㅎㅗㅏㅇ", "华为")


def make_space(keys: list[str], edits: int = MOST_EDITS) -> KeySpace:
    return filed(((key, number) for number, key in enumerate(keys)), edits)


def filed(pairs: Iterable[tuple[str, int]], edits: int = MOST_EDITS) -> KeySpace:
    filing = Filing()
    for key, number in pairs:
        filing.add(key, number)
    return KeySpace(filing.packed("keys", np.arange(1000, dtype=np.uint32), edits), "keys")


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
    assert [(off, found, tuple(entries)) for off, found, entries in space.near(query, edits)] == [(edits, key, (0,))]
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
    space = make_space(keys, edits=0)
    for query in (*queries, *(key[:2] for key in keys)):
        longer = [key for key in keys if key.startswith(query) and key != query]
        found = [(length, tuple(entries)) for length, entries in space.beginning(query)]
        assert sorted(found) == sorted((len(key), (keys.index(key),)) for key in longer)
        assert [length for length, _ in found] == sorted(map(len, longer))


@strategies.BUILDING
@given(spaces_and_queries())
def test_whole_finds_the_key_itself(drawn: tuple[list[str], list[str]]) -> None:
    keys, queries = drawn
    space = make_space(keys)
    for query in queries:
        assert tuple(space.whole(query)) == ((keys.index(query),) if query in keys else ())


@pytest.mark.parametrize("edits", range(MOST_EDITS + 1))
def test_an_empty_space_answers_nothing(edits: int) -> None:
    space = make_space([], edits)
    for query in ("", "a", "화웨이"):
        assert tuple(space.whole(query)) == ()
        assert space.near(query, 2) == []
        assert list(space.beginning(query)) == []


def test_entries_of_one_key_stand_once_in_their_order() -> None:
    space = filed([("ab", 3), ("ab", 1), ("a", 9), ("ab", 3), ("ab", 2)])
    assert tuple(space.whole("ab")) == (1, 2, 3)
    found = [(off, key, tuple(entries)) for off, key, entries in space.near("ac", 1)]
    assert sorted(found) == [(1, "a", (9,)), (1, "ab", (1, 2, 3))]


def test_entries_are_numbered_anew() -> None:
    filing = Filing()
    for key, number in (("ab", 0), ("ab", 1), ("b", 2)):
        filing.add(key, number)
    space = KeySpace(filing.packed("keys", np.array([2, 1, 0], dtype=np.uint32), 0), "keys")
    assert (tuple(space.whole("ab")), tuple(space.whole("b"))) == ((1, 2), (0,))


def test_of_equal_length_the_key_with_the_best_entry_comes_first() -> None:
    space = filed([("aab", 7), ("aac", 3), ("aad", 5), ("aa", 9)])
    assert [tuple(entries) for _, entries in space.beginning("a")] == [(9,), (3,), (5,), (7,)]


def test_verified_are_no_more_than_the_most() -> None:
    """What one query costs is bounded, however many keys are near it."""
    keys = ["".join(letters) for letters in itertools.product("abcdefghijkl", repeat=4)]
    space = filed(zip(keys, itertools.repeat(0)))
    assert len(keys) > MOST_CANDIDATES * 10
    found = space.near("aabb", 2)
    assert 500 < len(found) <= MOST_CANDIDATES


def test_the_order_in_which_keys_were_filed_does_not_matter() -> None:
    keys = ["ab", "abc", "b", "abcd", "ba"]
    pairs = list(zip(keys, range(5), strict=True))
    one, other = filed(pairs), filed(pairs[::-1])
    for query in ("ab", "a", "abd", "x"):
        assert sorted(one.near(query, 2)) == sorted(other.near(query, 2))
        assert list(one.beginning(query)) == list(other.beginning(query))
