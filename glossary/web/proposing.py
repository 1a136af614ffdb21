"""The pages on which anybody proposes a concept or a correction, and sees what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from glossary.config import Settings
from glossary.errors import ConceptNotFound, InvalidInput, TooManyProposals
from glossary.live import LiveGlossary
from glossary.model import CATEGORIES, LIVE, Concept, ConceptView, Lang, Source, Term, Transcription
from glossary.review import Review, Wish, read
from glossary.snapshot import LONGEST_NAME, Snapshot
from glossary.store import Proposal
from glossary.text import script
from glossary.web import entries, senders

LONGEST_FORM, MOST_FORMS = 200, 20
LONGEST_SEEN, LONGEST_NOTE = 500, 2000
MOST_SIMILAR = 6


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the form; `ko`, `zh` and `en` are one form of the name a line."""

    concept: str = ""
    category: str = ""
    zh: str = ""
    ko: str = ""
    en: str = ""
    seen: str = ""
    note: str = ""

    def forms(self, name: str) -> list[str]:
        """Return the lines of a field that hold something."""
        return list(dict.fromkeys(line.strip() for line in getattr(self, name).splitlines() if line.strip()))


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal for who made it: the concept as it would be, with the forms and sources that are new in it.

    `removed` are forms of the concept that is corrected, and are not among its own any more.
    """

    concept: Concept
    added: tuple[Term, ...]
    removed: tuple[Term, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What is known of a name before it is proposed or accepted: by the rule, and in the glossary.

    `ko` is the preferred Korean form, empty where there is none yet.
    """

    ko: str
    transcription: Transcription | None
    similar: list[ConceptView]


def blueprint(settings: Settings, live: LiveGlossary, desk: Callable[[], Review], secret: bytes) -> Blueprint:
    """Return the pages; `desk` gives the proposals and raises NotFound where there is no database."""
    pages = Blueprint("proposing", __name__)

    @pages.get("/propose")
    def form() -> str:
        review = desk()
        snapshot = live.serving().snapshot
        given = _named(cleaned(request.args.get("name", ""), LONGEST_FORM))
        if asked := cleaned(request.args.get("concept", ""), 200):
            concept = review.concept(asked)
            if concept is not None:
                return _form(Form(concept.id, concept.category, **_lines(concept)), concept)
            beside = snapshot.concept(asked)  # one of CLDR's, say: what is to be said of it makes a concept of our own
            if beside is None:
                raise ConceptNotFound(asked)
            given = Form("", beside.category, **_lines(beside))
        return _form(given, None, _check(snapshot, given) if _all(given) else None)

    @pages.post("/propose")
    def propose() -> BaseResponse | tuple[str, int] | str:
        senders.refuse_other_sites(request)
        review = desk()
        given = _given()
        concept = review.concept(given.concept) if given.concept else None
        if given.concept and concept is None:
            raise ConceptNotFound(given.concept)
        serving = live.serving()
        problems = _problems(given)
        if not problems:
            try:
                wish = Wish(
                    given.category, given.forms("ko"), given.forms("zh"), given.forms("en"), given.seen, given.note
                )
                draft = review.drafted(wish, concept, serving.edition.revision)
            except InvalidInput as error:
                problems = _said(error)
        checked = _check(serving.snapshot, given)
        if problems:
            return _form(given, concept, checked, problems), 422
        if request.form.get("do") != "send":
            return _form(given, concept, checked, ready=True)
        if request.form.get("website"):  # a field that no person sees
            return render_template("proposal.html", proposal=None, steps=[], sent=True)
        try:
            who = senders.sender(senders.address(request, settings.trusted_proxies), secret)
            number = review.proposals.add(draft, who)
        except TooManyProposals:
            message = _("제안이 한꺼번에 너무 많이 들어왔습니다. 한 시간쯤 뒤에 다시 보내 주세요.")
            return _form(given, concept, checked, {"": message}, ready=True), 429
        return redirect(url_for("proposing.proposal", number=number, sent=""), 303)

    @pages.get("/proposals/<int:number>")
    def proposal(number: int) -> str:
        review = desk()
        found = review.proposals.get(number)
        return render_template(
            "proposal.html",
            proposal=found,
            proposed=_proposed(found),
            steps=review.proposals.steps(number),
            sent="sent" in request.args,
        )

    @pages.app_context_processor
    def names() -> dict[str, object]:
        current = live.current
        return {"can_propose": current is not None and current.store is not None}

    return pages


def _proposed(proposal: Proposal) -> Proposed | None:
    """Return what a proposal says; None where a curator has left it half done."""
    concept, before = read(proposal.content), read(proposal.base)
    if concept is None:
        return None
    own, old = concept.terms, before.terms if before else ()
    return Proposed(
        concept,
        added=tuple(term for term in own if term not in old) if before else (),
        removed=tuple(term for term in old if term not in own),
        sources=tuple(source for source in concept.sources if before is None or source not in before.sources),
    )


