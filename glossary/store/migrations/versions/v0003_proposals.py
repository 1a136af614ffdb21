"""Proposals, every step of theirs, and who proposed within the hour."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "glossary_proposal",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("concept", sa.Text),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("base", sa.Text, nullable=False),
        sa.Column("base_revision", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, sa.ForeignKey("glossary_revision.number")),
    )
    op.create_index("glossary_proposal_state", "glossary_proposal", ["state", "number"])
    op.create_table(
        "glossary_proposal_step",
        sa.Column(
            "proposal", sa.Integer, sa.ForeignKey("glossary_proposal.number"), primary_key=True, autoincrement=False
        ),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("time", sa.String(27), nullable=False),
        sa.Column("curator", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "glossary_proposal_sender",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("time", sa.String(27), nullable=False),
    )
    op.create_index("glossary_proposal_sender_time", "glossary_proposal_sender", ["time"])


def downgrade() -> None:
    """Drop the tables, and with them every proposal."""
    op.drop_table("glossary_proposal_sender")
    op.drop_table("glossary_proposal_step")
    op.drop_table("glossary_proposal")
