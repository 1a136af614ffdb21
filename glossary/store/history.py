"""What the store says of the past and of what it just did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from glossary.model import Concept

_STORED = "%Y-%m-%dT%H:%M:%S.%fZ"


def stored(time: datetime) -> str:
    """Return a moment as the tables keep it: the same text in every database, and in the order of time."""
    return time.astimezone(UTC).strftime(_STORED)


def moment(text: str) -> datetime:
    """Return the moment that such a text stands for."""
    return datetime.strptime(text, _STORED).replace(tzinfo=UTC)


def timestamp(time: datetime) -> str:
    """Return a moment as answers write it: UTC, to the second, with a Z (RFC 3339)."""
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")


class Kind(StrEnum):
    """What happened to a concept."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """What one revision did to one concept; `before` is None where it was added, `after` where it was removed.

    `time` (UTC) and `source` are the revision's.
    """

    revision: int
    time: datetime
    source: str
    concept: str
    kind: Kind
    before: Concept | None
    after: Concept | None


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of the glossary: when it came (UTC), from where, its size, and the ids of what it changed.

    `moved` counts concepts that changed places among the others.
    """

    number: int
    time: datetime
    source: str
    content_hash: str
    concepts: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    moved: int


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a glossary that was handed to the store, or would become: ids in the order of the glossary.

    `revision` is the current one afterwards; it is a new one only if `changes` is true.
    """

    revision: int
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything is different."""
        return bool(self.added or self.changed or self.removed or self.moved)
