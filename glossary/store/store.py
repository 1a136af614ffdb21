"""The front door: the present glossary, its revisions, and the one way to make a new one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Table, and_, bindparam, column, func, inspect, or_, select, table, true, update

from glossary import records
from glossary.errors import RevisionNotFound, StoreMismatch
from glossary.model import Concordance, CorpusUse, Edition, Glossary, KeptArticle
from glossary.store import mentions, ordering, tables
from glossary.store.databases import Database, connect
from glossary.store.failures import FAILURES
from glossary.store.history import Applied, Change, Kind, Revision, moment, stored
from glossary.store.proposals import Proposals

PATIENCE = 10.0
_LAST = 2**31 - 1  # the largest number both databases take
_VERSION = table(tables.VERSION_TABLE, column("version_num"))


class Offer(StrEnum):
    """What became of a glossary that was offered: taken, left because of the user's own, or known already."""

    TAKEN = "taken"
    LEFT = "left"
    KNOWN = "known"


def utc_now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


class Store:
    """A glossary in a database, with its history. Revision 0 is the empty glossary before the first load.

    Methods raise StoreUnavailable when the database fails them; what they were writing can be written again. Reading
    needs the tables to be there: call `upgrade` once after opening. A store may be used by several threads; it must
    not be carried across a fork.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock

    @classmethod
    def open(cls, url: str | Path, *, clock: Callable[[], datetime] = utc_now, patience: float = PATIENCE) -> Store:
        """Return the store of a database URL or an SQLite file; it is first connected to when it is used.

        `patience` is how many seconds to wait for a server, or for another process that is writing. Raises
        InvalidInput for what is no URL of a database, and MissingExtra where PostgreSQL's driver is not installed.
        """
        return cls(connect(url, patience), clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections; the store opens new ones if it is used again."""
        self._database.engine.dispose()

    @property
    def name(self) -> str:
        """Where the store is, without the password."""
        return self._database.name

    # The tables

    def version(self) -> str | None:
        """Return the version of the tables, None where there are none; a missing file is not made."""
        if not self._database.exists():
            return None
        with self._reading() as connection:
            return _version(connection)

    def upgrade(self, *, existing: bool = True) -> None:
        """Make the tables, or bring them up to date; several processes may do so at once.

        With `existing=False` tables that are there are only checked: upgrading them would cut off older programs that
        share the database, and is left to those who may decide it. Raises StoreMismatch where the tables are of a
        later version of the program, or not to be upgraded.
        """
        found = self.version()
        if found == tables.NEWEST:
            return
        self._check(found, existing)
        from glossary.store import migrations

        with self._explained():
            self._database.create()
        with self._writing() as connection:
            found = _version(connection)  # it may have changed while we waited
            self._check(found, existing)
            if found != tables.NEWEST:
                migrations.upgrade(connection)

    def downgrade(self, version: str) -> None:
        """Take the tables back to an earlier version, for an earlier program; "base" drops them with all they hold."""
        from glossary.store import migrations

        with self._writing() as connection:
            migrations.downgrade(connection, version)

    # The present

    def edition(self) -> Edition:
        """Return which glossary is the present one; its revision is 0 before the first load. Takes about 1 ms."""
        with self._reading() as connection:
            return _newest(connection)

    def load(self) -> tuple[Glossary, Edition]:
        """Return the glossary and which one it is, read in one transaction."""
        with self._reading() as connection:
            edition = _newest(connection)
            texts = _texts(connection)
        return _glossary(texts), edition

    def compare(self, glossary: Glossary) -> Applied:
        """Return what `replace` would do, and do nothing; a database without tables counts as empty."""
        new = _dumped(glossary)
        if self.version() is None:
            return _difference({}, new).applied(0)
        with self._reading() as connection:
            return _difference(_texts(connection), new).applied(_newest(connection).revision)

    def replace(self, glossary: Glossary, source: str) -> Applied:
        """Make the glossary the present one, as a new revision, in one transaction; processes wait for each other.

        `source` says in the history where it came from. An equal glossary makes no revision.
        """
        new = _dumped(glossary)
        with self._writing() as connection:
            return self._apply(connection, new, source)

    def restore(self, revision: int) -> Applied:
        """Make an earlier revision's glossary the present one, as a new revision. Raises RevisionNotFound."""
        with self._writing() as connection:
            return self._apply(connection, _texts_at(connection, revision), f"revision {revision}")

    # The past

    def history(self, since: int = 0) -> list[Revision]:
        """Return the revisions after this one, the oldest first."""
        change, revision = tables.change, tables.revision
        since = max(0, min(since, _LAST))
        with self._reading() as connection:
            found = connection.execute(
                select(change.c.revision, change.c.kind, change.c.concept)
                .where(change.c.revision > since)
                .order_by(change.c.revision, change.c.concept)
            ).all()
            headers = connection.execute(
                select(revision).where(revision.c.number > since).order_by(revision.c.number)
            ).all()
        ids: dict[tuple[int, str], list[str]] = {}
        for number, kind, concept in found:
            ids.setdefault((number, kind), []).append(concept)
        return [
            Revision(
                number=header.number,
                time=moment(header.time),
                source=header.source,
                content_hash=header.content_hash,
                concepts=header.concepts,
                added=tuple(ids.get((header.number, Kind.ADDED), ())),
                changed=tuple(ids.get((header.number, Kind.CHANGED), ())),
                removed=tuple(ids.get((header.number, Kind.REMOVED), ())),
                moved=header.moved,
            )
            for header in headers
        ]

    def changes(
        self,
        since: int = 0,
        *,
        after: tuple[int, str] = (0, ""),
        until: int = _LAST,
        of: str | None = None,
        limit: int | None = None,
    ) -> list[Change]:
        """Return what the revisions after `since` did to each concept, by revision and then by the concept's id.

        The list can be read in parts of `limit`: `after` is the revision and the concept of the last one there was.
        `until` is the last revision to tell of, `of` the one concept, where no other is asked for.
        """
        change, revision = tables.change, tables.revision
        number, concept = after
        wanted = (
            select(change, revision.c.time, revision.c.source)
            .join(revision, revision.c.number == change.c.revision)
            .where(change.c.revision > max(0, min(since, _LAST)), change.c.revision <= until)
            .where(or_(change.c.revision > number, and_(change.c.revision == number, change.c.concept > concept)))
            .where(change.c.concept == of if of is not None else true())
            .order_by(change.c.revision, change.c.concept)
            .limit(limit)
        )
        with self._reading() as connection:
            found = connection.execute(wanted).all()
        return [
            Change(
                row.revision,
                moment(row.time),
                row.source,
                row.concept,
                Kind(row.kind),
                None if row.before is None else records.parse(row.before),
                None if row.after is None else records.parse(row.after),
            )
            for row in found
        ]

    def at(self, revision: int) -> Glossary:
        """Return the glossary as it was at a revision. Raises RevisionNotFound."""
        with self._reading() as connection:
            texts = _texts_at(connection, revision)
        return _glossary(texts)

    # The glossary that comes with the program

    def knows(self, fingerprint: str) -> bool:
        """Whether the packaged glossary with this fingerprint has been offered before."""
        with self._reading() as connection:
            return _knows(connection, fingerprint)

    def offer(self, glossary: Glossary, source: str, fingerprint: str) -> Offer:
        """Offer the glossary that comes with the program; each is offered once, whoever asks first.

        It is taken where the store is empty or holds what was taken before, and left where the user ever loaded
        another. The first one that comes upon a user's glossary counts as known: it is not newer than that.
        """
        new = _dumped(glossary)
        packaged = tables.packaged
        with self._writing() as connection:
            if _knows(connection, fingerprint):
                return Offer.KNOWN
            first = not connection.scalar(select(func.count()).select_from(packaged))
            of_users = connection.scalar(
                select(func.count())
                .select_from(tables.revision.outerjoin(packaged, packaged.c.revision == tables.revision.c.number))
                .where(packaged.c.fingerprint.is_(None))
            )
            made = None
            if not of_users:
                applied = self._apply(connection, new, source)
                made = applied.revision if applied.changes else None
            connection.execute(
                packaged.insert().values(fingerprint=fingerprint, time=self._now(), revision=made),
            )
        if of_users:
            return Offer.KNOWN if first else Offer.LEFT
        return Offer.TAKEN

    # Where names were written

    def keep(self, articles: Iterable[KeptArticle]) -> None:
        """Keep articles and the names in them, all in one transaction; what was kept of the same ones goes.

        Which article it is, its source and its id say; of one that comes twice the later one stays.
        """
        with self._writing() as connection:
            mentions.keep(connection, self._database, articles)

    def concordance(
        self, concept: str, *, form: str | None = None, before: str | None = None, limit: int = 50
    ) -> Concordance:
        """Return where a concept was written, the newest first; with `form`, where it was written so.

        `before` is `next` of the page before. A concept that nothing is known of has no mentions, and no `forms`.
        Raises InvalidInput for what is no cursor.
        """
        with self._reading() as connection:
            return mentions.concordance(connection, concept, form, before, limit)

    def usage(self) -> CorpusUse:
        """Return which names stand in the articles that are kept, and in how many; reads every mention."""
        with self._reading() as connection:
            return mentions.usage(connection)

    # What readers propose

    @property
    def proposals(self) -> Proposals:
        """The proposals that are kept beside the glossary."""
        return Proposals(
            self._reading,
            self._writing,
            self._clock,
            lambda connection: _glossary(_texts(connection)),
            lambda connection, glossary, source: self._apply(connection, _dumped(glossary), source),
        )

    # What the above have in common

    def _check(self, version: str | None, existing: bool) -> None:
        if version is None or version == tables.NEWEST:
            return
        from glossary.store import migrations

        if version not in migrations.known():
            raise StoreMismatch(
                f"the database {self.name} was upgraded by a newer version of the program (its tables have version "
                f"{version}, this program knows {tables.NEWEST}); upgrade the program, or restore a backup"
            )
        if not existing:
            raise StoreMismatch(
                f"the database {self.name} is of an older version of the program (its tables have version {version}, "
                f"this program needs {tables.NEWEST}); glossary load and glossary serve upgrade it"
            )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except FAILURES as error:
            raise self._database.explain(error) from error

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A transaction that sees the database as it was at one moment."""
        with (
            self._explained(),
            self._database.engine.connect().execution_options(**self._database.reading) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that no other writer is beside; all of it is done, or nothing."""
        with (
            self._explained(),
            self._database.engine.connect().execution_options(**self._database.writing) as connection,
            connection.begin(),
        ):
            self._database.lock(connection)
            yield connection

    def _now(self) -> str:
        return stored(self._clock())

    def _apply(self, connection: Connection, new: Mapping[str, str], source: str) -> Applied:
        present = _newest(connection)
        content_hash = records.content_hash(new.values())
        if content_hash == present.digest:
            return Applied(present.revision)
        old = _texts(connection)
        difference = _difference(old, new)
        applied = difference.applied(present.revision + 1)
        connection.execute(
            tables.revision.insert().values(
                number=applied.revision,
                time=self._now(),
                source=source.encode("utf-8", "backslashreplace").decode(),
                content_hash=content_hash,
                concepts=len(new),
                added=len(applied.added),
                changed=len(applied.changed),
                removed=len(applied.removed),
                moved=len(applied.moved),
                order_before=json.dumps(difference.splices, separators=(",", ":")),
            )
        )
        _write_concepts(connection, old, new, applied)
        kinds = ((Kind.ADDED, applied.added), (Kind.CHANGED, applied.changed), (Kind.REMOVED, applied.removed))
        _insert(
            connection,
            tables.change,
            [
                {"revision": applied.revision, "concept": id, "kind": kind, "before": old.get(id), "after": new.get(id)}
                for kind, ids in kinds
                for id in ids
            ],
        )
        return applied


