"""A concept's page and the list, as a reader uses them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Opens, Service, Watched

pytestmark = pytest.mark.browser


def test_all_that_is_known_of_a_concept(opens: Opens, service: Service) -> None:
    page = opens("/concepts/huawei-ascend")
    main = page.get_by_role("main")
    expect(page.locator("h1")).to_have_text("성텅")
    for text in (
        "어센드", "셩텅", "쓰지 않는 표기", "昇腾", "昇騰", "shēng téng", "Huawei Ascend", "화웨이의 AI 프로세서",
        "승등",
        "외래어 표기법 제2장 표5", "The brand keeps 昇", "seed:003_d3cedd9429d06eac", "성텅(昇騰·Ascend)",
    ):  # fmt: skip
        expect(main).to_contain_text(text)
    assert page.title() == "성텅 · 昇腾 · 昇騰 | 한중영 용어집"
    assert page.locator("link[rel=canonical]").get_attribute("href") == f"{service.url}/concepts/huawei-ascend"
    assert page.locator("meta[property='og:description']").get_attribute("content") == "화웨이의 AI 프로세서"


def test_the_history_of_a_concept(opens: Opens) -> None:
    page = opens("/concepts/huawei-ascend")
    steps = page.locator(".steps li")
    expect(steps).to_have_count(2)
    expect(steps.nth(0)).to_contain_text("어센드")
    expect(steps.nth(0).locator("ins")).to_contain_text("허용 표기")
    expect(steps.nth(0)).to_contain_text("terms.yaml")
    expect(steps.nth(1)).to_contain_text("신규 등록")


def test_kin_lead_both_ways(opens: Opens, watched: Watched) -> None:
    watched.expected.append("404")  # a page of JSON has no icon
    page = opens("/concepts/huawei-ascend")
    page.locator(".kin").get_by_role("link", name="화웨이", exact=True).click()
    expect(page.locator("h1")).to_have_text("화웨이")
    page.locator(".kin").get_by_role("link", name="성텅", exact=True).click()
    expect(page.locator("h1")).to_have_text("성텅")
    page.get_by_role("link", name="JSON").click()
    expect(page).to_have_url(re.compile("/api/v1/concepts/huawei-ascend$"))


def test_a_form_is_copied(opens: Opens) -> None:
    page = opens("/concepts/huawei-ascend", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="복사: 昇騰").first.click()
    assert page.evaluate("navigator.clipboard.readText()") == "昇騰"


def test_an_unknown_id_leads_on(opens: Opens, watched: Watched) -> None:
    watched.expected.append("404")
    page = opens("/concepts/huawei-ascnd")
    expect(page.locator("#q")).to_have_value("huawei ascnd")
    page.get_by_role("link", name="찾기: huawei ascnd").click()
    expect(page.locator(".entry h2").first).to_have_text("화웨이")


def test_the_list(opens: Opens) -> None:
    page = opens("/concepts")
    expect(page.locator(".list li")).to_have_count(60)
    page.get_by_role("navigation", name="분류").get_by_role("link", name="인물").click()
    page.get_by_role("navigation", name="차례").get_by_role("link", name="병음").click()
    page.get_by_role("navigation", name="첫 글자").get_by_role("link", name="X", exact=True).click()
    readings = page.locator(".list .reading").all_inner_texts()
    assert readings
    assert all(reading.lower().startswith("x") for reading in readings)
    expect(page).to_have_url(re.compile(r"by=pinyin&initial=X&category=person"))
    page.get_by_label("이 글자가 든 이름만").fill("习")
    page.keyboard.press("Enter")
    expect(page.locator(".list a").filter(has_text="시진핑")).to_be_visible()


def test_paging(opens: Opens) -> None:
    page = opens("/concepts")
    pages = page.get_by_role("navigation", name="쪽")
    names = set(page.locator(".list a").all_inner_texts())
    pages.get_by_role("link", name="다음").click()
    expect(pages.locator("[aria-current]")).to_have_text("2")
    assert not names & set(page.locator(".list a").all_inner_texts())
    pages.get_by_role("link", name="이전").click()
    expect(pages.locator("[aria-current]")).to_have_text("1")


def test_print(opens: Opens) -> None:
    page = opens("/concepts/huawei-ascend", color_scheme="dark")
    page.emulate_media(media="print")
    assert page.locator(".copy:visible, .search:visible, footer:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