def check(
    snapshot: Snapshot, category: str, own: str, ko: Sequence[str], zh: Sequence[str], en: Sequence[str]
) -> Check:
    """Return what is known of these forms of one concept, which has the id `own` if it is in the glossary."""
    hanzi = next((name for name in zh if script.has(name, script.HAN) and len(name) <= LONGEST_NAME), "")
    similar: dict[str, ConceptView] = {}
    for form in (*zh[:MOST_FORMS], *ko[:MOST_FORMS], *en[:MOST_FORMS]):
        for hit in snapshot.lookup(form[:LONGEST_FORM], 3)["results"]:
            if hit["id"] != own:
                similar.setdefault(hit["id"], hit["concept"])
    return Check(
        ko[0] if ko else "", entries.transcribed(snapshot, hanzi, category), list(similar.values())[:MOST_SIMILAR]
    )


def cleaned(text: str, longest: int | None = None) -> str:
    """Return a text with line feeds as the only controls: PostgreSQL takes no NUL, and nobody types the others."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(char for char in lines if char == "\n" or (char >= " " and char != "\x7f")).strip()[:longest]


def _check(snapshot: Snapshot, given: Form) -> Check:
    return check(snapshot, given.category, given.concept, *(given.forms(name) for name in ("ko", "zh", "en")))


def _form(
    given: Form,
    concept: Concept | None,
    checked: Check | None = None,
    problems: Mapping[str, str] = MappingProxyType({}),
    *,
    ready: bool = False,
) -> str:
    return render_template(
        "propose.html",
        given=given,
        concept=concept,
        checked=checked,
        problems=problems,
        ready=ready,
        categories=CATEGORIES,
        longest={"form": LONGEST_FORM * MOST_FORMS, "seen": LONGEST_SEEN, "note": LONGEST_NOTE},
    )


def _given() -> Form:
    """Return what was sent, not cut: what is too long is told."""
    sent = {name: cleaned(request.form.get(name, "")) for name in Form.__dataclass_fields__}
    return Form(**{**sent, **{name: " ".join(sent[name].split()) for name in ("concept", "category", "seen")}})


def _named(name: str) -> Form:
    """Return the form with a name that was looked up without success, in the field that its letters belong to."""
    if script.has(name, script.HANGUL):
        return Form(ko=name)
    return Form(zh=name) if script.has(name, script.HAN) else Form(en=name)


def _lines(concept: Concept) -> dict[str, str]:
    langs = {"ko": Lang.KO, "zh": Lang.ZH_HANS, "en": Lang.EN}
    return {name: "\n".join(concept.texts(lang, *LIVE)) for name, lang in langs.items()}


def _all(given: Form) -> list[str]:
    return [form for name in ("zh", "ko", "en") for form in given.forms(name)]


def _problems(given: Form) -> dict[str, str]:
    """Return what is wrong with what was sent, by field, in the reader's language."""
    problems: dict[str, str] = {}
    for name in ("zh", "ko", "en"):
        forms = given.forms(name)
        if len(forms) > MOST_FORMS or any(len(form) > LONGEST_FORM for form in forms):
            problems[name] = _("너무 깁니다. 한 줄에 이름 하나씩, %(length)s자까지, %(count)s줄까지 넣을 수 있습니다.",
                               length=LONGEST_FORM, count=MOST_FORMS)  # fmt: skip
    if any(not script.has(form, script.HAN) for form in given.forms("zh")):
        problems.setdefault("zh", _("한자로 된 이름만 넣어 주세요."))
    if any(not script.has(form, script.HANGUL) for form in given.forms("ko")):
        problems.setdefault("ko", _("한글로 된 이름만 넣어 주세요."))
    for name, longest in (("seen", LONGEST_SEEN), ("note", LONGEST_NOTE)):
        if len(getattr(given, name)) > longest:
            problems[name] = _("너무 깁니다. %(length)s자까지 넣을 수 있습니다.", length=longest)
    if given.category not in CATEGORIES:
        problems["category"] = _("분류를 골라 주세요.")
    if not _all(given):
        problems.setdefault("zh", _("이름을 하나는 넣어 주세요."))
    return problems


def _said(error: InvalidInput) -> dict[str, str]:
    """Return why no proposal could be made of it, in the reader's language."""
    if error.field == "note":
        return {"note": _("바뀐 것이 없습니다. 표기를 고치거나, 무엇이 잘못되었는지 적어 주세요.")}
    if error.field == "id":
        return {"en": _("이 이름으로는 항목을 만들 수 없습니다. 로마자 이름도 넣어 주세요.")}
    return {"zh": _("읽는 법을 알 수 없는 한자가 있습니다. 한국어 표기도 넣어 주세요.")}
