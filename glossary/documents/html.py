"""The article with its names marked: a page as it came with marks in it, plain text in a page of its own."""

from __future__ import annotations

from html import escape

from glossary.documents.article import Article, Page
from glossary.documents.format import Desk
from glossary.model import Annotation, ConceptView, Mention

_HEAD = """<!DOCTYPE html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>용어 표시</title>
<style>
:root { color-scheme: light dark; --paper: #fdfcf9; --ink: #23211d; }
@media (prefers-color-scheme: dark) { :root { --paper: #191a1c; --ink: #e4e1da; } }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1.25rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.85 "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif;
  word-break: keep-all; overflow-wrap: anywhere; }
article { white-space: pre-wrap; }
mark { --hue: 210; color: inherit; background: hsl(var(--hue) 75% 50% / .16); border-radius: .2em; padding: 0 .1em;
  box-shadow: inset 0 -.12em hsl(var(--hue) 65% 45% / .75); }
mark[data-category=product] { --hue: 280; } mark[data-category=person] { --hue: 145; }
mark[data-category=place] { --hue: 30; } mark[data-category=institution] { --hue: 185; }
mark[data-category=publication] { --hue: 330; } mark[data-category=event] { --hue: 60; }
mark[data-category=term] { --hue: 240; }
mark[data-status=deprecated] { text-decoration: underline wavy #c22; text-underline-offset: .3em; }
</style>
</head>
<body>
<article>"""
_TAIL = """</article>
</body>
</html>
"""


def write(article: Article, annotation: Annotation, desk: Desk) -> str:
    """Return a page with a mark around each name.

    Of a page, everything else is as it was: without the marks, every character is the same. A name that goes across
    tags has a mark for each piece, with one `data-id`. A name in a link, or marked before, stays as it is.
    Of plain text, the text of the new page's article element is the article, character for character.
    """
    source = article.source
    pieces: list[str] = []
    at = 0
    for number, mention in enumerate(annotation["mentions"], 1):
        opening = _opening(number, mention, desk.views[mention["concept"]])
        if isinstance(article, Page):
            spans = list(article.spans(mention["start"], mention["end"]))
            # overlapping mentions were asked for: a page can show the outer one only
            if spans[0].start >= at and all(span.open for span in spans):
                for start, end, _ in spans:
                    pieces += (source[at:start], opening, source[start:end], "</mark>")
                    at = end
        elif mention["start"] >= at:
            pieces += (_text(source[at : mention["start"]]), opening, _text(mention["text"]), "</mark>")
            at = mention["end"]
    if isinstance(article, Page):
        return "".join((*pieces, source[at:]))
    return "".join((_HEAD, *pieces, _text(source[at:]), _TAIL))


def _text(text: str) -> str:
    # A parser turns CR LF and CR into LF unless they are written as references (HTML Standard, 13.2.3.5).
    return escape(text, quote=False).replace("\r", "&#13;")


def _opening(number: int, mention: Mention, view: ConceptView) -> str:
    names = (view["ko"]["preferred"], *view["zh_hans"][:1], *view["zh_hant"][:1], *view["en"][:1])
    attributes = {
        "lang": mention["lang"],
        "data-id": str(number),
        "data-concept": mention["concept"],
        "data-category": view["category"],
        "data-status": mention["status"],
        "data-preferred": mention["preferred"],
        "data-confidence": mention["confidence"],
        "title": " · ".join(dict.fromkeys(filter(None, names))),
    }
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<mark{written}>"
