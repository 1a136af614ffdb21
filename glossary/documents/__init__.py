"""Articles in and out: `decode` bytes to text, and FORMATS, what an annotated article can be written as.

To add a format, write its function beside the others and its row here; the command line, HTTP and the tests follow.
"""

from __future__ import annotations

from glossary.documents import gloss, html, standoff
from glossary.documents.format import Format
from glossary.documents.reading import decode

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("json", ".json", standoff.write),
        Format("html", ".html", html.write),
        Format("gloss", ".gloss.txt", gloss.write),
    )
}

__all__ = ["FORMATS", "Format", "decode"]
