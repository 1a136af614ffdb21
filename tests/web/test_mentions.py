"""GET concepts/{id}/mentions: pages of kept mentions, never from before what was kept last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from glossary import terms_yaml
from glossary.config import Settings
from glossary.live import LiveGlossary
from glossary.model import KeptArticle
from glossary.opening import StoreSource
from glossary.store import Store
from glossary.web.app import create_app

from .conftest import TERMS, serving

PATH = "/api/v1/concepts/huawei-ascend/mentions"


def article(id: str, date: str | None, *forms: tuple[str, str], concept: str = "huawei-ascend") -> KeptArticle:
    return {
        "source": "신문", "id": id, "date": date, "text": None,
        "mentions": [
            {"concept": concept, "form": form, "lang": "ko", "kind": "name", "status": status,
             "start": 10 * n, "end": 10 * n + 2, "left": "앞 ", "right": "을 냈다"}
            for n, (form, status) in enumerate(forms)
        ],
    }  # fmt: skip


OLD, NEW = ("셩텅", "deprecated"), ("성텅", "preferred")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "glossary.db") as store:
        store.upgrade()
        store.replace(terms_yaml.parse(TERMS), "terms.yaml")
        store.keep(
            [article("1", "2025-12-31", OLD, NEW), article("2", "2026-03-02T09:30+09:00", NEW), article("3", None, NEW)]
        )
        yield store


@pytest.fixture
def kept(store: Store, tmp_path: Path) -> Iterator[FlaskClient]:
    live = LiveGlossary(StoreSource(f"sqlite:///{tmp_path}/glossary.db"), patience=300)
    live.start()
    live.serving()
    yield create_app(Settings(), live).test_client()
    live.stop()


def test_a_page_with_its_counts(kept: FlaskClient) -> None:
    answer = kept.get(PATH).json
    assert (answer["revision"], answer["next"]) == (1, None)
    assert [(one["article"], one["form"], one["date"]) for one in answer["mentions"]] == [
        ("2", "성텅", "2026-03-02T09:30+09:00"), ("1", "셩텅", "2025-12-31"), ("1", "성텅", "2025-12-31"),
        ("3", "성텅", None),
    ]  # fmt: skip
    assert [(one["form"], one["status"], one["mentions"], one["last"]) for one in answer["forms"]] == [
        ("성텅", "preferred", 3, "2026-03"), ("셩텅", "deprecated", 1, "2025-12"),
    ]  # fmt: skip
    assert answer["months"] == [
        {"month": "2025-12", "mentions": 2}, {"month": "2026-03", "mentions": 1}, {"month": None, "mentions": 1},
    ]  # fmt: skip
    only = kept.get(PATH, query_string={"form": "셩텅"}).json
    assert [one["article"] for one in only["mentions"]] == ["1"]


def test_page_by_page(kept: FlaskClient) -> None:
    whole = kept.get(PATH).json["mentions"]
    found, cursor = [], {}
    while True:
        page = kept.get(PATH, query_string={"limit": 1, **cursor}).json
        found += page["mentions"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == whole


@pytest.mark.parametrize("asked", [{"cursor": "x"}, {"cursor": "MS8y"}, {"limit": 0}, {"limit": 101}])
def test_what_cannot_be_used(kept: FlaskClient, asked: dict[str, object]) -> None:
    answer = kept.get(PATH, query_string=asked)
    assert (answer.status_code, answer.json["field"]) == (400, next(iter(asked)))


def test_what_was_kept_since_is_told_within_one_revision(kept: FlaskClient, store: Store) -> None:
    first = kept.get(PATH)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert kept.get(PATH, headers=tag).status_code == 304
    store.keep([article("4", "2026-04-01", NEW)])
    again = kept.get(PATH, headers=tag)
    assert again.status_code == 200
    assert again.json["revision"] == first.json["revision"]
    assert again.json["mentions"][0]["article"] == "4"
    assert kept.get(PATH, headers=tag | {"If-None-Match": again.headers["ETag"]}).status_code == 304


def test_concepts_without_mentions_and_mentions_without_their_concept(kept: FlaskClient, store: Store) -> None:
    empty = kept.get("/api/v1/concepts/arm/mentions").json
    assert empty == {"mentions": [], "next": None, "forms": [], "months": [], "revision": 1}
    store.keep([article("9", None, NEW, concept="removed")])
    assert len(kept.get("/api/v1/concepts/removed/mentions").json["mentions"]) == 1
    for unknown in ("nobody", "%00", "%F0%9F%99%82", "a" * 3000):
        answer = kept.get(f"/api/v1/concepts/{unknown}/mentions")
        assert (answer.status_code, answer.json["type"]) == (404, "/docs#concept-not-found")


def test_a_glossary_in_files_has_none() -> None:
    answer = create_app(Settings(), serving(terms_yaml.parse(TERMS))).test_client().get(PATH)
    assert (answer.status_code, answer.json["type"]) == (404, "/docs#no-mentions")


def test_the_page_of_a_concept_shows_where_it_was_written(kept: FlaskClient) -> None:
    page = kept.get("/concepts/huawei-ascend", headers={"Accept-Language": "en"}).text
    section = page.partition("Where it was written")[2].partition("</section>")[0]
    assert "셩텅" in section
    assert "2026-03-02" in section
    assert "앞 <b>성텅</b>을 냈다" in section
    assert "Where it was written" not in kept.get("/concepts/huawei", headers={"Accept-Language": "en"}).text
