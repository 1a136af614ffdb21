"""Checks of a glossary file that loading does not make: what would make names wrong, or leave them unexplained.

The rules stand in RULES. An error must be mended. A warning is mended or explained, in a comment inside the concept:

    - id: xi-xi
      category: product
      ko: [시]  # lint: short-form: printed so on the packet, found only beside its company
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from glossary import forms, terms_yaml
from glossary.errors import Problem
from glossary.model import LIVE, ORIGINS, Concept, Lang, Status
from glossary.stats import publishers
from glossary.terms_yaml import LANG_FIELDS, Entry, Value
from glossary.text import chinese, fold, hanja, lexicon, pinyin, script, transcription

# Words as frequent as this are met by chance: ten times in a million words.
COMMON = 4.0
_TICKERS = {
    re.compile(r"\d{6}\.(SZ|SH|BJ)"): "six digits and .SZ, .SH or .BJ",
    re.compile(r"\d{4,5}\.HK"): "four or five digits and .HK",
    re.compile(r"\d{4,6}\.(TW|TWO)"): "four to six digits and .TW or .TWO",
    re.compile(r"\d{6}\.(KS|KQ)"): "six digits and .KS or .KQ",
    re.compile(r"[0-9A-Z]{1,6}\.(T|L|SI|PA|DE|SW|AS|MI|ST|AX|TO|F|BK|KL)"): "the exchange behind a full stop",
    re.compile(r"[A-Z]{1,5}([.-][A-Z])?"): "up to five capital letters (an American exchange)",
}
# What a field must not be, where loading would pass over it.
_WRONG_KINDS = {
    **dict.fromkeys(("ko_origin", "established", "pinyin", "note", "domain", "broader"), "list mapping"),
    **dict.fromkeys(("ambiguous", "tickers", "related"), "mapping"),
    **dict.fromkeys(("definition", "external"), "list"),
}
# Legal forms and generic heads, without which two names of one company are the same.
_HEADS = re.compile("(有限责任公司|股份有限公司|有限公司|股份公司|集团公司|公司|集团|股份|控股|科技|技术)+$")
# Characters that simplification had replaced and that are standard again in names (通用规范汉字表, 2013, 附件1).
_KEPT = frozenset("昇陞邨迺堃甦澂頫喆")
_EXPLAINED = re.compile(r"#[ \t]*lint:[ \t]*([a-z, -]+?)[ \t]*:[ \t]*(\S.*)$", re.MULTILINE)
_OPENED = re.compile(r"#\s*lint\b.*$", re.MULTILINE)


class Severity(StrEnum):
    """What a finding asks for: an error must go before the glossary is used, a warning wants a mend or a reason."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found in one concept, at a value or, without one, at a field or the concept as a whole.

    `fix` is what the value can safely be replaced by, "" if it can be taken out; None where a person has to decide.
    """

    entry: Entry
    message: str
    mend: str
    value: Value | None = None
    field: str = ""
    fix: str | None = None

    @property
    def place(self) -> tuple[int, int]:
        """The line and column that it is shown at."""
        return (self.value.line, self.value.column) if self.value else self.entry.place(self.field.partition(".")[0])


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of RULES: `says` is what the rule asks for, as the documentation lists it."""

    code: str
    severity: Severity
    says: str
    check: Callable[[Book], Iterator[Finding]]


class Book:
    """The `entries` that are checked, `all` there are beside them, and what several rules look up in those."""

    def __init__(self, entries: Sequence[Entry], only: str | None) -> None:
        # Of concepts with one id the last one counts: it is laid over the others.
        self.by_id = {entry.concept.id: entry for entry in entries}
        self.all = list(self.by_id.values())
        self.entries = self.all if only is None else [self.by_id[only]]

    @cached_property
    def holders(self) -> dict[str, list[tuple[Entry, Status]]]:
        """The concepts that have a form, folded, listed or derived, each once and with its best status."""
        found: dict[str, dict[str, tuple[Entry, Status]]] = defaultdict(dict)
        order = list(Status)
        for entry in self.all:
            for term in forms.written(entry.concept):
                one = found[fold.key(term.text)]
                known = one.get(entry.concept.id)
                if known is None or order.index(term.status) < order.index(known[1]):
                    one[entry.concept.id] = (entry, term.status)
        return {form: list(held.values()) for form, held in found.items()}


