"""How often names stand in articles, and which deprecated forms still do: counted, and drawn as a picture (SVG)."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple, TypedDict

from glossary.model import ConceptView, CorpusUse, Lang, Mention, Status
from glossary.text import script

MOST_DRAWN = 25


class Name(TypedDict):
    """A concept: in how many articles it stands, and how often. `hanzi` has the language tag `lang`."""

    concept: str
    name: str
    hanzi: str | None
    lang: str | None
    articles: int
    mentions: int


class Deprecated(TypedDict):
    """A deprecated form: in how many articles it stands, how often, and what is to stand there, where that is known."""

    concept: str
    form: str
    lang: str
    instead: str | None
    articles: int
    mentions: int


class Usage(TypedDict):
    """What names stand in some articles: the most frequent first, by articles."""

    articles: int
    mentions: int
    names: list[Name]
    deprecated: list[Deprecated]


def counted(articles: Iterable[Iterable[Mention]]) -> CorpusUse:
    """Return the counts of articles, each given by its mentions."""
    total = 0
    concepts: Counter[str] = Counter()
    forms: Counter[tuple[str, str, str, str, str]] = Counter()
    mentions: Counter[tuple[str, str, str, str, str]] = Counter()
    for article in articles:
        total += 1
        own = Counter(
            (one["concept"], " ".join(one["text"].split()), str(one["lang"]), one["kind"], str(one["status"]))
            for one in article
        )
        mentions.update(own)
        forms.update(own.keys())
        concepts.update({form[0] for form in own})
    return {
        "articles": total,
        "concepts": dict(sorted(concepts.items())),
        "forms": [
            {
                "concept": concept,
                "form": text,
                "lang": lang,
                "kind": kind,
                "status": status,
                "articles": forms[concept, text, lang, kind, status],
                "mentions": mentions[concept, text, lang, kind, status],
            }
            for concept, text, lang, kind, status in sorted(forms)
        ],
    }


def told(use: CorpusUse, views: Mapping[str, ConceptView]) -> Usage:
    """Return counts with the names that the glossary has now; a concept that it lacks goes by its id."""
    mentions: defaultdict[str, int] = defaultdict(int)
    for form in use["forms"]:
        mentions[form["concept"]] += form["mentions"]
    names = [_name(id, views.get(id), articles, mentions[id]) for id, articles in use["concepts"].items()]
    deprecated: list[Deprecated] = [
        {
            "concept": form["concept"],
            "form": form["form"],
            "lang": form["lang"],
            "instead": _instead(views.get(form["concept"]), form["lang"]),
            "articles": form["articles"],
            "mentions": form["mentions"],
        }
        for form in use["forms"]
        if form["status"] == Status.DEPRECATED
    ]
    return {
        "articles": use["articles"],
        "mentions": sum(mentions.values()),
        "names": sorted(names, key=lambda one: (-one["articles"], -one["mentions"], one["concept"])),
        "deprecated": sorted(deprecated, key=lambda one: (-one["articles"], -one["mentions"], one["form"])),
    }


def _name(id: str, view: ConceptView | None, articles: int, mentions: int) -> Name:
    korean = hanzi = lang = latin = None
    if view is not None:
        korean, latin = view["ko"]["preferred"], next(iter(view["en"]), None)
        if view["zh_hans"]:
            hanzi, lang = view["zh_hans"][0], str(Lang.ZH_HANS)
        elif view["zh_hant"]:
            hanzi, lang = view["zh_hant"][0], str(Lang.ZH_HANT)
    return {
        "concept": id,
        "name": korean or latin or hanzi or id,
        "hanzi": hanzi if korean or latin else None,
        "lang": lang if korean or latin else None,
        "articles": articles,
        "mentions": mentions,
    }


def _instead(view: ConceptView | None, lang: str) -> str | None:
    if view is None:
        return None
    own = {Lang.ZH_HANS: view["zh_hans"], Lang.ZH_HANT: view["zh_hant"], Lang.EN: view["en"]}.get(Lang(lang), [])
    return next(iter(own), None) or view["ko"]["preferred"]


# ---- The picture ----

_WIDTH, _MARGIN, _ROW, _BAR = 880, 40, 27, 15
_GAP, _HEAD = 14, 94
_NUMBERS = 124  # behind the longest bar
_MOST_LABEL = 320
_STYLE = """
  text { font-family: Pretendard, "Apple SD Gothic Neo", "Noto Sans KR", "Noto Sans CJK KR", "Malgun Gothic",
    sans-serif; font-size: 15px; fill: #1c2330; }
  .zh-Hans { font-family: "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
  .zh-Hant { font-family: "PingFang TC", "Noto Sans TC", "Noto Sans CJK TC", "Microsoft JhengHei", sans-serif; }
  .title { font-size: 23px; font-weight: 700; }
  .bar-name { font-weight: 600; }
  .quiet { fill: #667085; font-size: 14px; }
  .number { font-size: 14px; text-anchor: end; font-variant-numeric: tabular-nums; }
  .paper { fill: #fffdf9; } .bar { fill: #2c6e8f; } .wrong { fill: #c2452d; } .wrong-name { fill: #a83a25; }
  .track { stroke: #e4dfd5; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8e6e1; } .quiet { fill: #98a2b3; }
    .paper { fill: #14181f; } .bar { fill: #5fa8c9; } .wrong { fill: #ee7b62; } .wrong-name { fill: #f29a86; }
    .track { stroke: #2b333f; }
  }
"""


class _Row(NamedTuple):
    """A bar and its two labels, each a text with its language."""

    name: tuple[str, str]
    beside: tuple[str, str] | None
    articles: int


def svg(usage: Usage) -> str:
    """Return the most frequent names, and the deprecated forms with what should stand there, as bars by articles."""
    names = [
        _Row(
            (one["name"], Lang.KO if script.has(one["name"], script.HANGUL) else Lang.EN),
            (one["hanzi"], one["lang"]) if one["hanzi"] and one["lang"] else None,
            one["articles"],
        )
        for one in usage["names"][:MOST_DRAWN]
    ]
    deprecated = [
        _Row(
            (one["form"], one["lang"]),
            (f"→ {one['instead']}", one["lang"]) if one["instead"] else None,
            one["articles"],
        )
        for one in usage["deprecated"][:MOST_DRAWN]
    ]
    counts = f"{usage['articles']:,} articles, {usage['mentions']:,} mentions of {len(usage['names']):,} concepts"
    columns = _Columns.of([*names, *deprecated])
    parts = [*_heading(0, "Names in the news", f"{counts}; bars count articles")]
    height = _HEAD
    if names:
        parts += _panel(height, names, columns, "bar", usage["articles"])
        height += _ROW * len(names)
    height += _GAP
    more = len(usage["deprecated"]) - len(deprecated)
    aside = f"the first {len(deprecated)} of {more + len(deprecated):,}" if more else "with what should stand there"
    parts += _heading(
        height, "Deprecated, and still written", aside if deprecated else "none: every form is one to use"
    )
    height += _HEAD
    parts += _panel(height, deprecated, columns, "wrong", usage["articles"])
    height += _ROW * len(deprecated) + _MARGIN - _GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" xml:lang="en">\n<title>Names in the news: {escape(counts)}</title>\n<style>{_STYLE}</style>\n'
        f'<rect class="paper" width="{_WIDTH}" height="{height}" rx="12"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _heading(top: int, title: str, aside: str) -> list[str]:
    return [
        f'<text class="title" x="{_MARGIN}" y="{top + 48}">{escape(title)}</text>',
        f'<text class="quiet" x="{_MARGIN}" y="{top + 72}">{escape(aside)}</text>',
    ]


class _Columns(NamedTuple):
    """Where names end and what stands beside them begins, where bars begin, and how long they may be."""

    middle: int
    left: int
    room: int

    @classmethod
    def of(cls, rows: Sequence[_Row]) -> _Columns:
        names = min(_MOST_LABEL, max((_width(row.name[0]) for row in rows), default=0))
        beside = min(_MOST_LABEL, max((_width(row.beside[0]) for row in rows if row.beside), default=0))
        left = _MARGIN + names + beside + 2 * _GAP
        return cls(_MARGIN + names, left, _WIDTH - left - _NUMBERS - _MARGIN)


def _panel(top: int, rows: Sequence[_Row], columns: _Columns, kind: str, total: int) -> list[str]:
    """Return the bars below each other, each with its labels and its number."""
    middle, left, room = columns
    most = max((row.articles for row in rows), default=1)
    parts = []
    for number, row in enumerate(rows):
        y = top + number * _ROW
        length = max(2.0, room * row.articles / most)
        share = f"{row.articles / total:.0%}" if row.articles >= total / 200 else "&lt;1%"
        parts.append(_label(row.name, middle, y, f"{kind}-name", 'text-anchor="end"'))
        if row.beside:
            parts.append(_label(row.beside, middle + _GAP, y, "quiet"))
        parts.append(f'<path class="track" d="M{left} {y + 10.5}h{room}"/>')
        parts.append(f'<rect class="{kind}" x="{left}" y="{y + 3}" width="{length:.1f}" height="{_BAR}" rx="2"/>')
        parts.append(f'<text class="number" x="{_WIDTH - _MARGIN - 44}" y="{y + 16}">{row.articles:,}</text>')
        parts.append(f'<text class="number quiet" x="{_WIDTH - _MARGIN}" y="{y + 16}">{share}</text>')
    return parts


def _label(text: tuple[str, str], x: int, y: int, kind: str, more: str = "") -> str:
    shown, lang = "".join(char for char in text[0] if char.isprintable()), text[1]  # XML takes few controls
    if _width(shown) > _MOST_LABEL:
        while _width(shown) > _MOST_LABEL - 15:
            shown = shown[:-1]
        shown += "…"
    return f'<text class="{kind} {lang}" xml:lang="{lang}" x="{x}" y="{y + 16}" {more}>{escape(shown)}</text>'


def _width(text: str) -> int:
    """Return about how wide a label is, in pixels."""
    return round(sum(15 if unicodedata.east_asian_width(char) in "WF" else 8.5 for char in text))
