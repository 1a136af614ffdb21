"""The language of the pages: Korean is what code and templates are written in, the others are catalogues beside them.

A message is marked where it stands: `_("찾기")` in templates, `lazy_gettext("찾기")` in tables of Python. Its
translations are in translations/LANGUAGE.po, which `tools/make_messages.py` brings up to date; there is nothing to
compile.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO
from urllib.parse import urlencode

from babel.messages import mofile, pofile
from babel.support import Translations
from flask import Flask, Response, request
from flask_babel import Babel, Domain, get_locale

# By their tags (BCP 47), each called as its speakers call it. The first is the source of the others.
LANGUAGES = {"ko": "한국어", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
SOURCE = next(iter(LANGUAGES))
COOKIE = "lang"
_YEAR = 365 * 86_400
_TRADITIONAL = {"hant", "tw", "hk", "mo"}


def register(app: Flask) -> None:
    """Answer each reader's pages in their language: as `?lang=` says, which is remembered, or else their browser."""
    babel = Babel(app, default_locale=SOURCE, locale_selector=lambda: _locale(tag()))
    babel.domain_instance = _Catalogues()
    app.context_processor(lambda: {"language": tag(), "languages": LANGUAGES, "in_language": _in_language})
    app.after_request(_told)


def tag() -> str:
    """Return the language that this request is answered in, a key of LANGUAGES."""
    chosen = (request.args.get("lang"), request.cookies.get(COOKIE))
    return next((tag for tag in chosen if tag in LANGUAGES), None) or spoken(request.accept_languages.values())


def spoken(accepted: Iterable[str]) -> str:
    """Return the first of a reader's languages that there are pages in; the source if there is none.

    >>> [spoken(tags) for tags in (["de", "en-GB"], ["zh-HK"], ["zh"], ["zh-Hans-TW"], ["fr"])]
    ['en', 'zh-Hant', 'zh-Hans', 'zh-Hans', 'ko']
    """
    for accepted_tag in accepted:
        language, *details = accepted_tag.lower().replace("_", "-").split("-")
        if language == "zh":
            return "zh-Hant" if "hans" not in details and _TRADITIONAL & set(details) else "zh-Hans"
        if language in LANGUAGES:
            return language
    return SOURCE


def catalogue(tag: str) -> str:
    """Return the translations to one language, as the text of a .po file."""
    return (files(__package__) / "translations" / f"{_locale(tag)}.po").read_text(encoding="utf-8")


class _Catalogues(Domain):  # type: ignore[misc]  # flask_babel has no types
    """The messages of the .po files. The usual .mo files would be built, or committed and outdated."""

    def get_translations(self) -> Translations:
        locale = get_locale()  # None outside requests
        return _translations(SOURCE if locale is None else str(locale).replace("_", "-"))


@cache
def _translations(tag: str) -> Translations:
    if tag == SOURCE:
        return Translations()
    compiled = BytesIO()
    mofile.write_mo(compiled, pofile.read_po(BytesIO(catalogue(tag).encode()), locale=_locale(tag)))
    compiled.seek(0)
    return Translations(compiled)


def _locale(tag: str) -> str:
    return tag.replace("-", "_")


def _in_language(tag: str) -> str:
    """Return the address of this page in a language, as a reference within the page."""
    return "?" + urlencode({**request.args, "lang": tag})


def _told(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = tag()
        response.vary.update(("Accept-Language", "Cookie"))
        if request.args.get("lang") in LANGUAGES:
            response.set_cookie(COOKIE, tag(), max_age=_YEAR, samesite="Lax", httponly=True)
    return response