def check(entries: Sequence[Entry], only: str | None = None) -> list[Problem]:
    """Return what the rules find in these concepts, in the order of the files; explained warnings are left out.

    With `only`, the id of one of them, that one is checked against the others.
    """
    return [_problem(rule, finding) for rule, finding in _found(entries, only)]


def fixes(entries: Sequence[Entry]) -> dict[str, dict[Value, str]]:
    """Return what can safely be mended, by file: values and what `mended` puts in their place."""
    found: dict[str, dict[Value, str]] = defaultdict(dict)
    for _, finding in _found(entries):
        if finding.fix is not None and finding.value is not None and finding.value.end:
            found[finding.entry.path].setdefault(finding.value, finding.fix)
    return dict(found)


def _found(entries: Sequence[Entry], only: str | None = None) -> list[tuple[Rule, Finding]]:
    book = Book(entries, only)
    found: list[tuple[Rule, Finding]] = []
    used: set[tuple[str, str]] = set()
    reasons = {entry.concept.id: _explanations(entry) for entry in book.all}
    for rule in RULES:
        for finding in rule.check(book):
            id = finding.entry.concept.id
            if only not in (None, id):
                continue
            if rule.severity is Severity.WARNING and rule.code in reasons[id]:
                used.add((id, rule.code))
            else:
                found.append((rule, finding))
    for entry in book.entries:
        found += ((_EXPLANATION, finding) for finding in _idle(entry, reasons[entry.concept.id], used))
    return sorted(found, key=lambda pair: (pair[1].entry.path, pair[1].place, pair[0].code))


def _problem(rule: Rule, finding: Finding) -> Problem:
    entry = finding.entry
    place = (entry.path, *finding.place)
    return Problem(*place, entry.concept.id, finding.message, finding.mend, rule.code, rule.severity)


# ---- Explanations ----


def _explanations(entry: Entry) -> dict[str, str]:
    """Return the reasons that a concept's comments give, by the code of the rule."""
    return {
        code.strip(): reason
        for codes, reason in _EXPLAINED.findall(entry.block)
        for code in codes.split(",")
        if code.strip()
    }


def _idle(entry: Entry, reasons: Iterable[str], used: set[tuple[str, str]]) -> Iterator[Finding]:
    warnings = {rule.code for rule in RULES if rule.severity is Severity.WARNING}
    for opened in _OPENED.findall(entry.block):
        if not _EXPLAINED.search(opened):
            mend = "write it as '# lint: code: reason'"
            yield Finding(entry, f"{opened[:40]!r} explains nothing", mend)
    for code in reasons:
        if code not in warnings:
            yield Finding(
                entry, f"{code!r} is no rule that can be explained", f"they are {', '.join(sorted(warnings))}"
            )
        elif (entry.concept.id, code) not in used:
            yield Finding(entry, f"there is nothing of {code!r} to explain any more", "take the comment out")


# ---- What a field may hold ----


def _field_values(book: Book) -> Iterator[Finding]:
    for entry in book.entries:
        for value in entry.values("ko_origin"):
            if value.text not in ORIGINS:
                yield _at(
                    entry, "ko_origin", value, f"no such origin: {value.text}", f"it is one of {', '.join(ORIGINS)}"
                )
        for value in entry.values("established"):
            if value.kind != "bool":
                yield _at(entry, "established", value, f"{value.text!r} is not yes or no", "write true or false")
        for field in ("tickers", "ambiguous", "related", "broader", "pinyin", "domain", "note"):
            for value in entry.values(field):
                if value.kind != "str" and not (field == "note" and value.kind == "null"):
                    message = f"YAML reads {value.text} under {field} as {value.kind}"
                    yield _at(entry, field, value, message, f"put it in quotes: '{value.text}'")
        for field, kind in _WRONG_KINDS.items():
            if entry.kind(field) in kind.split():
                message = f"{field} is a {entry.kind(field)}"
                yield Finding(entry, message, "write it as docs/glossary-format.md shows", field=field)
        for name in entry.names("definition"):
            if name.text not in LANG_FIELDS:
                message = f"a definition in {name.text!r}"
                yield _at(entry, "definition", name, message, f"give it in {', '.join(LANG_FIELDS)}")
        for source in entry.concept.sources:
            if not source.ref:
                yield Finding(entry, "a source without ref", "say where the quotation stands", field="sources")


