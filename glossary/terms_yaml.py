"""The glossary file: curated YAML to a Glossary, or every reason why not, each with its place and mend.

The format is docs/glossary-format.md. Loading is lenient: what would not make names wrong is left to `lint`.
"""

from __future__ import annotations

import codecs
import difflib
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, cast

import yaml

from glossary.errors import InvalidGlossary, Problem
from glossary.model import CATEGORIES, Concept, Glossary, Lang, Source, Status, Term
from glossary.text import script

FIELDS = (
    "id", "category", "ko", "zh", "zh_hant", "en", "deprecated", "ambiguous", "tickers", "ko_origin", "established",
    "pinyin", "definition", "note", "domain", "broader", "related", "external", "sources",
)  # fmt: skip
_KNOWN = frozenset(FIELDS)
LANG_FIELDS = {"ko": Lang.KO, "zh": Lang.ZH_HANS, "zh_hant": Lang.ZH_HANT, "en": Lang.EN}
_ID = re.compile(r"[a-z0-9-]+")
_TICKER = re.compile(r"[0-9]{1,6}\.[A-Z]{2}")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_IMPLICIT: Any = yaml.SafeLoader.yaml_implicit_resolvers  # first character -> [(tag, pattern)] of plain scalars
_LINE = re.compile("[^\\n\\r\\x85\u2028\u2029]*(?:\\r\\n|[\\n\\r\\x85\u2028\u2029]|$)")
_DEEPEST = 8  # levels below a concept; the format needs three
_LONGEST_SHOWN = 40


@dataclass(slots=True)
class _Node:
    """A piece of the file with its place, both counted from 1.

    `content` is the text of a scalar, the entries of a list or the (key, value) pairs of a mapping, None for a piece
    that was reported and is not to be read. `kind` is what YAML takes a scalar for: str, int, bool, null …
    """

    line: int
    column: int
    content: str | list[_Node] | list[tuple[_Node, _Node]] | None
    kind: str
    end: Any = None  # the parser's mark behind it


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar of a concept's field as the file has it; `kind` is what YAML takes it for: str, int, bool, null …

    It stands in `line` from `column` to `end`, both counted from 1, quotes included; `end` is 0 for one that goes over
    several lines.
    """

    text: str
    kind: str
    line: int
    column: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept together with where its parts stand, for those who have to show or change the place.

    `block` is the text of its lines in the file `path`, from line `line` on.
    """

    concept: Concept
    path: str
    line: int
    block: str
    _fields: dict[str, _Node]

    def place(self, field: str = "") -> tuple[int, int]:
        """Return the line and column of a field's value, or of the concept where it has no such field."""
        node = self._fields.get(field, self._fields["id"])
        return node.line, node.column

    def kind(self, field: str) -> str:
        """Return what a field holds: list, mapping, or what YAML takes a scalar for; "" where it is not there."""
        return self._fields[field].kind if field in self._fields else ""

    def values(self, field: str) -> list[Value]:
        """Return the values of a field, in order; `deprecated.ko` is a field too. A bare value is a list of one."""
        name, _, inner = field.partition(".")
        node = self._fields.get(name)
        if inner and node is not None:
            node = _mapping(node).get(inner)
        return [_value(item) for item in _items(node) if isinstance(item.content, str)]

    def names(self, field: str) -> list[Value]:
        """Return the names of the values of a field that is a mapping, such as `definition`."""
        node = self._fields.get(field)
        return [_value(name) for name, _ in _pairs(node)] if node is not None else []


def load(paths: Sequence[Path | str]) -> Glossary:
    """Return the glossary in these files and folders; a later path's concept replaces an earlier one's of its id.

    A folder stands for the .yaml and .yml files in it, in order of name, as one glossary. Raises InvalidGlossary with
    the problems of all of them.
    """
    glossary = Glossary(())
    for reader in _readers(paths):
        glossary = glossary.overlaid(Glossary(tuple(reader.concepts)))
    return glossary


def entries(paths: Sequence[Path | str]) -> list[Entry]:
    """Return the concepts of these files and folders with their places, overlaid ones too. Raises InvalidGlossary."""
    return [entry for reader in _readers(paths, places=True) for entry in reader.entries]


