"""Proposing and reviewing over HTTP: the forms, the tokens, what is refused, and that a new name is found."""

from __future__ import annotations

import html
import os
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from glossary import terms_yaml
from glossary.config import Settings
from glossary.errors import InvalidInput
from glossary.live import LiveGlossary
from glossary.opening import FileSource, StoreSource, open_glossary
from glossary.store import State, Store
from glossary.web import senders
from glossary.web.app import create_app
from glossary.web.curators import Curators
from glossary.web.server import serve

from .test_pages import Page
from .test_server import Service

TERMS = """\
# A desk's own
- id: huawei  # the maker
  category: organization
  ko: [화웨이]
  zh: [华为]
  en: [Huawei]
  ko_origin: transcription
  sources:
    - {ref: 'https://news.example/1', quote: 화웨이(華為)}
"""
TOKENS = "민지:correct-horse-battery, 서준:another-long-token-here"
NEW = {
    "zh": "桂林電子",
    "en": "Guilin Electronics",
    "category": "organization",
    "seen": "https://news.example/2",
    "do": "send",
}


@cache
def database() -> bytes:
    """A database of the terms, which was opened once: the first time the packaged glossary is read as well."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "glossary.db"
        with Store.open(file) as store:
            store.upgrade()
            store.replace(terms_yaml.parse(TERMS), "terms.yaml")
        opened = open_glossary(f"sqlite:///{file}")
        assert opened.store is not None
        opened.store.close()
        return file.read_bytes()


class Site:
    """A service of a database, with a glossary file that accepted proposals go to."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.file = folder / "terms.yaml"
        self.file.write_text(TERMS, "utf-8")
        url = f"sqlite:///{folder}/glossary.db"
        (folder / "glossary.db").write_bytes(database())
        self.store = Store.open(url)
        self.live = LiveGlossary(StoreSource(url), interval=600, patience=300)
        self.live.start()
        self.live.serving()
        own = Settings(edit_file=str(self.file), curator_tokens=TOKENS)
        self.app = create_app(replace(own, **settings), self.live)  # type: ignore[arg-type]

    def reader(self) -> FlaskClient:
        return self.app.test_client()

    def curator(self, token: str = "correct-horse-battery") -> FlaskClient:
        client = self.app.test_client()
        assert client.post("/review/login", data={"token": token}).status_code == 303
        return client

    def propose(self, **more: str) -> int:
        answer = self.reader().post("/propose", data={**NEW, **more})
        assert answer.status_code == 303, Page(answer.text).text
        return int(re.search(r"/proposals/(\d+)", answer.location)[1])  # type: ignore[index]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.live.stop()


def form(client: FlaskClient, number: int) -> dict[str, str]:
    """What the form of a proposal would send."""
    text = client.get(f"/review/{number}").text
    hidden = {one["name"]: one["value"] for one in Page(text).all("input") if one.get("type") == "hidden"}
    content = re.search(r"<textarea[^>]*name=\"content\"[^>]*>\n(.*?)</textarea>", text, re.DOTALL)
    assert content
    return {**hidden, "content": html.unescape(content[1]), "reason": ""}  # type: ignore[dict-item]


def decide(client: FlaskClient, number: int, do: str, sent: dict[str, str] | None = None, **more: str):  # type: ignore[no-untyped-def]
    return client.post(f"/review/{number}", data={**(sent or form(client, number)), "do": do, **more})


# Proposing


def test_what_waits_is_told_where_it_is_looked_for(site: Site) -> None:
    def links(path: str, **query: str) -> list[str]:
        hrefs = [one["href"] or "" for one in Page(site.reader().get(path, query_string=query).text).all("a")]
        return [href for href in hrefs if re.match(r"/proposals/\d+$", href)]

    assert links("/", q="桂林电子") == links("/concepts/huawei") == []
    new = site.propose()
    correction = site.propose(concept="huawei", zh="华为", ko="화웨이\n중통기술", en="Huawei", note="비밀")
    for name in ("桂林電子", "桂林电子", "구이린뎬쯔", "guilin electronics"):
        assert links("/", q=name) == links("/search", q=name) == [f"/proposals/{new}"]
    assert links("/", q="중통기술") == [f"/proposals/{correction}"]
    assert links("/concepts/huawei") == [f"/proposals/{correction}"]
    assert links("/", q="桂林") == links("/", q="화웨이") == []
    curator = site.curator()
    decide(curator, new, "refuse", reason="모르는 회사")
    assert links("/", q="桂林電子") == []
    decide(curator, correction, "save", content="- id: huawei\n")  # half done
    assert links("/", q="중통기술") == []
    assert links("/concepts/huawei") == [f"/proposals/{correction}"]
    page = site.reader().get(f"/proposals/{correction}")
    assert "편집자가 고치는 중입니다" in page.text


