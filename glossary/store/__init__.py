"""The glossary's database: the one place that speaks SQL. `Store` is the front door.

A store holds the present glossary, one row a concept, and its history: revisions, each with what it changed. Earlier
revisions are read backward from the present. Beside them stand the proposals of readers (`proposals`). SQLite and
PostgreSQL behave the same; `databases` knows where they do not. `tables` describes the tables, `migrations` makes them,
`ordering` keeps the concepts' order, `failures` says what a database error means and how to mend it. `glance` looks at
an SQLite file without SQLAlchemy, which is therefore only imported when the front door is opened.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glossary.store.history import Applied, Change, Kind, Revision, timestamp
    from glossary.store.proposals import MOST_OPEN, Draft, Proposal, Proposals, State, Step
    from glossary.store.store import Offer, Store

__all__ = [
    "MOST_OPEN", "Applied", "Change", "Draft", "Kind", "Offer", "Proposal", "Proposals", "Revision", "State", "Step",
    "Store", "timestamp",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from glossary.store import history, proposals, store

    return getattr(next(module for module in (store, history, proposals) if hasattr(module, name)), name)
