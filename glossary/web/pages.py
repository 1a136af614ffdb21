"""The pages for people: search at `/`, the concepts as a list and one by one at `/concepts`.

All are whole without scripts, and everything that is looked at has an address. What is found for a query is a template
of its own: the search page holds it, and its script asks for it alone while somebody types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NamedTuple

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext
from pydantic import BaseModel, BeforeValidator, Field

from glossary import forms
from glossary.config import Settings
from glossary.errors import ConceptNotFound, InvalidInput, StoreUnavailable
from glossary.live import LiveGlossary, Serving
from glossary.lookup import INITIALS
from glossary.model import CATEGORIES, Concept, Hit, Lang, Match, NearName, Status, Transcription
from glossary.review import Review
from glossary.snapshot import DEFAULT_LIMIT, Snapshot
from glossary.store import Change
from glossary.text import script
from glossary.web import language, payloads, wording
from glossary.web.entries import PINYIN, Entry, Form, entry, gloss_examples, head, transcribed
from glossary.web.payloads import MOST_RESULTS, AtMost, OneOf
from glossary.web.telemetry import Metrics

MORE = 20  # results that are added to those of a query at a time
PER_PAGE = 60  # concepts of a list
MOST_KIN = 60  # concepts of a kind that one concept shows beside it
MOST_STEPS = 50  # of its history
MOST_WRITTEN = 10  # of the places where it was written
# What the head of every page leads to: endpoints, and what they are called there.
NAVIGATION = (
    ("pages.home", lazy_gettext("찾기")),
    ("articles.annotate", lazy_gettext("기사에 표시")),
    ("pages.concepts", lazy_gettext("목록")),
)


class PageQuery(BaseModel):
    """What the search box sends, and how many results are to be shown."""

    q: Annotated[str, AtMost("max_query", "code points")] = ""
    limit: Annotated[int, Field(ge=1, le=MOST_RESULTS), BeforeValidator(payloads.digits)] = DEFAULT_LIMIT


class ListQuery(BaseModel):
    """Which part of the list is asked for; what a form sends empty counts as left out."""

    by: Annotated[str, OneOf(lambda: INITIALS)] = "ko"
    initial: Annotated[str, Field(max_length=1)] = ""
    category: Annotated[str, OneOf(lambda: ("", *CATEGORIES))] = ""
    q: Annotated[str, AtMost("max_query", "code points")] = ""
    page: Annotated[int, Field(ge=1, le=9_999_999), BeforeValidator(payloads.digits)] = 1


def blueprint(settings: Settings, live: LiveGlossary, metrics: Metrics, desk: Callable[[], Review]) -> Blueprint:
    """Return the pages, answering from `live`; `desk` gives the proposals where there is a database."""
    pages = Blueprint("pages", __name__)
    pages.app_context_processor(
        lambda: {
            "t": wording,
            "navigation": NAVIGATION,
            "longest_query": settings.max_query,
            "gloss_examples": gloss_examples(),
        }
    )

    def searched(template: str) -> str:
        asked = payloads.from_query(PageQuery, request.query_string, settings)
        query = asked.q.strip()
        if not query:  # which is answered before the glossary is loaded
            return render_template(template, query=query, found=_NOTHING, waiting=[])
        serving = live.serving()
        found = _found(serving.snapshot, query, asked.limit)
        metrics.tell_lookups(bool(found.cards), not found.cards)
        waiting: list[int] = []
        if found.guessed and serving.store is not None:
            with suppress(StoreUnavailable):  # names are found without the database
                waiting = desk().waiting_for(query)
        return render_template(template, query=query, found=found, waiting=waiting)

    @pages.get("/")
    def home() -> str:
        return searched("home.html")

    @pages.get("/search")
    def search() -> str:
        return searched("results.html")

    @pages.get("/concepts")
    def concepts() -> str:
        asked = payloads.from_query(ListQuery, request.query_string, settings)
        return render_template("concepts.html", asked=asked, **_list(live.serving().snapshot, asked))

    @pages.get("/concepts/<id>")
    def concept(id: str) -> str:
        serving = live.serving()
        found = serving.snapshot.concept(id)
        if found is None:
            raise ConceptNotFound(id)
        waiting = [] if serving.store is None else desk().waiting_on(id)
        return render_template("concept.html", waiting=waiting, **_concept(serving, found))

    return pages


# Search


@dataclass(frozen=True, slots=True)
class Card:
    """One result: the concept, and why it was found. `form` met the query, and stands for `term`."""

    entry: Entry
    via: str
    edits: int
    form: Form
    term: Form


class _Found(NamedTuple):
    """What the page shows for a query: results, or else near names and how unknown hanzi are transcribed.

    `cut` says that there are more results; `more` is the limit that shows some of them, None where that is too many.
    """

    cards: list[Card]
    cut: bool
    more: int | None
    near: list[NearName]
    transcription: Transcription | None

    @property
    def guessed(self) -> bool:
        """Whether nothing was found, or only by a slip."""
        return all(card.edits for card in self.cards)


_NOTHING = _Found([], False, None, [], None)


def _found(snapshot: Snapshot, query: str, limit: int) -> _Found:
    answer = snapshot.lookup(query, limit + 1)
    found = [(hit, snapshot.concept(hit["id"])) for hit in answer["results"][:limit]]
    cards = [_card(hit, concept) for hit, concept in found if concept is not None]
    cut = len(answer["results"]) > limit
    more = min(limit + MORE, MOST_RESULTS) if cut and limit < MOST_RESULTS else None
    return _Found(cards, cut, more, answer["did_you_mean"], answer["transcription"])


def _card(hit: Hit, concept: Concept) -> Card:
    match = hit["match"]
    status = next((t.status for t in forms.written(concept) if t.text == match["term"]), Status.PREFERRED)
    return Card(
        entry=entry(concept, hit["concept"], language.tag()),
        via=_via(match),
        edits=match["edits"],
        form=Form(match["form"], _form_lang(match)),
        term=Form(match["term"], match["lang"], status),
    )


def _via(match: Match) -> str:
    """Return how the name was found, in words; with a slip in it the written form is only near."""
    if match["via"] == "exact" and match["edits"]:
        return str(wording.NEAR)
    return str(wording.VIA.get(match["via"], match["via"]))


def _form_lang(match: Match) -> str:
    """Return the language of the form that met the query: readings of hanzi are Hangul or pinyin."""
    kinds = script.scripts(match["form"])
    if script.HANGUL in kinds:
        return Lang.KO
    if script.HAN not in kinds and match["lang"] in (Lang.ZH_HANS, Lang.ZH_HANT):
        return PINYIN
    return match["lang"]


# The list


def _list(snapshot: Snapshot, asked: ListQuery) -> dict[str, object]:
    if asked.initial and asked.initial not in INITIALS[asked.by]:
        raise InvalidInput("initial", f"initial: choose one of {' '.join(INITIALS[asked.by])}")
    found = snapshot.listing.listed(
        asked.by,
        initial=asked.initial,
        category=asked.category,
        text=asked.q,
        start=(asked.page - 1) * PER_PAGE,
        limit=PER_PAGE,
    )
    pages = max(1, -(-found.total // PER_PAGE))
    return {
        "found": found,
        "initials": INITIALS,
        "rows": [(head(view), view) for view in found.concepts],
        "pages": _pages(asked.page, pages),
    }


def _pages(page: int, last: int) -> list[int | None]:
    """Return the numbers of the pages to lead to, with None where some are left out.

    >>> _pages(1, 3), _pages(7, 20)
    ([1, 2, 3], [1, None, 5, 6, 7, 8, 9, None, 20])
    """
    near = [number for number in range(1, last + 1) if number in (1, last) or abs(number - page) <= 2]
    shown: list[int | None] = []
    for before, number in zip((0, *near), near, strict=False):
        shown += [None, number] if number > before + 1 else [number]
    return shown


# One concept


@dataclass(frozen=True, slots=True)
class Step:
    """What one revision did to a concept: forms that came and went, and the names of other fields that changed."""

    revision: int
    time: datetime
    source: str
    kind: str
    added: tuple[Form, ...]
    removed: tuple[Form, ...]
    fields: tuple[str, ...]


def _concept(serving: Serving, concept: Concept) -> dict[str, object]:
    snapshot = serving.snapshot
    shown = entry(concept, snapshot.views[concept.id], language.tag())
    kin = snapshot.kin(concept)
    return {
        "concept": concept,
        "entry": shown,
        "written": transcribed(snapshot, next(iter(concept.texts(Lang.ZH_HANS)), ""), concept.category),
        "kin": {
            kind: [(id, head(snapshot.views[id])) for id in ids[:MOST_KIN]] + [None] * (len(ids) > MOST_KIN)
            for kind, ids in kin._asdict().items()
            if ids
        },
        "lang_of": _lang_of,
        "note_lang": None if concept.note is None else _note_lang(concept.note),
        "written_in": None if serving.store is None else serving.store.concordance(concept.id, limit=MOST_WRITTEN),
        "steps": list(_steps(serving, concept.id)),
    }


def _lang_of(text: str) -> str:
    """Return the language of a quotation, as far as its script tells."""
    return Lang.KO if script.has(text, script.HANGUL) else Lang.ZH_HANS if script.has(text, script.HAN) else Lang.EN


def _note_lang(note: str) -> str:
    """Return the language of a note, which may be about names in another one."""
    kinds = script.scripts(note)
    is_english = kinds.count(script.LETTER) > 2 * (kinds.count(script.HANGUL) + kinds.count(script.HAN))
    return Lang.EN if is_english else _lang_of(note)


def _steps(serving: Serving, concept_id: str) -> Iterator[Step]:
    """Yield what the revisions did to a concept, the newest first."""
    if serving.store is not None:
        changes = serving.store.changes(of=concept_id, until=serving.edition.revision)
        for change in changes[: -MOST_STEPS - 1 : -1]:
            yield _step(change)


def _step(change: Change) -> Step:
    before, after = (_forms(change.before), _forms(change.after))
    fields: tuple[str, ...] = ()
    if change.before is not None and change.after is not None:
        fields = tuple(name for name in wording.FIELD if getattr(change.before, name) != getattr(change.after, name))
    return Step(
        revision=change.revision,
        time=change.time,
        source=wording.origin(change.source),
        kind=change.kind,
        added=tuple(form for form in after if form not in before) if fields else (),
        removed=tuple(form for form in before if form not in after) if fields else (),
        fields=fields,
    )


def _forms(concept: Concept | None) -> tuple[Form, ...]:
    return () if concept is None else tuple(Form(term.text, term.lang, term.status) for term in concept.terms)
