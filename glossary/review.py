"""Proposals on their way into the glossary: drafted from what a reader says, looked at, accepted, handed to git.

Where a glossary file is named, accepting writes it, with all its comments; without one the change is in the database
alone, and `exported` makes it a change of the file later. The database's lock is the lock of both: while one proposal
is being accepted nobody else writes. The file is replaced last, just before the transaction is committed, so what
fails leaves nothing behind. A process killed between the two leaves the file one change ahead; to accept the proposal
again finds the file as it is to be, and completes it.
"""

from __future__ import annotations

import difflib
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from glossary import editing, forms, layout, lint, terms_yaml
from glossary.errors import EditFailed, InvalidGlossary, InvalidInput, Problem, ProposalChanged
from glossary.model import LIVE, Concept, Glossary, Lang, Source, Status, Term
from glossary.store import MOST_OPEN, Draft, Proposal, State, Store
from glossary.terms_yaml import Entry
from glossary.text import fold

NAME = "proposal"  # what a proposal's block is called in messages


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader says: the forms that the concept is to have, the preferred one first, and where they were seen."""

    category: str
    ko: Sequence[str] = ()
    zh: Sequence[str] = ()
    en: Sequence[str] = ()
    seen: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a concept, as the file writes it, today and as proposed; empty where it is not there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What a proposed block would do today. `concept` is None where it cannot be read.

    `today` is the block that it takes the place of, empty for a new concept; `seen` stands for it. `done` says that the
    glossary has just this already.
    """

    concept: Concept | None
    today: str
    changes: tuple[FieldChange, ...]
    problems: tuple[Problem, ...]
    done: bool

    @property
    def seen(self) -> str:
        """What tells today's block from a later one."""
        return hashlib.sha256(self.today.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps it from being accepted."""
        return tuple(problem for problem in self.problems if problem.severity == lint.Severity.ERROR)


@dataclass(frozen=True)
class _Present:
    """The glossary that a proposal is held against: that of the file, or of the database."""

    digest: str
    glossary: Glossary
    file_text: str | None

    @cached_property
    def text(self) -> str:
        """The file's text; of a database one that says the same."""
        if self.file_text is not None:
            return self.file_text
        return "\n".join(map(layout.block, self.glossary.concepts)) or "[]\n"

    @cached_property
    def entries(self) -> list[Entry]:
        return terms_yaml.entries_in(self.text)


class Review:
    """The proposals of a store, and the glossary file that accepted ones are written to, if there is one.

    Methods raise StoreUnavailable and, where the file cannot be read or written, EditFailed or InvalidGlossary.
    """

    def __init__(self, store: Store, file: Path | None = None) -> None:
        self.proposals = store.proposals
        self._store = store
        self._file = file
        self._known: _Present | None = None

    def concept(self, id: str) -> Concept | None:
        """Return a concept that can be corrected, as it is today; None for one that only lies beside the glossary."""
        return self._present().glossary.by_id.get(id)

    def drafted(self, wish: Wish, concept: Concept | None, revision: int) -> Draft:
        """Return what a reader wishes as a proposal: a new concept, or another text of one that there is.

        Raises InvalidInput for what cannot be one.
        """
        if concept is None:
            return Draft(None, layout.block(self._new(wish)), "", revision, wish.note)
        corrected = _corrected(concept, wish)
        if corrected == concept and not wish.note:
            raise InvalidInput("note", "nothing is different; change a form, or say what is wrong")
        text = self._present().text
        base = layout.block_in(text, concept.id) or layout.block(concept)
        return Draft(concept.id, layout.commented(layout.block(corrected), text), base, revision, wish.note)

    def examined(self, proposal: Proposal, content: str | None = None) -> Examined:
        """Return what a proposal would do today, or would do with this content."""
        return self._examined(self._present(), proposal, proposal.content if content is None else content)

    def waiting_on(self, id: str) -> list[int]:
        """Return the numbers of the open proposals that correct this concept, the oldest first."""
        return [one.number for one in self.proposals.all(State.OPEN, id)]

    def waiting_for(self, name: str) -> list[int]:
        """Return the numbers of the open proposals with a form that reads like this name, the oldest first."""
        wanted = fold.key(name)
        return [one.number for one in self.proposals.all(State.OPEN) if wanted and wanted in _keys(one.content)]

    def accept(self, proposal: Proposal, content: str, seen: str, curator: str, reason: str) -> int:
        """Make the content the concept's, in the file and the database; return the revision it led to.

        Raises InvalidGlossary with what keeps it from that, and ProposalChanged where the proposal has another version,
        or the concept is not the `seen` one. Content that differs from the proposal's is a step of its own.
        """
        present = self._present()
        examined = self._examined(present, proposal, content)
        concept = examined.concept
        if examined.errors or concept is None:
            raise InvalidGlossary(examined.errors)
        if examined.seen != seen:
            raise ProposalChanged(proposal.number, "the concept was changed")
        text = present.text if self._file is None else layout.put(present.text, content, self._file.name)
        with self.proposals.deciding(proposal.number, proposal.version) as decision:
            glossary = decision.glossary()
            if self._file is None and glossary.by_id.get(concept.id) != present.glossary.by_id.get(concept.id):
                raise ProposalChanged(proposal.number, "the concept was changed")
            decision.edit(content, proposal.base if examined.done else examined.today, curator)
            revision = decision.accept(editing.placed(glossary, concept), curator, reason)
            if self._file is not None and text != present.text:
                if _digest(_read(self._file)) != present.digest:
                    raise ProposalChanged(proposal.number, "the glossary file was changed")
                _replace(self._file, text)
        return revision

    def edit(self, proposal: Proposal, content: str, curator: str) -> Proposal:
        """Give a proposal another content, readable or not, and return it. Raises ProposalChanged."""
        today = self.examined(proposal, content).today
        with self.proposals.deciding(proposal.number, proposal.version) as decision:
            decision.edit(content, today or proposal.base, curator)
        return decision.proposal

    def refuse(self, proposal: Proposal, curator: str, reason: str) -> None:
        """Close a proposal for a reason. Raises InvalidInput without one, and ProposalChanged."""
        if not reason:
            raise InvalidInput("reason", "a refusal has a reason; write it for the proposer")
        with self.proposals.deciding(proposal.number, proposal.version) as decision:
            decision.refuse(curator, reason)

    def _examined(self, present: _Present, proposal: Proposal, content: str) -> Examined:
        try:
            entries = terms_yaml.entries_in(content, NAME)
        except InvalidGlossary as error:
            return Examined(None, self._today(present, proposal.concept), (), error.problems, False)
        if len(entries) != 1:
            problem = Problem(NAME, 1, 1, "", f"{len(entries)} concepts stand here", "propose one at a time")
            return Examined(None, self._today(present, proposal.concept), (), (problem,), False)
        (own,) = entries
        concept = own.concept
        old = present.glossary.by_id.get(concept.id)
        problems = list(_of_id(proposal, concept, old, own))
        if not problems:
            problems = lint.check([*present.entries, own], concept.id)
        if proposal.concept != concept.id and old != concept:
            old = None  # another concept's id, which is a problem, or a new one
        return Examined(
            concept,
            "" if old is None else self._today(present, concept.id),
            tuple(_changes(old, concept)),
            tuple(problems),
            old == concept,
        )

    def _today(self, present: _Present, id: str | None) -> str:
        return ("" if id is None else layout.block_in(present.text, id)) or ""

    def _new(self, wish: Wish) -> Concept:
        taken = self._present().glossary.by_id
        sources = [Source(wish.seen)] if wish.seen else []
        if not wish.zh:
            return editing.named(wish.category, taken, ko=wish.ko, en=wish.en, sources=sources)
        first, *others = wish.zh
        concept = editing.drafted(first, wish.category, taken, ko=wish.ko, en=wish.en, sources=sources)
        return _with_forms(concept, {Lang.ZH_HANS: [*concept.texts(Lang.ZH_HANS), *others]})

    def _present(self) -> _Present:
        if self._file is None:
            if self._known is None or self._known.digest != self._store.edition().digest:
                glossary, edition = self._store.load()
                self._known = _Present(edition.digest, glossary, None)
            return self._known
        data = _read(self._file)
        digest = _digest(data)
        if self._known is None or self._known.digest != digest:
            glossary = terms_yaml.parse(data, self._file.name)  # which also says where it is not UTF-8
            self._known = _Present(digest, glossary, data.decode("utf-8"))
        return self._known


@dataclass(frozen=True, slots=True)
class Export:
    """A glossary file's text with the accepted proposals in it, and the ids that were left out.

    Those are of concepts that somebody else has changed in the file, in another way.
    """

    text: str
    left_out: tuple[str, ...]


def exported(accepted: Iterable[Proposal], text: str, name: str = "terms.yaml") -> Export:
    """Return a glossary file's text with the accepted proposals that it lacks, in the order of their acceptance.

    Raises InvalidGlossary if the file does not load.
    """
    glossary = terms_yaml.parse(text, name)
    steps: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in accepted:
        steps[_only(proposal.content).id].append(proposal)
    left_out: list[str] = []
    for id, own in steps.items():
        # What the concept was before any of them, and after each: the file may stand at any of these.
        known = [_only(one.base) if one.base else None for one in own] + [_only(one.content) for one in own]
        present = glossary.by_id.get(id)
        if present == known[-1]:
            continue
        if present in known:
            text = layout.put(text, layout.commented(own[-1].content, text, name), name)
        else:
            left_out.append(id)
    return Export(text, tuple(left_out))


def patch(before: str, after: str, path: str) -> str:
    """Return a change of a file as `git apply` takes it, empty where there is none."""
    shown = path + "\t" * (" " in path)  # as git ends such a name
    lines = difflib.unified_diff(_lines(before), _lines(after), f"a/{shown}", f"b/{shown}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def difference(before: str, after: str) -> list[str]:
    """Return two blocks as one list of lines, each behind a space, or - or + where only one of them has it."""
    found = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return [line[0] + line[2:] for line in found if line[0] != "?"]


def _lines(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]  # git knows no other end of a line
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def read(block: str) -> Concept | None:
    """Return the concept that a proposal's block is; None where it is not one, as curators may leave it."""
    try:
        return _only(block)
    except (InvalidGlossary, ValueError):
        return None


@lru_cache(MOST_OPEN)
def _keys(block: str) -> frozenset[str]:
    """Return the forms of a block's concept, as names are compared."""
    concept = read(block)
    return frozenset() if concept is None else frozenset(fold.key(term.text) for term in forms.written(concept))


def _only(block: str) -> Concept:
    (concept,) = terms_yaml.parse(block, NAME).concepts
    return concept


def _of_id(proposal: Proposal, concept: Concept, old: Concept | None, own: Entry) -> Iterable[Problem]:
    """Yield what is wrong with the id: it is how an accepted block finds its place."""
    place = (NAME, *own.place("id"), concept.id)
    if proposal.concept is None and old is not None and old != concept:
        yield Problem(*place, f"the id {concept.id!r} is another concept's", "choose another id", "id")
    elif proposal.concept not in (None, concept.id):
        mend = f"write id: {proposal.concept}; an id stays what it is"
        yield Problem(*place, f"this corrects {proposal.concept!r}, and has another id", mend, "id")
    elif proposal.concept is not None and old is None:
        yield Problem(*place, "the concept is in the glossary no more", "refuse it, or propose it as a new one", "id")


def _changes(old: Concept | None, new: Concept) -> Iterable[FieldChange]:
    before = {} if old is None else layout.fields(old)
    after = layout.fields(new)
    for name in terms_yaml.FIELDS:
        if before.get(name) != after.get(name):
            yield FieldChange(name, before.get(name, ""), after.get(name, ""))


def _corrected(concept: Concept, wish: Wish) -> Concept:
    corrected = _with_forms(concept, {Lang.KO: wish.ko, Lang.ZH_HANS: wish.zh, Lang.EN: wish.en})
    if not corrected.terms:
        raise InvalidInput("ko", "no form is left; keep at least one")
    if wish.seen and wish.seen not in {source.ref for source in concept.sources}:
        corrected = replace(corrected, sources=(*concept.sources, Source(wish.seen)))
    return corrected


def _with_forms(concept: Concept, forms: Mapping[Lang, Sequence[str]]) -> Concept:
    """Return a concept with other live forms in these languages."""
    terms: list[Term] = []
    for lang in (Lang.KO, Lang.ZH_HANS, Lang.ZH_HANT, Lang.EN):
        live = dict.fromkeys(forms.get(lang, concept.texts(lang, *LIVE)))
        terms += (Term(text, lang, LIVE[bool(i)]) for i, text in enumerate(live))
        terms += (term for term in concept.terms if term.lang is lang and term.status is Status.DEPRECATED)
    return replace(concept, terms=tuple(terms))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise EditFailed(
            f"{file}: the glossary file cannot be read ({error.strerror}); check GLOSSARY_EDIT_FILE and its rights"
        ) from error


def _replace(file: Path, text: str) -> None:
    try:
        terms_yaml.rewrite({file: text})
    except OSError as error:
        raise EditFailed(
            f"{file}: the glossary file cannot be written ({error.strerror}); free some space, or check the rights of "
            "its folder. Nothing was accepted"
        ) from error