def _scripts(book: Book) -> Iterator[Finding]:
    for entry, field, value in _terms(book):
        has_hangul, has_han = script.has(value.text, script.HANGUL), script.has(value.text, script.HAN)
        lang = field.rpartition(".")[2]
        if lang == "ko" and (has_han or not has_hangul):
            where = "under zh" if has_han else "under en"
            yield _at(entry, field, value, f"{value.text} is not in Hangul", f"list it {where}")
        elif lang in ("zh", "zh_hant") and (has_hangul or not has_han):
            where = "under ko" if has_hangul else "under en"
            yield _at(entry, field, value, f"{value.text} is not in hanzi", f"list it {where}")
        elif lang == "en" and (has_hangul or has_han):
            where = "under ko" if has_hangul else "under zh"
            yield _at(entry, field, value, f"{value.text} is not in Latin letters", f"list it {where}")


def _shapes(book: Book) -> Iterator[Finding]:
    for entry, field, value in _terms(book):
        seen = "".join(char for char in value.text if unicodedata.category(char) not in ("Cf", "Cc") or char.isspace())
        neat = " ".join(seen.split())
        if neat != value.text:
            what = "has spaces too many" if seen == value.text else "has invisible characters"
            message = f"{value.text!r} {what}"
            yield _at(entry, field, value, message, f"write {neat}", fix=_scalar(neat))
        elif re.search(r"[()（）\[\]，、]", value.text) and not field.endswith("en"):
            yield _at(entry, field, value, f"{value.text} is more than one form", "list each form by itself")


def _simplified(book: Book) -> Iterator[Finding]:
    for entry, field, value in _terms(book, "zh", "deprecated.zh"):
        own = "".join(char if char in _KEPT else chinese.to_simplified(char) for char in value.text)
        if chinese.to_simplified(value.text) != value.text != own:
            mend = f"write {own}; where that is wrong, list {value.text} under zh_hant"
            yield _at(entry, field, value, f"{value.text} is not simplified", mend)


def _traditional(book: Book) -> Iterator[Finding]:
    for entry, field, value in _terms(book, "zh_hant"):
        only = [char for char in value.text if script.has(char, script.HAN) and _is_simplified_only(char)]
        if only:
            mend = f"write it as it is printed in Taiwan or Hong Kong: {chinese.to_traditional(value.text)}?"
            yield _at(entry, field, value, f"{''.join(only)} in {value.text} is simplified only", mend)


def _is_simplified_only(char: str) -> bool:
    if chinese.to_traditional(char) == char:
        return False
    try:
        char.encode("big5")
    except UnicodeEncodeError:
        return True
    return False


def _derivable(book: Book) -> Iterator[Finding]:
    for entry in book.entries:
        values = [value for value in entry.values("zh_hant") if value.kind == "str"]
        for value in values:
            if forms.traditional(_without(entry.concept, value.text)) == forms.traditional(entry.concept):
                message = f"{value.text} is derived from the simplified form anyway"
                yield _at(entry, "zh_hant", value, message, "take it out", fix="")
                break  # another one may be needed when this one is gone
        name = _name(entry.concept)
        for value in entry.values("pinyin"):
            if name is not None and value.text == pinyin.of(name) and not _open(name):
                message = f"{value.text} is derived from {name} anyway"
                yield _at(entry, "pinyin", value, message, "take it out", fix="")


def _without(concept: Concept, text: str) -> Concept:
    listed = [term for term in concept.terms if not (term.lang is Lang.ZH_HANT and term.text == text)]
    return replace(concept, terms=tuple(listed))


# ---- Korean forms and the rule ----


def _origins(book: Book) -> Iterator[Finding]:
    for entry, ko, official in _by_no_rule(book):
        if (origin := entry.concept.ko_origin) == "sino-korean":
            message = f"{ko} is not the Sino-Korean reading of the hanzi"
        elif origin == "transcription":
            message = f"{ko} is not the official transcription, {official}"
        else:
            continue
        mend = "mend the form, or say what it is: another ko_origin, or established: true for custom"
        yield Finding(entry, message, mend, _first(entry, "ko"), "ko")


def _departures(book: Book) -> Iterator[Finding]:
    for entry, ko, official in _by_no_rule(book):
        if entry.concept.ko_origin is None:
            message = f"{ko} is neither the official transcription ({official}) nor the Sino-Korean reading"
            mend = "mend the form, or say how it arose: ko_origin, or established: true for custom"
            yield Finding(entry, message, mend, _first(entry, "ko"), "ko")


