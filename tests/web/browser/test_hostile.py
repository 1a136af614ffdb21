"""Names and addresses that try to run, to turn the page around or to burst it: nothing of that happens."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import Opens, Watched

pytestmark = pytest.mark.browser

RUNS = [
    "<script>window.ran = 1</script>",
    "<img src=x onerror=window.ran=1>",
    '"><svg onload=window.ran=1>',
    "' onfocus=window.ran=1 autofocus x='",
    "</title><script>window.ran = 1</script>",
    "{{ 7 * 7 }}${7*7}",
    "javascript:window.ran=1",
    "\u202e<b>거꾸로",
    "\x00\x1b]0;",
]
NAMED = ["hostile-script", "hostile-rtl", "hostile-long"]


def harmless(page: Page) -> None:
    assert page.evaluate("window.ran") is None
    assert page.locator("main script, main img, main svg, main iframe").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    for link in page.locator("a[href]").all():
        assert (link.get_attribute("href") or "").startswith(("/", "?", "#", "https://", "http://"))


@pytest.mark.parametrize("text", RUNS)
def test_in_the_box_and_the_address(opens: Opens, text: str) -> None:
    page = opens("/")
    page.keyboard.insert_text(text)
    expect(page.locator("#found")).to_be_attached()
    harmless(page)
    page.goto(f"/?q={quote(text)}")
    harmless(page)


@pytest.mark.parametrize(
    "path",
    [
        "/concepts?q={}",
        "/concepts?category={}",
        "/concepts?by={}",
        "/concepts?initial={}",
        "/concepts?page={}",
        "/concepts/{}",
        "/?lang={}",
        "/search?q={}",
        "/{}",
    ],
)
def test_in_every_address(opens: Opens, watched: Watched, path: str) -> None:
    watched.expected += ["404", "400", "favicon"]
    page = opens("/")
    for text in RUNS[:3]:
        page.goto(path.format(quote(text, safe="")))
        harmless(page)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", NAMED)
def test_in_the_glossary(opens: Opens, name: str, width: int) -> None:
    page = opens(f"/concepts/{name}", width=width)
    harmless(page)
    assert page.evaluate("document.documentElement.scrollHeight") < 6000
    head = page.locator("h1").inner_text()
    page.goto(f"/?q={quote(head[:100])}")
    harmless(page)
    assert page.evaluate("document.documentElement.scrollHeight") < 6000
    page.goto("/concepts?q=" + quote(head[:20]))
    expect(page.locator(".list a").first).to_be_visible()
    harmless(page)


def test_marks_that_turn_text_around_end_with_the_name(opens: Opens) -> None:
    page = opens("/concepts/hostile-rtl")
    places = page.evaluate("""[...document.querySelectorAll("h1, .entry .status, .entry .category")]
        .map((element) => element.getBoundingClientRect().left)""")
    assert places == sorted(places)


def test_keys_copy_what_is_there(opens: Opens) -> None:
    page = opens("/?q=hostile", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/?q=" + quote("<script>window.ran = 1</script>"))
    page.keyboard.press("Enter")
    page.keyboard.press("c")
    expect(page.get_by_role("status")).to_contain_text("<script>window.ran = 1</script>")
    assert page.evaluate("navigator.clipboard.readText()") == "<script>window.ran = 1</script>"
    harmless(page)
