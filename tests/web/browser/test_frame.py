"""What all pages have in common: the keys, the languages, the look at every width, and no barrier that axe knows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Opens, Watched, no_barriers

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/?q=승등",
    "/?q=桂林电子",
    "/?q=중국",
    "/concepts",
    "/concepts?by=pinyin&initial=H&category=organization",
    "/concepts/huawei-ascend",
    "/concepts/nothing-like-it",
)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_no_barriers(opens: Opens, watched: Watched, path: str, scheme: str, width: int) -> None:
    watched.expected.append("404")
    page = opens(path, width=width, color_scheme=scheme)
    no_barriers(page)


def test_no_barriers_in_the_reference(opens: Opens) -> None:
    no_barriers(opens("/docs", width=390))


@pytest.mark.parametrize("path", ["/", "/docs"])
@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_key_leads_to_the_box(opens: Opens, path: str, key: str) -> None:
    page = opens(path)
    page.locator("footer a").first.focus()
    page.keyboard.press(key)
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("")


def test_a_slash_can_be_typed(opens: Opens) -> None:
    page = opens("/")
    page.keyboard.type("a/b")
    expect(page.locator("#q")).to_have_value("a/b")


@pytest.mark.parametrize(
    ("locale", "tag", "word"),
    [("ko-KR", "ko", "찾기"), ("zh-CN", "zh-Hans", "查找"), ("zh-TW", "zh-Hant", "查詢"), ("en-GB", "en", "Search")],
)
def test_the_language_of_the_reader(opens: Opens, locale: str, tag: str, word: str) -> None:
    page = opens("/", locale=locale)
    expect(page.locator("html")).to_have_attribute("lang", tag)
    expect(page.get_by_role("button", name=word, exact=True)).to_be_visible()


def test_the_switch_is_remembered(opens: Opens) -> None:
    page = opens("/?q=승등")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#q")).to_have_value("승등")
    page.goto("/docs")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_hanzi_are_set_in_the_faces_of_their_readers(opens: Opens) -> None:
    page = opens("/?q=昇騰")
    faces = {
        lang: page.locator(f".entry [lang={lang}]").first.evaluate("(e) => getComputedStyle(e).fontFamily")
        for lang in ("ko", "zh-Hans", "zh-Hant")
    }
    assert len(set(faces.values())) == 3