def entries_in(data: bytes | str, name: str = "terms.yaml") -> list[Entry]:
    """Return the concepts of one file's content with their places. Raises InvalidGlossary."""
    return list(_reader(data, name, places=True).entries)


def _readers(paths: Sequence[Path | str], *, places: bool = False) -> list[_Reader]:
    """Return what was read for each path, or raise InvalidGlossary with the problems of all."""
    readers: list[_Reader] = []
    problems: list[Problem] = []
    for path in map(Path, paths):
        reader = _Reader(places=places)
        readers.append(reader)
        files = files_of([path])
        if not files:
            problems.append(_whole(str(path), "the folder has no .yaml file", "name a glossary file or its folder"))
        for file in files:
            try:
                reader.read(file.read_bytes(), str(file))
            except OSError as error:
                problems.append(
                    _whole(str(file), f"cannot be read ({error.strerror})", "check the path and its rights")
                )
        problems += reader.problems
    if problems:
        raise InvalidGlossary(tuple(problems))
    return readers


def parse(data: bytes | str, name: str = "terms.yaml") -> Glossary:
    """Return the glossary in one file's content; `name` stands in the messages. Raises InvalidGlossary."""
    return Glossary(tuple(_reader(data, name).concepts))


def _reader(data: bytes | str, name: str, *, places: bool = False) -> _Reader:
    reader = _Reader(places=places)
    reader.read(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data, name)
    if reader.problems:
        raise InvalidGlossary(tuple(reader.problems))
    return reader


def packaged_file() -> Traversable:
    """Return the glossary file that ships with the package."""
    file = files("glossary").joinpath("data", "terms.yaml")
    if not file.is_file():  # a checkout, where the file lies beside the package
        file = Path(__file__).parent.parent / "data" / "terms.yaml"
    return file


def packaged() -> Glossary:
    """Return the glossary that ships with the package."""
    return parse(packaged_file().read_bytes())


def lines(text: str) -> list[str]:
    """Return the lines of a file as YAML counts them (YAML 1.1, 5.4), each with its break."""
    return _LINE.findall(text)


def rewrite(contents: Mapping[Path, str]) -> None:
    """Give files new content, with the rights they have: each whole or not at all, and none if one has no room.

    It is on the disk when this returns. Behind a link the file changes, not the link. Raises OSError with the file.
    """
    partials: dict[Path, Path] = {}
    try:
        for named, content in contents.items():
            target = named.resolve()
            partials[target] = target.with_name(f".{target.name}.{os.getpid()}.part")
            with open(partials[target], "wb") as out:
                out.write(content.encode("utf-8"))
                out.flush()
                os.fsync(out.fileno())
            shutil.copymode(target, partials[target])
        for target, partial in partials.items():
            os.replace(partial, target)
    except OSError as error:
        for partial in partials.values():
            partial.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(target)) from error


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return the files that `load` reads for these paths, in its order."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml") and not file.is_dir())
        else:
            found.append(path)
    return found


def _whole(path: str, message: str, mend: str) -> Problem:
    return Problem(path, 0, 0, "", message, mend)


