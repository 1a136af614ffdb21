"""The glossary's database: the one place that speaks SQL. `Store` is the front door.

A store holds the present glossary, one row a concept, and its history: revisions, each with what it changed. Earlier
revisions are read backward from the present. SQLite and PostgreSQL behave the same; `databases` knows where they do
not. `tables` describes the tables, `migrations` makes them, `rows` turns concepts into text and back, `ordering`
keeps the concepts' order, `failures` says what a database error means and how to mend it.
"""

from glossary.store.history import Applied, Change, Kind, Revision, timestamp
from glossary.store.store import Offer, Store

__all__ = ["Applied", "Change", "Kind", "Offer", "Revision", "Store", "timestamp"]