def test_a_name_is_looked_for_without_the_database(site: Site, tmp_path: Path) -> None:
    site.propose()
    for file in tmp_path.glob("glossary.db*"):
        file.unlink()
    answer = site.reader().get("/", query_string={"q": "桂林電子"})
    assert answer.status_code == 200
    assert "맞는 이름이 없습니다" in answer.text
    assert "/proposals/1" not in answer.text


def test_a_category_is_chosen_and_not_preset(site: Site) -> None:
    text = site.reader().get("/propose", query_string={"name": "桂林"}).text
    assert " selected" not in text
    answer = site.reader().post("/propose", data={**NEW, "category": ""})
    assert answer.status_code == 422
    assert "분류를 골라 주세요." in answer.text
    assert "구이린뎬쯔" in answer.text
    assert site.store.proposals.all() == []


def test_what_was_looked_up_in_vain_stands_in_the_form(site: Site) -> None:
    page = Page(site.reader().get("/", query_string={"q": "桂林電子"}).text)
    link = next(one["href"] for one in page.all("a") if (one["href"] or "").startswith("/propose?"))
    text = site.reader().get(link or "").text
    assert re.search(r'name="zh"[^>]*>\n桂林電子</textarea>', text)
    assert "구이린뎬쯔" in text
    assert "계림전자" in text


@pytest.mark.parametrize(("name", "field"), [("구이린", "ko"), ("桂林", "zh"), ("Guilin", "en")])
def test_a_name_stands_where_its_letters_belong(site: Site, name: str, field: str) -> None:
    text = site.reader().get("/propose", query_string={"name": name}).text
    assert re.search(rf'name="{field}"[^>]*>\n{name}</textarea>', text)


def test_similar_concepts_are_shown_before_it_is_sent(site: Site) -> None:
    answer = site.reader().post("/propose", data={"zh": "華為", "category": "organization", "do": "check"})
    assert answer.status_code == 200
    assert "/concepts/huawei" in answer.text
    assert 'value="send"' in answer.text
    assert site.store.proposals.all() == []


def test_a_proposal_has_an_address(site: Site) -> None:
    number = site.propose(note="내 이름은 홍길동")
    answer = site.reader().get(f"/proposals/{number}")
    text = " ".join(Page(answer.text).text.split())
    assert "구이린뎬쯔 한국어 권장 표기 桂林电子 간체 권장 표기 Guilin Electronics 영어 권장 표기" in text
    assert "분류기업·단체 출처 https://news.example/2" in text
    assert "id:" not in text
    assert "홍길동" not in answer.text
    sent = Page(site.reader().get(f"/proposals/{number}?sent").text)
    assert f"http://localhost/proposals/{number}" in {one["href"] for one in sent.all("a")}
    assert '<meta name="robots" content="noindex">' in answer.text


def test_a_correction(site: Site) -> None:
    text = site.reader().get("/propose?concept=huawei").text
    assert re.search(r'name="ko"[^>]*>\n화웨이</textarea>', text)
    sent = {
        "concept": "huawei",
        "category": "organization",
        "zh": "华为",
        "ko": "화웨이\r\n화위",
        "en": "Huawei",
        "do": "send",
    }
    assert site.reader().post("/propose", data=sent).status_code == 303
    (proposal,) = site.store.proposals.all()
    assert proposal.concept == "huawei"
    page = Page(site.reader().get(f"/proposals/{proposal.number}").text)
    text = " ".join(page.text.split())
    assert "화위 한국어 허용 표기 더함" in text
    assert "华为 간체 권장 표기 —" in text
    assert "/concepts/huawei" in {one["href"] for one in page.all("a")}
    assert "  ko: [화웨이, 화위]\n" in proposal.content
    assert "# the maker" in proposal.content
    again = site.reader().post("/propose", data={**sent, "ko": "화웨이"})
    assert again.status_code == 422
    assert "바뀐 것이 없습니다" in again.text