def _shown(value: str) -> str:
    """Return a value as it can stand in a message: escaped and not too long."""
    return repr(value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…")


class _TooDeep(Exception):
    """Reading the file ends here: the parser's time grows with the square of the depth."""


class _Reader:
    """Reads files that form one glossary; keeps the concepts and the problems found."""

    def __init__(self, *, places: bool) -> None:
        self._keeps_places = places  # costs a third of the time and most of the memory
        self.concepts: list[Concept] = []
        self.problems: list[Problem] = []
        self._nodes_of: list[tuple[str, _Node]] = []  # of each concept, with its file
        self._texts: dict[str, str] = {}  # of each file
        self._places: dict[str, str] = {}  # id -> file:line of the concept that has it
        self._path = ""
        self._concept = ""
        self._end: Any = None  # where the list or mapping ends that was read last

    @property
    def entries(self) -> Iterator[Entry]:
        """The concepts with their places."""
        split = {path: lines(text) for path, text in self._texts.items()}
        for concept, (path, node) in zip(self.concepts, self._nodes_of, strict=True):
            block = "".join(split[path][node.line - 1 : node.end.line])
            yield Entry(concept, path, node.line, block, _mapping(node))

    def read(self, data: bytes, path: str) -> None:
        """Read one file's content into `concepts` and `problems`, the problems in the order of its lines."""
        earlier, self.problems = self.problems, []
        self._path, self._concept = path, ""
        body = data.removeprefix(codecs.BOM_UTF8)
        try:
            text = body.decode("utf-8")
            if self._keeps_places:
                self._texts[path] = text
            self._read(text)
        except UnicodeDecodeError as error:
            before = body[: error.start]
            column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
            mend = f"save it as UTF-8{_guess(data)}"
            place = (path, before.count(b"\n") + 1, column)
            self.problems.append(Problem(*place, "", "the file is not UTF-8", mend))
        except yaml.YAMLError as error:
            self.problems.append(_syntax_problem(path, error, body))
        except _TooDeep:
            pass  # told where it was met; what is further down cannot be told from it
        self.problems = earlier + sorted(self.problems, key=lambda problem: (problem.line, problem.column))

    def _read(self, text: str) -> None:
        # Concepts are read one by one from the parser's events: composing the whole file first takes far longer.
        events: Iterator[Any] = iter(yaml.parse(text, Loader=_Loader))
        next(events)  # the stream's start
        event = next(events)
        if isinstance(event, yaml.DocumentStartEvent):
            event = next(events)
        if isinstance(event, yaml.StreamEndEvent) or (isinstance(event, yaml.ScalarEvent) and not event.value):
            self.problems.append(_whole(self._path, "the file is empty", "it must hold a list of concepts (- id: …)"))
        elif isinstance(event, yaml.SequenceStartEvent):
            for entry in events:
                if isinstance(entry, yaml.SequenceEndEvent):
                    break
                self._concept = ""
                self._read_concept(self._node(entry, events, 0))
        else:
            self._problem(self._node(event, events, 0), "the file is not a list", "start every concept with '- id: '")
        self._concept = ""
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                place = self._place(event)
                self._problem(place, "bad YAML: a second document begins here", "keep all concepts in one list")
                return

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> _Node:
        """Return the piece that begins with this event, taking its other events from the parser."""
        node = self._place(event)
        if isinstance(event, yaml.ScalarEvent):
            node.content, node.kind, node.end = event.value, _kind(event), event.end_mark
        elif isinstance(event, yaml.AliasEvent):
            self._problem(node, f"a YAML alias (*{event.anchor}) stands here", "write the value out where it is used")
        elif depth > _DEEPEST:
            self._problem(node, "bad YAML: nested too deeply", "a concept's fields are at most three levels deep")
            raise _TooDeep
        elif isinstance(event, yaml.SequenceStartEvent):
            node.content, node.kind = list(self._nodes(events, depth)), "list"
        else:
            pieces: list[_Node] = []
            for piece in self._nodes(events, depth):
                pieces.append(piece)
                if not depth and not self._concept:  # what is wrong further down is told with the concept's id
                    self._concept = _id_of(pieces)
            node.content, node.kind = list(zip(pieces[::2], pieces[1::2], strict=True)), "mapping"
            node.end = self._end
            self._check_keys(node)
        return node

    def _check_keys(self, mapping: _Node) -> None:
        first: dict[str, int] = {}
        for key, _ in _pairs(mapping):
            if not isinstance(key.content, str):
                self._problem(key, "a field's name must be plain text", "write it as name: value")
            elif key.content in first:
                message = f"the key {_shown(key.content)} stands twice (first in line {first[key.content]})"
                self._problem(key, message, "keep one, merge the values")
            else:
                first[key.content] = key.line

    def _place(self, event: Any) -> _Node:
        return _Node(event.start_mark.line + 1, event.start_mark.column + 1, None, "")

    def _nodes(self, events: Iterator[Any], depth: int) -> Iterator[_Node]:
        for event in events:
            if isinstance(event, yaml.CollectionEndEvent):
                self._end = event.start_mark
                return
            yield self._node(event, events, depth + 1)

    def _problem(self, node: _Node, message: str, mend: str) -> None:
        self.problems.append(Problem(self._path, node.line, node.column, self._concept, message, mend))

    def _read_concept(self, node: _Node) -> None:
        if node.kind == "":  # an alias, told already
            return
        if node.kind != "mapping":
            self._problem(node, "this entry is not a concept", "write it as '- id: …' with its fields below")
            return
        before = len(self.problems)
        fields = _mapping(node)
        for key in fields.keys() - _KNOWN:
            place = next(name for name, _ in _pairs(node) if name.content == key)
            close = difflib.get_close_matches(key, FIELDS, 1)
            mend = f"did you mean {close[0]!r}?" if close else f"the fields are {', '.join(FIELDS)}"
            self._problem(place, f"unknown field {_shown(key)}", mend)

        self._check_id(node, fields.get("id"))
        category = self._check_category(node, fields.get("category"))
        before_terms = len(self.problems)
        terms, tickers = self._read_terms(fields)
        unread = any(field in fields and fields[field].kind == "" for field in LANG_FIELDS)
        if not terms and not unread and len(self.problems) == before_terms:
            self._problem(node, "the concept has no term", "give it at least one of ko, zh, zh_hant, en")
        if len(self.problems) > before:
            return
        if self._keeps_places:
            self._nodes_of.append((self._path, node))
        self.concepts.append(
            Concept(
                id=self._concept,
                category=category,
                terms=terms,
                tickers=tuple(dict.fromkeys((*_texts(fields.get("tickers")), *tickers))),
                ambiguous=_texts(fields.get("ambiguous")),
                ko_origin=_text(fields.get("ko_origin")),
                established=_is_true(fields.get("established")),
                pinyin=_text(fields.get("pinyin")),
                definition=self._named_texts(fields.get("definition"), "ko"),
                note=_text(fields.get("note")),
                domain=_text(fields.get("domain")),
                broader=_text(fields.get("broader")),
                related=_texts(fields.get("related")),
                external=self._named_texts(fields.get("external"), "url"),
                sources=tuple(self._sources(fields.get("sources"))),
            )
        )

    def _check_id(self, concept: _Node, node: _Node | None) -> None:
        if node is None:
            self._problem(concept, "the concept has no id", "start it with '- id: a-name'")
        elif not isinstance(node.content, str) or not _ID.fullmatch(node.content):
            shown = _shown(node.content) if isinstance(node.content, str) else "(not text)"
            self._problem(node, f"bad id {shown}", "use lower-case letters, digits and hyphens: [a-z0-9-]+")
        elif node.content in self._places:
            taken = self._places[node.content]
            self._problem(node, f"the id {node.content!r} is already taken in {taken}", "choose another id")
        else:
            self._places[node.content] = f"{self._path}:{node.line}"

    def _check_category(self, concept: _Node, node: _Node | None) -> str:
        if node is None:
            self._problem(concept, "the concept has no category", f"add category: one of {', '.join(CATEGORIES)}")
        elif not isinstance(node.content, str) or node.content not in CATEGORIES:
            value = node.content if isinstance(node.content, str) else ""
            close = difflib.get_close_matches(value, CATEGORIES, 1)
            mend = f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(CATEGORIES)}"
            self._problem(node, f"unknown category {_shown(value)}", mend)
        else:
            return node.content
        return ""

    def _read_terms(self, fields: dict[str, _Node]) -> tuple[tuple[Term, ...], list[str]]:
        deprecated: dict[str, _Node] = {}
        node = fields.get("deprecated")
        if node is not None and node.kind == "mapping":
            deprecated = _mapping(node)
            for key, _ in _pairs(node):
                if isinstance(key.content, str) and key.content not in LANG_FIELDS:
                    message = f"unknown field {_shown(key.content)} under deprecated"
                    self._problem(key, message, f"it takes {', '.join(LANG_FIELDS)}")
        elif node is not None:  # without languages, each form goes by its script
            for item in _items(node):
                text = _text(item) or ""
                field = "ko" if script.has(text, script.HANGUL) else "zh" if script.has(text, script.HAN) else "en"
                forms = deprecated.setdefault(field, _Node(item.line, item.column, [], "list"))
                cast(list[_Node], forms.content).append(item)
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

    def _term_texts(self, node: _Node | None, field: str) -> list[str]:
        texts = []
        for item in _items(node):
            text = item.content
            if item.kind == "":  # an alias, told already
                continue
            if not isinstance(text, str):
                self._problem(item, f"a term under {field} is not a string", f"write {field}: [form, form]")
            elif item.kind != "str":
                mend = f"put it in quotes: '{text}'" if text else "write the form or take the entry out"
                self._problem(item, f"a term under {field} is not a string: YAML reads {text} as {item.kind}", mend)
            elif not text.strip():
                self._problem(item, f"a term under {field} is empty", "write the form or take the entry out")
            elif not unicodedata.is_normalized("NFC", text):
                composed = unicodedata.normalize("NFC", text)
                message = f"the term {_shown(text)} under {field} is not in NFC"
                self._problem(item, message, f"retype it as {_shown(composed)}")
            else:
                texts.append(text)
        return texts

    def _named_texts(self, node: _Node | None, default: str) -> dict[str, str]:
        if node is not None and node.kind == "mapping":
            named = ((key, _text(value)) for key, value in _mapping(node).items())
            return {key: text for key, text in named if text}
        text = _text(node)
        return {default: text} if text else {}

    def _sources(self, node: _Node | None) -> Iterator[Source]:
        for item in _items(node):
            named = self._named_texts(item, "ref")
            if named.get("ref") or named.get("quote"):
                yield Source(named.get("ref", ""), named.get("quote", ""))


