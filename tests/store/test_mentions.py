"""Kept mentions: what was written where, in either database."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.errors import InvalidInput
from glossary.model import Concordance, KeptArticle, KeptMention, WrittenMention
from glossary.store import Store, tables

from .glossaries import glossary, present


def mention(concept: str = "a", start: int = 0, form: str = "이름", **more: Any) -> KeptMention:
    own: KeptMention = {
        "concept": concept, "form": form, "lang": "ko", "kind": "name", "status": "preferred",
        "start": start, "end": start + len(form), "left": "앞 ", "right": " 뒤",
    }  # fmt: skip
    return own | more  # type: ignore[return-value]


def article(id: str, *mentions: KeptMention, source: str = "신문", **more: Any) -> KeptArticle:
    own: KeptArticle = {"source": source, "id": id, "date": None, "text": None, "mentions": list(mentions)}
    return own | more  # type: ignore[return-value]


def where(found: Concordance) -> list[tuple[str, int]]:
    return [(one["article"], one["start"]) for one in found["mentions"]]


def pages(store: Store, concept: str, limit: int, **more: Any) -> list[WrittenMention]:
    """All mentions of a concept, page by page."""
    found: list[WrittenMention] = []
    before = None
    while True:
        page = store.concordance(concept, limit=limit, before=before, **more)
        assert len(page["mentions"]) == limit or page["next"] is None
        found += page["mentions"]
        before = page["next"]
        if before is None:
            return found


def test_nothing_is_kept_at_first(store: Store) -> None:
    assert store.concordance("a") == {"mentions": [], "next": None, "forms": [], "months": []}
    assert store.usage() == {"articles": 0, "concepts": {}, "forms": []}
    store.keep([])


def test_a_mention_says_where_and_in_which_line(store: Store) -> None:
    own = mention(
        start=7, form="昇騰", lang="zh-Hant", kind="name", status="admitted", left="화웨이는 ", right="을 냈다"
    )
    store.keep([article("7", own, date="2026-03-02T09:30+09:00", text="…")])
    (found,) = store.concordance("a")["mentions"]
    assert found == {**own, "article": "7", "source": "신문", "date": "2026-03-02T09:30+09:00"}


def test_the_newest_first_and_undated_last(store: Store) -> None:
    dates = {
        "old": "1999-12-31",
        "none": None,
        "day": "2026-03-02",
        "early": "2026-03-02T00:01",
        "late": "2026-03-02T23:59-05:00",
    }
    store.keep([article(id, mention(start=5), mention(start=2), date=date) for id, date in dates.items()])
    expected = [(id, start) for id in ("late", "early", "day", "old", "none") for start in (2, 5)]
    for limit in range(1, 12):
        assert [(one["article"], one["start"]) for one in pages(store, "a", limit)] == expected


def test_counts_by_form_and_by_month(store: Store) -> None:
    old = {"form": "셩텅", "status": "deprecated"}
    store.keep([
        article("1", mention(start=0), mention(start=9), mention("b", start=20), date="2026-03-02"),
        article("2", mention(start=0), mention(start=9, **old), date="2025-12-31T23:59+09:00"),
        article("3", mention(start=0, **old)),
    ])  # fmt: skip
    found = store.concordance("a")
    assert [(use["form"], use["status"], use["mentions"], use["last"]) for use in found["forms"]] == [
        ("이름", "preferred", 3, "2026-03"), ("셩텅", "deprecated", 2, "2025-12"),
    ]  # fmt: skip
    assert found["months"] == [
        {"month": "2025-12", "mentions": 2}, {"month": "2026-03", "mentions": 2}, {"month": None, "mentions": 1},
    ]  # fmt: skip
    one_form = store.concordance("a", form="셩텅")
    assert where(one_form) == [("2", 9), ("3", 0)]
    assert one_form["forms"] == found["forms"]
    assert one_form["months"] == [{"month": "2025-12", "mentions": 1}, {"month": None, "mentions": 1}]
    assert store.concordance("a", form="없다")["mentions"] == []
    usage = store.usage()
    assert (usage["articles"], usage["concepts"]) == (3, {"a": 3, "b": 1})
    assert {(use["concept"], use["form"]): (use["articles"], use["mentions"]) for use in usage["forms"]} == {
        ("a", "이름"): (2, 3), ("a", "셩텅"): (2, 2), ("b", "이름"): (1, 1),
    }  # fmt: skip


def test_annotated_again_an_article_takes_its_own_place(store: Store) -> None:
    store.keep([article("1", mention(start=0), mention(start=5), date="2026-01-01"), article("2", mention())])
    store.keep([article("1", mention("b", start=3), date="2026-02-01"), article("1", mention(), source="다른 신문")])
    assert where(store.concordance("a")) == [("1", 0), ("2", 0)]
    assert store.concordance("a")["forms"][0]["mentions"] == 2
    assert store.concordance("a")["months"] == [{"month": None, "mentions": 2}]
    assert store.concordance("b")["months"] == [{"month": "2026-02", "mentions": 1}]
    store.keep([article("1"), article("2"), article("1", source="다른 신문")])
    assert store.concordance("a") == {"mentions": [], "next": None, "forms": [], "months": []}
    assert store.usage()["articles"] == 3


def test_of_an_article_that_comes_twice_the_later_stays(store: Store) -> None:
    store.keep([article("1", mention(start=0)), article("1", mention(start=4))])
    assert where(store.concordance("a")) == [("1", 4)]


def test_the_text_is_kept_when_it_is_given(store: Store) -> None:
    store.keep([article("1", text="줄\n바꿈\tNUL \0 끝"), article("2")])
    with store._reading() as connection:
        rows = connection.execute(tables.article.select().order_by(tables.article.c.id))
        assert [row.text for row in rows] == ["줄\n바꿈\tNUL \ufffd 끝", None]


def test_whatever_a_text_holds_is_kept(store: Store) -> None:
    """NUL and half surrogates are in no database; long names are in no index of PostgreSQL; \\N is a NULL in COPY."""
    long = "".join(random.Random(1).choices([chr(code) for code in range(0x4E00, 0x9FA0)], k=5000))
    names = ["\0", "\ud800", long, long + "!", "\\N", "\\.", "'\"%s?:x", "\t\n\r", "𠮷", "1", ""]
    store.keep([article(name, mention(form=name, left=name, right=name), source=name) for name in names])
    found = store.concordance("a", limit=100)["mentions"]
    assert len({(one["source"], one["article"]) for one in found}) == len(names) == len(found)
    assert {one["form"] for one in found} >= set(names[4:])
    assert store.concordance("\0") == store.concordance("\ud800")
    assert store.concordance("a", form="\0")["mentions"] == store.concordance("a", form="\ufffd")["mentions"]
    store.keep([article(name, source=name) for name in names])
    assert store.concordance("a")["forms"] == []


@pytest.mark.parametrize("cursor", ["", "x", "1/2", "1/2/3/4", "-1/2/3", "1/2/9999999999", "１/2/3", "1/2/3\n"])
def test_what_is_no_cursor_is_told(store: Store, cursor: str) -> None:
    with pytest.raises(InvalidInput, match="no cursor") as raised:
        store.concordance("a", before=cursor)
    assert raised.value.field == "cursor"


def test_a_removed_concept_keeps_its_mentions(store: Store) -> None:
    store.replace(glossary("ab"), "x")
    store.keep([article("1", mention("a"), mention("b", start=9))])
    store.replace(glossary("b"), "x")
    assert where(store.concordance("a")) == [("1", 0)]
    store.restore(1)
    assert where(store.concordance("a")) == [("1", 0)]


def test_tables_of_an_earlier_version_are_brought_up_to_date_with_what_they_hold(store: Store) -> None:
    store.downgrade("0001")
    store.replace(glossary("ab"), "x")
    store.upgrade()
    store.keep([article("1", mention())])
    assert where(store.concordance("a")) == [("1", 0)]
    store.downgrade("0001")
    assert present(store) == (glossary("ab"), 1)
    store.upgrade()
    assert store.concordance("a")["mentions"] == []
    assert present(store) == (glossary("ab"), 1)


forms = st.sampled_from(["가", "나", "다"])
days = st.none() | st.dates(date(2025, 11, 1), date(2026, 2, 1)).map(date.isoformat)


@st.composite
def articles(draw: st.DrawFn) -> KeptArticle:
    starts = sorted(draw(st.sets(st.integers(0, 30), max_size=4)))
    own = [mention(draw(st.sampled_from("ab")), start, draw(forms)) for start in starts]
    return article(draw(st.sampled_from("1234")), *own, source=draw(st.sampled_from("xy")), date=draw(days))


@settings(suppress_health_check=list(HealthCheck), max_examples=30)
@given(st.lists(st.lists(articles(), max_size=6), max_size=4), st.integers(1, 5))
def test_what_is_there_is_what_was_kept_last(store: Store, runs: list[list[KeptArticle]], limit: int) -> None:
    """Against the obvious twin, a dictionary; counts and pages agree."""
    store.keep([article(id, source=source) for id in "1234" for source in "xy"])
    last: dict[tuple[str, str], KeptArticle] = {}
    for run in runs:
        store.keep(run)
        last |= {(one["source"], one["id"]): one for one in run}
    for concept in "ab":
        expected = {
            (one["source"], one["id"], own["start"], own["form"], one["date"])
            for one in last.values()
            for own in one["mentions"]
            if own["concept"] == concept
        }
        found = pages(store, concept, limit)
        assert len(found) == len(expected)
        assert {(f["source"], f["article"], f["start"], f["form"], f["date"]) for f in found} == expected
        assert sorted((f["date"] or "" for f in found), reverse=True) == [f["date"] or "" for f in found]
        head = store.concordance(concept)
        assert sum(use["mentions"] for use in head["forms"]) == len(expected)
        assert sum(use["mentions"] for use in head["months"]) == len(expected)
        assert {use["form"] for use in head["forms"]} == {one[3] for one in expected}


def test_many_at_once(store: Store) -> None:
    """More than a statement asks for, some of them there already."""
    chance = random.Random(1)
    first = date(2020, 1, 1)

    def some(numbers: range) -> list[KeptArticle]:
        return [
            article(str(n), mention(start=1), mention(f"c{n % 7}", start=5), date=str(first + timedelta(n % 900)))
            for n in chance.sample(numbers, len(numbers))
        ]

    store.keep(some(range(2500)))
    store.keep(some(range(1000, 3500)))
    assert store.concordance("a")["forms"][0]["mentions"] == 3500
    assert store.usage()["concepts"] == {"a": 3500} | {f"c{n}": 500 for n in range(7)}
    assert len({one["article"] for one in pages(store, "a", 1000)}) == 3500