def _by_no_rule(book: Book) -> Iterator[tuple[Entry, str, str]]:
    """Yield the concepts whose preferred Korean form should be by a rule and is not; the form, and the official one.

    Where ko_origin names neither rule, the form need not be by any.
    """
    for entry in book.entries:
        concept = entry.concept
        ko = concept.preferred(Lang.KO)
        hanzi = concept.texts(Lang.ZH_HANS, *LIVE)
        if ko is None or concept.established or not any(script.has(text, script.HAN) for text in hanzi):
            continue
        origin = concept.ko_origin
        if origin not in (None, "transcription", "sino-korean"):
            continue
        if origin != "sino-korean" and _is_transcription(concept, ko):
            continue
        if origin != "transcription" and _is_sino_korean(concept, ko):
            continue
        if (official := next((way for name in hanzi for way in _transcribed(concept, name)), None)) is not None:
            yield entry, ko, official  # what cannot be read at all cannot be judged


def _is_by_rule(concept: Concept) -> bool:
    """Say whether the preferred Korean form is what a rule makes of the hanzi, so that it can be checked by anybody."""
    ko = concept.preferred(Lang.KO)
    if ko is None:
        return False
    hanzi = concept.texts(Lang.ZH_HANS, *LIVE)
    read = any(_is_read(fold.key(ko), piece) for name in hanzi for piece in _pieces(name))
    return read or _is_transcription(concept, ko)


def _is_read(ko: str, name: str) -> bool:
    """Say whether Hangul reads every character of a name, each in Korean or in Mandarin: 베이징은행 is 北京银行."""
    traditional = chinese.to_traditional(name)
    if len(traditional) != len(name) or not _all_hanzi(name):
        return False
    ends = {0}
    for char, read in zip(traditional, pinyin.readings(name, name), strict=True):
        spoken = {transcription.syllable(one) for one in (read.pinyin, *read.others)}
        korean = {form for one in hanja.readings(char) for form in (one, hanja.initial_sound(one))}
        ends = {at + len(one) for at in ends for one in (*spoken, *korean) if one and ko.startswith(one, at)}
        if not ends:
            return False
    return len(ko) in ends


def _transcribed(concept: Concept, name: str) -> dict[str, str]:
    """Return the ways to write a name in Hangul with the pinyin of each, the official one first; none if unreadable."""
    own = concept.pinyin if name == concept.preferred(Lang.ZH_HANS) else None
    return transcription.spellings(name, _kind(concept), own)


def _kind(concept: Concept) -> transcription.Kind | None:
    return "person" if concept.category == "person" else "place" if concept.category == "place" else None


def _is_transcription(concept: Concept, ko: str) -> bool:
    """Say whether a form is the official transcription of one of the names, or of a piece of one: 룽지 is 隆基."""
    wanted = fold.key(ko)
    for name in concept.texts(Lang.ZH_HANS, *LIVE):
        for piece in _pieces(name):
            if wanted in map(fold.key, _transcribed(concept, piece)):
                return True
    return False


def _is_sino_korean(concept: Concept, ko: str) -> bool:
    wanted = fold.key(ko)
    names = (*concept.texts(Lang.ZH_HANT, *LIVE), *map(chinese.to_traditional, concept.texts(Lang.ZH_HANS, *LIVE)))
    return any(
        len(reading) == len(wanted) and wanted == fold.key(reading)
        for name in dict.fromkeys(names)
        for piece in _pieces(name)
        for reading in hanja.sino_korean(piece)
    )


def _pieces(name: str) -> Iterator[str]:
    """Yield the name and then its pieces of two characters or more with a hanzi, the longest first."""
    for length in range(len(name), min(1, len(name) - 1), -1):
        for start in range(len(name) - length + 1):
            piece = name[start : start + length]
            if script.has(piece, script.HAN):
                yield piece


