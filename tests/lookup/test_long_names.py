from __future__ import annotations

from glossary.lookup import LookupIndex
from tests import factories


def test_a_name_as_long_as_an_article_is_filed_in_a_moment() -> None:
    """Its tails alone would be 10,000 keys of up to 10,000 letters."""
    name = "긴" * 10_000
    index = LookupIndex.build(factories.make_glossary(factories.make_concept("long", ko=name)))
    assert [hit["id"] for hit in index.search(name, 1)] == ["long"]
