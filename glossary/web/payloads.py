"""What the API's routes take and give: the models that validate requests, and the answers that model.py lacks.

The same classes make the OpenAPI document. Types are strict: in JSON a number is no string and true is no number.
Nothing here knows Flask.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict, TypeVar
from urllib.parse import parse_qsl

import orjson
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
    create_model,
)
from pydantic import GetJsonSchemaHandler as JsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from glossary.config import Settings
from glossary.errors import InputTooLarge, InvalidInput
from glossary.model import CATEGORIES, Annotation, ConceptView, Concordance, LookupResult, Mention, Transcription
from glossary.snapshot import DEFAULT_LIMIT
from glossary.text import transcription

MOST_RESULTS = 100
_MOST_PARAMETERS = 100
_MOST_REPORTED = 3


@dataclass(frozen=True, slots=True)
class AtMost:
    """Marks a string or list that may be as long as this field of Settings says; longer ones are InputTooLarge.

    The settings come in as the validation's context, and the OpenAPI document writes the number in the mark's place.
    """

    setting: str
    unit: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: JsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "at-most": self.setting}

    def _check(self, value: Any, info: core_schema.ValidationInfo) -> Any:
        most = getattr(info.context, self.setting)
        if len(value) > most:
            raise PydanticCustomError(
                "too_large",
                "it has {length} {unit}, {most} are taken at most; send it in parts",
                {"length": f"{len(value):,}", "unit": self.unit, "most": f"{most:,}"},
            )
        return value


@dataclass(frozen=True, slots=True)
class OneOf:
    """Marks a string that must be one of these names."""

    names: Callable[[], Collection[str]]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: JsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "enum": list(self.names())}

    def _check(self, value: str) -> str:
        if value not in self.names():
            raise PydanticCustomError("one_of", "choose one of {names}", {"names": ", ".join(self.names())})
        return value


def formats() -> Collection[str]:
    """Return the names of the formats an annotation can be had in."""
    from glossary.documents import FORMATS

    return FORMATS


def kinds() -> Collection[str]:
    """Return what an article can come as."""
    from glossary.documents import KINDS

    return KINDS


def styles() -> Collection[str]:
    """Return the names of the house styles of glosses."""
    from glossary.documents.styles import packaged

    return packaged()


def digits(value: Any) -> Any:
    """Return the number that plain digits make; anything else as it is, to be refused."""
    # int() would also take "+7", "1_0" and the digits of every script.
    plain = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10
    return int(value) if plain else value


_LIMIT = Field(ge=1, le=MOST_RESULTS, description="the most concepts in an answer")
Text = Annotated[
    str,
    AtMost("max_text", "code points"),
    Field(description="the article; mentions count its code points", examples=["화웨이는 성텅을 내놨다."]),
]
_Query = Annotated[str, AtMost("max_query", "code points")]
_Category = Annotated[str, OneOf(lambda: CATEGORIES)]


_Kind = Annotated[str, OneOf(lambda: transcription.KINDS)]


class _Asked(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class LookupQuery(_Asked):
    """One name to look up."""

    q: Annotated[_Query, Field(description="the name, as it was heard, read or half typed", examples=["승등"])]
    limit: Annotated[int, _LIMIT, BeforeValidator(digits)] = DEFAULT_LIMIT
    category: Annotated[_Category | None, Field(description="only concepts of this category")] = None


class LookupBody(_Asked):
    """Names to look up."""

    queries: Annotated[
        list[_Query],
        FailFast(),  # a million wrong entries are one problem, not a million
        AtMost("max_queries", "queries"),
        Field(description="the names; answered in this order", examples=[["승등", "ㅎㅇㅇ"]]),
    ]
    limit: Annotated[int, _LIMIT] = DEFAULT_LIMIT


class SuggestQuery(_Asked):
    """A name half typed."""

    q: Annotated[_Query, Field(description="what was typed so far", examples=["화"])]


class ConceptsQuery(_Asked):
    """A page of the list of concepts."""

    category: Annotated[_Category | None, Field(description="only concepts of this category", examples=["place"])] = (
        None
    )
    cursor: Annotated[str | None, Field(description="`next` of the page before; left out for the first")] = None


class ConceptQuery(_Asked):
    """One concept."""

    id: Annotated[str, Field(description="the concept's id", examples=["huawei-ascend"])]


class MentionsQuery(_Asked):
    """A page of the mentions of one concept."""

    id: Annotated[str, Field(description="the concept's id", examples=["huawei-ascend"])]
    form: Annotated[str | None, Field(description="only mentions that are written so", examples=["어센드"])] = None
    limit: Annotated[int, _LIMIT, BeforeValidator(digits)] = 50
    cursor: Annotated[str | None, Field(description="`next` of the page before; left out for the first")] = None


class ChangesQuery(_Asked):
    """A page of the history."""

    since: Annotated[
        int,
        Field(ge=0, le=999_999_999, description="only what later revisions changed", examples=[0]),
        BeforeValidator(digits),
    ] = 0
    cursor: Annotated[str | None, Field(description="`next` of the page before; left out for the first")] = None


# "as" is a word of Python's own, and so cannot be written as an attribute.
_TRANSCRIBE: dict[str, Any] = {
    "q": Annotated[_Query, Field(description="the name in hanzi, simplified or traditional", examples=["重庆"])],
    "as": (Annotated[_Kind | None, Field(description="what it is the name of, for the rules differ")], None),
}
TranscribeQuery = create_model("TranscribeQuery", __base__=_Asked, __doc__="A name in hanzi.", **_TRANSCRIBE)


# Nor can "from".
_ANNOTATE: dict[str, Any] = {
    "text": Text,
    "from": (
        Annotated[str, OneOf(kinds), Field(description="what the text is: plain, or an HTML page or a part of one")],
        "text",
    ),
    "to": (Annotated[str, OneOf(formats), Field(description="the form of the answer")], "json"),
    "overlap": (
        Annotated[
            str,
            OneOf(lambda: ("longest", "all")),
            Field(description="of overlapping names the longest, or all of them"),
        ],
        "longest",
    ),
    "style": (Annotated[str, OneOf(styles), Field(description="the house style of glosses, for gloss")], "hant-en"),
}
AnnotateBody = create_model("AnnotateBody", __base__=_Asked, __doc__="An article and what to make of it.", **_ANNOTATE)


class BatchLine(BaseModel):
    """One article of a batch: a JSON object on a line of its own. Fields that are not known are left alone."""

    model_config = ConfigDict(strict=True, frozen=True)

    id: Annotated[str | int, Field(description="comes back with the answer", examples=["a1"])]
    text: Text


class Answers(TypedDict):
    """The lookup results of a batch, one for each query, in the order of the queries."""

    revision: int
    answers: list[LookupResult]


class ConceptPage(TypedDict):
    """Up to 100 concepts in the order of their ids; `next` is the cursor of the following page, null on the last."""

    revision: int
    concepts: list[ConceptView]
    next: str | None


class DeprecatedForms(TypedDict):
    """Wrong or banned forms by language: found and reported, never proposed."""

    ko: list[str]
    zh: list[str]
    zh_hant: list[str]
    en: list[str]


class SourceView(TypedDict):
    """Where a name was seen."""

    ref: str
    quote: str


class ConceptRecord(ConceptView):
    """All that the glossary says of one concept; `definition` is by language, `broader` and `related` hold ids."""

    definition: dict[str, str]
    note: str | None
    domain: str | None
    broader: str | None
    related: list[str]
    sources: list[SourceView]
    deprecated: DeprecatedForms


class ConceptDetail(ConceptRecord):
    """All that the glossary says of one concept, at a revision."""

    revision: int


class TranscriptionAnswer(Transcription):
    """A name in hanzi as the official rule writes it in Hangul, at a revision."""

    revision: int


class _InField(TypedDict, total=False):
    field: str


class Problem(_InField):
    """What went wrong and the mend (RFC 9457); `field` names the part of the request, where it is one."""

    type: str
    title: str
    status: int
    detail: str


class ChangeView(TypedDict):
    """What one revision did to one concept.

    `time` is UTC, `source` says where the revision came from, `kind` is added, changed or removed. `before` is null for
    an added concept, `after` for a removed one.
    """

    revision: int
    time: str
    source: str
    id: str
    kind: str
    before: ConceptRecord | None
    after: ConceptRecord | None


class Changes(TypedDict):
    """Up to 100 changes, the oldest first, up to `revision`; `next` is the cursor of the following page."""

    revision: int
    changes: list[ChangeView]
    next: str | None


class MentionPage(Concordance):
    """A page of the mentions of a concept, the newest first, those without a date last; `next` is a cursor.

    `forms` counts all mentions by form, the most frequent first, with the last month of each; `months` counts those on
    the pages, the earliest month first and what has no date last.
    """

    revision: int


class BatchAnswer(Annotation):
    """The names in one article of a batch, as `annotate` gives them."""

    id: str | int


class BatchFailure(TypedDict):
    """Why a line of a batch was not annotated; `id` is null where it could not be read, `line` counts from 1."""

    id: str | int | None
    revision: int
    line: int
    error: Problem


class Document(TypedDict):
    """An annotated article in a form other than json: the whole output as `content`, and the mentions in it."""

    to: str
    content: str
    mentions: list[Mention]
    revision: int


Model = TypeVar("Model", bound=BaseModel)


def from_query(model: type[Model], query_string: bytes, settings: Settings, **path: str) -> Model:
    """Return the request that a URL's query (and the variable parts of its path) make.

    Parameters that the model does not know are left alone, as is the custom; one that stands twice is InvalidInput,
    and so is text in another encoding than UTF-8.
    """
    values: dict[str, str] = dict(path)
    for name, value in _pairs(query_string):
        if name in model.model_fields and name not in path:
            if name in values:
                raise InvalidInput(name, f"{name} stands twice in the query; give it once")
            values[name] = value
    return validated(model, values, settings)


def from_body(model: type[Model], body: bytes, settings: Settings) -> Model:
    """Return the request that a JSON body makes. Raises InvalidInput, InputTooLarge."""
    values = json_object(body, model)
    # Looked at before pydantic does, which would make an error of each one of a million unknown fields.
    unknown = next((name for name in values if name not in model.model_fields), None)
    if unknown is not None:
        shown = unknown if len(unknown) <= 40 else unknown[:39] + "…"
        raise InvalidInput(shown, f"unknown field {shown!r}; the fields are {_names(model)}")
    return validated(model, values, settings)


def json_object(data: bytes, model: type[BaseModel], field: str = "body") -> dict[str, Any]:
    """Return the object that stands there as JSON. Raises InvalidInput, which names the model's fields and `field`."""
    try:
        values = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        mend = "send one JSON object in UTF-8"
        if "surrogate" in str(error):
            mend = "take out the half surrogate pairs, such as \\ud800: they are no characters"
        raise InvalidInput(field, f"this is not JSON ({error}); {mend}") from None
    if not isinstance(values, dict):
        raise InvalidInput(field, f"this is no JSON object; send one with {_names(model)}")
    return values


def _pairs(query_string: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            query_string.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except UnicodeDecodeError:
        raise InvalidInput("query", "the query is not UTF-8; percent-encode it as UTF-8, not as CP949 or GBK") from None
    except ValueError:
        raise InvalidInput("query", f"the query has more than {_MOST_PARAMETERS} parameters; leave some out") from None


def validated(model: type[Model], values: dict[str, Any], settings: Settings) -> Model:
    """Return the request that these values make. Raises InvalidInput, InputTooLarge."""
    try:
        return model.model_validate(values, context=settings)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
    kind = InputTooLarge if any(one["type"] == "too_large" for one in found) else InvalidInput
    messages = "; ".join(_message(one["loc"], one["type"], one["msg"]) for one in found[:_MOST_REPORTED])
    raise kind(_place(found[0]["loc"]), messages)


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc)


def _message(loc: tuple[int | str, ...], kind: str, message: str) -> str:
    if kind == "missing":
        return f"{_place(loc)} is missing; give it (it may be empty)"
    return f"{_place(loc)}: {message[0].lower()}{message[1:]}"


def _names(model: type[BaseModel]) -> str:
    return ", ".join(model.model_fields)
