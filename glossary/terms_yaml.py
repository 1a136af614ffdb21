"""The glossary file: curated YAML to a Glossary, or every reason why not, each with its place and mend.

The format is docs/glossary-format.md. Loading is lenient: what would not make names wrong is left to `lint`.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from glossary.errors import InvalidGlossary, Problem
from glossary.model import CATEGORIES, Concept, Glossary, Lang, Source, Status, Term

FIELDS = (
    "id", "category", "ko", "zh", "zh_hant", "en", "deprecated", "ambiguous", "tickers", "ko_origin", "established",
    "pinyin", "definition", "note", "domain", "broader", "related", "external", "sources",
)  # fmt: skip
LANG_FIELDS = {"ko": Lang.KO, "zh": Lang.ZH_HANS, "zh_hant": Lang.ZH_HANT, "en": Lang.EN}
_ID = re.compile(r"[a-z0-9-]+")
_TICKER = re.compile(r"[0-9]{1,6}\.[A-Z]{2}")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST_SHOWN = 40


def load(paths: Sequence[Path | str]) -> Glossary:
    """Return the glossary in these files and folders; a later path's concept replaces an earlier one's of its id.

    A folder stands for the .yaml and .yml files in it, in order of name, as one glossary. Raises InvalidGlossary with
    the problems of all of them.
    """
    glossary = Glossary(())
    problems: list[Problem] = []
    for path in map(Path, paths):
        reader = _Reader()
        for file in _files(path, problems):
            try:
                reader.read(file.read_bytes(), str(file))
            except OSError as error:
                problems.append(
                    _whole(str(file), f"cannot be read ({error.strerror})", "check the path and its rights")
                )
        problems += reader.problems
        glossary = glossary.overlaid(Glossary(tuple(reader.concepts)))
    if problems:
        raise InvalidGlossary(tuple(problems))
    return glossary


def parse(data: bytes | str, name: str = "terms.yaml") -> Glossary:
    """Return the glossary in one file's content; `name` stands in the messages. Raises InvalidGlossary."""
    reader = _Reader()
    reader.read(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data, name)
    if reader.problems:
        raise InvalidGlossary(tuple(reader.problems))
    return Glossary(tuple(reader.concepts))


def _files(path: Path, problems: list[Problem]) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml") and not file.is_dir())
    if not found:
        problems.append(_whole(str(path), "the folder has no .yaml file", "name a glossary file or its folder"))
    return found


def _whole(path: str, message: str, mend: str) -> Problem:
    return Problem(path, 0, 0, "", message, mend)


