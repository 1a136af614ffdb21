from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from glossary import records
from glossary.errors import StoreMismatch
from glossary.model import Concept
from tests.store.glossaries import concept, concepts


@given(concepts("a"))
def test_what_was_dumped_comes_back(one: Concept) -> None:
    text = records.dump(one)
    assert "\n" not in text
    assert "\x00" not in text
    text.encode()
    assert records.parse(text) == one


@given(concepts("a"), concepts("a"))
def test_equal_concepts_and_no_others_have_equal_texts(one: Concept, other: Concept) -> None:
    assert (records.dump(one) == records.dump(other)) == (one == other)


def test_the_order_of_a_mapping_does_not_count() -> None:
    one = concept("a", definition={"ko": "가", "en": "a"})
    assert records.dump(one) == records.dump(replace(one, definition={"en": "a", "ko": "가"}))


def test_fields_at_their_default_are_left_out() -> None:
    # so that a later version's new field leaves all concepts as they were
    assert (
        records.dump(concept("a", "가"))
        == '{"category":"term","id":"a","terms":[{"lang":"ko","status":"preferred","text":"가"}]}'
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"id":"a","category":"term","terms":[],"mood":"good"}',
        '{"id":"a","category":"term","terms":[{"text":"a","lang":"xx","status":"preferred"}]}',
        '{"id":"a"}',
        "[]",
        "{",
    ],
)
def test_what_a_later_version_wrote_is_told(text: str) -> None:
    with pytest.raises(StoreMismatch, match="upgrade the program"):
        records.parse(text)
