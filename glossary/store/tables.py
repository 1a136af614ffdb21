"""The tables, as the newest migration leaves them.

Their names begin with `glossary_`, for a PostgreSQL database may be shared with other programs. Concepts are kept as
text (JSON), not as columns: the whole glossary is always read at once, and a new field needs no migration.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from glossary.store.glance import NEWEST, VERSION_TABLE

__all__ = [
    "NEWEST",
    "VERSION_TABLE",
    "article",
    "change",
    "concept",
    "form",
    "mention",
    "mention_count",
    "metadata",
    "packaged",
    "proposal",
    "proposal_sender",
    "proposal_step",
    "revision",
    "source",
]

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

# Kept mentions. Their rows are many, and so narrow: numbers, and the line that a concordance shows. They name concepts
# by id and know nothing of the tables above: a concept that is removed keeps its mentions.

source = Table(
    "glossary_source",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
)

article = Table(
    "glossary_article",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("source", Integer, nullable=False),
    Column("id", Text, nullable=False),
    Column("date", String(25)),  # 2026-01-02 or 2026-01-02T03:04+09:00
    Column("text", Text),
    UniqueConstraint("source", "id", name="glossary_article_id"),
)

form = Table(
    "glossary_form",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("concept", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("lang", String(7), nullable=False),
    Column("kind", String(6), nullable=False),
    Column("status", String(10), nullable=False),
    UniqueConstraint("concept", "text", "lang", "kind", "status", name="glossary_form_of"),
)

# Without foreign keys: to check two for every row took longer than to write it, and one function writes them all.
mention = Table(
    "glossary_mention",
    metadata,
    Column("article", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("stop", Integer, nullable=False),
    Column("form", Integer, nullable=False),
    # Of the article's date, in its own time zone, from the year 1 on, so that it is never negative; 0: no date.
    Column("minute", BigInteger, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    sqlite_with_rowid=False,
)
Index("glossary_mention_newest", mention.c.form, mention.c.minute.desc(), mention.c.article.desc(), mention.c.start)

# How many mentions of a form there are of each month; counted as they are written, for to count the mentions of a name
# that everybody writes takes longer than to read a page of them. A row may have come down to 0.
mention_count = Table(
    "glossary_mention_count",
    metadata,
    Column("form", Integer, primary_key=True, autoincrement=False),
    Column("month", Integer, primary_key=True, autoincrement=False),  # from the year 0 on; 0: no date
    Column("mentions", Integer, nullable=False),
)

# What readers propose. `content` is the block of YAML as it would stand in the glossary file; `base` is the block that
# it was made from, empty for a new concept; `concept` is the id that a correction is of. `version` counts the steps.
proposal = Table(
    "glossary_proposal",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("concept", Text),
    Column("content", Text, nullable=False),
    Column("base", Text, nullable=False),
    Column("base_revision", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("revision", Integer, ForeignKey("glossary_revision.number")),  # where it was accepted: what that led to
    Index("glossary_proposal_state", "state", "number"),
)

# Rows are only ever added: each is what a proposal was after a step, and who took it.
proposal_step = Table(
    "glossary_proposal_step",
    metadata,
    Column("proposal", Integer, ForeignKey("glossary_proposal.number"), primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(8), nullable=False),
    Column("time", String(27), nullable=False),
    Column("curator", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("content", Text, nullable=False),
)

# Keyed hashes of the addresses that proposed something; rows older than an hour are deleted with the next proposal.
proposal_sender = Table(
    "glossary_proposal_sender",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sender", String(64), nullable=False),
    Column("time", String(27), nullable=False),
    Index("glossary_proposal_sender_time", "time"),
)
