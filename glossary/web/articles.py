"""The page /annotate: an article with its names marked, what to look at in it, and what to take away.

One template answers all: without scripts the form is sent and the page comes back with its results, and the page's
script sends the same form and takes the results out of the same page. Nothing that is sent is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from flask_babel import format_decimal, lazy_gettext
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from glossary import documents
from glossary.config import Settings
from glossary.documents import Article, Desk
from glossary.documents.ignored import Ignored
from glossary.errors import GlossaryError, InputTooLarge, InvalidInput, UnreadableDocument
from glossary.live import LiveGlossary
from glossary.model import Annotation, ConceptView, Decision, Lang, Mention, Status
from glossary.snapshot import Snapshot
from glossary.text import script
from glossary.web import errors, language, payloads, wording
from glossary.web.entries import Entry, Form, entry, gloss_styles, head

PAGE = "page"  # what the form asks for besides the formats of documents
KINDS = {"text": lazy_gettext("일반 글"), "html": "HTML"}
# The encodings to choose from for files, with where they are written in.
ENCODINGS = {
    "": lazy_gettext("알아서"),
    "utf-8": "UTF-8",
    "cp949": lazy_gettext("CP949 · EUC-KR (한국)"),
    "gb18030": lazy_gettext("GB18030 · GBK (중국)"),
    "big5": lazy_gettext("Big5 (타이완·홍콩)"),
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
}
_MOST_PARTS = 20  # fields of a form
# A browser lays out one piece of so many characters or a little more at a time, and only those that are on the screen.
_STRETCH = 2_000
# What a browser can hold: a megabyte of nothing but names would be half a million marks.
MOST_MARKS = 20_000


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form held. `text` is that of the box, or of the file, which came as the bytes `file`.

    `encoding` is the one to read a file in, empty for UTF-8 or else the likely one, `came_in` the one that the text
    came in, empty where it was not a file's; where that is `guessed`, the reader is told. `corrected` says that what is
    glossed is the text with its spellings corrected, `left_out` are the ids of concepts that are not to be marked.
    """

    text: str = ""
    kind: str = "text"
    encoding: str = ""
    came_in: str = ""
    style: str = "hant-en"
    corrected: bool = False
    left_out: tuple[str, ...] = ()
    name: str = ""
    file: bytes | None = None
    guessed: bool = False


class Place(NamedTuple):
    """What is marked in the text: a mention, or with a number in `doubt` a form that is undecided.

    `wrong` is the number of its row among the deprecated spellings, `preferred` the form to write rather than this one,
    `said` what shows where there are no scripts.
    """

    start: int
    end: int
    id: str
    text: str
    lang: str
    concept: str = ""
    category: str = ""
    status: str = ""
    confidence: str = ""
    said: str = ""
    preferred: Form | None = None
    wrong: int | None = None
    doubt: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A concept of the list beside the text, how often it is mentioned, and the first mention."""

    entry: Entry
    count: int
    first: str


@dataclass(slots=True)
class Wrong:
    """A deprecated spelling, what it should be, how often it stands there, and the first place."""

    number: int
    form: Form
    preferred: Form
    concept: str
    first: str
    count: int = 0


@dataclass(slots=True)
class Doubt:
    """A form that may be a name and is not marked as one, the concepts that it can name, the first place."""

    number: int
    form: Form
    senses: dict[str, Form]
    first: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The results of the page. `unmarked` mentions are counted and listed, but too many to be shown.

    `left_out` are the concepts that the reader does not want marked, whether the article has them or not.
    """

    lang: str
    mentions: int
    unmarked: int
    stretches: list[list[str | Place]]
    listed: list[Listed]
    left_out: Mapping[str, Form]
    wrong: list[Wrong]
    doubts: list[Doubt]
    categories: Mapping[str, int]
    views: Mapping[str, ConceptView]
    glossed: str
    normalized: str | None


