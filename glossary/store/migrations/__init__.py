"""How the tables come about: one file a step in `versions`, run by Alembic.

A new step is a copy of the newest file with its own `revision`, `down_revision` set to the one before, and `tables`
(with NEWEST) brought up to date; a test compares what the steps make with what `tables` says.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection, version: str = "head") -> None:
    """Run the steps up to this version in the connection's transaction."""
    command.upgrade(_config(connection), version)


def downgrade(connection: Connection, version: str) -> None:
    """Undo the steps above this version (base: all) in the connection's transaction."""
    command.downgrade(_config(connection), version)


def known() -> tuple[str, ...]:
    """Return the versions that the steps lead to, the newest first."""
    return tuple(step.revision for step in ScriptDirectory.from_config(_config(None)).walk_revisions())


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
