"""The first tables: concepts, revisions, changes, and the packaged glossaries that were offered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "glossary_concept",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "glossary_revision",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("time", sa.String(27), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("concepts", sa.Integer, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("removed", sa.Integer, nullable=False),
        sa.Column("moved", sa.Integer, nullable=False),
        sa.Column("order_before", sa.Text, nullable=False),
    )
    op.create_table(
        "glossary_change",
        sa.Column(
            "revision", sa.Integer, sa.ForeignKey("glossary_revision.number"), primary_key=True, autoincrement=False
        ),
        sa.Column("concept", sa.Text, primary_key=True),
        sa.Column("kind", sa.String(7), nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
    )
    op.create_index("glossary_change_concept", "glossary_change", ["concept", "revision"])
    op.create_table(
        "glossary_packaged",
        sa.Column("fingerprint", sa.String(64), primary_key=True),
        sa.Column("time", sa.String(27), nullable=False),
        sa.Column("revision", sa.Integer, sa.ForeignKey("glossary_revision.number")),
    )


def downgrade() -> None:
    """Drop the tables, and with them everything that was loaded."""
    op.drop_table("glossary_packaged")
    op.drop_table("glossary_change")
    op.drop_table("glossary_revision")
    op.drop_table("glossary_concept")
