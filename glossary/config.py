"""The settings of a service, from its environment: read once at the edges (`web/app.py`, `cli.py`), then passed on."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from glossary.errors import InvalidInput

PREFIX = "GLOSSARY_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set; a field's variable is GLOSSARY_ and its name in capitals."""

    terms: tuple[str, ...] = field(
        default=(),
        metadata={
            "help": f"Glossary files or folders, joined by {os.pathsep!r}; a later one's concepts replace an earlier "
            "one's. Empty: the database."
        },
    )
    max_query: int = field(default=500, metadata={"help": "The longest query, in code points."})
    max_queries: int = field(default=1000, metadata={"help": "The most queries in one batch."})
    max_text: int = field(default=1_000_000, metadata={"help": "The longest article, in code points."})
    database_url: str | None = field(
        default=None,
        metadata={
            "help": "The database: sqlite:///… or postgresql://…. Empty: an SQLite file in the user's data folder. Not "
            "used where terms are named."
        },
    )
    cldr: bool = field(
        default=True,
        metadata={
            "help": "`on` or `off`: whether lookup also knows the countries, languages and currencies of CLDR. Not "
            "used where terms are named."
        },
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Return the settings that the environment asks for; an empty variable counts as not set.

        Raises InvalidInput naming the variable that cannot be used.
        """
        values: dict[str, Any] = {}
        for setting in fields(cls):
            name = variable(setting.name)
            if given := environ.get(name, ""):
                values[setting.name] = _READ.get(setting.name, _count)(name, given)
        return cls(**values)

    @property
    def max_body(self) -> int:
        """The longest request body, in bytes: the longest field with each code point as two JSON escapes, and slack."""
        return 12 * max(self.max_text, self.max_queries * self.max_query) + 65_536


def variable(setting: str) -> str:
    """Return the name of a setting's environment variable."""
    return PREFIX + setting.upper()


def _paths(name: str, given: str) -> tuple[str, ...]:
    return tuple(path for path in given.split(os.pathsep) if path)


def _count(name: str, given: str) -> int:
    # int() would also take "1_000", " 7 " and the digits of every script.
    if not (given.isascii() and given.isdigit() and len(given) <= 9 and int(given) > 0):
        raise InvalidInput(name, f"{name} is {given[:40]!r}; give a whole number from 1 to 999999999")
    return int(given)


def _switch(name: str, given: str) -> bool:
    if given.lower() not in _SWITCH:
        raise InvalidInput(name, f"{name} is {given[:40]!r}; give on or off")
    return _SWITCH[given.lower()]


def _url(name: str, given: str) -> str:
    return given


_SWITCH = {"on": True, "1": True, "true": True, "yes": True, "off": False, "0": False, "false": False, "no": False}
# The others are counts.
_READ: dict[str, Callable[[str, str], Any]] = {"terms": _paths, "database_url": _url, "cldr": _switch}
