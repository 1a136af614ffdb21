"""Proposals in a database: every step kept, no curator's work lost, no sender remembered for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from glossary.errors import ProposalChanged, ProposalNotFound, TooManyProposals
from glossary.store import Draft, State, Store
from glossary.store.proposals import MOST_IN_WINDOW, MOST_OPEN, WINDOW, StepKind

from .glossaries import concept, glossary
from .test_processes import START, at_once

DRAFT = Draft(None, "- id: d\n  category: term\n  ko: [새 이름]\n", "", 1, "보았습니다")
EDITING = (
    """
from glossary.errors import ProposalChanged
from glossary.store import Store
from sqlalchemy.dialects import sqlite, postgresql
"""
    + START
    + """
with Store.open(sys.argv[1], patience=60) as store:
    done = 0
    while done < 20:
        version = store.proposals.get(1).version
        try:
            with store.proposals.deciding(1, version) as decision:
                decision.edit(f"{sys.argv[2]} {done}", "", sys.argv[2])
            done += 1
        except ProposalChanged:
            pass
"""
)
SENDING = (
    """
from glossary.errors import TooManyProposals
from glossary.store import Draft, Store
from sqlalchemy.dialects import sqlite, postgresql
"""
    + START
    + """
taken = 0
with Store.open(sys.argv[1], patience=60) as store:
    for _ in range(10):
        try:
            store.proposals.add(Draft(None, "x", "", 1, ""), "somebody")
            taken += 1
        except TooManyProposals:
            pass
print(taken)
"""
)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_what_is_proposed_is_kept(store: Store) -> None:
    assert store.proposals.add(DRAFT) == 1
    assert store.proposals.add(DRAFT) == 2
    found = store.proposals.get(2)
    assert (found.number, found.version, found.state, found.revision) == (2, 1, State.OPEN, None)
    assert (found.concept, found.content, found.note) == (None, DRAFT.content, DRAFT.note)
    assert [(step.kind, step.curator, step.content) for step in store.proposals.steps(2)] == [
        (StepKind.PROPOSED, "", DRAFT.content)
    ]
    assert [one.number for one in store.proposals.all()] == [1, 2]


@pytest.mark.parametrize("number", [0, 1, 2**40])
def test_no_such_proposal(store: Store, number: int) -> None:
    with pytest.raises(ProposalNotFound, match=f"no proposal {number}"):
        store.proposals.get(number)
    assert store.proposals.steps(number) == []


def test_accepting_makes_a_revision_and_every_step_is_there(store: Store) -> None:
    store.replace(glossary("abc"), "x")
    number = store.proposals.add(DRAFT)
    with store.proposals.deciding(number, 1) as decision:
        assert decision.glossary() == glossary("abc")
        decision.edit("다시 쓴 것", "바탕", "민지")
        assert decision.accept(glossary("abcd"), "민지", "좋습니다") == 2
    found = store.proposals.get(number)
    assert (found.version, found.state, found.content, found.base, found.revision) == (
        3, State.ACCEPTED, "다시 쓴 것", "바탕", 2,
    )  # fmt: skip
    assert [(step.version, step.kind, step.curator, step.reason) for step in store.proposals.steps(number)] == [
        (1, StepKind.PROPOSED, "", ""),
        (2, StepKind.EDITED, "민지", ""),
        (3, StepKind.ACCEPTED, "민지", "좋습니다"),
    ]
    assert store.load()[0] == glossary("abcd")
    assert store.history()[-1].source == "proposal 1"


def test_refusing_changes_no_glossary(store: Store) -> None:
    store.replace(glossary("abc"), "x")
    number = store.proposals.add(DRAFT)
    with store.proposals.deciding(number, 1) as decision:
        decision.refuse("민지", "이미 있습니다")
    assert store.proposals.get(number).state is State.REFUSED
    assert store.proposals.all(State.OPEN) == []
    assert store.edition().revision == 1


def test_the_second_curator_is_told(store: Store) -> None:
    number = store.proposals.add(DRAFT)
    with store.proposals.deciding(number, 1) as decision:
        decision.edit("하나", "", "가")
    with pytest.raises(ProposalChanged, match="it was edited"), store.proposals.deciding(number, 1):
        pass
    with store.proposals.deciding(number, 2) as decision:
        decision.refuse("가", "겹칩니다")
    for version in (1, 2, 3):
        with pytest.raises(ProposalChanged, match="it was refused"), store.proposals.deciding(number, version):
            pass


def test_what_fails_leaves_nothing(store: Store) -> None:
    store.replace(glossary("abc"), "x")
    number = store.proposals.add(DRAFT)
    before = store.proposals.get(number)

    def accepted_and_failed() -> None:
        with store.proposals.deciding(number, 1) as decision:
            decision.edit("다른 것", "", "가")
            decision.accept(glossary("abcd"), "가", "")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        accepted_and_failed()
    assert store.proposals.get(number) == before
    assert len(store.proposals.steps(number)) == 1
    assert store.edition().revision == 1


def test_two_edit_at_once(url: str) -> None:
    """Forty edits by two processes are forty steps, each on the one before."""
    with Store.open(url) as store:
        store.upgrade()
        store.proposals.add(DRAFT)
    at_once(EDITING, 2, url)
    with Store.open(url) as store:
        steps = store.proposals.steps(1)
        assert [step.version for step in steps] == list(range(1, 42))
        for curator in "01":
            assert [step.content for step in steps if step.curator == curator] == [f"{curator} {i}" for i in range(20)]
        assert store.proposals.get(1).content == steps[-1].content


def test_one_sender_in_two_processes(url: str) -> None:
    with Store.open(url) as store:
        store.upgrade()
    assert sum(map(int, at_once(SENDING, 2, url))) == MOST_IN_WINDOW


def test_a_sender_is_forgotten_after_an_hour(url: str) -> None:
    clock = Clock()
    with Store.open(url, clock=clock) as store:
        store.upgrade()
        for _ in range(MOST_IN_WINDOW):
            store.proposals.add(DRAFT, "somebody")
        with pytest.raises(TooManyProposals, match="within an hour"):
            store.proposals.add(DRAFT, "somebody")
        store.proposals.add(DRAFT, "somebody else")
        clock.now += WINDOW + timedelta(seconds=1)
        store.proposals.add(DRAFT)
        from sqlalchemy import select

        from glossary.store import tables

        with store._reading() as connection:
            assert connection.execute(select(tables.proposal_sender)).all() == []
        store.proposals.add(DRAFT, "somebody")


def test_there_is_an_end_to_what_waits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glossary.store.proposals.MOST_OPEN", 2)
    store.proposals.add(DRAFT)
    store.proposals.add(DRAFT)
    with pytest.raises(TooManyProposals, match="waiting to be decided"):
        store.proposals.add(DRAFT)
    with store.proposals.deciding(1, 1) as decision:
        decision.refuse("가", "x")
    assert store.proposals.add(DRAFT) == 3
    assert MOST_OPEN >= 100


def test_accepted_ones_come_as_they_were_accepted(store: Store) -> None:
    store.replace(glossary("a"), "x")
    for _ in range(3):
        store.proposals.add(DRAFT)
    for number, ids in ((3, "ab"), (1, "abc")):
        with store.proposals.deciding(number, 1) as decision:
            decision.accept(glossary(ids), "가", "")
    assert [one.number for one in store.proposals.all(State.ACCEPTED)] == [3, 1]
    assert [one.number for one in store.proposals.all(State.OPEN)] == [2]
    assert concept("a")
