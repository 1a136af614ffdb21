from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from glossary.errors import StoreMismatch, StoreUnavailable
from glossary.store import Store, migrations, tables

from .glossaries import glossary, present


def stamp(store: Store, version: str) -> None:
    with store._writing() as connection:
        connection.execute(text(f"UPDATE {tables.VERSION_TABLE} SET version_num = '{version}'"))


def test_the_newest_version_is_the_one_the_program_asks_for() -> None:
    assert migrations.known()[0] == tables.NEWEST


def test_the_migrations_make_what_the_tables_say(store: Store) -> None:
    with store._reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": tables.VERSION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, tables.metadata) == []


def test_upgrading_twice_changes_nothing(store: Store) -> None:
    store.replace(glossary("abc"), "x")
    store.upgrade()
    assert store.version() == tables.NEWEST
    assert present(store) == (glossary("abc"), 1)


@pytest.mark.parametrize("version", migrations.known())
def test_down_and_up_again(store: Store, version: str) -> None:
    """From the newest version to each earlier one and to none, and back."""
    store.replace(glossary("abc"), "x")
    store.downgrade(version)
    assert store.version() == version
    store.upgrade()
    assert present(store) == (glossary("abc"), 1)
    store.downgrade("base")
    assert store.version() is None
    with pytest.raises(StoreUnavailable, match="holds no glossary yet"):
        store.load()
    store.upgrade()
    assert store.edition().revision == 0
    assert store.replace(glossary("a"), "x").revision == 1


def test_a_database_of_a_newer_program_is_told_and_left_alone(store: Store) -> None:
    store.replace(glossary("abc"), "x")
    stamp(store, "9999")
    with pytest.raises(StoreMismatch, match=r"newer version of the program .*9999.*; upgrade the program"):
        store.upgrade()
    assert store.version() == "9999"
    assert present(store) == (glossary("abc"), 1)


def test_a_database_of_an_older_program_is_only_upgraded_by_those_who_may(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = migrations.known()
    monkeypatch.setattr(tables, "NEWEST", "9999")
    monkeypatch.setattr(migrations, "known", lambda: ("9999", *known))
    with pytest.raises(StoreMismatch, match="older version of the program"):
        store.upgrade(existing=False)


def test_a_failed_migration_leaves_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        original(*_)  # type: ignore[arg-type]
        raise RuntimeError("in the middle")

    original = migrations.upgrade
    monkeypatch.setattr(migrations, "upgrade", fail)
    with Store.open(url) as store:
        with pytest.raises(RuntimeError, match="in the middle"):
            store.upgrade()
        assert store.version() is None
        monkeypatch.undo()
        store.upgrade()
        assert store.edition().revision == 0
