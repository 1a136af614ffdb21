"""The settings of a service, from its environment: read once at the edges (`web/app.py`, `cli.py`), then passed on."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
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
    edit_file: str | None = field(
        default=None,
        metadata={
            "help": "The glossary file that accepted proposals are written to. Empty: they go to the database alone."
        },
    )
    curator_tokens: str = field(
        default="",
        repr=False,
        metadata={
            "help": "Who may review proposals: `name:token` pairs joined by commas, or `@` and a file with one pair a "
            "line. Empty: nobody, and there is no `/review`."
        },
    )
    secret_key: str = field(
        default="",
        repr=False,
        metadata={
            "help": "What curators' cookies are signed with. Empty: a key made of the tokens, or, without any, one for "
            "as long as the service runs."
        },
    )
    trusted_proxies: tuple[str, ...] = field(
        default=(),
        metadata={
            "help": "Addresses or networks of proxies, joined by commas, whose `X-Forwarded-For` and "
            "`X-Forwarded-Proto` are believed."
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


def _as_given(name: str, given: str) -> str:
    return given


def _networks(name: str, given: str) -> tuple[str, ...]:
    networks = tuple(part.strip() for part in given.split(",") if part.strip())
    for network in networks:
        try:
            ip_network(network)
        except ValueError:
            message = f"{name} has {network[:40]!r}; give addresses or networks, such as 127.0.0.1,10.0.0.0/8"
            raise InvalidInput(name, message) from None
    return networks


_SWITCH = {"on": True, "1": True, "true": True, "yes": True, "off": False, "0": False, "false": False, "no": False}
# The others are counts.
_READ: dict[str, Callable[[str, str], Any]] = {
    "terms": _paths,
    "database_url": _as_given,
    "cldr": _switch,
    "edit_file": _as_given,
    "curator_tokens": _as_given,
    "secret_key": _as_given,
    "trusted_proxies": _networks,
}
