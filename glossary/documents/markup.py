"""An HTML page cut into tokens, each with its place in the source, as browsers cut it (HTML Standard, 13.2.5).

Written for pages whose every character must come out again, well-formed or not, in time that grows with their length
alone: nothing is looked at twice, and what never ends is told once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from html import unescape
from html.entities import html5
from typing import NamedTuple


class Kind(Enum):
    """What a token is: RAW the text of an element that has no markup inside, REST a comment, doctype or the like."""

    TEXT = 0
    START = 1
    END = 2
    RAW = 3
    REST = 4


class Token(NamedTuple):
    """A piece of the source, half-open; `name` is that of the tag, or of the element that the raw text stands in."""

    kind: Kind
    start: int
    end: int
    name: str = ""


# Their text is no markup; a browser that runs scripts reads noscript so too. `plaintext` has no end.
RAW = frozenset({"script", "style", "textarea", "title", "noscript", "iframe", "noembed", "noframes", "xmp"})

# A tag's attributes, quotes counting only behind "=". It fails at the end of the source alone.
_TAG = re.compile(
    r"""<(/?)([A-Za-z][^\t\n\f\r />]*+)
    (?:[\t\n\f\r /]++
      |[^\t\n\f\r />][^\t\n\f\r />=]*+
       (?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|(?=>)|[^\t\n\f\r >"'][^\t\n\f\r >]*+))?+
    )*+>""",
    re.VERBOSE,
)
_COMMENT_AT_ONCE, _COMMENT_END = re.compile(r"-?>"), re.compile(r"--!?>")
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in RAW}
_IN_SCRIPT = re.compile(r"<!--(?:-?>)?|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)
_REFERENCE = r"&(?:#[0-9]+;?|#[xX][0-9A-Fa-f]+;?|[A-Za-z][A-Za-z0-9]{1,31};?)"
_LONGEST_WITHOUT_SEMICOLON = max(len(name) for name in html5 if not name.endswith(";"))
_CDATA = "<![CDATA["


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of a page or fragment, in order and without gaps."""
    at = text = 0  # the text that is not yet told begins at `text`
    no_cdata_end = False
    while (at := source.find("<", at)) >= 0:
        following = source[at + 1 : at + 2]
        kind, name = Kind.REST, ""
        if following == "!":
            if source.startswith("<!--", at):
                end = _comment_end(source, at + 4)
            elif source.startswith(_CDATA, at) and not no_cdata_end and (close := source.find("]]>", at)) >= 0:
                end = close + 3
            else:
                no_cdata_end = no_cdata_end or source.startswith(_CDATA, at)
                end = _after(source, ">", at)
        elif following == "?":
            end = _after(source, ">", at)
        elif found := _TAG.match(source, at):
            kind, name, end = Kind.END if found[1] else Kind.START, found[2].lower(), found.end()
        elif _is_letter(following) or (following == "/" and _is_letter(source[at + 2 : at + 3])):
            end = len(source)  # a tag that never ends
        elif following == "/" and at + 2 < len(source):
            end = _after(source, ">", at)
        else:
            at += 1
            continue
        if text < at:
            yield Token(Kind.TEXT, text, at)
        yield Token(kind, at, end, name)
        text = at = end
        if kind is Kind.START and (name in RAW or name == "plaintext"):
            at = _raw_end(source, name, at)
            if text < at:
                yield Token(Kind.RAW, text, at, name)
            text = at
    if text < len(source):
        yield Token(Kind.TEXT, text, len(source))


def references(*others: str) -> re.Pattern[str]:
    """Return a pattern of what may be a character reference, or one of these patterns."""
    return re.compile("|".join((*others, _REFERENCE)))


def referred(reference: str) -> tuple[str, int]:
    """Return the characters that a reference stands for and how much of it is one; ("", 0) if it is none.

    >>> referred("&#21326;"), referred("&amp"), referred("&notit"), referred("&화"), referred("&#x110000;")
    (('华', 8), ('&', 4), ('¬', 4), ('', 0), ('\\ufffd', 10))
    """
    if reference.startswith("&#"):
        hexadecimal = reference[2:3] in ("x", "X")
        digits = reference[3 if hexadecimal else 2 :].rstrip(";").lstrip("0")
        if len(digits) > 7:  # beyond Unicode; and Python refuses to read very long numbers
            return "\ufffd", len(reference)
        number = int(digits or "0", 16 if hexadecimal else 10)
        return unescape(f"&#{number};") or chr(number), len(reference)
    name = reference[1:]
    if name in html5:
        return html5[name], len(reference)
    for length in range(min(len(name), _LONGEST_WITHOUT_SEMICOLON), 1, -1):
        if name[:length] in html5:
            return html5[name[:length]], length + 1
    return "", 0


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _after(source: str, mark: str, start: int) -> int:
    found = source.find(mark, start)
    return found + len(mark) if found >= 0 else len(source)


def _comment_end(source: str, start: int) -> int:
    found = _COMMENT_AT_ONCE.match(source, start) or _COMMENT_END.search(source, start)
    return found.end() if found else len(source)


def _raw_end(source: str, name: str, start: int) -> int:
    """Return where the end tag of a raw element begins."""
    if name == "plaintext":
        return len(source)
    if name != "script":
        found = _RAW_ENDS[name].search(source, start)
        return found.start() if found else len(source)
    # Behind <!-- a script may have a script element of its own, which does not end it.
    escaped = inner = False
    for found in _IN_SCRIPT.finditer(source, start):
        if found[1] is None:
            escaped = not found[0].endswith(">")
            inner = inner and escaped
        elif found[1]:
            if not inner:
                return found.start()
            inner = False
        else:
            inner = escaped
    return len(source)
