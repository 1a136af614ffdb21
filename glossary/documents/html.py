"""A page that shows the article with its names marked; its text, read back, is the article's."""

from __future__ import annotations

from html import escape

from glossary.documents.format import Views
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


def write(text: str, annotation: Annotation, views: Views) -> str:
    """Return a page of its own; the text of its article element is the article, character for character."""
    pieces = [_HEAD]
    at = 0
    for mention in annotation["mentions"]:
        if mention["start"] < at:  # overlapping mentions were asked for; a page can show the outer one only
            continue
        pieces += (_text(text[at : mention["start"]]), _mark(mention, views[mention["concept"]]))
        at = mention["end"]
    return "".join((*pieces, _text(text[at:]), _TAIL))


def _text(text: str) -> str:
    # A parser turns CR LF and CR into LF unless they are written as references (HTML Standard, 13.2.3.5).
    return escape(text, quote=False).replace("\r", "&#13;")


def _mark(mention: Mention, view: ConceptView) -> str:
    names = (view["ko"]["preferred"], *view["zh_hans"][:1], *view["zh_hant"][:1], *view["en"][:1])
    attributes = {
        "lang": mention["lang"],
        "data-concept": mention["concept"],
        "data-category": view["category"],
        "data-status": mention["status"],
        "data-preferred": mention["preferred"],
        "data-confidence": mention["confidence"],
        "title": " · ".join(dict.fromkeys(filter(None, names))),
    }
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<mark{written}>{_text(mention['text'])}</mark>"
