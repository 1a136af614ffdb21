"""Small glossaries for the store: it does not care what names mean, only that every field comes back."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from glossary.model import CATEGORIES, Concept, Glossary, Lang, Source, Status, Term
from glossary.store import Store


def concept(id: str, ko: str = "이름", **more: object) -> Concept:
    return Concept(id, "term", (Term(ko, Lang.KO, Status.PREFERRED),), **more)  # type: ignore[arg-type]


def glossary(ids: Iterable[str], **more: object) -> Glossary:
    """A glossary of these ids (each character one); the keywords give concepts another Korean name."""
    return Glossary(tuple(concept(id, str(more.get(id, f"이름{id}"))) for id in ids))


def present(store: Store) -> tuple[Glossary, int]:
    """The glossary that the store holds, and its revision."""
    glossary, edition = store.load()
    return glossary, edition.revision


def large(count: int, edition: object = "") -> Glossary:
    """A glossary of many concepts of usual size; another edition differs in every concept."""
    return Glossary(
        tuple(
            Concept(
                f"c{number}",
                "organization",
                (
                    Term(f"회사{number}{edition}", Lang.KO, Status.PREFERRED),
                    Term(f"公司{number}", Lang.ZH_HANS, Status.PREFERRED),
                    Term(f"Company {number}", Lang.EN, Status.PREFERRED),
                ),
                definition={"ko": "중국의 전자상거래·클라우드 기업", "en": "Chinese e-commerce and cloud company"},
                sources=(Source("seed:002_1ac49139aa8b4d54", f"회사{number}(公司{number})"),),
            )
            for number in range(count)
        )
    )


# Anything a YAML file can hold: also lone surrogates and NUL, which databases and UTF-8 do not like.
texts = st.text(st.characters() | st.sampled_from("\x00\ud800\udfff'\"\\%:🀄성昇"), max_size=6)
_names = st.text("가나華abc", min_size=1, max_size=3)
_lists = st.lists(_names, max_size=2, unique=True).map(tuple)
_terms = st.builds(Term, texts, st.sampled_from(Lang), st.sampled_from(Status))
_mappings = st.dictionaries(_names, texts, max_size=2)


@st.composite
def concepts(draw: st.DrawFn, id: str) -> Concept:
    """A concept with anything in its fields."""
    return draw(
        st.builds(
            Concept,
            id=st.just(id),
            category=st.sampled_from(CATEGORIES),
            terms=st.lists(_terms, min_size=1, max_size=3).map(tuple),
            tickers=_lists,
            ambiguous=_lists,
            ko_origin=st.none() | st.just("transcription"),
            established=st.booleans(),
            pinyin=st.none() | texts,
            definition=_mappings,
            note=st.none() | texts,
            domain=st.none() | texts,
            broader=st.none() | _names,
            related=_lists,
            external=_mappings,
            sources=st.lists(st.builds(Source, texts, texts), max_size=2).map(tuple),
        )
    )


@st.composite
def glossaries(draw: st.DrawFn) -> Glossary:
    """A few of six concepts in any order: often equal ones, or the same in another order, follow each other."""
    ids = draw(st.lists(st.sampled_from("abcdef"), unique=True))
    plain = st.sampled_from(["이름", "다른 이름"])
    return Glossary(
        tuple(draw(concepts(id) if draw(st.booleans()) else plain.map(lambda ko, id=id: concept(id, ko))) for id in ids)
    )