@dataclass(frozen=True, slots=True)
class _Difference:
    """What leads from one glossary to another; `splices` leads its order back."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]
    splices: list[ordering.Splice]

    def applied(self, revision: int) -> Applied:
        return Applied(revision, self.added, self.changed, self.removed, self.moved)


def _difference(old: Mapping[str, str], new: Mapping[str, str]) -> _Difference:
    before, after = list(old), list(new)
    return _Difference(
        added=tuple(id for id in after if id not in old),
        changed=tuple(id for id in after if id in old and old[id] != new[id]),
        removed=tuple(id for id in before if id not in new),
        moved=ordering.moved(before, after),
        splices=ordering.splices(before, after),
    )


def _dumped(glossary: Glossary) -> dict[str, str]:
    return {concept.id: records.dump(concept) for concept in glossary.concepts}


def _glossary(texts: Mapping[str, str]) -> Glossary:
    return Glossary(tuple(map(records.parse, texts.values())))


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(tables.VERSION_TABLE):
        return None
    return connection.scalar(select(_VERSION.c.version_num))


def _newest(connection: Connection) -> Edition:
    revision = tables.revision
    found = connection.execute(
        select(revision.c.number, revision.c.content_hash).order_by(revision.c.number.desc()).limit(1)
    ).first()
    return Edition(found.number, found.content_hash) if found else Edition(0, records.content_hash(()))


def _texts(connection: Connection) -> dict[str, str]:
    """Return the present concepts' texts by id, in the glossary's order."""
    concept = tables.concept
    found = connection.execute(select(concept.c.id, concept.c.content).order_by(concept.c.position))
    return {row.id: row.content for row in found}


def _texts_at(connection: Connection, number: int) -> dict[str, str]:
    """Return the texts of a revision's concepts by id, in its order: the present with everything since undone."""
    current = _newest(connection).revision
    if not 0 <= number <= current:
        raise RevisionNotFound(number, current)
    change, revision = tables.change, tables.revision
    present = _texts(connection)
    texts: dict[str, str | None] = dict(present)
    # The newest first: of a concept's changes the oldest one's "before" is what remains.
    texts.update(
        (row.concept, row.before)
        for row in connection.execute(
            select(change.c.concept, change.c.before)
            .where(change.c.revision > number)
            .order_by(change.c.revision.desc())
        )
    )
    order = list(present)
    for steps in connection.scalars(
        select(revision.c.order_before).where(revision.c.number > number).order_by(revision.c.number.desc())
    ):
        order = ordering.undone(order, [(start, end, ids) for start, end, ids in json.loads(steps)])
    return {id: text for id in order if (text := texts[id]) is not None}