def _kind(event: Any) -> str:
    """Return what YAML takes a scalar for: a quoted one is a string, a plain one goes by its looks."""
    if event.tag is not None and event.tag != "!":
        return str(event.tag).rpartition(":")[2]
    if event.implicit[0]:
        value = event.value
        for tag, pattern in _IMPLICIT.get(value[:1], ()):
            if pattern.match(value):
                return str(tag).rpartition(":")[2]
    return "str"


def _value(node: _Node) -> Value:
    text = node.content if isinstance(node.content, str) else ""
    within = node.end is not None and node.end.line + 1 == node.line
    return Value(text, node.kind, node.line, node.column, node.end.column + 1 if within else 0)


def _id_of(pieces: list[_Node]) -> str:
    """Return the id if the last of these keys and values are a well-formed one, else ""."""
    key, value = pieces[-2:] if len(pieces) % 2 == 0 else (None, None)
    if key is None or value is None or key.content != "id" or not isinstance(value.content, str):
        return ""
    return value.content if _ID.fullmatch(value.content) else ""


def _pairs(node: _Node) -> list[tuple[_Node, _Node]]:
    return cast(list[tuple[_Node, _Node]], node.content) if node.kind == "mapping" else []


def _mapping(node: _Node) -> dict[str, _Node]:
    """Return the fields of a mapping by name; of a key that stands twice the first counts."""
    return {key.content: value for key, value in reversed(_pairs(node)) if isinstance(key.content, str)}


def _items(node: _Node | None) -> list[_Node]:
    """Return the entries of a list; a bare value is a list of one, null and what was reported are empty ones."""
    if node is None or node.kind in ("", "null"):
        return []
    return cast(list[_Node], node.content) if node.kind == "list" else [node]


def _text(node: _Node | None) -> str | None:
    return node.content if node is not None and node.kind != "null" and isinstance(node.content, str) else None


def _is_true(node: _Node | None) -> bool:
    return node is not None and node.kind == "bool" and (_text(node) or "").lower() in ("true", "yes", "on")


def _texts(node: _Node | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in map(_text, _items(node)) if text))


def _syntax_problem(path: str, error: yaml.YAMLError, body: bytes) -> Problem:
    mark = getattr(error, "problem_mark", None)
    message = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    if isinstance(error, yaml.reader.ReaderError) and isinstance(error.position, int):
        before = body[: error.position]  # the parser counts bytes here
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
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
