"""A language model's answer, whether a name reads better where a form stands."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import terms_yaml
from glossary.annotate import Annotator, substitution
from glossary.annotate.substitution import CONTEXT, LEAST, MOST, gain
from glossary.model import CATEGORIES
from glossary.text import table
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator.build(terms_yaml.load([ROOT / "data" / "terms.yaml"]))


@pytest.mark.parametrize(
    ("before", "form", "behind", "category"),
    [
        ("당의 ", "선전", " 매체", "place"),
        ("발을 ", "디디", "고 서는", "organization"),
        ("첫 ", "안타", "를 쳤다", "organization"),
        ("뉴스 ", "앵커", "가 전했다", "organization"),
    ],
)
def test_against_words(before: str, form: str, behind: str, category: str) -> None:
    assert gain(before, form, behind, category) <= -LEAST


@pytest.mark.parametrize(
    ("before", "form", "behind", "category"),
    [
        ("", "비보", "의 스마트폰은", "organization"),
        ("제조사인 ", "안타", "의 신제품", "organization"),
        ("감독 ", "이치", "의 영화", "person"),
    ],
)
def test_for_names(before: str, form: str, behind: str, category: str) -> None:
    assert gain(before, form, behind, category) >= LEAST


def test_nothing_against_what_the_model_knows_as_a_name() -> None:
    """선전 in a list of cities: the model's own reading is the city."""
    assert gain("상하이, ", "선전", ", 우한을 돌았다", "place") >= 0


@given(
    before=st.text("가나 을를\n.,a선전", max_size=30),
    behind=st.text("가나 을를\n.,a선전", max_size=30),
    category=st.sampled_from([category for category in CATEGORIES if category != "institution"]),
)
def test_bounds_and_what_is_looked_at(before: str, behind: str, category: str) -> None:
    answer = gain(before, "안타", behind, category)
    assert answer == 0 or LEAST <= abs(answer) <= MOST
    # Another line, and what is further away, change nothing.
    assert gain(f"다른 줄\n{before}", "안타", f"{behind}\n다른 줄", category) == answer
    spaced = f"{'가' * CONTEXT} {before}" if len(before) >= CONTEXT else before
    assert gain(spaced, "안타", behind, category) == answer


def test_a_decomposed_text_is_the_same_text() -> None:
    nfd = unicodedata.normalize("NFD", "를 쳤다")
    assert gain("", "안타", nfd, "organization") == gain("", "안타", "를 쳤다", "organization") < 0


def test_each_category_has_names_of_both_kinds() -> None:
    """Names that end in a consonant and names that do not: 을 or 를 behind them decides which fits."""
    rows = dict(table("stand_ins.tsv"))
    assert rows.keys() == set(CATEGORIES) - {"institution"}
    for category in rows:
        for form in ("선전", "안타"):
            assert isinstance(gain("", form, "", category), int)


def test_threads_load_one_model() -> None:
    substitution._loaded.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: gain(f"{n}번 ", "안타", "를 쳤다", "organization"), range(40)))
    assert all(answer <= 0 for answer in answers)
    assert substitution._loaded.cache_info().misses == 1


def test_a_word_that_is_spoken_of_is_no_name(annotator: Annotator) -> None:
    (found,) = annotator.explain("가우스라는 낱말을 벽에 적었다.")
    (sense,) = found["senses"]
    assert found["concept"] is None
    assert sense["weight"] == sum(sense["evidence"].values()) <= 0


def test_it_decides_where_other_evidence_is_weak(annotator: Annotator) -> None:
    """Both are sentences on sports with the brand's name elsewhere; one of them is a batter's."""
    text = "안타(安踏)가 후원하는 대회다. 그 타자는 안타를 쳤다. 올해 안타의 매출이 늘었다."
    assert [found["start"] for found in annotator.annotate(text)] == [0, text.index("安踏"), text.index("안타의")]