def test_a_concept_beside_the_glossary_becomes_one_of_its_own(site: Site) -> None:
    live = LiveGlossary(StoreSource(f"sqlite:///{site.file.parent}/glossary.db"), cldr=True, patience=300)
    live.start()
    client = create_app(Settings(), live).test_client()
    text = client.get("/propose?concept=country-kr").text
    assert re.search(r'name="zh"[^>]*>\n韩国</textarea>', text)
    assert 'value="place" selected' in text
    assert 'name="concept"' not in text
    live.stop()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "이름을 하나는"),
        ({"zh": "Guilin"}, "한자로 된"),
        ({"ko": "桂林"}, "한글로 된"),
        ({"ko": "가" * 201}, "너무 깁니다"),
        ({"ko": "\n".join(f"가{number}" for number in range(21))}, "너무 깁니다"),
        ({"ko": "가", "note": "가" * 2001}, "너무 깁니다"),
        ({"ko": "가", "seen": "가" * 501}, "너무 깁니다"),
        ({"ko": "가", "category": "company"}, "분류를"),
        ({"en": "!"}, "로마자 이름도"),
    ],
)
def test_what_cannot_be_proposed_is_told_in_the_form(site: Site, sent: dict[str, str], told: str) -> None:
    answer = site.reader().post("/propose", data={"category": "term", "do": "send", **sent})
    assert answer.status_code == 422
    assert told in answer.text
    assert site.store.proposals.all() == []


def test_controls_are_no_text(site: Site) -> None:
    number = site.propose(note="a\x00b\x1b\tc\r\nd", en="Gui\x00lin")
    proposal = site.store.proposals.get(number)
    assert proposal.note == "ab c\nd"
    assert "Guilin" in proposal.content


@pytest.mark.parametrize("path", ["/propose?concept=none", "/proposals/7", "/proposals/99999999999999", "/proposals/x"])
def test_what_is_not_there(site: Site, path: str) -> None:
    assert site.reader().get(path).status_code == 404


def test_a_field_that_no_person_sees(site: Site) -> None:
    answer = site.reader().post("/propose", data={**NEW, "website": "https://spam.example"})
    assert answer.status_code == 200
    assert "고맙습니다" in answer.text
    assert site.store.proposals.all() == []