def blueprint(settings: Settings, live: LiveGlossary) -> Blueprint:
    """Return the page, answering from `live`."""
    articles = Blueprint("articles", __name__)

    def page(sent: Sent, found: Found | None = None, problem: str = "", status: int = 200) -> tuple[str, int]:
        shown = {"sent": sent, "found": found, "problem": problem, "kinds": KINDS, "encodings": ENCODINGS}
        limits = {"most_text": settings.max_text, "most_bytes": settings.max_body}
        return render_template("annotate.html", **shown, **limits), status

    # There is no token against forged forms (CSRF): what is sent changes nothing, is kept nowhere and knows no user,
    # and a page elsewhere that sends one in somebody's name cannot read the answer.
    @articles.route("/annotate", methods=["GET", "POST"])
    def annotate() -> Response | tuple[str, int]:
        if request.method != "POST":
            return page(Sent())
        sent = Sent()
        try:
            form, files = _form()
            # CR LF is how forms send every line's end, whatever the box has.
            sent = replace(sent, text=form.get("text", "").replace("\r\n", "\n"))
            sent = _chosen(form, sent)
            if file := files.get("file"):
                sent = _read(file, sent)
            to = form.get("to", PAGE)
            asked = {"text": sent.text, "from": sent.kind, "to": "json" if to == PAGE else to}
            payloads.validated(payloads.AnnotateBody, asked, settings)
            if not sent.text.strip():
                return page(sent, problem=_("글이 비어 있습니다. 글을 붙여 넣거나 파일을 고르세요."))
            snapshot = live.serving().snapshot
            if to != PAGE:
                return _download(snapshot, sent, to)
            return page(sent, _found(snapshot, sent))
        except RequestEntityTooLarge:  # which has not been read, so that there is nothing to put into the box
            said = _("보낸 것이 너무 커서 받지 않았습니다. 뒤로 가면 넣은 글이 그대로 있습니다. 나누어 넣어 주세요.")
            return page(sent, problem=said, status=413)
        except GlossaryError as error:
            status = errors.problem(type(error)).status
            return page(sent, problem=_told(error, status, sent, settings), status=status)

    return articles


# What comes in


def _form() -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    """Return the fields and files of the request; they stay in memory, where werkzeug would write long ones to disk."""
    parser = FormDataParser(stream_factory=lambda *_, **__: BytesIO(), max_form_parts=_MOST_PARTS)
    stream, length = request.stream, request.content_length
    _, form, files = parser.parse(stream, request.mimetype, length, request.mimetype_params)
    return form, files


def _chosen(form: Mapping[str, str], sent: Sent) -> Sent:
    """Return what was chosen beside the text. Raises InvalidInput."""
    choices = {"kind": KINDS, "encoding": ENCODINGS, "came_in": ENCODINGS, "style": gloss_styles()}
    given: dict[str, Any] = {name: form[name] for name in choices if name in form}
    for name, value in given.items():
        if value not in choices[name]:
            raise InvalidInput(name, f"{name}: choose one of {', '.join(filter(None, choices[name]))}")
    left_out = dict.fromkeys((*form.get("left_out", "").split(), *form.get("leave", "").split()))
    left_out.pop(form.get("restore", ""), None)
    return replace(
        sent, **given, corrected="corrected" in form, left_out=tuple(left_out), name=_stem(form.get("name", ""))
    )


def _read(file: FileStorage, sent: Sent) -> Sent:
    """Return what was sent with a file's text. Raises UnreadableDocument."""
    data, name = file.read(), file.filename or ""
    encoding, guessed = sent.encoding or "utf-8", False
    try:
        text = documents.decode(data, name, encoding)
    except UnreadableDocument:
        likely = documents.likely(data)
        if sent.encoding or likely is None:
            raise
        encoding, guessed = likely, True
        text = documents.decode(data, name, encoding)
    kind = documents.ENDINGS.get(PurePosixPath(name.lower()).suffix, sent.kind)  # of another, the form says
    return replace(sent, text=text, kind=kind, came_in=encoding, name=_stem(name), file=data, guessed=guessed)


