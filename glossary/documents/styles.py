"""House styles: how a name is glossed where an article first has it, as small templates in a TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from glossary.errors import InvalidDeskFile, Problem
from glossary.model import ConceptView, Mention

FIELDS = ("ko", "hans", "hant", "en", "pinyin", "ticker")
_LANGUAGES = {"ko": "ko", "hans": "zh", "hant": "zh", "en": "en"}
_FIELD = re.compile(r"\{(\w*)\}")
_TEMPLATE = re.compile(
    r"\{(?P<head>\w*)\}(?P<open>\s?[(（\[〔【])(?P<inside>[^()（）\[\]〔〕【】]*)(?P<close>[)）\]〕】])"
)
_EXAMPLE = 'write it as "{ko}({hant}·{en})"'


@dataclass(frozen=True, slots=True)
class Style:
    """A name and the brackets behind it.

    `fields` stand in the brackets; `gaps` has what is written before, between and after them, and so one more. With
    `keep` a name stays as the article has it, without it is written as the field `head` says.
    """

    head: str
    fields: tuple[str, ...]
    gaps: tuple[str, ...]
    keep: bool = True

    def glossed(self, mention: Mention, view: ConceptView) -> tuple[str, str]:
        """Return a mention's name, and the brackets to put behind it; none if there is nothing to put there.

        In the brackets of a name in another language than the head's, the head comes first and the name's own language
        is left out. No form stands twice.
        """
        head = _form(self.head, view)
        name = mention["text"] if self.keep or head is None else head
        fields = self.fields
        if name == mention["text"] and (language := mention["lang"].partition("-")[0]) != _LANGUAGES[self.head]:
            others = (field for field in self.fields if _LANGUAGES.get(field) != language and field != self.head)
            fields = (self.head, *others)[: len(self.fields)]
        written = {name.casefold()}
        gloss = ""
        for field, gap in zip(fields, self.gaps, strict=False):
            form = _form(field, view)
            if form is not None and form.casefold() not in written:
                written.add(form.casefold())
                gloss += (gap if gloss else self.gaps[0]) + form
        return name, gloss + self.gaps[-1] if gloss else ""


def _form(field: str, view: ConceptView) -> str | None:
    """Return what stands for a field; one script of a Chinese name stands for the other, if that is not listed."""
    if field == "ko":
        return view["ko"]["preferred"]
    forms = {
        "hans": view["zh_hans"] or view["zh_hant"],
        "hant": view["zh_hant"] or view["zh_hans"],
        "en": view["en"],
        "pinyin": view["pinyin"],
        "ticker": view["tickers"],
    }[field]
    return next(iter(forms), None)


def parse(text: str, path: str) -> dict[str, Style]:
    """Return the styles of a file by their names. Raises InvalidDeskFile with every problem."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
        line, column = (int(place[1]), int(place[2])) if place and place[1] else (text.count("\n") + 1, 1)
        reason = str(error)[: place.start()] if place else str(error)
        mend = "write [NAME] and under it gloss = " + '"{ko}({hant}·{en})"'
        raise InvalidDeskFile((Problem(path, line, column, "", f"this is no TOML ({reason})", mend),)) from None
    styles: dict[str, Style] = {}
    problems: list[Problem] = []
    for name, table in tables.items():
        found = _style(table)
        if isinstance(found, Style):
            styles[name] = found
        else:
            problems.append(Problem(path, _line(text, name), 1, "", f"style {name!r}: {found[0]}", found[1]))
    if not tables:
        problems.append(Problem(path, 0, 0, "", "there is no style in it", "add [NAME] and a gloss"))
    if problems:
        raise InvalidDeskFile(tuple(problems))
    return styles


def _line(text: str, name: str) -> int:
    """Return the line where a style begins; 0 if it cannot be told."""
    own = re.search(rf"""^\s*\[?\s*["']?{re.escape(name)}["']?\s*[\].=]""", text, re.MULTILINE)
    return text.count("\n", 0, own.end()) + 1 if own else 0


def _style(table: Any) -> Style | tuple[str, str]:
    """Return a style, or what is wrong with it and the mend."""
    if not isinstance(table, dict) or not isinstance(table.get("gloss"), str):
        return "it has no gloss", f"put gloss under it, and {_EXAMPLE}"
    if unknown := [key for key in table if key not in ("gloss", "keep")]:
        return f"nothing is called {unknown[0]!r} here", "use gloss and keep"
    keep = table.get("keep", True)
    if not isinstance(keep, bool):
        return "keep is neither true nor false", "write keep = true or keep = false"
    template: str = table["gloss"]
    parts = _TEMPLATE.fullmatch(template)
    if parts is None:
        return f"{template!r} is not a name with brackets behind it", _EXAMPLE
    fields = tuple(_FIELD.findall(parts["inside"]))
    for field in (parts["head"], *fields):
        if field not in FIELDS:
            return f"there is no field {{{field}}}", "use " + " ".join(f"{{{known}}}" for known in FIELDS)
    gaps = _FIELD.sub("\0", parts["inside"]).split("\0")
    if not fields or any("{" in gap or "}" in gap for gap in gaps):
        return f"{template!r} has no fields in its brackets, or a half one", _EXAMPLE
    if parts["head"] not in _LANGUAGES:
        return f"a name cannot be written as {{{parts['head']}}}", "begin with {ko}, {hans}, {hant} or {en}"
    gaps[0], gaps[-1] = parts["open"] + gaps[0], gaps[-1] + parts["close"]
    return Style(parts["head"], fields, tuple(gaps), keep)


@cache
def packaged() -> Mapping[str, Style]:
    """Return the styles that come with the program."""
    file = files("glossary.documents") / "styles.toml"
    return parse(file.read_text(encoding="utf-8"), "styles.toml")


DEFAULT = Style("ko", ("hant", "en"), ("(", "·", ")"))  # the packaged hant-en, without reading the file
