"""The tables, as the newest migration leaves them.

Their names begin with `glossary_`, for a PostgreSQL database may be shared with other programs. Concepts are kept as
text (JSON), not as columns: the whole glossary is always read at once, and a new field needs no migration.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

from glossary.store.glance import NEWEST, VERSION_TABLE

__all__ = ["NEWEST", "VERSION_TABLE", "change", "concept", "metadata", "packaged", "revision"]

metadata = MetaData()

concept = Table(
    "glossary_concept",
    metadata,
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("content", Text, nullable=False),
)

revision = Table(
    "glossary_revision",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("time", String(27), nullable=False),  # UTC, 2026-01-02T03:04:05.678901Z: the same text in every database
    Column("source", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("concepts", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("moved", Integer, nullable=False),
    Column("order_before", Text, nullable=False),  # JSON: what `ordering.undone` needs
)

change = Table(
    "glossary_change",
    metadata,
    Column("revision", Integer, ForeignKey("glossary_revision.number"), primary_key=True, autoincrement=False),
    Column("concept", Text, primary_key=True),
    Column("kind", String(7), nullable=False),
    Column("before", Text),
    Column("after", Text),
    Index("glossary_change_concept", "concept", "revision"),
)

# The glossaries that came with the program and were offered to this database, by the fingerprint of the file.
# `revision` is the one that was made of it, null where none was.
packaged = Table(
    "glossary_packaged",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("time", String(27), nullable=False),
    Column("revision", Integer, ForeignKey("glossary_revision.number")),
)
