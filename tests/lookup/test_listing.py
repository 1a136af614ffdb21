from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.lookup import INITIALS, Listing, LookupIndex, packed
from glossary.model import CATEGORIES, ConceptView
from glossary.snapshot import Snapshot
from glossary.text import fold
from tests import factories

CONCEPTS = (
    factories.make_concept("kkachi", category="product", ko="까치", zh="喜鹊", en="Magpie"),
    factories.make_concept("gana", category="place", ko="가나", zh="加纳", en="Ghana"),
    factories.make_concept("ai", category="term", ko="AI", zh="人工智能", en=["artificial intelligence", "AI"]),
    factories.make_concept("nothing-korean", category="term", en="Éclair"),
    factories.make_concept("banned", category="term", deprecated={"ko": "나쁜말"}),
    factories.make_concept("xian", category="place", ko="시안", zh="西安", en="Xi'an"),
)


@pytest.fixture(scope="module")
def listing() -> Listing:
    return of(*CONCEPTS)


def of(*concepts: factories.Concept) -> Listing:
    made = packed(factories.make_glossary(*concepts))
    return Listing(made, LookupIndex(made).catalogue)


def ids(views: list[ConceptView]) -> list[str]:
    return [view["id"] for view in views]


def test_double_consonants_stand_under_the_single_ones(listing: Listing) -> None:
    assert ids(listing.listed("ko", initial="ㄱ").concepts) == ["gana", "kkachi"]


def test_names_in_other_scripts_come_last(listing: Listing) -> None:
    whole = ids(listing.listed("ko").concepts)
    assert whole == ["gana", "kkachi", "xian", "ai", "banned", "nothing-korean"]
    assert set(ids(listing.listed("ko", initial="#").concepts)) == {"banned", "nothing-korean", "ai"}
    assert listing.listed("en").initials["#"] == 2


def test_pinyin_is_in_the_order_of_its_letters(listing: Listing) -> None:
    assert ids(listing.listed("pinyin").concepts)[:4] == ["gana", "ai", "xian", "kkachi"]


@pytest.mark.parametrize("text", ["西安", "xian", "XI'AN", " xi an", "安"])
def test_text_is_looked_for_as_names_are_compared(listing: Listing, text: str) -> None:
    assert ids(listing.listed("ko", text=text).concepts) == ["xian"]


def test_text_does_not_run_from_one_name_into_the_next(listing: Listing) -> None:
    assert listing.listed("ko", text="까치喜").total == 0
    assert listing.listed("ko", text="\n").total == len(CONCEPTS)


def test_an_empty_glossary_has_an_empty_list() -> None:
    found = of().listed("ko", text="가")
    assert (found.concepts, found.total) == ([], 0)


def test_every_category_is_counted(project_snapshot: Snapshot) -> None:
    found = project_snapshot.listing.listed("en")
    assert sum(found.categories.values()) == found.total == project_snapshot.size
    assert set(found.categories) <= set(CATEGORIES)


@given(
    order=st.sampled_from(sorted(INITIALS)),
    category=st.sampled_from(["", *CATEGORIES, "unheard-of"]),
    text=st.sampled_from(["", "화", "华", "sh", "중국", "a", "!"]),
    initial=st.sampled_from(["", "ㅎ", "A", "#"]),
    start=st.integers(0, 40),
)
def test_a_part_is_that_of_the_whole(
    project_snapshot: Snapshot, order: str, category: str, text: str, initial: str, start: int
) -> None:
    if initial and initial not in INITIALS[order]:
        return
    listing = project_snapshot.listing
    under = listing.listed(order, initial=initial, limit=10_000).concepts

    def fits(view: ConceptView) -> bool:
        names = [*view["ko"]["admitted"], *view["ko"]["deprecated"], *view["zh_hans"], *view["zh_hant"], *view["en"]]
        names += [view["ko"]["preferred"] or "", *view["tickers"]]
        said = [fold.key(name) for name in names]
        return category in ("", view["category"]) and (not text or any(fold.key(text) in name for name in said if name))

    found = listing.listed(order, initial=initial, category=category, text=text, start=start, limit=20)
    if text not in ("sh", "a", "!"):  # those may be in the pinyin, or are no text at all
        expected = [view["id"] for view in under if fits(view)]
        assert found.total == len(expected)
        assert ids(found.concepts) == expected[start : start + 20]
    assert found.total == (found.initials[initial] if initial else sum(found.initials.values()))
    if category in found.categories:
        assert found.total == found.categories[category]