def _write_concepts(connection: Connection, old: Mapping[str, str], new: Mapping[str, str], applied: Applied) -> None:
    """Bring the concepts' rows from the old texts and order to the new ones."""
    concept = tables.concept
    before = {id: position for position, id in enumerate(old)}
    after = {id: position for position, id in enumerate(new)}
    which = concept.c.id == bindparam("which")
    if applied.removed:
        connection.execute(concept.delete().where(which), [{"which": id} for id in applied.removed])
    if applied.changed:
        connection.execute(
            update(concept).where(which).values(content=bindparam("text")),
            [{"which": id, "text": new[id]} for id in applied.changed],
        )
    shifted = [{"which": id, "place": place} for id, place in after.items() if before.get(id, place) != place]
    if shifted:
        connection.execute(update(concept).where(which).values(position=bindparam("place")), shifted)
    _insert(
        connection,
        concept,
        [{"id": id, "position": after[id], "content": new[id]} for id in applied.added],
    )


def _insert(connection: Connection, into: Table, values: list[dict[str, Any]]) -> None:
    if values:
        connection.execute(into.insert(), values)


def _knows(connection: Connection, fingerprint: str) -> bool:
    packaged = tables.packaged
    return connection.scalar(select(packaged.c.fingerprint).where(packaged.c.fingerprint == fingerprint)) is not None