def _readings(book: Book) -> Iterator[Finding]:
    for entry in book.entries:
        concept = entry.concept
        name = _name(concept)
        if concept.pinyin or name is None:
            continue
        derived = pinyin.of(name).split()
        written = "".join(transcription.syllable(one) or "?" for one in derived)
        # 长征 is 장정 in Korean, and only by chance that is the zhǎng of 长 too.
        korean = {fold.key(text) for text in concept.texts(Lang.KO, *LIVE) if not _is_sino_korean(concept, text)}
        if written in korean:
            continue
        ways = _transcribed(concept, name).items()
        meant = next((reading for hangul, reading in ways if fold.key(hangul) in korean), None)
        if meant is not None and pinyin.toneless(meant) != pinyin.toneless(" ".join(derived)):
            message = f"{name} is taken for {' '.join(derived)}, and its Korean form is that of {meant}"
            yield Finding(entry, message, f"add pinyin: {meant}", _first(entry, "zh"), "zh")
        elif meant is None and (open_to_doubt := _open(name)):
            message = f"nothing says how {open_to_doubt} is read in {name}; it is taken for {' '.join(derived)}"
            yield Finding(entry, message, "add pinyin", _first(entry, "zh"), "zh")


def _open(name: str) -> str:
    """Return the characters of a name that can be read so that the Hangul differs, and that no word decides."""
    return "".join(
        char
        for char, reading in zip(name, pinyin.readings(name, name), strict=True)
        if not reading.decided
        and len({transcription.syllable(one) for one in (reading.pinyin, *reading.others)} - {None}) > 1
    )


def _pinyins(book: Book) -> Iterator[Finding]:
    for entry in book.entries:
        name = _name(entry.concept)
        for value in entry.values("pinyin"):
            if name is not None and not transcription.fits(value.text, name):
                mend = f"write one syllable with its tone for each of {name}"
                yield _at(entry, "pinyin", value, f"{value.text} is no pinyin of {name}", mend)


def _name(concept: Concept) -> str | None:
    """Return the name whose pinyin the concept gives: the first simplified one, if it is all in hanzi."""
    name = concept.preferred(Lang.ZH_HANS)
    return name if name is not None and _all_hanzi(name) else None


def _all_hanzi(name: str) -> bool:
    return bool(name) and all(script.has(char, script.HAN) for char in name)


# ---- Forms that meet others ----


def _same_forms(book: Book) -> Iterator[Finding]:
    for entry in book.entries:
        for field in ("ko", "zh", "en"):
            seen: dict[tuple[str, ...], str] = {}
            for value in entry.values(field):
                # Spaces count: 전국통일 대시장 is not found in an article where only 전국 통일대시장 is listed.
                folded = tuple(map(fold.key, re.split(r"[\s·'’]+", value.text)))
                if folded in seen:
                    message = f"{value.text} is the same as {seen[folded]} to every search"
                    yield _at(entry, field, value, message, "take it out", fix="")
                seen.setdefault(folded, value.text)


def _shared_forms(book: Book) -> Iterator[Finding]:
    for entry, field, value in _terms(book):
        others = [
            other.concept.id
            for other, status in book.holders.get(fold.key(value.text), [])
            if other is not entry and status is not Status.DEPRECATED
        ]
        if others and not field.startswith("deprecated.") and not _is_ambiguous(entry.concept, value.text):
            message = f"{value.text} also names {', '.join(others)}"
            yield _at(entry, field, value, message, "list it under ambiguous in each of them")


def _deprecated_live(book: Book) -> Iterator[Finding]:
    for entry, field, value in _terms(book):
        if not field.startswith("deprecated."):
            continue
        for other, status in book.holders.get(fold.key(value.text), []):
            if status is Status.DEPRECATED:
                continue
            if other is entry:
                message = f"{value.text} is deprecated and listed as a good form too"
                yield _at(entry, field, value, message, "decide for one of them")
            elif not _is_ambiguous(entry.concept, value.text):
                message = f"{value.text} is deprecated here and a good form of {other.concept.id}"
                yield _at(entry, field, value, message, "list it under ambiguous in both, or take it out here")


def _common_words(book: Book) -> Iterator[Finding]:
    for entry, field, value in _terms(book):
        common = len(value.text) > 1 and lexicon.frequency(value.text) >= COMMON  # one syllable is always doubtful
        if common and not _is_ambiguous(entry.concept, value.text) and entry.concept.category != "term":
            message = f"{value.text} is a common word too"
            yield _at(entry, field, value, message, "list it under ambiguous")


def _short_forms(book: Book) -> Iterator[Finding]:
    for entry, field, value in _terms(book):
        if len(fold.key(value.text)) == 1 and not _is_ambiguous(entry.concept, value.text):
            message = f"{value.text} is a single {'letter' if field.endswith('en') else 'syllable'}"
            yield _at(entry, field, value, message, "list it under ambiguous, or take it out")


