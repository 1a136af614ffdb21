"""What readers propose and curators decide: each proposal as it stands, and every step that led there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, func, select, update

from glossary.errors import ProposalChanged, ProposalNotFound, TooManyProposals
from glossary.model import Glossary
from glossary.store import tables
from glossary.store.history import Applied, moment, stored

WINDOW = timedelta(hours=1)
MOST_IN_WINDOW = 10
MOST_OPEN = 1000
_LARGEST = 2**31 - 1  # number both databases take


class State(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class StepKind(StrEnum):
    """What happened to a proposal."""

    PROPOSED = "proposed"
    EDITED = "edited"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is proposed: `content` is the concept as a block of YAML, `base` the block that it was made from.

    `concept` is the id of the concept to correct, None for a new one, whose `base` is empty. `base_revision` is the
    revision that the proposer saw. `note` is for the curator.
    """

    concept: str | None
    content: str
    base: str
    base_revision: int
    note: str


@dataclass(frozen=True, slots=True)
class Proposal(Draft):
    """A proposal as it stands; its `version` grows with every step. `revision` is what accepting it led to."""

    number: int
    version: int
    state: State
    revision: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proposal: when (UTC), which curator ("" for the proposer), why, and the content it left."""

    version: int
    kind: StepKind
    time: datetime
    curator: str
    reason: str
    content: str


class Decision:
    """An open proposal in the hands of one curator: until the transaction ends, nobody else writes."""

    def __init__(
        self,
        connection: Connection,
        proposal: Proposal,
        present: Callable[[], Glossary],
        apply: Callable[[Glossary, str], Applied],
        now: str,
    ) -> None:
        self.proposal = proposal
        self._connection = connection
        self._present = present
        self._apply = apply
        self._now = now

    def glossary(self) -> Glossary:
        """Return the present glossary, which stays the present one until this is done."""
        return self._present()

    def edit(self, content: str, base: str, curator: str) -> None:
        """Give the proposal another content, made from `base`; an equal content is no step."""
        proposal = tables.proposal
        self._connection.execute(update(proposal).where(proposal.c.number == self.proposal.number).values(base=base))
        if content != self.proposal.content:
            self._step(StepKind.EDITED, State.OPEN, curator, "", content)

    def refuse(self, curator: str, reason: str) -> None:
        """Close the proposal without a change to the glossary."""
        self._step(StepKind.REFUSED, State.REFUSED, curator, reason, self.proposal.content)

    def accept(self, glossary: Glossary, curator: str, reason: str) -> int:
        """Make this glossary the present one and close the proposal; return the revision."""
        revision = self._apply(glossary, f"proposal {self.proposal.number}").revision
        self._step(StepKind.ACCEPTED, State.ACCEPTED, curator, reason, self.proposal.content, revision)
        return revision

    def _step(
        self, kind: StepKind, state: State, curator: str, reason: str, content: str, revision: int | None = None
    ) -> None:
        proposal, version = tables.proposal, self.proposal.version + 1
        self._connection.execute(
            update(proposal)
            .where(proposal.c.number == self.proposal.number)
            .values(version=version, state=state, content=content, revision=revision)
        )
        _add_step(self._connection, self.proposal.number, version, kind, self._now, curator, reason, content)
        self.proposal = _proposal(self._connection, self.proposal.number)


class Proposals:
    """The proposals of a store. Methods raise StoreUnavailable when the database fails them."""

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Connection]],
        writing: Callable[[], AbstractContextManager[Connection]],
        clock: Callable[[], datetime],
        present: Callable[[Connection], Glossary],
        apply: Callable[[Connection, Glossary, str], Applied],
    ) -> None:
        self._reading = reading
        self._writing = writing
        self._clock = clock
        self._present = present
        self._apply = apply

    def add(self, draft: Draft, sender: str | None = None) -> int:
        """Keep a proposal and return its number.

        `sender` stands for whoever sent it, and is forgotten after an hour. Raises TooManyProposals where one sender
        had ten within the hour, or too many wait to be decided.
        """
        proposal = tables.proposal
        now = self._clock()
        with self._writing() as connection:
            _count_sender(connection, sender, now)
            waiting = connection.scalar(
                select(func.count()).select_from(proposal).where(proposal.c.state == State.OPEN)
            )
            if (waiting or 0) >= MOST_OPEN:
                raise TooManyProposals(f"{MOST_OPEN} proposals are waiting to be decided; try again in some days")
            number = (connection.scalar(select(func.max(proposal.c.number))) or 0) + 1
            connection.execute(
                proposal.insert().values(
                    number=number,
                    version=1,
                    state=State.OPEN,
                    concept=draft.concept,
                    content=draft.content,
                    base=draft.base,
                    base_revision=draft.base_revision,
                    note=draft.note,
                    revision=None,
                )
            )
            _add_step(connection, number, 1, StepKind.PROPOSED, stored(now), "", "", draft.content)
        return number

    def get(self, number: int) -> Proposal:
        """Return a proposal. Raises ProposalNotFound."""
        with self._reading() as connection:
            return _proposal(connection, number)

    def steps(self, number: int) -> list[Step]:
        """Return what happened to a proposal, the oldest first; nothing where there is none."""
        step = tables.proposal_step
        with self._reading() as connection:
            found = connection.execute(
                select(step).where(step.c.proposal == min(number, _LARGEST)).order_by(step.c.version)
            ).all()
        return [
            Step(row.version, StepKind(row.kind), moment(row.time), row.curator, row.reason, row.content)
            for row in found
        ]

    def all(self, state: State | None = None, concept: str | None = None) -> list[Proposal]:
        """Return the proposals, the oldest first; the accepted ones as they were accepted.

        With `state` only those of this state, with `concept` only those that correct this concept.
        """
        proposal, step = tables.proposal, tables.proposal_step
        wanted = select(proposal)
        if state is State.ACCEPTED:
            wanted = wanted.join(step, step.c.proposal == proposal.c.number).where(step.c.kind == StepKind.ACCEPTED)
            wanted = wanted.order_by(step.c.time, proposal.c.number)
        if state is not None:
            wanted = wanted.where(proposal.c.state == state)
        if concept is not None:
            wanted = wanted.where(proposal.c.concept == concept)
        with self._reading() as connection:
            return [_row(row) for row in connection.execute(wanted.order_by(proposal.c.number))]

    @contextmanager
    def deciding(self, number: int, version: int) -> Iterator[Decision]:
        """Hold an open proposal of this version for a decision, all of which happens or nothing.

        Raises ProposalNotFound, and ProposalChanged where somebody else edited or decided it.
        """
        with self._writing() as connection:
            proposal = _proposal(connection, number)
            if proposal.state is not State.OPEN:
                raise ProposalChanged(number, f"it was {proposal.state}")
            if proposal.version != version:
                raise ProposalChanged(number, "it was edited")
            yield Decision(
                connection,
                proposal,
                lambda: self._present(connection),
                lambda glossary, source: self._apply(connection, glossary, source),
                stored(self._clock()),
            )


def _proposal(connection: Connection, number: int) -> Proposal:
    proposal = tables.proposal
    found = connection.execute(select(proposal).where(proposal.c.number == min(number, _LARGEST))).first()
    if found is None:
        raise ProposalNotFound(number)
    return _row(found)


def _row(row: object) -> Proposal:
    values = {name: getattr(row, name) for name in Proposal.__dataclass_fields__}
    return Proposal(**{**values, "state": State(values["state"])})


def _add_step(
    connection: Connection,
    number: int,
    version: int,
    kind: StepKind,
    now: str,
    curator: str,
    reason: str,
    content: str,
) -> None:
    connection.execute(
        tables.proposal_step.insert().values(
            proposal=number, version=version, kind=kind, time=now, curator=curator, reason=reason, content=content
        )
    )


def _count_sender(connection: Connection, sender: str | None, now: datetime) -> None:
    """Forget who proposed more than an hour ago, and count this one."""
    senders = tables.proposal_sender
    connection.execute(senders.delete().where(senders.c.time < stored(now - WINDOW)))
    if sender is None:
        return
    count = connection.scalar(select(func.count()).select_from(senders).where(senders.c.sender == sender))
    if (count or 0) >= MOST_IN_WINDOW:
        raise TooManyProposals(f"{MOST_IN_WINDOW} proposals came from your address within an hour; try again later")
    connection.execute(senders.insert().values(sender=sender, time=stored(now)))
