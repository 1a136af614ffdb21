"""A service with the countries, languages and currencies of CLDR beside its glossary, and without them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from glossary import terms_yaml
from glossary.config import Settings
from glossary.store import Store
from glossary.web.app import create_app

from .conftest import TERMS


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('store')}/glossary.db"
    with Store.open(url) as store:
        store.upgrade()
        store.replace(terms_yaml.parse(TERMS), "terms.yaml")
    return url


def ready(settings: Settings) -> FlaskClient:
    """Return a client of a service that has loaded its glossary, however long that took."""
    client = create_app(settings).test_client()
    for _ in range(100):  # each waits for it some seconds
        if get(client, "/lookup?q=a").get("status") != 503:
            return client
    raise AssertionError("it is not ready")


@pytest.fixture(scope="module")
def layered(url: str) -> FlaskClient:
    return ready(Settings(database_url=url))


@pytest.fixture(scope="module")
def plain(url: str) -> FlaskClient:
    return ready(Settings(database_url=url, cldr=False))


def get(client: FlaskClient, path: str) -> Any:
    return client.get(f"/api/v1{path}").get_json()


def test_a_concept_is_shown_with_its_source(layered: FlaskClient, plain: FlaskClient) -> None:
    shown = get(layered, "/concepts/country-gt")
    assert shown["ko"]["preferred"] == "과테말라"
    assert shown["zh_hant"][0] == "瓜地馬拉"
    assert shown["sources"][0]["ref"].startswith("CLDR ")
    assert get(layered, "/lookup?q=과테말라")["results"][0]["concept"].items() <= shown.items()
    assert plain.get("/api/v1/concepts/country-gt").status_code == 404
    assert get(plain, "/lookup?q=과테말라")["results"] == []


def test_the_page_shows_it(layered: FlaskClient) -> None:
    page = layered.get("/?q=과테말라")
    assert page.status_code == 200
    assert "危地马拉" in page.text


def test_all_pages_of_concepts_have_each_once(layered: FlaskClient, plain: FlaskClient) -> None:
    def listed(client: FlaskClient, category: str = "") -> list[str]:
        ids: list[str] = []
        page = get(client, f"/concepts?{category}")
        while True:
            ids += [concept["id"] for concept in page["concepts"]]
            if page["next"] is None:
                return ids
            page = get(client, f"/concepts?{category}&cursor={page['next']}")

    ids = listed(layered)
    assert ids == sorted(set(ids))
    assert {"country-gt", "language-ko", "currency-jpy", "huawei"} <= set(ids)
    assert set(listed(plain)) == {id for id in ids if not id.startswith(("country-", "language-", "currency-"))}
    assert "country-gt" in listed(layered, "category=place")
    assert "country-gt" not in listed(layered, "category=term")


def test_tags_tell_whether_it_is_there(layered: FlaskClient, plain: FlaskClient) -> None:
    path = "/api/v1/lookup?q=과테말라"
    tags = [client.get(path).headers["ETag"] for client in (layered, plain)]
    assert tags[0] != tags[1]
    assert layered.get(path, headers={"If-None-Match": tags[0]}).status_code == 304
    assert layered.get(path, headers={"If-None-Match": tags[1]}).status_code == 200


def test_it_is_in_no_revision_and_in_no_article(layered: FlaskClient) -> None:
    assert {change["id"] for change in get(layered, "/changes")["changes"]} == set(terms_yaml.parse(TERMS).by_id)
    annotation = layered.post("/api/v1/annotate", json={"text": "과테말라의 화웨이"}).get_json()
    assert [mention["text"] for mention in annotation["mentions"]] == ["화웨이"]


def test_files_that_are_named_are_used_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text(TERMS, "utf-8")
    client = create_app(Settings(terms=(str(file),))).test_client()
    assert get(client, "/lookup?q=과테말라")["results"] == []
    assert get(client, "/lookup?q=화웨이")["results"]


def test_the_list_says_what_it_counts(layered: FlaskClient, plain: FlaskClient) -> None:
    own = re.search(r"([\d,]+)건", plain.get("/concepts").text)
    assert own is not None
    whole = layered.get("/concepts").text
    found = re.search(r"용어집의 이름 ([\d,]+)건, CLDR의 국가·언어·통화 이름 ([\d,]+)건", whole)
    assert found is not None
    assert found[1] == own[1]
    total = sum(int(number.replace(",", "")) for number in found.groups())
    assert f"{total:,}건" in whole
    assert "CLDR" not in plain.get("/concepts").text
    assert "CLDR" not in layered.get("/concepts?category=organization").text
