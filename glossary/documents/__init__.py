"""Articles in and out: bytes to an Article, plain text or a Page, and FORMATS, what an annotated one is written as.

To add a format, write its function beside the others and its row here; the command line, HTTP and the tests follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from glossary.documents import concordance, gloss, html, ignored, normalized, report, standoff, styles, webannotation
from glossary.documents.article import Article, Page
from glossary.documents.format import Desk, Format
from glossary.documents.reading import decode, encoded_like, likely

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("json", ".json", standoff.write),
        Format("html", ".html", html.write),
        Format("gloss", ".gloss.txt", gloss.write),
        Format("normalized", ".normalized.txt", normalized.write),
        Format("webannotation", ".anno.json", webannotation.write),
    )
}

# What an article can come as.
KINDS: Mapping[str, Callable[[str], Article]] = {"text": Article, "html": Page}
# What a file is, by its ending in small letters.
ENDINGS: Mapping[str, str] = {".txt": "text", ".html": "html", ".htm": "html"}

__all__ = [
    "ENDINGS",
    "FORMATS",
    "KINDS",
    "Article",
    "Desk",
    "Format",
    "Page",
    "concordance",
    "decode",
    "encoded_like",
    "ignored",
    "likely",
    "report",
    "styles",
]
