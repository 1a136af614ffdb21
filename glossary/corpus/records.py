"""One record of a corpus: an id and a text, or the reason why there is none."""

from __future__ import annotations

import codecs
import json
import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

from glossary.documents import Article

LONGEST = 16 << 20  # bytes of a line or an article's file; what is longer is no article

Id = str | int | float


class Fields(NamedTuple):
    """What the fields with the id and the text are called, and those with source and date where they are read."""

    id: str = "id"
    text: str = "text"
    source: str | None = None
    date: str | None = None


PLAIN = Fields()


class Record(NamedTuple):
    """An article. `line` counts from 1 in its shard; 0 where there are no lines."""

    line: int
    id: Id
    article: Article
    source: str | None = None
    date: str | None = None


class Reject(NamedTuple):
    """What is no article, and why; `id` and `file` as far as they are known."""

    line: int
    reason: str
    id: Id | None = None
    file: str | None = None


class Blank(NamedTuple):
    """A line without anything on it."""

    line: int


Entry = Record | Reject | Blank


def too_long(size: int | None = None) -> str:
    """Return the reason for what is longer than LONGEST."""
    has = "" if size is None else f" ({size:,} bytes)"
    return f"longer than {LONGEST:,} bytes{has}; cut it into articles"


def of_line(number: int, line: bytes, fields: Fields, *, first: bool = False) -> Entry:
    """Return what stands on a line of JSON; the first line of a file may begin with a byte order mark."""
    if first:
        line = line.removeprefix(codecs.BOM_UTF8)
    if not line.strip():
        return Blank(number)
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        return Reject(number, f"not UTF-8 (at byte {error.start + 1})")
    try:
        values, pairs = _parsed(text)
    except json.JSONDecodeError as error:
        return Reject(number, f"not JSON ({error.msg} at character {error.pos + 1})")
    except RecursionError:
        return Reject(number, "not JSON that can be read (nested too deeply)")
    except ValueError as error:
        return Reject(number, f"not JSON ({error})")
    if not isinstance(values, dict):
        return Reject(number, "no JSON object")
    if len(pairs) > len(values):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        return Reject(number, f"the field {shown(twice)} stands there twice")
    return of_values(number, values, fields)


def of_values(number: int, values: dict[str, Any], fields: Fields) -> Record | Reject:
    """Return the record that has these fields."""
    if fields.id not in values:
        return Reject(number, f"no field {shown(fields.id)}")
    id = values[fields.id]
    if isinstance(id, Decimal) and id == id.to_integral_value():  # as Spark reads unsigned integers
        id = int(id)
    if isinstance(id, bool) or not isinstance(id, Id):
        return Reject(number, f"the field {shown(fields.id)} is neither a string nor a number")
    if isinstance(id, float) and not math.isfinite(id):
        return Reject(number, f"the field {shown(fields.id)} is no finite number")
    if isinstance(id, str) and not _is_text(id):
        return Reject(number, f"the field {shown(fields.id)} has half of a surrogate pair, which is no character")
    if fields.text not in values:
        return Reject(number, f"no field {shown(fields.text)}", id)
    text = values[fields.text]
    if not isinstance(text, str):
        return Reject(number, f"the field {shown(fields.text)} is no string", id)
    if len(text) > LONGEST:
        return Reject(number, too_long(), id)
    if not _is_text(text):
        reason = f"the field {shown(fields.text)} has half of a surrogate pair, which is no character"
        return Reject(number, reason, id)
    try:
        return Record(number, id, Article(text), _source(values, fields.source), _date(values, fields.date))
    except ValueError as error:
        return Reject(number, str(error), id)


def dated(value: Any) -> str | None:
    """Return a date (ISO 8601) as it is kept: the day, or the minute and the time zone. None and "" are no date.

    Raises ValueError.

    >>> dated("2026-03-02T09:30:11+09:00"), dated("20260302")
    ('2026-03-02T09:30+09:00', '2026-03-02')
    """
    if value is None or value == "":
        return None
    written = value.isoformat() if isinstance(value, date) else value  # Parquet has dates of its own
    if not isinstance(written, str):
        raise ValueError("is no string with a date")
    try:
        with_time = None if len(written) <= len("2026-03-02") else datetime.fromisoformat(written)
        day = with_time or date.fromisoformat(written)
    except ValueError:
        raise ValueError(
            f"is no date of ISO 8601 ({shown(written[:40])}); write 2026-03-02 or 2026-03-02T09:30"
        ) from None
    return day.isoformat() if with_time is None else with_time.isoformat(timespec="minutes")


def _source(values: dict[str, Any], name: str | None) -> str | None:
    source = None if name is None else values.get(name)
    if source is None or source == "":
        return None
    if not isinstance(source, str) or not _is_text(source):
        raise ValueError(f"the field {shown(str(name))} is no string")
    return source


def _date(values: dict[str, Any], name: str | None) -> str | None:
    try:
        return dated(None if name is None else values.get(name))
    except ValueError as error:
        raise ValueError(f"the field {shown(str(name))} {error}") from None


def shown(name: str) -> str:
    """Return a name as a message quotes it."""
    return repr(name.encode("utf-8", "replace").decode())


def _is_text(text: str) -> bool:
    """Say whether UTF-8 can hold it."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _parsed(text: str) -> tuple[Any, list[tuple[str, Any]]]:
    """Return what the JSON says, and the fields of its outermost object as they stand there."""
    last: list[tuple[str, Any]] = []

    def kept(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal last
        last = pairs  # the outermost object ends last
        return dict(pairs)

    return json.loads(text, object_pairs_hook=kept, parse_constant=_no_number), last


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
