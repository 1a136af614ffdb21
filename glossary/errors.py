"""Every error this package raises on purpose.

GlossaryError
├── InvalidGlossary     the glossary file cannot be loaded; carries every problem found
├── InvalidInput        a request's field has the wrong type or value
│   └── InputTooLarge   … or is longer than accepted
├── ConceptNotFound     no concept has this id
├── UnreadableDocument  an article is not text in the expected encoding
├── InvalidDeskFile     a desk's file (house styles, names never marked) cannot be used; carries every problem found
├── CorpusFailed        a corpus cannot be annotated, or not to its end; it may be resumed
├── NotReady            no glossary is loaded yet
├── StoreUnavailable    the database cannot be reached, read or written now
├── StoreMismatch       the database belongs to another version of the program
├── RevisionNotFound    the history has no such revision
├── NoHistory           the glossary is not from a database, and so has no history
├── NoMentions          … and no mentions are kept beside it
├── ProposalNotFound    there is no proposal of this number
├── ProposalChanged     a proposal, or what it is about, is not what was looked at any more
├── TooManyProposals    no more can be taken now, from this address or at all
├── EditFailed          the glossary file that accepted proposals go to cannot be read or written
└── MissingExtra        something needs an optional dependency; names the extra to install

The classes know nothing of HTTP or exit codes: web/errors.py and cli.py hold those tables.
"""

from __future__ import annotations

from dataclasses import dataclass


class GlossaryError(Exception):
    """The common parent; its text is meant for the user and names the mend."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a glossary file: where it is, what it is, how to mend it.

    `line` and `column` count from 1; 0 means the file as a whole. `concept` is the id, or "" where none is known.
    `code` names the rule of `lint` that found it, or is "load" for what keeps the file from being loaded. `severity`
    is error or warning.
    """

    path: str
    line: int
    column: int
    concept: str
    message: str
    mend: str
    code: str = "load"
    severity: str = "error"

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        concept = f" [{self.concept}]" if self.concept else ""
        rule = "" if self.code == "load" else f" ({self.severity} {self.code})"
        return f"{where}:{concept} {self.message}; {self.mend}{rule}"


class InvalidGlossary(GlossaryError):
    """The glossary was not loaded; `problems` lists every reason, in the order of the files."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class InvalidInput(GlossaryError):
    """The caller's request cannot be answered as it stands; `field` names the part to mend."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class InputTooLarge(InvalidInput):
    """A part of the request is longer than the service accepts."""


class ConceptNotFound(GlossaryError):
    """No concept has the id that was asked for."""

    def __init__(self, concept_id: str) -> None:
        super().__init__(f"no concept has the id {concept_id!r}; look it up by name to find its id")
        self.concept_id = concept_id


class UnreadableDocument(GlossaryError):
    """An article could not be read as text; the message names the file and the mend."""


class InvalidDeskFile(GlossaryError):
    """A file of house styles, or of names never to be marked, was not used; `problems` lists every reason."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class CorpusFailed(GlossaryError):
    """A corpus could not be annotated, or not to its end; the message says why, and whether to resume."""


class NotReady(GlossaryError):
    """The service has no glossary loaded."""


class StoreUnavailable(GlossaryError):
    """The database cannot be reached, read or written; the message says why and what to do.

    What was being written is not there, except where the connection broke while the server was already committing.
    Doing it again is safe in either case: content that is there already makes no second revision.
    """


class StoreMismatch(GlossaryError):
    """The database was made by a version of the program that this one cannot work with."""


class RevisionNotFound(GlossaryError):
    """The history has no revision of this number."""

    def __init__(self, revision: int, current: int) -> None:
        there = f"the newest is {current}" if current else "nothing has been loaded yet"
        super().__init__(f"there is no revision {revision}; {there} (glossary history lists them)")
        self.revision = revision


class NoHistory(GlossaryError):
    """The history was asked for, and the glossary is not from a database."""

    def __init__(self) -> None:
        super().__init__("this glossary is read from files, whose history is not kept here; a database keeps one")


class NoMentions(GlossaryError):
    """Kept mentions were asked for, and the glossary is not from a database."""

    def __init__(self) -> None:
        super().__init__("this glossary is read from files, beside which no mentions are kept; a database keeps them")


class ProposalNotFound(GlossaryError):
    """There is no proposal of this number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no proposal {number}; glossary proposals lists them")
        self.number = number


class ProposalChanged(GlossaryError):
    """What was to be done to a proposal was not: it, or the concept, has changed since it was looked at."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(f"{what} since you looked at proposal {number}; nothing was done, look again")
        self.number = number


class TooManyProposals(GlossaryError):
    """No more proposals are taken now; the message says until when."""


class EditFailed(GlossaryError):
    """The glossary file that accepted proposals are written to cannot be read or written; nothing was changed."""


class MissingExtra(GlossaryError):
    """Something was asked for that needs an optional dependency; `extra` is what to install."""

    def __init__(self, extra: str, what: str) -> None:
        super().__init__(f"{what} needs an extra: pip install 'ko-zh-glossary[{extra}]'")
        self.extra = extra
