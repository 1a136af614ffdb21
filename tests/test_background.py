"""What the program's own glossary lends to one that has names alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glossary import background, terms_yaml
from glossary.model import Concept, Glossary
from glossary.snapshot import Snapshot
from tests.factories import make_concept, make_glossary

TONGHUA = make_concept("my-city", category="place", ko=["퉁화", "통화"], zh="通化", ambiguous=("통화",))


def test_a_concept_of_names_alone_gets_what_is_known_of_it_and_keeps_its_names() -> None:
    (told,) = background.lent(make_glossary(TONGHUA)).concepts
    assert told.domain
    assert told.definition["ko"]
    assert replace(told, definition={}, domain=None) == TONGHUA


def test_relations_are_told_between_the_concepts_that_are_there() -> None:
    told = background.lent(
        make_glossary(
            make_concept("our-maker", category="organization", ko="화웨이", zh="华为"),
            make_concept("our-chip", category="product", ko="성텅", zh="昇騰"),
        )
    )
    assert told.by_id["our-chip"].broader == "our-maker"
    (alone,) = background.lent(make_glossary(make_concept("chip", category="product", zh="昇腾"))).concepts
    assert alone.broader is None


def test_of_two_with_one_name_the_one_is_known_that_has_more_of_the_names() -> None:
    alike = [make_concept(name, category="organization", zh="南航") for name in ("csair", "other")]
    for glossary in (make_glossary(*alike), make_glossary(*reversed(alike))):
        assert background.lent(glossary) == glossary
    airline = make_concept("csair", category="organization", zh=["南方航空", "南航"])
    told = background.lent(make_glossary(airline, alike[1])).by_id
    assert told["csair"].definition
    assert not told["other"].definition


def test_what_a_concept_tells_itself_stays() -> None:
    own = make_concept(
        "own", category="place", zh="通化", definition={"en": "A town in a novel"}, domain="entertainment"
    )
    assert background.lent(make_glossary(own)).concepts == (own,)
    beside = make_concept("maker", category="organization", zh="华为")
    defined = make_concept("chip", category="product", zh="昇腾", definition={"en": "A chip"}, domain="chips")
    assert background.lent(make_glossary(defined, beside)).by_id["chip"] == defined
    related = make_concept("own", category="place", zh="通化", related=("other",))
    (told,) = background.lent(make_glossary(related)).concepts
    assert told.domain
    assert (told.broader, told.related) == (None, ("other",))


@pytest.mark.parametrize(
    "concept",
    [
        make_concept("own", category="person", ko="통화", zh="通化"),
        make_concept("own", category="place", zh="没有这个地方"),
        make_concept("own", category="place", ko="통화"),
        make_concept("own", category="institution", zh="国防部"),  # of China, or of Taiwan
    ],
    ids=["another kind", "unknown", "no Chinese name", "one of two"],
)
def test_nothing_is_told_of_others(concept: Concept) -> None:
    glossary = make_glossary(concept)
    assert background.lent(glossary) == glossary


def test_the_program_s_own_glossary_is_as_it_was() -> None:
    own = terms_yaml.packaged()
    assert background.lent(own) is own
    assert background.lent(Glossary(())) == Glossary(())


def test_articles_are_read_with_it_and_answers_are_not_changed() -> None:
    snapshot = Snapshot.build(make_glossary(TONGHUA))
    assert [one["concept"] for one in snapshot.annotate("지린성 통화는 눈이 많다.")["mentions"]] == ["my-city"]
    assert snapshot.annotate("어제 통화는 길었다.")["mentions"] == []
    concept = snapshot.concept("my-city")
    assert concept is not None
    assert (concept.definition, concept.domain) == ({}, None)