def _ambiguous_forms(book: Book) -> Iterator[Finding]:
    for entry in book.entries:
        own = {fold.key(term.text) for term in forms.written(entry.concept)}
        for value in entry.values("ambiguous"):
            if fold.key(value.text) not in own:
                message = f"{value.text} is ambiguous, and no form of this concept"
                yield _at(entry, "ambiguous", value, message, "take it out, or list it as a form")


def _near_duplicates(book: Book) -> Iterator[Finding]:
    found: dict[tuple[str, str], Entry] = {}
    for entry in book.all:
        concept = entry.concept
        name = concept.preferred(Lang.ZH_HANS)
        ko = concept.preferred(Lang.KO)
        if name is None or ko is None:
            continue
        bare = _HEADS.sub("", name) or name
        for key in ((concept.category, fold.key(bare)), (concept.category, f"{fold.key(ko)}={fold.key(name)[:1]}")):
            other = found.setdefault(key, entry)
            if other is not entry and not _related(concept, other.concept):
                message = f"{name} looks like the same thing as {other.concept.id}"
                mend = f"merge the two, or name {other.concept.id} under broader or related"
                yield Finding(entry, message, mend, _first(entry, "zh"), "zh")
                break


def _related(one: Concept, other: Concept) -> bool:
    return any(a.id == b.broader or a.id in b.related for a, b in ((one, other), (other, one)))


# ---- Links, tickers, sources ----


def _links(book: Book) -> Iterator[Finding]:
    for entry in book.entries:
        for field in ("broader", "related"):
            for value in entry.values(field):
                if value.text == entry.concept.id:
                    yield _at(entry, field, value, f"{value.text} is the concept itself", "take it out")
                elif value.text not in book.by_id:
                    yield _at(entry, field, value, f"there is no concept {value.text}", "mend the id, or take it out")
        if entry.concept.id in _above(book, entry):
            yield Finding(entry, "the concept is broader than itself", "mend a broader of the circle", field="broader")


def _above(book: Book, entry: Entry) -> set[str]:
    """Return the ids of what is broader, step by step; the concept's own is there only if it goes round in a circle."""
    seen: set[str] = set()
    at = entry.concept.broader
    while at is not None and at in book.by_id and at not in seen and entry.concept.broader != entry.concept.id:
        seen.add(at)
        at = book.by_id[at].concept.broader
    return seen


def _ticker_formats(book: Book) -> Iterator[Finding]:
    for entry in book.entries:
        for value in entry.values("tickers"):
            if value.kind == "str" and not _is_ticker(value.text):
                neat = value.text.upper().strip()
                fix = neat if _is_ticker(neat) else None
                mend = f"write {neat}" if fix else f"give {'; or '.join(_TICKERS.values())}"
                yield _at(entry, "tickers", value, f"{value.text!r} is no ticker", mend, fix=fix)


def _is_ticker(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in _TICKERS)


def _tickers_twice(book: Book) -> Iterator[Finding]:
    owners: dict[str, Entry] = {}
    for entry in book.all:
        for value in entry.values("tickers"):
            owner = owners.setdefault(value.text.upper(), entry)
            if owner is not entry:
                message = f"{value.text} is the ticker of {owner.concept.id} too"
                yield _at(entry, "tickers", value, message, "keep it where it belongs")


def _sources(book: Book) -> Iterator[Finding]:
    for entry in book.entries:
        if not entry.concept.sources:
            yield Finding(entry, "no source says that this name is used", "add sources: [{ref: …, quote: …}]")


def _lone_sources(book: Book) -> Iterator[Finding]:
    for entry in book.entries:
        count = len(publishers(entry.concept))
        if entry.concept.sources and count < 2 and entry.concept.preferred(Lang.KO) and not _is_by_rule(entry.concept):
            who = "one publisher" if count else "nothing that others can read"
            message = f"{entry.concept.preferred(Lang.KO)} rests on {who} and on no rule"
            yield Finding(entry, message, "add a second source, independent of the first", field="sources")


# ---- Walking over entries ----


def _terms(book: Book, *fields: str) -> Iterator[tuple[Entry, str, Value]]:
    wanted = fields or (*LANG_FIELDS, *(f"deprecated.{field}" for field in LANG_FIELDS))
    for entry in book.entries:
        for field in wanted:
            for value in entry.values(field):
                yield entry, field, value


