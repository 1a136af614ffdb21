"""Kept mentions: articles, their sources, the forms that stand in them, and where."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "glossary_source",
        sa.Column("key", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "glossary_article",
        sa.Column("key", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("date", sa.String(25)),
        sa.Column("text", sa.Text),
        sa.UniqueConstraint("source", "id", name="glossary_article_id"),
    )
    op.create_table(
        "glossary_form",
        sa.Column("key", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("concept", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("lang", sa.String(7), nullable=False),
        sa.Column("kind", sa.String(6), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.UniqueConstraint("concept", "text", "lang", "kind", "status", name="glossary_form_of"),
    )
    op.create_table(
        "glossary_mention",
        sa.Column("article", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("stop", sa.Integer, nullable=False),
        sa.Column("form", sa.Integer, nullable=False),
        sa.Column("minute", sa.BigInteger, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "glossary_mention_newest",
        "glossary_mention",
        ["form", sa.text("minute DESC"), sa.text("article DESC"), "start"],
    )
    op.create_table(
        "glossary_mention_count",
        sa.Column("form", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("month", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("mentions", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables, and with them all mentions that were kept."""
    op.drop_table("glossary_mention_count")
    op.drop_table("glossary_mention")
    op.drop_table("glossary_form")
    op.drop_table("glossary_article")
    op.drop_table("glossary_source")
