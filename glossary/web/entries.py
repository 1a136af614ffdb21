"""A concept as the pages show it: its forms with their status, each with the language of its glyphs; its glosses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from glossary import forms
from glossary.documents import styles
from glossary.documents.styles import Style
from glossary.errors import InvalidInput
from glossary.model import Concept, ConceptView, Lang, Mention, Status, Transcription
from glossary.snapshot import LONGEST_NAME, Snapshot
from glossary.text import transcription

PINYIN = "zh-Latn"
# Whose glosses show what the house styles look like.
_EXAMPLE: ConceptView = {
    "id": "iflytek",
    "category": "organization",
    "ko": {"preferred": "커다쉰페이", "admitted": [], "deprecated": []},
    "zh_hans": ["科大讯飞"],
    "zh_hant": ["科大訊飛"],
    "en": ["iFLYTEK"],
    "pinyin": [],
    "tickers": ["002230.SZ"],
}


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a page shows it, with the language that its glyphs are of."""

    text: str
    lang: str
    status: Status = Status.PREFERRED


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept: the name that heads it, its forms by language, and its glosses by style.

    `forms` are those to be used, in the order of Korean, simplified, traditional, pinyin, English and tickers, each
    language's preferred ones first. `deprecated` are of any language.
    """

    id: str
    category: str
    head: Form
    definition: Form | None
    forms: Mapping[str, tuple[Form, ...]]
    deprecated: tuple[Form, ...]
    glosses: Mapping[str, str]


def entry(concept: Concept, view: ConceptView, language: str) -> Entry:
    """Return a concept as the pages in a language show it."""
    status = {(term.text, term.lang): term.status for term in forms.written(concept)}

    def of(lang: Lang, texts: Iterable[str]) -> tuple[Form, ...]:
        return tuple(Form(text, lang, status.get((text, lang), Status.PREFERRED)) for text in texts)

    korean = (view["ko"]["preferred"], *view["ko"]["admitted"])
    by_lang = {
        Lang.KO: of(Lang.KO, filter(None, korean)),
        Lang.ZH_HANS: of(Lang.ZH_HANS, view["zh_hans"]),
        Lang.ZH_HANT: of(Lang.ZH_HANT, view["zh_hant"]),
        PINYIN: tuple(Form(text, PINYIN) for text in view["pinyin"]),
        Lang.EN: of(Lang.EN, view["en"]),
        Lang.UND: tuple(Form(text, Lang.UND) for text in view["tickers"]),
    }
    return Entry(
        id=concept.id,
        category=concept.category,
        head=head(view),
        definition=_definition(concept, language),
        forms={lang: found for lang, found in by_lang.items() if found},
        deprecated=tuple(Form(t.text, t.lang, t.status) for t in concept.terms if t.status is Status.DEPRECATED),
        glosses=glosses(view),
    )


def head(view: ConceptView) -> Form:
    """Return the name that heads a concept: the Korean one where there is one."""
    if view["ko"]["preferred"] is not None:
        return Form(view["ko"]["preferred"], Lang.KO)
    others = ((Lang.ZH_HANS, view["zh_hans"]), (Lang.ZH_HANT, view["zh_hant"]), (Lang.EN, view["en"]))
    return next((Form(names[0], lang) for lang, names in others if names), Form(view["id"], Lang.UND))


def _definition(concept: Concept, language: str) -> Form | None:
    """Return the definition in the language of the page, else in another."""
    order = (language, language.partition("-")[0], Lang.KO, Lang.EN, *concept.definition)
    return next((Form(concept.definition[lang], lang) for lang in order if lang in concept.definition), None)


def transcribed(snapshot: Snapshot, hanzi: str, category: str) -> Transcription | None:
    """Return how the official rule writes a name in hanzi; None for what is too long or has none."""
    if len(hanzi) > LONGEST_NAME:
        return None
    try:
        return snapshot.transcribe(hanzi, transcription.kind_of(category))
    except InvalidInput:  # nothing, or a character without a reading
        return None


def glosses(view: ConceptView) -> dict[str, str]:
    """Return a concept's name with its gloss, in each of the styles that a page offers."""
    name = head(view)
    mention = Mention(
        start=0, end=len(name.text), text=name.text, concept=view["id"], kind="name", lang=Lang(name.lang),
        status=Status.PREFERRED, preferred=name.text, confidence="high",
    )  # fmt: skip
    return {key: "".join(style.glossed(mention, view)) for key, style in gloss_styles().items()}


@cache
def gloss_styles() -> Mapping[str, Style]:
    """Return the house styles that come with the program, each in both Chinese scripts."""
    found = dict(styles.packaged())
    for name, style in styles.packaged().items():
        for script in ("hans", "hant"):
            fields = tuple(script if field in ("hans", "hant") else field for field in style.fields)
            variant = replace(style, fields=fields)
            if variant not in found.values():
                found[f"{name}.{script}"] = variant
    return found


@cache
def gloss_examples() -> Mapping[str, str]:
    """Return what each style looks like."""
    return glosses(_EXAMPLE)