def _at(entry: Entry, field: str, value: Value, message: str, mend: str, *, fix: str | None = None) -> Finding:
    return Finding(entry, message, mend, value, field, fix)


def _first(entry: Entry, field: str) -> Value | None:
    return next(iter(entry.values(field)), None)


def _is_ambiguous(concept: Concept, text: str) -> bool:
    folded = fold.key(text)
    return any(fold.key(form) == folded for form in concept.ambiguous)


# ---- Safe mends ----


def _scalar(text: str) -> str:
    return text if re.fullmatch(r"[^\W\d_][\w .·-]*", text) else "'" + text.replace("'", "''") + "'"


def mended(text: str, fixes: Mapping[Value, str]) -> str:
    """Return a file's content with these values replaced, or taken out of their lists; all else stays as it is."""
    lines = terms_yaml.lines(text)
    for value, new in sorted(fixes.items(), key=lambda edit: (edit[0].line, edit[0].column), reverse=True):
        line = lines[value.line - 1]
        before, after = line[: value.column - 1], line[value.end - 1 :]
        if not new:
            alone = re.fullmatch(r"\s*(?:- |[a-z_]+: (?:\[\s*)?)", before) and re.match(r"\s*\]?\s*(#.*)?$", after)
            if alone:
                lines[value.line - 1] = ""
                continue
            after, found = re.subn(r"^\s*,\s*", "", after)
            if not found:
                before = re.sub(r"\s*,\s*$", "", before)
        lines[value.line - 1] = before + new + after
    return "".join(lines)


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_EXPLANATION = Rule(
    "explanation", _WARNING, "A comment that explains names a warning and a reason, and there is such a warning.",
    lambda book: iter(()),
)  # fmt: skip
RULES = (
    Rule("field-value", _ERROR, "Every field holds what belongs there: an origin, true or false, text.", _field_values),
    Rule("script", _ERROR, "Hangul under ko, hanzi under zh and zh_hant, Latin letters under en.", _scripts),
    Rule("shape", _ERROR, "One form an entry: no brackets, no commas, no spaces too many, nothing invisible.", _shapes),
    Rule("not-simplified", _ERROR, "What stands under zh is simplified.", _simplified),
    Rule("not-traditional", _ERROR, "What stands under zh_hant is printed so in Taiwan or Hong Kong.", _traditional),
    Rule("derivable", _WARNING, "zh_hant and pinyin hold only what derivation does not give.", _derivable),
    Rule("origin", _ERROR, "A Korean form said to be the official transcription, or the Sino-Korean reading, is it.",
         _origins),
    Rule("departure", _WARNING, "A preferred Korean form that is neither says how it arose: ko_origin, or established.",
         _departures),
    Rule("reading", _WARNING, "A name with a character of several readings has its pinyin, where neither a dictionary "
         "word nor its Korean form decides.", _readings),
    Rule("pinyin", _ERROR, "pinyin is one syllable for each hanzi of the first name.", _pinyins),
    Rule("same-form", _WARNING, "No form of a concept stands twice, in capitals or with a hyphen.", _same_forms),
    Rule("shared-form", _ERROR, "A form of several concepts is ambiguous in each of them.", _shared_forms),
    Rule("deprecated-live", _ERROR, "A deprecated form is no good form at the same time.", _deprecated_live),
    Rule("common-word", _WARNING, "A form that is also a common word is ambiguous.", _common_words),
    Rule("short-form", _WARNING, "A form of one syllable or letter is ambiguous.", _short_forms),
    Rule("ambiguous", _ERROR, "What is ambiguous is a form of the concept.", _ambiguous_forms),
    Rule("near-duplicate", _WARNING, "No two concepts of a category are the same thing.", _near_duplicates),
    Rule("link", _ERROR, "broader and related name other concepts, and nothing is broader than itself.", _links),
    Rule("ticker", _ERROR, "A ticker is written as its exchange writes it.", _ticker_formats),
    Rule("ticker-twice", _ERROR, "A ticker belongs to one concept.", _tickers_twice),
    Rule("no-source", _WARNING, "A source says that the name is used.", _sources),
    Rule("one-source", _WARNING, "A Korean form that no rule gives rests on two independent sources.", _lone_sources),
    _EXPLANATION,
)  # fmt: skip
