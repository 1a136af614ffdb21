"""The pages on which curators decide what readers propose, behind a token."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from glossary import review
from glossary.errors import EditFailed, InvalidGlossary, InvalidInput, ProposalChanged
from glossary.live import LiveGlossary
from glossary.model import LIVE, Lang
from glossary.review import Examined, Review
from glossary.snapshot import Snapshot
from glossary.store import Proposal, State, Step
from glossary.web import senders
from glossary.web.curators import PATH, Curators
from glossary.web.proposing import Check, check, cleaned

LONGEST_CONTENT, LONGEST_REASON = 50_000, 1000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal in the list: what it is called, and when it was made."""

    proposal: Proposal
    name: str
    first: Step


def blueprint(live: LiveGlossary, desk: Callable[[], Review], curators: Curators) -> Blueprint:
    """Return the pages; without curators there are none."""
    pages = Blueprint("reviewing", __name__, url_prefix=PATH)

    @pages.before_request
    def admitted() -> BaseResponse | None:
        if not curators:
            raise NotFound
        if request.method == "POST":
            senders.refuse_other_sites(request)
        if curators.current() is None and request.endpoint != "reviewing.login":
            return redirect(url_for("reviewing.login", to=request.path), 303)
        return None

    @pages.after_request
    def kept_nowhere(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    @pages.route("/login", methods=["GET", "POST"])
    def login() -> BaseResponse | str | tuple[str, int]:
        to = request.values.get("to", "")
        if request.method == "GET":
            return render_template("login.html", to=to, wrong=False)
        name = curators.by_token(request.form.get("token", "").strip())
        if name is None:
            _log.warning("somebody tried to log in as a curator with a wrong token")
            return render_template("login.html", to=to, wrong=True), 403
        curators.log_in(name)
        return redirect(to if _is_own(to) else url_for("reviewing.waiting"), 303)

    @pages.post("/logout")
    def logout() -> BaseResponse:
        curators.log_out()
        return redirect(url_for("pages.home"), 303)

    @pages.get("")
    def waiting() -> str:
        proposals = desk().proposals
        rows = [Row(one, _name(one), proposals.steps(one.number)[0]) for one in proposals.all(State.OPEN)]
        return render_template("review.html", rows=rows, curator=curators.current())

    @pages.get("/<int:number>")
    def one(number: int) -> str:
        return shown(desk(), number)

    @pages.post("/<int:number>")
    def decide(number: int) -> BaseResponse | tuple[str, int]:
        found = desk()
        proposal = found.proposals.get(number)
        content = cleaned(request.form.get("content", "")) + "\n"
        reason = cleaned(request.form.get("reason", ""))
        failure = outcome(found, proposal, content, reason)
        if failure is None:
            return redirect(url_for("reviewing.one", number=number), 303)
        problem, status = failure
        return shown(found, number, content=content, reason=reason, problem=problem), status

    def outcome(found: Review, proposal: Proposal, content: str, reason: str) -> tuple[str, int] | None:
        """Do what the button says; return what kept it from being done, for the page, and the status."""
        curator = curators.current() or ""
        if len(content) > LONGEST_CONTENT or len(reason) > LONGEST_REASON:
            return "unreadable", 422
        if request.form.get("version") != str(proposal.version) or proposal.state is not State.OPEN:
            return "changed", 409
        try:
            match request.form.get("do"):
                case "save":
                    found.edit(proposal, content, curator)
                case "refuse":
                    found.refuse(proposal, curator, reason)
                case "accept":
                    found.accept(proposal, content, request.form.get("seen", ""), curator, reason)
                    live.look()
                case _:
                    return "unreadable", 422
        except ProposalChanged:
            return "changed", 409
        except InvalidGlossary:
            return "errors", 422
        except InvalidInput:
            return "reason", 422
        except EditFailed as error:
            _log.error("%s", error)
            return "file", 503
        return None

    def shown(
        found: Review, number: int, *, content: str | None = None, reason: str = "", problem: str | None = None
    ) -> str:
        proposal = found.proposals.get(number)
        mine = proposal.content if content is None else content
        examined = found.examined(proposal, mine)
        snapshot = live.serving().snapshot
        return render_template(
            "review_one.html",
            proposal=proposal,
            name=_name(proposal),
            steps=found.proposals.steps(number),
            content=mine,
            reason=reason,
            problem=problem,
            examined=examined,
            difference=review.difference(examined.today, mine),
            since=review.difference(proposal.base, examined.today) if _moved(proposal, examined) else [],
            theirs=review.difference(mine, proposal.content) if problem == "changed" else [],
            checked=_checked(snapshot, examined),
            curator=curators.current(),
            longest={"content": LONGEST_CONTENT, "reason": LONGEST_REASON},
        )

    return pages


def _is_own(address: str) -> bool:
    """Say whether an address is of these pages, and so none of another site."""
    return address == PATH or address.startswith(f"{PATH}/")


def _name(proposal: Proposal) -> str:
    """Return what to call a proposal: the name of its concept, or where that cannot be read the first line."""
    concept = review.read(proposal.content)
    if concept is None:
        return proposal.content.partition("\n")[0]
    return " · ".join(filter(None, map(concept.preferred, (Lang.KO, Lang.ZH_HANS, Lang.ZH_HANT, Lang.EN))))


def _moved(proposal: Proposal, examined: Examined) -> bool:
    """Say whether the concept has changed since the proposal was made."""
    return bool(proposal.base) and not examined.done and proposal.base != examined.today


def _checked(snapshot: Snapshot, examined: Examined) -> Check | None:
    concept = examined.concept
    if concept is None:
        return None
    ko, zh, zh_hant, en = (concept.texts(lang, *LIVE) for lang in tuple(Lang)[:4])
    return check(snapshot, concept.category, concept.id, ko, zh + zh_hant, en)
