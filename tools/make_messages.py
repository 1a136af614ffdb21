"""Bring the catalogues of the pages' messages up to date: `python tools/make_messages.py`.

Messages that are new are added without a translation, for a person to write; those that are no longer used are taken
out. Sorted and without line numbers, so that two people who add messages seldom meet.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from glossary.web.language import LANGUAGES, SOURCE

WEB = Path(__file__).resolve().parent.parent / "glossary" / "web"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_pgettext": ((1, "c"), 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
# Without dates and tools, which would change with every run.
HEAD = """msgid ""
msgstr ""
"Language: {}\\n"
"Plural-Forms: {}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
OPTIONS = {"templates/**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}}


def extracted() -> Catalog:
    """Return the messages that code and templates use."""
    template = Catalog(charset="utf-8")
    for _, _, message, comments, context in extract_from_dir(
        WEB, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        template.add(message, auto_comments=comments, context=context)
    return template


def updated(text: str, template: Catalog, locale: str) -> str:
    """Return a catalogue's text with the template's messages and no others; translations stay."""
    known = read_po(BytesIO(text.encode()), locale=locale)
    fresh = Catalog(locale=locale, charset="utf-8")
    for message in template:
        if message.id:
            old = known.get(message.id, message.context)
            empty = ("",) * fresh.num_plurals if message.pluralizable else ""
            string = old.string if old is not None and any(old.string) else empty
            fresh.add(message.id, string, auto_comments=message.auto_comments, context=message.context)
    out = BytesIO()
    write_po(out, fresh, width=120, no_location=True, sort_output=True, omit_header=True)
    return HEAD.format(locale, fresh.plural_forms) + out.getvalue().decode()


def main() -> None:
    """Rewrite every catalogue."""
    template = extracted()
    for tag in LANGUAGES:
        if tag != SOURCE:
            locale = tag.replace("-", "_")
            file = WEB / "translations" / f"{locale}.po"
            text = file.read_text(encoding="utf-8") if file.exists() else ""
            file.write_text(updated(text, template, locale), encoding="utf-8")


if __name__ == "__main__":
    main()
