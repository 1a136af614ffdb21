"""A reader proposes, a curator decides, and the new name is found: in a browser, with and without scripts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from glossary import terms_yaml
from tests.conftest import ROOT
from tests.web.browser import conftest
from tests.web.test_server import free_port

pytestmark = pytest.mark.browser

TERMS = """\
# Companies
- id: huawei  # the maker
  category: organization
  ko: [화웨이]
  zh: [华为]
  en: [Huawei]
  ko_origin: transcription
  sources:
    - {ref: 'https://news.example/1', quote: 화웨이(華為)}
"""
TOKEN = "correct-horse-battery"
LONG = "긴" * 190


class Desk:
    """A service whose accepted proposals go to a file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "terms.yaml"
        self.file.write_text(TERMS, "utf-8")
        own = {
            "GLOSSARY_DATABASE_URL": f"sqlite:///{folder}/glossary.db",
            "GLOSSARY_EDIT_FILE": str(self.file),
            "GLOSSARY_CURATOR_TOKENS": f"민지:{TOKEN}",
            "GLOSSARY_TRUSTED_PROXIES": "127.0.0.1",
            "GLOSSARY_CLDR": "off",  # each acceptance is a new index
            "PYTHONPATH": str(ROOT),
        }
        environment = {**os.environ, **own}
        glossary = [sys.executable, "-m", "glossary"]
        subprocess.run([*glossary, "load", self.file], env=environment, check=True, capture_output=True)
        log = folder / "log"
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [*glossary, "serve", "--port", str(free_port()), "--workers", "2"],
                env=environment,
                stderr=out,
                stdout=out,
            )
        self.url = conftest._ready(self.process, log)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    yield desk
    desk.process.terminate()
    desk.process.wait(30)


