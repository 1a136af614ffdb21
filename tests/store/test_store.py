"""What holds of a store in either database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.errors import RevisionNotFound
from glossary.model import Glossary
from glossary.store import Applied, Kind, Offer, Store

from .glossaries import concept, glossaries, glossary, large, present


def test_a_new_store_is_empty_at_revision_0(store: Store) -> None:
    assert present(store) == (Glossary(()), 0)
    assert store.edition().revision == 0
    assert store.history() == []
    assert store.changes() == []
    assert store.at(0) == Glossary(())


def test_a_load_says_what_it_did(store: Store) -> None:
    assert store.replace(glossary("abc"), "one.yaml") == Applied(1, added=("a", "b", "c"))
    applied = store.replace(glossary("dcb", b="딴 이름"), "two.yaml")
    assert applied == Applied(2, added=("d",), changed=("b",), removed=("a",), moved=applied.moved)
    assert len(applied.moved) == 1
    assert present(store) == (glossary("dcb", b="딴 이름"), 2)


def test_the_same_glossary_makes_no_revision(store: Store) -> None:
    store.replace(glossary("abc"), "one.yaml")
    again = store.replace(glossary("abc"), "another.yaml")
    assert again == Applied(1)
    assert not again.changes
    assert len(store.history()) == 1


def test_another_order_is_a_revision(store: Store) -> None:
    store.replace(glossary("abc"), "one.yaml")
    assert store.replace(glossary("cab"), "one.yaml") == Applied(2, moved=("c",))
    assert store.load()[0] == glossary("cab")
    assert store.at(1) == glossary("abc")


def test_compare_says_the_same_and_does_nothing(store: Store) -> None:
    store.replace(glossary("abc"), "one.yaml")
    would = store.compare(glossary("bcd"))
    assert would == Applied(1, added=("d",), removed=("a",))
    assert present(store) == (glossary("abc"), 1)
    assert store.compare(glossary("abc")) == Applied(1)


def test_compare_with_a_database_that_has_no_tables(url: str) -> None:
    with Store.open(url) as store:
        assert store.compare(glossary("a")) == Applied(0, added=("a",))
        assert store.version() is None


def test_history_tells_when_whence_and_what(url: str) -> None:
    seoul = timezone(timedelta(hours=9))
    moments = iter([datetime(2026, 1, 2, 3, 4, 5, 678901, UTC), datetime(2026, 1, 2, 13, 0, tzinfo=seoul)])
    with Store.open(url, clock=lambda: next(moments)) as store:
        store.upgrade()
        store.replace(glossary("ab"), "한 곳/one.yaml")
        store.replace(glossary("bc", b="딴 이름"), "\udcff.yaml")  # a file name that is not UTF-8
        first, second = store.history()
        assert (first.number, first.time, first.source) == (
            1, datetime(2026, 1, 2, 3, 4, 5, 678901, UTC), "한 곳/one.yaml",
        )  # fmt: skip
        assert (first.concepts, first.added, first.changed, first.removed, first.moved) == (2, ("a", "b"), (), (), 0)
        assert second.time == datetime(2026, 1, 2, 4, 0, tzinfo=UTC)
        assert (second.concepts, second.added, second.changed, second.removed) == (2, ("c",), ("b",), ("a",))
        assert second.source == "\\udcff.yaml"
        assert store.history(since=1) == [second]
        assert store.history(since=2) == []


def test_changes_hold_concepts_before_and_after(store: Store) -> None:
    store.replace(glossary("ab"), "x")
    store.replace(glossary("bc", b="딴 이름"), "x")
    assert [(c.revision, c.concept, c.kind, c.before, c.after) for c in store.changes(since=1)] == [
        (2, "a", Kind.REMOVED, concept("a", "이름a"), None),
        (2, "b", Kind.CHANGED, concept("b", "이름b"), concept("b", "딴 이름")),
        (2, "c", Kind.ADDED, None, concept("c", "이름c")),
    ]
    assert [change.revision for change in store.changes()] == [1, 1, 2, 2, 2]


def test_changes_of_one_concept(store: Store) -> None:
    store.replace(glossary("ab"), "x")
    store.replace(glossary("bc", b="딴 이름"), "x")
    assert [(c.revision, c.concept, c.kind) for c in store.changes(of="b")] == [
        (1, "b", Kind.ADDED),
        (2, "b", Kind.CHANGED),
    ]
    assert [c.revision for c in store.changes(of="b", until=1)] == [1]
    assert store.changes(of="unheard-of") == []


@pytest.mark.parametrize(("since", "count"), [(-(10**30), 1), (0, 1), (1, 0), (2, 0), (2**31, 0), (10**30, 0)])
def test_any_number_may_be_asked_from(store: Store, since: int, count: int) -> None:
    store.replace(glossary("a"), "x")
    assert len(store.history(since)) == len(store.changes(since)) == count


def test_restoring_makes_a_new_revision_with_the_old_content(store: Store) -> None:
    store.replace(glossary("abc"), "x")
    store.replace(glossary("cd"), "x")
    assert store.restore(1) == Applied(3, added=("a", "b"), removed=("d",))
    assert present(store) == (glossary("abc"), 3)
    assert store.at(2) == glossary("cd")
    assert store.history()[-1].source == "revision 1"
    assert store.restore(3) == Applied(3)


@pytest.mark.parametrize("number", [-1, 2, 10**12])
def test_a_revision_that_never_was(store: Store, number: int) -> None:
    store.replace(glossary("a"), "x")
    for way in (store.at, store.restore):
        with pytest.raises(RevisionNotFound, match="the newest is 1"):
            way(number)
    assert store.edition().revision == 1


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(steps=st.lists(glossaries() | st.integers(0, 5), max_size=7))
def test_every_revision_can_be_read_again(store: Store, steps: list[Glossary | int]) -> None:
    """Whatever was loaded and restored, every revision stays what it was: also those of earlier examples."""
    start = store.edition().revision
    was = {start: store.load()[0]}
    for step in steps:
        if isinstance(step, int):
            number = max(start, store.edition().revision - step)
            wanted, applied = was[number], store.restore(number)
        else:
            would = store.compare(step)
            wanted, applied = step, store.replace(step, "x")
            assert (would.added, would.changed, would.removed, would.moved) == (
                applied.added, applied.changed, applied.removed, applied.moved,
            )  # fmt: skip
        newest = max(was)
        assert applied.revision == newest + (wanted != was[newest])
        assert applied.changes == (wanted != was[newest])
        was[applied.revision] = wanted
        assert present(store) == (wanted, applied.revision)
    assert {number: store.at(number) for number in was} == was
    # The changes lead from any revision to the present.
    concepts = {one.id: one for one in was[start].concepts}
    for change in store.changes(since=start):
        assert concepts.get(change.concept) == change.before
        concepts.pop(change.concept, None)
        if change.after is not None:
            concepts[change.concept] = change.after
    assert concepts == dict(store.load()[0].by_id)


def test_many_concepts(store: Store) -> None:
    one, other = large(3000), large(3000, "다")
    assert len(store.replace(one, "x").added) == 3000
    assert len(store.replace(other, "x").changed) == 3000
    assert present(store) == (other, 2)
    assert store.at(1) == one


# The packaged glossary


def test_an_empty_store_takes_what_it_is_offered_once(store: Store) -> None:
    assert not store.knows("one")
    assert store.offer(glossary("a"), "packaged", "one") is Offer.TAKEN
    assert store.knows("one")
    assert store.offer(glossary("a"), "packaged", "one") is Offer.KNOWN
    assert present(store) == (glossary("a"), 1)


def test_a_newer_offer_is_taken_while_nobody_loaded_another(store: Store) -> None:
    store.offer(glossary("a"), "packaged", "one")
    assert store.offer(glossary("ab"), "packaged", "two") is Offer.TAKEN
    assert present(store) == (glossary("ab"), 2)
    # An older program at the same database does not bring the older one back.
    assert store.offer(glossary("a"), "packaged", "one") is Offer.KNOWN
    assert present(store) == (glossary("ab"), 2)


def test_an_offer_that_differs_in_comments_only(store: Store) -> None:
    store.offer(glossary("a"), "packaged", "one")
    assert store.offer(glossary("a"), "packaged", "two") is Offer.TAKEN
    assert store.edition().revision == 1
    assert store.offer(glossary("ab"), "packaged", "three") is Offer.TAKEN


@pytest.mark.parametrize(
    "own", [lambda store: store.replace(glossary("xyz"), "own.yaml"), lambda store: store.restore(0)]
)
def test_what_a_user_loaded_is_kept(store: Store, own: Callable[[Store], object]) -> None:
    store.offer(glossary("a"), "packaged", "one")
    own(store)
    before = present(store)
    assert store.offer(glossary("ab"), "packaged", "two") is Offer.LEFT
    assert store.offer(glossary("ab"), "packaged", "two") is Offer.KNOWN
    assert present(store) == before


def test_what_a_user_loaded_first_is_kept_without_a_word(store: Store) -> None:
    store.replace(glossary("xyz"), "own.yaml")
    assert store.offer(glossary("a"), "packaged", "one") is Offer.KNOWN
    assert store.offer(glossary("ab"), "packaged", "two") is Offer.LEFT
    assert present(store) == (glossary("xyz"), 1)
