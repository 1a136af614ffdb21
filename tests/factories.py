"""Concepts and glossaries with everything filled in that a test does not care about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from glossary.model import Concept, Glossary, Lang, Source, Status, Term

_LANGS = {"ko": Lang.KO, "zh": Lang.ZH_HANS, "zh_hant": Lang.ZH_HANT, "en": Lang.EN}


def make_concept(
    id: str = "thing",
    *,
    category: str = "term",
    ko: str | Iterable[str] = (),
    zh: str | Iterable[str] = (),
    zh_hant: str | Iterable[str] = (),
    en: str | Iterable[str] = (),
    deprecated: Mapping[str, str | Iterable[str]] | None = None,
    **more: Any,
) -> Concept:
    """Return a concept; forms are given as in the glossary file, the first of a language being preferred."""
    live = {"ko": ko, "zh": zh, "zh_hant": zh_hant, "en": en}
    terms: list[Term] = []
    for field, lang in _LANGS.items():
        for i, text in enumerate(_listed(live[field])):
            terms.append(Term(text, lang, Status.ADMITTED if i else Status.PREFERRED))
        terms += [Term(text, lang, Status.DEPRECATED) for text in _listed((deprecated or {}).get(field, ()))]
    more.setdefault("sources", (Source("made up for a test"),))
    return Concept(id=id, category=category, terms=tuple(terms), **more)


def make_glossary(*concepts: Concept) -> Glossary:
    return Glossary(concepts)


def six_concepts() -> Glossary:
    return make_glossary(
        make_concept("huawei", category="organization", ko="화웨이", zh="华为", en="Huawei"),
        make_concept(
            "huawei-ascend",
            category="product",
            ko=["성텅", "어센드"],
            zh="昇腾",
            en=["Ascend", "Huawei Ascend"],
            deprecated={"ko": ["셩텅"]},
            pinyin="shēng téng",
            broader="huawei",
        ),
        make_concept(
            "iflytek", category="organization", ko=["커다쉰페이", "아이플라이텍"], zh="科大讯飞", en="iFLYTEK",
            tickers=("002230.SZ",),
        ),
        make_concept(
            "nvidia", category="organization", ko="엔비디아", zh="英伟达", zh_hant="輝達", en="NVIDIA",
            tickers=("NVDA",),
        ),
        make_concept("shenzhen", category="place", ko="선전", zh="深圳", en="Shenzhen", ambiguous=("선전",)),
        make_concept("arm", category="organization", en="Arm", ambiguous=("Arm",)),
    )  # fmt: skip


def _listed(forms: str | Iterable[str]) -> tuple[str, ...]:
    return (forms,) if isinstance(forms, str) else tuple(forms)