Opens = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser, desk: Desk, watched: conftest.Watched) -> Iterator[Opens]:
    """What opens a page of the desk, each test as a client of its own, watched as in conftest."""
    contexts: list[BrowserContext] = []

    def opened(path: str, *, width: int = 1280, **options: object) -> Page:
        context = browser.new_context(
            base_url=desk.url,
            viewport={"width": width, "height": 900},
            locale="ko-KR",
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        # On the service's own pages alone; each proposes from an address of its own, for there is a limit to one's.
        context.set_extra_http_headers({"X-Forwarded-For": f"203.0.113.{len(contexts)}, 198.51.100.{os.urandom(1)[0]}"})
        context.add_init_script(conftest._REPORT_VIOLATIONS)
        page = context.new_page()
        page.on("pageerror", lambda error: watched.tell(f"error: {error}"))
        page.on("console", lambda said: watched.tell(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda asked: None if asked.url.startswith(desk.url) else watched.tell(asked.url))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def propose(page: Page, **fields: str) -> str:
    """Fill the form in, check, send; return the address of the proposal."""
    page.goto("/propose")
    for name, text in fields.items():
        page.fill(f"#{name}", text)
    page.select_option("#category", "organization")
    page.get_by_role("button", name="확인하기").click()
    page.get_by_role("button", name="보내기").last.click()
    expect(page.get_by_role("heading", name="고맙습니다")).to_be_visible()
    return re.sub(r"\?.*", "", page.url)


def number(address: str) -> int:
    return int(address.rpartition("/")[2])


def log_in(page: Page) -> None:
    page.goto("/review")
    page.fill("#token", TOKEN)
    with page.expect_navigation():
        page.get_by_role("button", name="들어가기").click()
    expect(page.get_by_role("heading", name="들어온 제안")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_search_in_vain_to_a_name_that_is_found(
    opens: Opens, desk: Desk, watched: conftest.Watched, scripts: bool
) -> None:
    watched.expected.append("422")  # the form without a category
    hanzi, hangul = ("桂林電子", "구이린뎬쯔") if scripts else ("柳州電子", "류저우뎬쯔")
    page = opens(f"/?q={hanzi}", java_script_enabled=scripts)
    page.get_by_role("link", name="이 이름을 용어집에 제안하기").click()
    expect(page.locator("#zh")).to_have_value(hanzi)
    expect(page.get_by_text(hangul)).to_be_visible()
    page.fill("#seen", "https://news.example/7")
    page.get_by_role("button", name="확인하기").click()
    expect(page.get_by_text("분류를 골라 주세요.")).to_be_visible()
    page.select_option("#category", label="기업·단체")
    page.get_by_role("button", name="확인하기").click()
    page.get_by_role("button", name="보내기").first.click()
    address = re.sub(r"\?.*", "", page.url)
    expect(page.get_by_text("검토를 기다립니다")).to_be_visible()
    expect(page.get_by_role("link", name=address)).to_have_attribute("href", address)
    expect(page.get_by_role("row", name=re.compile(f"{hangul} 한국어 권장 표기"))).to_be_visible()
    moment = expect(page.locator("time[data-moment]"))
    if scripts:  # which tells it by the reader's clock, once it has been loaded
        moment.not_to_contain_text("UTC")
    else:
        moment.to_contain_text("UTC")
    page.goto(f"/?q={hanzi}")
    page.get_by_role("link", name=f"제안 {number(address)}").click()
    expect(page).to_have_url(address)

    curator = opens("/", java_script_enabled=scripts)
    log_in(curator)
    curator.get_by_role("link", name=re.compile(hangul)).click()
    expect(curator.get_by_text("(규칙과 같습니다)")).to_be_visible()
    curator.fill("#reason", "기사에서 확인")
    curator.get_by_role("button", name="받아들이기").click()
    expect(curator.get_by_text("받아들였습니다")).to_be_visible()

    page.goto(address)
    expect(page.get_by_text("기사에서 확인")).to_be_visible()
    for _ in range(100):
        page.goto(f"/?q={hangul}")
        if page.locator(".entry").count():
            break
        page.wait_for_timeout(100)
    expect(page.locator(".entry h2").first).to_have_text(hangul)
    assert "# the maker" in desk.file.read_text("utf-8")
    assert "https://news.example/7" in desk.file.read_text("utf-8")


def test_a_correction_of_which_the_curator_takes_a_part(opens: Opens, desk: Desk) -> None:
    page = opens("/propose?concept=huawei")
    page.fill("#ko", "화웨이\n화위\n화웨이기술")
    page.fill("#note", "둘 다 봤습니다")
    page.get_by_role("button", name="확인하기").click()
    page.get_by_role("button", name="보내기").last.click()
    own = number(re.sub(r"\?.*", "", page.url))
    curator = opens("/")
    log_in(curator)
    curator.goto(f"/review/{own}")
    expect(curator.get_by_role("cell", name="[화웨이, 화위, 화웨이기술]")).to_be_visible()
    content = curator.locator("#content")
    content.fill(content.input_value().replace(", 화위", ""))
    curator.get_by_role("button", name="저장").click()
    expect(curator.get_by_role("cell", name="[화웨이, 화웨이기술]")).to_be_visible()
    curator.get_by_role("button", name="받아들이기").click()
    expect(curator.get_by_text("받아들였습니다")).to_be_visible()
    assert terms_yaml.load([desk.file]).by_id["huawei"].terms[1].text == "화웨이기술"
    assert "- id: huawei  # the maker\n" in desk.file.read_text("utf-8")


def test_two_curators_and_neither_loses_a_word(opens: Opens, watched: conftest.Watched) -> None:
    watched.expected.append("409")
    own = number(propose(opens("/"), zh="梧州電子"))
    one, other = opens("/"), opens("/")
    for curator in (one, other):
        log_in(curator)
        curator.goto(f"/review/{own}")
    for curator, name in ((one, "하나"), (other, "둘")):
        content = curator.locator("#content")
        content.fill(content.input_value().replace("category", f"note: {name}\n  category"))
        curator.get_by_role("button", name="저장").click()
    expect(other.get_by_role("alert")).to_contain_text("그사이 다른 편집자가")
    assert "note: 둘" in other.locator("#content").input_value()
    expect(other.locator("ins", has_text="note: 하나")).to_be_visible()
    other.get_by_role("button", name="저장").click()
    expect(other.get_by_role("alert")).to_have_count(0)
    one.get_by_role("button", name="받아들이기").click()
    expect(one.get_by_role("alert")).to_contain_text("그사이 다른 편집자가")


HOSTILE = {
    "zh": '桂<script>window.ran=1</script>"><img src=x onerror="window.ran=2">',
    "ko": "구</textarea><script>window.ran=3</script>\u202e다라",
    "en": '"><svg onload=window.ran=4> {{ 7 * 7 }}',
    "seen": "javascript:window.ran=5",
    "note": '</blockquote><script>window.ran=6</script><a href="javascript:window.ran=7">여기</a>\u202e뒤집힌 글',
}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_barriers_and_nothing_hostile_runs(opens: Opens, watched: conftest.Watched, scheme: str, width: int) -> None:
    watched.expected.append("422")
    page = opens("/propose?name=桂林", width=width, color_scheme=scheme)

    def press(name: str) -> None:
        """Press a button and wait for the page it leads to with its styles: axe would measure one half arrived."""
        with page.expect_navigation():
            page.get_by_role("button", name=name).last.click()

    def seen() -> None:
        conftest.no_barriers(page)
        assert page.evaluate("window.ran") is None

    seen()
    for name, text in HOSTILE.items():
        page.fill(f"#{name}", text)
    page.select_option("#category", "term")
    press("확인하기")
    seen()
    press("보내기")
    seen()
    own = number(re.sub(r"\?.*", "", page.url))
    page.goto("/review/login")
    seen()
    log_in(page)
    seen()
    page.goto(f"/review/{own}")
    page.locator("summary").click()
    seen()
    one_line = "(all) => all.every((one) => one.getClientRects().length === 1)"
    assert page.locator(".changes th code").evaluate_all(one_line), "the name of a field is broken"
    page.fill("#content", "- id: [<script>window.ran=8</script>\n" + "w" * 10_000)
    page.fill("#reason", LONG)
    press("저장")
    seen()
    press("받아들이기")
    expect(page.get_by_role("alert")).to_be_visible()
    seen()
    page.fill("#reason", "<script>window.ran=9</script>" + LONG)
    press("거절하기")
    expect(page.get_by_text("받아들이지 않았습니다")).to_be_visible()
    seen()
    page.goto(f"/proposals/{own}")
    seen()
    page.goto("/propose")
    press("확인하기")
    seen()


def test_by_keyboard_alone(opens: Opens) -> None:
    page = opens("/propose")
    page.locator("#zh").focus()
    page.keyboard.type("玉林電子")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator("#category")).to_be_focused()
    page.keyboard.press("ArrowDown")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#note").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="고맙습니다")).to_be_visible()