def _stem(name: str) -> str:
    """Return a file's name without folders and ending, for the files that are made of it."""
    plain = "".join(char for char in name.replace("\\", "/") if char.isprintable())
    return PurePosixPath(plain).stem[:100]


def _told(error: GlossaryError, status: int, sent: Sent, settings: Settings) -> str:
    """Return what went wrong and the mend, for people."""
    if isinstance(error, InputTooLarge):
        own, most = format_decimal(len(sent.text)), format_decimal(settings.max_text)
        return str(_("글이 %(own)s자입니다. 한 번에 %(most)s자까지 됩니다. 나누어 넣어 주세요.", own=own, most=most))
    if isinstance(error, UnreadableDocument):
        if sent.encoding:
            return str(_("이 파일은 고른 인코딩으로 읽을 수 없습니다. 다른 인코딩을 골라 다시 넣어 주세요."))
        return str(_("이 파일은 글로 읽을 수 없습니다. .txt나 .html로 저장해서 넣거나 인코딩을 골라 주세요."))
    return str(wording.PROBLEM.get(status, wording.PROBLEM_OTHER))


# What goes out


def _article(snapshot: Snapshot, sent: Sent) -> tuple[Article, Annotation, Desk]:
    never = _never(sent)
    article = documents.KINDS[sent.kind](sent.text)
    desk = Desk(lambda text: never.left_out(snapshot.annotate(text)), snapshot.views, gloss_styles()[sent.style])
    return article, article.annotated(desk.annotate), desk


def _never(sent: Sent) -> Ignored:
    return Ignored(concepts=frozenset(sent.left_out))


def _written(to: str, sent: Sent, article: Article, annotation: Annotation, desk: Desk) -> str:
    """Return the article in a format; with glosses, its spellings are corrected first where that was asked for."""
    if to == "gloss" and sent.corrected:
        corrected = documents.FORMATS["normalized"].write(article, annotation, desk)
        if corrected != article.text:
            article = Article(corrected)
            annotation = article.annotated(desk.annotate)
    return documents.FORMATS[to].write(article, annotation, desk)


def _download(snapshot: Snapshot, sent: Sent, to: str) -> Response:
    """Return the article in a format, as a file; a page stays in the encoding that it came in."""
    format = documents.FORMATS[to]
    content = _written(to, sent, *_article(snapshot, sent))
    encoding = sent.came_in if to == "html" and sent.kind == "html" else ""
    if encoding and sent.file is not None:
        data = documents.encoded_like(sent.file, content, sent.name, encoding)
    else:
        data = content.encode(encoding or "utf-8", "xmlcharrefreplace")
    kind = guess_type(f"_{format.extension}")[0] or "text/plain"
    written_in = "" if kind == "application/json" else f"; charset={encoding or 'utf-8'}"
    response = Response(data, content_type=kind + written_in)
    name = quote(f"{sent.name or 'article'}{format.extension}", safe="")
    # RFC 6266: headers are Latin-1, so that a name in Hangul is percent-encoded.
    response.headers["Content-Disposition"] = f"attachment; filename=article{format.extension}; filename*=UTF-8''{name}"
    return response


def _found(snapshot: Snapshot, sent: Sent) -> Found:
    article, annotation, desk = _article(snapshot, sent)
    text, mentions = article.text, annotation["mentions"]
    counts = Counter(mention["concept"] for mention in mentions)
    entries = {id: _entry(snapshot, id) for id in counts}
    firsts: dict[str, str] = {}
    wrong: dict[tuple[str, str], Wrong] = {}
    doubts: dict[str, Doubt] = {}
    places: list[Place] = []
    for number, mention in enumerate(mentions, 1):
        places.append(_mentioned(f"m{number}", mention, entries[mention["concept"]], wrong))
        firsts.setdefault(mention["concept"], f"m{number}")
    reach = 0
    decisions = _never(sent).undoubted(snapshot.annotator.explain(text))
    for number, one in enumerate(documents.report.undecided(annotation, decisions), 1):
        if one["start"] >= reach:  # of two that overlap, the first stands for both
            places.append(_undecided(f"u{number}", one, snapshot, doubts))
            reach = one["end"]
    places.sort()
    categories = Counter(one.category for one in entries.values())
    return Found(
        lang=_language(text, mentions),
        mentions=len(mentions),
        unmarked=max(0, len(places) - MOST_MARKS),
        stretches=list(_stretches(text, places[:MOST_MARKS])),
        listed=[Listed(entries[id], count, firsts[id]) for id, count in counts.items()],
        left_out={id: head(snapshot.views[id]) for id in sent.left_out if id in snapshot.views},
        wrong=list(wrong.values()),
        doubts=list(doubts.values()),
        categories={name: categories[name] for name in wording.CATEGORY if categories[name]},
        views=snapshot.views,
        glossed=_written("gloss", sent, article, annotation, desk),
        normalized=_written("normalized", sent, article, annotation, desk) if wrong else None,
    )


