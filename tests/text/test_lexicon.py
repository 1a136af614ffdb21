"""The tables of words are found by bisection in the file itself."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.text import lexicon, table

TABLES = ("words_ko.tsv", "words_zh.tsv", "words_en.tsv")


@pytest.mark.parametrize("name", TABLES)
def test_every_line_is_found_and_sorted(name: str) -> None:
    rows = table(name)
    words = [row[0] for row in rows]
    assert words == sorted(set(words))
    for word, *_ in [rows[0], rows[-1], *random.Random(1).sample(rows, 3000)]:
        assert lexicon.is_word(word)
        assert not lexicon.is_word(word + "\t")


@given(st.text())
def test_what_is_in_no_table_is_no_word(text: str) -> None:
    assert lexicon.is_word(text) == (text in _all())
    assert lexicon.frequency(text) >= 0


def test_names_are_words_without_a_frequency() -> None:
    names = [word for word, _, kind in table("words_zh.tsv") if kind == "name"]
    assert "东京" in names
    assert {lexicon.frequency(name) for name in names[:500]} == {0.0}
    assert lexicon.frequency("东风") > 4


def _all(words: set[str] = set()) -> set[str]:  # noqa: B006 - filled once
    if not words:
        words.update(row[0] for name in TABLES for row in table(name))
    return words