def _shown(value: str) -> str:
    """Return a value as it can stand in a message: escaped and not too long."""
    return repr(value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…")


class _Reader:
    """Reads files that form one glossary; keeps the concepts and the problems found."""

    def __init__(self) -> None:
        self.concepts: list[Concept] = []
        self.problems: list[Problem] = []
        self._places: dict[str, str] = {}  # id -> file:line of the concept that has it
        self._seen: set[int] = set()  # nodes already read: a second time means an alias
        self._alive: list[yaml.Node] = []  # keeps their identities from being used again
        self._path = ""
        self._concept = ""

    def read(self, data: bytes, path: str) -> None:
        """Read one file's content into `concepts` and `problems`, the problems in the order of its lines."""
        earlier, self.problems = self.problems, []
        self._read(data, path)
        self.problems = earlier + sorted(self.problems, key=lambda problem: (problem.line, problem.column))

    def _read(self, data: bytes, path: str) -> None:
        self._path, self._concept = path, ""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
            self.problems.append(
                Problem(path, line, column, "", "the file is not UTF-8", f"save it as UTF-8{_guess(data)}")
            )
            return
        try:
            root = yaml.compose(text, Loader=_Loader)
        except yaml.YAMLError as error:
            self.problems.append(_syntax_problem(path, error))
            return
        except RecursionError:
            self.problems.append(_whole(path, "bad YAML: nested too deeply", "a concept is two levels deep"))
            return
        if root is None:
            self.problems.append(_whole(path, "the file is empty", "it must hold a list of concepts (- id: …)"))
        elif not isinstance(root, yaml.SequenceNode):
            self._problem(root, "the file is not a list", "start every concept with '- id: ' in column 1")
        else:
            self._alive.append(root)
            for node in root.value:
                self._read_concept(node)

    def _problem(self, node: yaml.Node, message: str, mend: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem(self._path, mark.line + 1, mark.column + 1, self._concept, message, mend))

    def _fresh(self, node: yaml.Node) -> bool:
        """Say whether a node stands here for the first time; an alias (*name) is reported and not read again."""
        if id(node) in self._seen:
            self._problem(node, "a YAML alias (*name) points here", "write the value out where it is used")
            return False
        self._seen.add(id(node))
        return True

    def _mapping(self, node: yaml.Node) -> dict[str, yaml.Node]:
        """Return the fields of a mapping by name; keys that stand twice or are no names are reported."""
        fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._problem(key, "a field's name must be plain text", "write it as name: value")
            elif key.value in fields:
                first = fields[key.value].start_mark.line + 1
                self._problem(
                    key,
                    f"the key {_shown(key.value)} stands twice (first in line {first})",
                    "keep one, merge the values",
                )
            elif self._fresh(value):
                fields[key.value] = value
        return fields

    def _read_concept(self, node: yaml.Node) -> None:
        self._concept = ""
        if not self._fresh(node):
            return
        if not isinstance(node, yaml.MappingNode):
            self._problem(node, "this entry is not a concept", "write it as '- id: …' with its fields below")
            return
        before = len(self.problems)
        id_value = next((v.value for k, v in node.value if k.value == "id" and isinstance(v, yaml.ScalarNode)), "")
        self._concept = id_value if _ID.fullmatch(id_value) else ""
        fields = self._mapping(node)
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value not in FIELDS:
                close = difflib.get_close_matches(key.value, FIELDS, 1)
                mend = f"did you mean {close[0]!r}?" if close else f"the fields are {', '.join(FIELDS)}"
                self._problem(key, f"unknown field {_shown(key.value)}", mend)

        self._check_id(node, fields.get("id"))
        category = self._check_category(node, fields.get("category"))
        terms, tickers = self._read_terms(fields)
        if not terms and len(self.problems) == before:
            self._problem(node, "the concept has no term", "give it at least one of ko, zh, zh_hant, en")
        if len(self.problems) > before:
            return
        origin = self._text(fields.get("ko_origin"))
        self.concepts.append(
            Concept(
                id=id_value,
                category=category,
                terms=terms,
                tickers=tuple(dict.fromkeys((*self._texts(fields.get("tickers")), *tickers))),
                ambiguous=self._texts(fields.get("ambiguous")),
                ko_origin=origin,
                established=self._text(fields.get("established")) in ("true", "True", "yes"),
                pinyin=self._text(fields.get("pinyin")),
                definition=self._named_texts(fields.get("definition"), "ko"),
                note=self._text(fields.get("note")),
                domain=self._text(fields.get("domain")),
                broader=self._text(fields.get("broader")),
                related=self._texts(fields.get("related")),
                external=self._named_texts(fields.get("external"), "url"),
                sources=tuple(self._sources(fields.get("sources"))),
            )
        )

    def _check_id(self, concept: yaml.Node, node: yaml.Node | None) -> None:
        if node is None:
            self._problem(concept, "the concept has no id", "start it with '- id: a-name'")
        elif not isinstance(node, yaml.ScalarNode) or not _ID.fullmatch(node.value):
            shown = _shown(node.value) if isinstance(node, yaml.ScalarNode) else "(not text)"
            self._problem(node, f"bad id {shown}", "use lower-case letters, digits and hyphens: [a-z0-9-]+")
        elif node.value in self._places:
            self._problem(
                node, f"the id {node.value!r} is already taken in {self._places[node.value]}", "choose another id"
            )
        else:
            self._places[node.value] = f"{self._path}:{node.start_mark.line + 1}"

    def _check_category(self, concept: yaml.Node, node: yaml.Node | None) -> str:
        if node is None:
            self._problem(concept, "the concept has no category", f"add category: one of {', '.join(CATEGORIES)}")
        elif not isinstance(node, yaml.ScalarNode) or node.value not in CATEGORIES:
            value = node.value if isinstance(node, yaml.ScalarNode) else ""
            close = difflib.get_close_matches(value, CATEGORIES, 1)
            mend = f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(CATEGORIES)}"
            self._problem(node, f"unknown category {_shown(value)}", mend)
        else:
            return str(node.value)
        return ""

    def _read_terms(self, fields: dict[str, yaml.Node]) -> tuple[tuple[Term, ...], list[str]]:
        deprecated: dict[str, yaml.Node] = {}
        node = fields.get("deprecated")
        if isinstance(node, yaml.MappingNode):
            deprecated = self._mapping(node)
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value not in LANG_FIELDS:
                    self._problem(
                        key, f"unknown field {_shown(key.value)} under deprecated", f"it takes {', '.join(LANG_FIELDS)}"
                    )
        elif node is not None and not _is_null(node):
            self._problem(node, "unknown form of deprecated", "write it as deprecated: {ko: [form]}")
        terms: list[Term] = []
        tickers: list[str] = []
        for field, lang in LANG_FIELDS.items():
            live = self._term_texts(fields.get(field), field)
            if field == "en":
                tickers = [text for text in live if _TICKER.fullmatch(text)]
                live = [text for text in live if not _TICKER.fullmatch(text)]
            statuses = (Status.PREFERRED, *[Status.ADMITTED] * len(live))
            terms += [Term(text, lang, status) for text, status in zip(live, statuses, strict=False)]
            wrong = self._term_texts(deprecated.get(field), f"deprecated {field}")
            terms += [Term(text, lang, Status.DEPRECATED) for text in wrong]
        return tuple(terms), tickers

    def _term_texts(self, node: yaml.Node | None, field: str) -> list[str]:
        texts = []
        for item in self._items(node):
            if not isinstance(item, yaml.ScalarNode):
                self._problem(item, f"a term under {field} is not a string", f"write {field}: [form, form]")
            elif item.tag != "tag:yaml.org,2002:str":
                kind = item.tag.rpartition(":")[2]
                mend = f"put it in quotes: '{item.value}'" if item.value else "write the form or take the entry out"
                self._problem(item, f"a term under {field} is not a string: YAML reads {item.value} as {kind}", mend)
            elif not item.value.strip():
                self._problem(item, f"a term under {field} is empty", "write the form or take the entry out")
            elif not unicodedata.is_normalized("NFC", item.value):
                composed = unicodedata.normalize("NFC", item.value)
                self._problem(
                    item,
                    f"the term {_shown(item.value)} under {field} is not in NFC",
                    f"retype it as {_shown(composed)}",
                )
            else:
                texts.append(item.value)
        return texts

    def _items(self, node: yaml.Node | None) -> Iterator[yaml.Node]:
        """Yield the entries of a list; a bare value is a list of one, null an empty one."""
        if node is None or _is_null(node):
            return
        if isinstance(node, yaml.SequenceNode):
            yield from (item for item in node.value if self._fresh(item))
        else:
            yield node

    def _text(self, node: yaml.Node | None) -> str | None:
        return node.value if isinstance(node, yaml.ScalarNode) and not _is_null(node) else None

    def _texts(self, node: yaml.Node | None) -> tuple[str, ...]:
        texts = (self._text(item) for item in self._items(node))
        return tuple(dict.fromkeys(text for text in texts if text))

    def _named_texts(self, node: yaml.Node | None, default: str) -> dict[str, str]:
        if isinstance(node, yaml.MappingNode):
            named = ((key, self._text(value)) for key, value in self._mapping(node).items())
            return {key: text for key, text in named if text}
        text = self._text(node)
        return {default: text} if text else {}

    def _sources(self, node: yaml.Node | None) -> Iterable[Source]:
        for item in self._items(node):
            named = self._named_texts(item, "ref")
            if named.get("ref") or named.get("quote"):
                yield Source(named.get("ref", ""), named.get("quote", ""))


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _syntax_problem(path: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    message = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    return Problem(path, line, column, "", f"bad YAML: {message}", "check indentation, quotes and brackets near here")


def _guess(data: bytes) -> str:
    """Name the encoding that a file which is not UTF-8 is probably in."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return " (it looks like UTF-16)"
    try:
        data.decode("cp949")
    except UnicodeDecodeError:
        return ""
    return " (it looks like CP949)"