def _entry(snapshot: Snapshot, id: str) -> Entry:
    concept = snapshot.concept(id)
    assert concept is not None
    return entry(concept, snapshot.views[id], language.tag())


def _mentioned(id: str, mention: Mention, named: Entry, wrong: dict[tuple[str, str], Wrong]) -> Place:
    """Return a mention's place, having counted it if its spelling is deprecated."""
    row = better = None
    own, preferred = mention["text"], mention["preferred"]
    if mention["status"] != Status.PREFERRED and preferred != own:
        better = Form(preferred, Lang.KO if script.has(preferred, script.HANGUL) else mention["lang"])
    if mention["status"] == Status.DEPRECATED:
        form = Form(own, mention["lang"], Status.DEPRECATED)
        spelling = Wrong(len(wrong), form, better or form, named.id, id)
        spelling = wrong.setdefault((own, named.id), spelling)
        spelling.count += 1
        row = spelling.number
    brief = dict.fromkeys(forms[0].text[:60] for lang, forms in named.forms.items() if lang != Lang.UND)
    return Place(
        mention["start"],
        mention["end"],
        id,
        mention["text"],
        mention["lang"],
        named.id,
        named.category,
        mention["status"],
        mention["confidence"],
        " · ".join(brief),
        better,
        wrong=row,
    )


def _undecided(id: str, one: Decision, snapshot: Snapshot, doubts: dict[str, Doubt]) -> Place:
    """Return the place of a form that is undecided, having counted it."""
    own = one["text"]
    if own not in doubts:
        senses = {sense["concept"]: head(snapshot.views[sense["concept"]]) for sense in one["senses"]}
        lang = Lang.KO if script.has(own, script.HANGUL) else _chinese(())
        doubts[own] = Doubt(len(doubts), Form(own, lang), senses, id)
    doubts[own].count += 1
    return Place(one["start"], one["end"], id, own, doubts[own].form.lang, doubt=doubts[own].number)


def _stretches(text: str, places: Iterable[Place]) -> Iterator[list[str | Place]]:
    """Yield a text in pieces that end with a line, the places in it marked."""
    pieces: list[str | Place] = []
    begin = at = 0
    for place in (*places, None):
        until = len(text) if place is None else place.start
        while (end := text.find("\n", max(at, begin + _STRETCH), until)) >= 0:
            yield [*pieces, text[at:end]]
            pieces = []
            begin = at = end + 1
        pieces.append(text[at:until])
        if place is not None:
            pieces.append(place)
            at = place.end
    yield pieces


def _language(text: str, mentions: Iterable[Mention]) -> str:
    """Return the language that an article is set in: that of most of its characters."""
    kinds = script.scripts(text)
    hangul, han, letters = (kinds.count(kind) for kind in (script.HANGUL, script.HAN, script.LETTER))
    if letters > 2 * (hangul + han):
        return Lang.EN
    return Lang.KO if hangul >= han else _chinese(mentions)


def _chinese(mentions: Iterable[Mention]) -> Lang:
    langs = Counter(mention["lang"] for mention in mentions)
    return Lang.ZH_HANT if langs[Lang.ZH_HANT] > langs[Lang.ZH_HANS] else Lang.ZH_HANS
