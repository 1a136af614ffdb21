"""The search page in the hands of a translator: typing, composing, choosing, copying, going back."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.browser.conftest import Opens, Service, Watched

pytestmark = pytest.mark.browser


def first(page: Page) -> str:
    return page.locator(".entry h2").first.inner_text().strip()


def query_of(page: Page) -> str:
    return unquote(page.evaluate("location.search"))


@pytest.mark.parametrize(
    ("typed", "found", "why"),
    [
        ("ghkdnpdl", "화웨이", "한/영 자판 바뀜 화웨이"),
        ("ㅎㅇㅇ", "화웨이", "초성 ㅎㅇㅇ"),
        ("昇騰", "성텅", "昇騰"),
        ("shengteng", "성텅", "병음"),
        ("승등", "성텅", "한국 한자음 승등"),
        ("성탱", "성텅", "예전 표기"),
    ],
)
def test_what_is_typed_is_found(page: Page, typed: str, found: str, why: str) -> None:
    box = page.locator("#q")
    expect(box).to_be_focused()
    page.keyboard.type(typed)
    expect(page.locator(".entry h2").first).to_have_text(found)
    expect(page.locator(".entry .why").first).to_contain_text(why)
    expect(box).to_have_value(typed)
    assert query_of(page) == f"?q={typed}"
    assert page.title().startswith(f"{typed} · ")


def composing(page: Page) -> Callable[[str], None]:
    """Return what sets the text that a Korean input method composes, as the browser hears of it."""
    session = page.context.new_cdp_session(page)

    def compose(text: str) -> None:
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})

    return compose


def test_half_typed_syllables_are_answered_and_left_alone(page: Page) -> None:
    page.evaluate("""
        window.heard = [];
        for (const kind of ["compositionstart", "compositionupdate", "compositionend"])
            document.getElementById("q").addEventListener(kind, (event) => heard.push(kind + " " + event.data));
    """)
    compose = composing(page)
    box = page.locator("#q")
    for text in ("ㅅ", "서", "성"):
        compose(text)
        expect(box).to_have_value(text)
    page.wait_for_timeout(300)  # an answer arrives while the syllable is open: it must stay open
    session = page.context.new_cdp_session(page)
    session.send("Input.insertText", {"text": "성"})
    for text in ("ㅌ", "터", "텅"):
        compose(text)
        expect(box).to_have_value("성" + text)
        expect(page.locator(".entry h2").first).to_have_text("성텅")
    assert "compositionend 텅" not in page.evaluate("heard")
    session.send("Input.insertText", {"text": "텅"})
    expect(box).to_have_value("성텅")
    heard = page.evaluate("heard")
    assert heard.count("compositionstart ") == 2, heard
    assert [one for one in heard if one.startswith("compositionend")] == ["compositionend 성", "compositionend 텅"]
    assert query_of(page) == "?q=성텅"


def test_enter_of_the_input_method_stays_in_the_box(page: Page) -> None:
    compose = composing(page)
    compose("성텅")
    expect(page.locator(".entry h2").first).to_have_text("성텅")
    enter = {"key": "Enter", "keyCode": 229, "isComposing": True}
    page.locator("#q").dispatch_event("keydown", enter)
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("성텅")


def test_late_answers_are_dropped(page: Page) -> None:
    held: list[Route] = []
    page.route(re.compile(r"/search\?q=%ED%99%94$"), lambda route: held.append(route))  # 화
    page.keyboard.insert_text("화")
    page.wait_for_timeout(100)
    page.keyboard.insert_text("웨이")
    expect(page.locator(".entry h2").first).to_have_text("화웨이")
    before = page.locator("#results").inner_html()
    for route in held:
        route.continue_()
    page.wait_for_timeout(200)
    assert page.locator("#results").inner_html() == before


def test_the_keyboard_reaches_every_result(page: Page) -> None:
    page.keyboard.insert_text("성텅")
    expect(page.locator(".entry")).not_to_have_count(0)
    expect(page.locator(".entry h2").first).to_have_text("성텅")
    links = page.locator(".entry h2 a")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Enter")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/concepts/huawei-ascend$"))
    page.go_back()
    expect(page.locator("#q")).to_have_value("성텅")
    expect(page.locator(".entry h2").first).to_have_text("성텅")


def test_enter_waits_for_the_answer(page: Page) -> None:
    page.route("**/search?*", lambda route: (page.wait_for_timeout(150), route.continue_()))
    page.keyboard.insert_text("승등")
    page.keyboard.press("Enter")
    expect(page.locator(".entry h2 a").first).to_be_focused()
    assert first(page) == "성텅"


def test_back_and_forward(page: Page) -> None:
    box, head = page.locator("#q"), page.locator(".entry h2").first
    page.keyboard.type("승등")
    expect(head).to_have_text("성텅")
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    page.keyboard.type("화웨이")
    expect(head).to_have_text("화웨이")
    page.go_back()
    expect(box).to_have_value("승등")
    expect(head).to_have_text("성텅")
    page.go_forward()
    expect(box).to_have_value("화웨이")
    expect(head).to_have_text("화웨이")


def test_a_query_can_be_shared(opens: Opens) -> None:
    page = opens("/?q=%EC%8A%B9%EB%93%B1")
    assert first(page) == "성텅"
    page.locator("#q").press("End")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(page.locator(".intro")).to_be_visible()
    assert query_of(page) == ""
    page.go_back()
    expect(page.locator("#q")).to_have_value("승등")
    expect(page.locator(".entry h2").first).to_have_text("성텅")


COPIED = "navigator.clipboard.readText()"


@pytest.fixture
def copying(opens: Opens) -> Page:
    page = opens("/?q=성텅", permissions=["clipboard-read", "clipboard-write"])
    page.keyboard.press("Enter")
    expect(page.locator(".entry h2 a").first).to_be_focused()
    return page


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("c", "성텅"),
        ("ㅊ", "성텅"),
        ("g", "성텅(昇騰·Ascend)"),
        ("1", "어센드"),
        ("2", "昇腾"),
        ("3", "昇騰"),
        ("5", "Ascend"),
    ],
)
def test_one_key_copies(copying: Page, key: str, text: str) -> None:
    if key == "ㅊ":  # the keyboard writes Hangul
        copying.locator(".entry h2 a").first.dispatch_event("keydown", {"key": "ㅊ", "code": "KeyC"})
    else:
        copying.keyboard.press(key)
    expect(copying.get_by_role("status")).to_have_text(f"복사했습니다: {text}")
    assert copying.evaluate(COPIED) == text


def test_a_click_copies_and_the_style_is_remembered(copying: Page) -> None:
    copying.get_by_label("병기 형식").select_option("커다쉰페이(iFLYTEK×科大讯飞)")
    copying.locator(".gloss button").first.click()
    expect(copying.get_by_role("status")).to_contain_text("성텅(Ascend×昇腾)")
    assert copying.evaluate(COPIED) == "성텅(Ascend×昇腾)"
    copying.goto("/concepts/huawei")
    expect(copying.locator(".gloss [data-style]:visible")).to_have_text("화웨이(Huawei×华为)")
    copying.goto("/")
    copying.keyboard.type("화웨이")
    expect(copying.locator(".gloss [data-style]:visible").first).to_have_text("화웨이(Huawei×华为)")


def test_copying_without_a_secure_context(opens: Opens) -> None:
    """Over plain http in an office there is no navigator.clipboard."""
    page = opens("/?q=성텅", permissions=["clipboard-read"])
    read = page.evaluate_handle("navigator.clipboard")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    expect(page.get_by_role("status")).to_have_text("복사했습니다: 昇腾")
    expect(page.locator(".entry h2 a").first).to_be_focused()
    assert page.evaluate("(clipboard) => clipboard.readText()", read) == "昇腾"


def test_nothing_is_found(opens: Opens) -> None:
    page = opens("/?q=桂林电子")
    main = page.get_by_role("main")
    for text in ("맞는 이름이 없습니다", "구이린뎬쯔", "계림전자", "guì lín diàn zǐ"):
        expect(main).to_contain_text(text)
    page.goto("/?q=군산")
    near = page.locator(".near a").first
    expect(near).to_have_text("쿤산")
    near.click()
    expect(page.locator(".entry h2").first).to_have_text("쿤산")


def test_the_service_is_away(page: Page, watched: Watched) -> None:
    watched.expected.append("ERR_FAILED")
    page.route("**/search?*", lambda route: route.abort())
    page.reload()  # by then the browser asks before it sends
    page.keyboard.type("성")
    expect(page.get_by_role("status")).to_contain_text("답을 받지 못했습니다")
    page.unroute("**/search?*")
    page.keyboard.type("텅")
    expect(page.locator(".entry h2").first).to_have_text("성텅")


def test_a_query_that_is_too_long(opens: Opens) -> None:
    page = opens("/")
    page.locator("#q").fill("화" * 600)
    assert page.locator("#q").input_value() == "화" * 500
    expect(page.locator("#found")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_count_is_announced(page: Page) -> None:
    page.keyboard.type("성텅")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"찾은 이름 \d+건"))


def test_without_scripts(opens: Opens, service: Service) -> None:
    page = opens("/", java_script_enabled=False)
    page.locator("#q").fill("승등")
    page.locator("#q").press("Enter")
    expect(page.locator(".entry h2").first).to_have_text("성텅")
    assert page.url == f"{service.url}/?q=%EC%8A%B9%EB%93%B1"
    expect(page.locator(".copy:visible, .needs-script:visible")).to_have_count(0)  # as soon as the styles are there
    page.locator(".entry h2 a").first.click()
    expect(page.locator("h1")).to_have_text("성텅")
    page.get_by_role("link", name="목록").click()
    page.get_by_role("link", name="인물").click()
    page.get_by_role("link", name="ㅁ", exact=True).click()
    expect(page.locator(".list a").first).to_have_text(re.compile("^[마-밓]"))


def test_the_slash_can_be_switched_off(page: Page) -> None:
    page.get_by_label("키로 검색창에 가기").uncheck()
    page.reload()
    page.locator("footer a").first.focus()
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.locator("#q")).to_be_focused()


def test_more_results(opens: Opens) -> None:
    page = opens("/?q=중국")
    results = page.locator(".entry")
    expect(results).to_have_count(10)
    page.keyboard.press("Enter")
    for _ in range(10):
        page.keyboard.press("ArrowDown")
    more = page.get_by_role("link", name="더 보기")
    expect(more).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(results.nth(9).locator("h2 a")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(results).to_have_count(30)
    expect(results.nth(10).locator("h2 a")).to_be_focused()
    assert query_of(page) == "?q=중국&limit=30"
    page.reload()
    expect(results).to_have_count(30)
    page.go_back()
    expect(results).to_have_count(10)
    page.go_forward()
    expect(results).to_have_count(30)
    page.locator("#q").focus()
    page.locator("#q").press("End")
    page.keyboard.type("인민")
    expect(page.locator(".entry h2").first).to_contain_text("중국인민")
    assert query_of(page) == "?q=중국인민"


def test_more_results_without_scripts(opens: Opens) -> None:
    page = opens("/?q=중국", java_script_enabled=False)
    page.get_by_role("link", name="더 보기").click()
    expect(page.locator(".entry")).to_have_count(30)
    expect(page.locator("#entry-11")).to_be_in_viewport()


def test_a_number_without_a_form_is_told(copying: Page) -> None:
    copying.keyboard.press("9")
    expect(copying.get_by_role("status")).to_have_text("이 번호의 표기는 없습니다: 9")