def test_ten_an_hour_and_nothing_typed_is_lost(site: Site) -> None:
    for _ in range(10):
        site.propose()
    answer = site.reader().post("/propose", data=NEW)
    assert answer.status_code == 429
    assert "한 시간쯤 뒤에" in answer.text
    assert "桂林電子" in answer.text
    other = site.app.test_client()
    assert other.post("/propose", data=NEW, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 303


@pytest.mark.parametrize("number", [1, 20])
def test_behind_a_proxy_each_client_has_its_own_limit(tmp_path: Path, number: int) -> None:
    site = Site(tmp_path, trusted_proxies=("127.0.0.0/8", "10.0.0.1"))

    def sent(forwarded: str) -> int:
        return site.reader().post("/propose", data=NEW, headers={"X-Forwarded-For": forwarded}).status_code

    # What a client wrote itself comes first, and counts for nothing.
    taken = [sent(f"203.0.113.{i}, 198.51.100.{number}, 10.0.0.1") for i in range(11)]
    assert taken == [303] * 10 + [429]
    assert sent("198.51.100.99") == 303
    site.live.stop()


def test_a_header_that_anybody_may_write_is_not_believed(site: Site) -> None:
    taken = [
        site.reader().post("/propose", data=NEW, headers={"X-Forwarded-For": f"203.0.113.{i}"}).status_code
        for i in range(11)
    ]
    assert taken == [303] * 10 + [429]


def test_a_sender_is_a_keyed_hash(site: Site) -> None:
    site.propose()
    assert senders.sender("2001:db8::1", b"a") == senders.sender("2001:db8::2", b"a")
    assert senders.sender("192.0.2.1", b"a") != senders.sender("192.0.2.2", b"a")
    assert senders.sender("192.0.2.1", b"a") != senders.sender("192.0.2.1", b"b")
    assert "127.0.0.1" not in (site.file.parent / "glossary.db").read_bytes().decode("latin-1")


def test_without_a_database_there_is_nothing_to_propose_to(tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text(TERMS, "utf-8")
    live = LiveGlossary(FileSource([file]), patience=300)
    live.start()
    client = create_app(Settings(curator_tokens=TOKENS), live).test_client()
    for path in ("/propose", "/proposals/1"):
        assert client.get(path).status_code == 404
    assert client.post("/propose", data=NEW).status_code == 404
    assert "/propose" not in client.get("/?q=桂林電子").text
    client.post("/review/login", data={"token": "correct-horse-battery"})
    assert client.get("/review").status_code == 404
    live.stop()


# Reviewing


def test_without_tokens_there_is_no_review(tmp_path: Path) -> None:
    site = Site(tmp_path, curator_tokens="")
    for path in ("/review", "/review/1", "/review/login"):
        assert site.reader().get(path).status_code == 404
        assert site.reader().post(path, data={"token": ""}).status_code in (404, 405)
    assert site.propose() == 1
    site.live.stop()


@pytest.mark.parametrize(
    "token", ["", "x", "correct-horse-batterY", "correct-horse-battery-", "민지:correct-horse-battery"]
)
def test_a_wrong_token(site: Site, token: str) -> None:
    client = site.reader()
    answer = client.post("/review/login", data={"token": token})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert client.get("/review").location == "/review/login?to=/review"


def test_the_cookie_of_a_curator(site: Site) -> None:
    answer = site.reader().post("/review/login", data={"token": "correct-horse-battery", "to": "/review/3"})
    assert answer.location == "/review/3"
    (cookie,) = answer.headers.getlist("Set-Cookie")
    for part in ("HttpOnly", "SameSite=Strict", "Path=/review"):
        assert part in cookie
    assert "Secure" not in cookie
    assert "correct-horse" not in cookie
    secure = site.app.test_client().post(
        "/review/login", data={"token": "correct-horse-battery"}, base_url="https://glossary.example"
    )
    assert "Secure" in secure.headers["Set-Cookie"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/reviewx", "/\\evil.example", "javascript:1", "/"]
)
def test_a_login_leads_nowhere_else(site: Site, to: str) -> None:
    answer = site.reader().post("/review/login", data={"token": "correct-horse-battery", "to": to})
    assert answer.location == "/review"


def test_a_token_that_is_taken_back_ends_the_session(site: Site) -> None:
    client = site.curator()
    cookie = client.get_cookie("curator", path="/review")
    assert cookie is not None
    for tokens, works in (
        (TOKENS, True),
        (TOKENS.replace("battery", "battery-2"), False),
        ("서준:another-long-token-here", False),
    ):
        app = create_app(Settings(curator_tokens=tokens, secret_key="a"), site.live)
        same = create_app(Settings(curator_tokens=TOKENS, secret_key="a"), site.live).test_client()
        same.post("/review/login", data={"token": "correct-horse-battery"})
        held = same.get_cookie("curator", path="/review")
        assert held is not None
        other = app.test_client()
        other.set_cookie("curator", held.value, path="/review")
        assert (other.get("/review").status_code == 200) is works


def test_forged_cookies(site: Site) -> None:
    cookie = site.curator().get_cookie("curator", path="/review")
    assert cookie is not None
    # In the middle of the signature: of its last character not every bit counts.
    head, changed, tail = cookie.value[:-10], cookie.value[-10], cookie.value[-9:]
    for forged in ("x", "", f"{head}{'A' if changed != 'A' else 'B'}{tail}", "eyJjdXJhdG9yIjoi7yJ9.a.b"):
        client = site.app.test_client()
        client.set_cookie("curator", forged, path="/review")
        assert client.get("/review").status_code == 303


def test_workers_know_each_others_cookies(site: Site) -> None:
    cookie = site.curator().get_cookie("curator", path="/review")
    assert cookie is not None
    other = create_app(Settings(edit_file=str(site.file), curator_tokens=TOKENS), site.live).test_client()
    other.set_cookie("curator", cookie.value, path="/review")
    assert other.get("/review").status_code == 200


def test_logging_out(site: Site) -> None:
    client = site.curator()
    assert client.post("/review/logout").status_code == 303
    assert client.get("/review").status_code == 303


OTHER_SITES = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("headers", OTHER_SITES)
def test_forms_of_other_sites(site: Site, headers: dict[str, str]) -> None:
    number = site.propose()
    client = site.curator()
    sent = {**form(client, number), "do": "accept"}
    for path, data in (
        ("/propose", NEW),
        (f"/review/{number}", sent),
        ("/review/logout", {}),
        ("/review/login", {"token": "correct-horse-battery"}),
    ):
        assert client.post(path, data=data, headers=headers).status_code == 403
    assert site.store.proposals.get(number).state is State.OPEN
    assert client.get("/review").status_code == 200
    own = client.post(
        f"/review/{number}", data=sent, headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    )
    assert own.status_code == 303


def test_from_proposal_to_search(site: Site) -> None:
    number = site.propose(note="새로 생긴 회사")
    client = site.curator()
    assert "구이린뎬쯔 · 桂林电子" in client.get("/review").text
    shown = client.get(f"/review/{number}").text
    for text in ("새로 생긴 회사", "외래어 표기법", "규칙과 같습니다", "ko_origin"):
        assert text in shown
    answer = decide(client, number, "accept", reason="확인했습니다")
    assert (answer.status_code, answer.location) == (303, f"/review/{number}")
    deadline = time.monotonic() + 60
    while not client.get("/api/v1/lookup?q=구이린뎬쯔").json["results"]:  # type: ignore[index]
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert "guilin-electronics" in site.file.read_text("utf-8")
    assert "# the maker" in site.file.read_text("utf-8")
    public = site.reader().get(f"/proposals/{number}").text
    assert "받아들였습니다" in public
    assert "확인했습니다" in public
    assert "민지" not in public
    assert "민지" in client.get(f"/review/{number}").text
    assert "기다리는 제안이 없습니다" in client.get("/review").text


def test_saving_checks_again(site: Site) -> None:
    number = site.propose()
    client = site.curator()
    content = form(client, number)["content"]
    assert decide(client, number, "save", content=content.replace("桂林电子", "桂林電子")).status_code == 303
    shown = client.get(f"/review/{number}").text
    assert "not-simplified" in shown
    refused = decide(client, number, "accept")
    assert refused.status_code == 422
    assert "오류가 있어" in refused.text
    assert site.store.edition().revision == 1
    assert decide(client, number, "accept", content=content.replace("\n", "\r\n")).status_code == 303
    assert site.store.edition().revision == 2


def test_refusing(site: Site) -> None:
    number = site.propose()
    client = site.curator()
    assert decide(client, number, "refuse").status_code == 422
    assert decide(client, number, "refuse", reason="이미 있습니다").status_code == 303
    assert "이미 있습니다" in site.reader().get(f"/proposals/{number}").text
    assert site.store.edition().revision == 1


def test_of_two_curators_the_second_sees_both_versions(site: Site) -> None:
    number = site.propose()
    one, other = site.curator(), site.curator("another-long-token-here")
    sent = form(other, number)
    first = sent["content"].replace("Guilin Electronics", "Guilin Electronics One")
    second = sent["content"].replace("Guilin Electronics", "Guilin Electronics Two")
    assert decide(one, number, "save", content=first).status_code == 303
    for do in ("save", "accept", "refuse"):
        answer = decide(other, number, do, sent, content=second, reason="왜냐하면")
        assert answer.status_code == 409
        assert "One" in answer.text
        assert "Two" in answer.text
        assert "왜냐하면" in answer.text
    assert site.store.proposals.get(number).content == first
    assert decide(one, number, "accept").status_code == 303
    late = decide(other, number, "accept", sent, content=second)
    assert late.status_code == 409
    assert "Two" in late.text
    assert site.store.edition().revision == 2


@pytest.mark.parametrize("more", [{"do": "drop"}, {"do": ""}, {"content": "가" * 50_001}, {"reason": "가" * 1001}])
def test_what_no_form_of_ours_sends(site: Site, more: dict[str, str]) -> None:
    number = site.propose()
    client = site.curator()
    answer = client.post(f"/review/{number}", data={**form(client, number), "do": "accept", **more})
    assert answer.status_code == 422
    assert site.store.proposals.get(number).version == 1
    assert client.post(f"/review/{number}").status_code == 409
    assert client.post("/review/77", data={"do": "accept"}).status_code == 404


def test_a_file_that_cannot_be_read_is_told(site: Site) -> None:
    number = site.propose()
    client = site.curator()
    site.file.write_text("- id: [", "utf-8")
    answer = client.get(f"/review/{number}", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    site.file.unlink()
    answer = client.get(f"/review/{number}", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert "GLOSSARY_EDIT_FILE" in answer.text


def test_a_file_that_cannot_be_written_costs_no_word(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    number = site.propose()
    client = site.curator()
    sent = form(client, number)
    content = sent["content"].replace("Guilin Electronics", "Guilin Electronics Two")

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refused)
    answer = decide(client, number, "accept", sent, content=content, reason="왜냐하면")
    assert answer.status_code == 503
    for text in ("쓰지 못해", "Guilin Electronics Two", "왜냐하면"):
        assert text in answer.text
    monkeypatch.undo()
    assert site.store.proposals.get(number).version == 1
    assert decide(client, number, "accept", sent, content=content).status_code == 303


# The real server


def test_workers_count_together(tmp_path: Path) -> None:
    """Without tokens and without a key the two of them hash an address alike."""
    with Store.open(f"sqlite:///{tmp_path}/glossary.db") as store:
        store.upgrade()
        store.replace(terms_yaml.parse(TERMS), "terms.yaml")
    service = Service(tmp_path, database=True)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(NEW)
        taken = [service.ask("POST", "/propose", body, **headers)[0] for _ in range(14)]
        assert taken == [303] * 10 + [429] * 4
        assert service.status("/review") == 404
    finally:
        service.stop()


def test_what_cannot_be_used_is_told_before_it_serves(tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    with pytest.raises(InvalidInput, match=r"GLOSSARY_EDIT_FILE names .*terms.yaml, which is no file"):
        serve("127.0.0.1", 0, 1, Settings(edit_file=str(file)))
    with pytest.raises(InvalidInput, match="is short"):
        serve("127.0.0.1", 0, 1, Settings(curator_tokens="민지:short"))


# Nothing that is typed becomes markup

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    "</textarea><script>alert(1)</script>",
    "{{ 7*7 }}",
    "\u202eabc",
    "javascript:alert(1)",
]


def harmless(text: str) -> None:
    page = Page(text)
    assert {"img", "style", "iframe", "svg"}.isdisjoint(name for name, _ in page.tags)
    assert all((one.get("src") or "").startswith("/static/") for one in page.all("script"))
    for _, attributes in page.tags:
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert not (attributes.get("href") or "").startswith("javascript:")
    assert "49" not in re.sub(r"[0-9a-f]{16}|\d\d:\d\d|\d{4}-\d\d-\d\d", "", page.text)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_every_field_with_markup(site: Site, hostile: str) -> None:
    reader, client = site.reader(), site.curator()
    fields = {"zh": f"桂{hostile}", "ko": f"구{hostile}", "en": f"G{hostile}", "seen": hostile, "note": hostile}
    harmless(reader.get("/propose", query_string={"name": hostile}).text)
    harmless(reader.get("/propose", query_string={"concept": hostile}, headers={"Accept": "text/html"}).text)
    harmless(reader.post("/propose", data={**fields, "category": "term", "do": "check"}).text)
    harmless(reader.post("/propose", data={**fields, "category": hostile, "do": hostile, "concept": ""}).text)
    harmless(reader.post("/propose", data={"concept": hostile}, headers={"Accept": "text/html"}).text)
    number = site.propose(**fields)
    harmless(reader.get(f"/proposals/{number}?sent={hostile}").text)
    harmless(client.get("/review").text)
    harmless(client.get(f"/review/{number}").text)
    sent = form(client, number)
    for do, more in (
        ("accept", {"version": hostile, "seen": hostile, "content": hostile, "reason": hostile}),
        ("save", {"content": hostile, "version": "1"}),
        ("accept", {"content": hostile, "version": "2", "reason": hostile}),
        ("refuse", {"reason": hostile, "version": "2"}),
    ):
        harmless(decide(client, number, do, sent, **more).text)
        harmless(client.get(f"/review/{number}").text)
    harmless(client.get("/review").text)
    harmless(reader.get(f"/proposals/{number}").text)
    harmless(client.get(f"/review/{number}").text)
    harmless(reader.get("/review/login", query_string={"to": hostile}).text)
    harmless(reader.post("/review/login", data={"to": hostile, "token": hostile}).text)


# Settings


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        ("민지", "entry 1 is no name:token"),
        ("민지:", "entry 1 is no name:token"),
        (":correct-horse-battery", "entry 1 is no name:token"),
        ("민지:short", "the token of '민지' is short"),
        (f"{TOKENS},민지:third-long-token-here", "'민지' stands twice"),
        ("@/no/such/file", "cannot be read"),
    ],
)
def test_tokens_that_cannot_be_used(tokens: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as caught:
        Curators.of(Settings(curator_tokens=tokens))
    assert "correct-horse" not in str(caught.value)


def test_tokens_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text("# curators\n\n민지: correct-horse-battery\n서준:a:token:with:colons\n", "utf-8")
    curators = Curators.of(Settings(curator_tokens=f"@{file}"))
    assert curators.by_token("correct-horse-battery") == "민지"
    assert curators.by_token("a:token:with:colons") == "서준"
    assert curators.by_token("") is None
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidInput, match="not UTF-8"):
        Curators.of(Settings(curator_tokens=f"@{file}"))


def test_secrets_are_not_shown() -> None:
    assert "correct-horse" not in repr(Settings(curator_tokens=TOKENS, secret_key="correct-horse"))
