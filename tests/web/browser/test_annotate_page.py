"""The page /annotate in a browser: what is put in, shown and taken away, by pointer, finger and keyboard."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from glossary.model import CATEGORIES
from tests.web.browser.conftest import Opens, Watched, no_barriers

pytestmark = pytest.mark.browser

ARTICLE = """화웨이는 성텅(昇騰·Ascend)을 내놨다. 중국 선전시에서 화웨이가 밝혔다.
셩텅은 화웨이의 칩이고, 셩텅을 쓰는 곳은 바이두다.

선전은 날씨가 좋다. 화웨이 끝."""
NAMES = "#marked mark"


@pytest.fixture
def page(opens: Opens) -> Page:
    """The page, on a wide screen."""
    return opens("/annotate", permissions=["clipboard-read", "clipboard-write"])


def put(page: Page, text: str) -> None:
    """Put a text into the box: at once, as pasting does, for `fill` takes a minute for a long one."""
    page.locator("#text").evaluate("(box, text) => { box.value = text; box.dispatchEvent(new Event('input')); }", text)


def annotate(page: Page, text: str = ARTICLE) -> None:
    put(page, text)
    page.press("#text", "Control+Enter")
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#found")).to_be_visible()


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def test_a_pasted_article_is_marked(page: Page) -> None:
    expect(page.locator("#text")).to_be_focused()
    annotate(page)
    expect(page.locator("#found")).to_be_focused()
    expect(page.locator("#said")).to_contain_text("이름 6개")
    assert page.locator(NAMES).all_inner_texts()[:4] == ["화웨이", "성텅", "昇騰", "Ascend"]
    expect(page.locator("#text")).to_have_value(ARTICLE)
    shown = page.locator("#marked").evaluate("(e) => [...e.children].map((one) => one.textContent).join('\\n')")
    assert shown == ARTICLE
    styles = {
        page.locator(f".legend .{category}").evaluate("(e) => getComputedStyle(e).borderBottom")
        for category in ("organization", "product", "place")
    }
    assert len(styles) == 3
    for lang in ("zh-Hant", "en", "ko"):
        expect(page.locator(f"{NAMES}[lang={lang}]").first).to_be_visible()


def test_what_is_wrong_and_what_is_open_is_called_out(page: Page) -> None:
    annotate(page, ARTICLE + " 우시는 좋다. 그 저장은 어디인가.")
    wrong = page.locator(".callout.wrong li")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("셩텅")
    expect(wrong).to_contain_text("성텅")
    expect(wrong).to_contain_text("2곳")
    wrong.get_by_role("link", name="셩텅").click()
    expect(page.locator("#card")).to_contain_text("쓰지 않는 표기")
    expect(page.locator("#card .better")).to_have_text("→ 권장 표기 성텅")
    assert focused(page) == "셩텅"


@pytest.mark.parametrize("how", ["hover", "focus", "tap"])
def test_the_card(opens: Opens, how: str) -> None:
    page = opens("/annotate", has_touch=how == "tap")
    annotate(page)
    card, name = page.locator("#card"), page.locator(NAMES).nth(1)
    expect(card).to_be_hidden()
    getattr(name, how)()
    expect(card).to_be_visible()
    for text in ("성텅", "권장 표기", "제품", "昇腾", "昇騰", "Ascend", "shēng téng"):
        expect(card).to_contain_text(text)
    expect(card.get_by_role("link", name="용어집에서 보기")).to_have_attribute("href", "/concepts/huawei-ascend")
    described = name.get_attribute("aria-describedby") or ""
    assert "昇腾" in " ".join(page.locator(f"#{id}").inner_text() for id in described.split())
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    if how == "hover":
        name.hover()
        page.locator(NAMES).first.hover()
        expect(card).to_contain_text("화웨이")
        card.hover()
        page.wait_for_timeout(400)
        expect(card).to_be_visible()
        page.locator("h1").hover()
        expect(card).to_be_hidden()
    if how == "tap":
        name.tap()
        expect(card).to_be_visible()
        page.locator("#found").tap()
        expect(card).to_be_hidden()


def test_one_stop_for_all_names(page: Page) -> None:
    annotate(page)
    page.locator("#gloss-style").focus()
    stops = []
    while not stops or stops[-1] != "concept":
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate("document.activeElement.dataset.go?.split(':')[0] ?? document.activeElement.className")
        )
        assert len(stops) < 20
    assert len([one for one in stops if "named" in one]) == 1
    page.keyboard.press("Shift+Tab")
    names = page.locator("#marked .named")
    expect(names.first).to_be_focused()
    for key, at in (("ArrowRight", 1), ("n", 2), ("ArrowLeft", 1), ("p", 0), ("p", 0), ("End", names.count() - 1)):
        page.keyboard.press(key)
        expect(names.nth(at)).to_be_focused()
    page.keyboard.press("Home")
    # as a Korean keyboard sends it
    names.first.dispatch_event("keydown", {"key": "ㅜ", "code": "KeyN", "bubbles": True})
    expect(names.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#card button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(names.nth(1)).to_be_focused()
    expect(page.locator("#card")).to_be_hidden()


def test_the_list_leads_from_mention_to_mention(page: Page) -> None:
    annotate(page)
    own = page.locator("#c-huawei")
    expect(own).to_contain_text("4곳")
    marks = page.locator("#marked [data-concept=huawei]")
    for at in (0, 1, 2, 3, 0):
        own.get_by_role("link", name="화웨이").click()
        expect(marks.nth(at)).to_be_focused()
        expect(marks.nth(at)).to_be_in_viewport()


def test_copying(page: Page) -> None:
    annotate(page)
    page.get_by_role("button", name="병기해서 복사").click()
    expect(page.locator("#said")).to_have_text("복사했습니다: 병기한 글")
    assert copied(page).startswith("화웨이(華為·Huawei)는 성텅(昇騰·Ascend)을 내놨다.")
    page.locator("#gloss-style").select_option("hans")
    expect(page.locator("#glossed")).to_have_value(
        ARTICLE.replace("화웨이는", "화웨이(华为)는")
        .replace("선전시에서", "선전(深圳)시에서")
        .replace("중국", "중국(中国)")
        .replace("칩이고", "칩(芯片)이고")
        .replace("바이두다", "바이두(百度)다")
    )
    page.get_by_role("button", name="병기해서 복사").click()
    expect(page.locator("#said")).to_have_text("복사했습니다: 병기한 글")
    assert copied(page).startswith("화웨이(华为)는")
    page.get_by_role("button", name="표기를 고쳐서 복사").click()
    expect(page.locator("#said")).to_have_text("복사했습니다: 표기를 고친 글")
    assert copied(page) == ARTICLE.replace("셩텅", "성텅")
    page.reload()
    annotate(page)
    expect(page.locator("#gloss-style")).to_have_value("hans")


def test_downloads(page: Page) -> None:
    annotate(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="JSON 내려받기").click()
    found = json.loads(saved.value.path().read_text(encoding="utf-8"))
    assert saved.value.suggested_filename == "article.json"
    assert all(ARTICLE[one["start"] : one["end"]] == one["text"] for one in found["mentions"])
    with page.expect_download() as saved:
        page.get_by_role("button", name="HTML 내려받기").click()
    assert "<mark" in saved.value.path().read_text(encoding="utf-8")
    expect(page.locator("#text")).to_have_value(ARTICLE)


def test_files(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "기사.html"
    source = (
        "<p>화웨이는 <script>window.ran = 1</script><b>성</b>텅을 냈다.<img src=x onerror='window.ran = 2'></p>\r\n"
    )
    file.write_bytes(source.encode("cp949"))
    page.set_input_files("input[type=file]", file)
    expect(page.locator(NAMES)).to_have_text(["화웨이", "성텅"])
    expect(page.locator(".notice")).to_contain_text("CP949")
    expect(page.locator("#text")).to_have_value(source.replace("\r\n", "\n"))
    with page.expect_download() as saved:
        page.get_by_role("button", name="HTML 내려받기").click()
    assert saved.value.suggested_filename == "기사.html"
    marked = saved.value.path().read_bytes().decode("cp949")
    assert marked.count("<mark") == 3
    assert marked.endswith("\r\n")
    page.fill("#text", "바이두")
    page.press("#text", "Control+Enter")
    expect(page.locator(NAMES)).to_have_text(["바이두"])
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("at", ["#text", "footer"])
def test_a_dropped_file_is_read_wherever_it_falls(page: Page, at: str) -> None:
    data = page.evaluate_handle(
        """() => { const data = new DataTransfer();
        data.items.add(new File(["화웨이의 성텅"], "a.txt", { type: "text/plain" }));
        data.items.add(new File(["바이두"], "b.txt", { type: "text/plain" })); return data; }"""
    )
    page.dispatch_event(at, "dragover", {"dataTransfer": data})
    expect(page.locator("#article")).to_have_class("article over")
    page.dispatch_event(at, "drop", {"dataTransfer": data})
    expect(page.locator(NAMES)).to_have_text(["화웨이", "성텅"])
    expect(page.locator("#text")).to_have_value("화웨이의 성텅")
    expect(page.get_by_role("alert")).to_contain_text("첫째 파일만")
    expect(page.locator("#article")).to_have_class("article")


def test_what_goes_wrong_leaves_the_text(page: Page, watched: Watched, tmp_path: Path) -> None:
    annotate(page)
    page.fill("#text", "")
    page.press("#text", "Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("비어 있습니다")
    page.reload()
    page.fill("#text", ARTICLE)
    page.evaluate("() => fetch = () => Promise.reject(new TypeError('offline'))")
    page.press("#text", "Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("글은 그대로")
    expect(page.locator("#text")).to_have_value(ARTICLE)
    page.reload()
    watched.expected.append("400")
    page.fill("#text", ARTICLE)
    file = tmp_path / "a.txt"
    file.write_bytes(bytes(range(256)))
    page.set_input_files("input[type=file]", file)
    expect(page.get_by_role("alert")).to_contain_text("글로 읽을 수 없습니다")
    expect(page.locator("#text")).to_have_value(ARTICLE)


def test_the_limit_is_told_before_sending(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.method))
    expect(page.locator(".length")).to_contain_text("1,000,000자")
    put(page, ("가" * 99 + "\n") * 10_001)
    expect(page.locator(".length")).to_have_class("length over")
    page.get_by_role("button", name="이름 표시").click()
    expect(page.get_by_role("alert")).to_contain_text("아직 보내지 않았습니다")
    assert "POST" not in sent


def test_the_way_back_has_the_text(page: Page) -> None:
    annotate(page)
    page.locator(NAMES).first.focus()
    page.locator("#card").get_by_role("link", name="용어집에서 보기").click()
    page.wait_for_url("**/concepts/huawei")
    page.go_back()
    expect(page.locator("#text")).to_have_value(ARTICLE)
    expect(page.locator(NAMES).first).to_have_text("화웨이")


def test_another_language_keeps_the_text(page: Page) -> None:
    annotate(page)
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#text")).to_have_value(ARTICLE)
    expect(page.locator("#found")).to_contain_text("6 names")
    page.locator(NAMES).first.focus()
    expect(page.locator("#card")).to_contain_text("Preferred")


HOSTILE = (
    "<script>window.ran = 1</script> <img src=x onerror=window.ran=2> 화웨이 </textarea><script>window.ran=3</script> "
    "가나\u202e다라 \u2066 화\u200b웨이 " + "긴" * 10_000 + " " + "w" * 20_000 + "\0 {{ 7 * 7 }} 화웨이"
)


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_in_an_article_runs_or_breaks_the_page(opens: Opens, width: int) -> None:
    page = opens("/annotate", width=width)
    annotate(page, HOSTILE)
    assert page.locator("#text").input_value().startswith("<script>")
    expect(page.locator("#marked")).to_contain_text("<script>window.ran = 1</script>")
    for name in page.locator("#marked .named").all()[:6]:
        name.focus()
        expect(page.locator("#card")).to_be_visible()
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"


def test_without_scripts(opens: Opens, tmp_path: Path) -> None:
    page = opens("/annotate", java_script_enabled=False, width=390)
    page.fill("#text", ARTICLE)
    page.get_by_role("button", name="이름 표시").click()
    expect(page.locator(NAMES).first).to_have_attribute("title", re.compile("화웨이 · 华为 · 華為 · .*Huawei"))
    expect(page.locator("#text")).to_have_value(ARTICLE)
    page.get_by_text("표기를 고친 글").click()
    expect(page.locator("#normalized")).to_have_value(ARTICLE.replace("셩텅", "성텅"))
    with page.expect_download() as saved:
        page.get_by_role("button", name="JSON 내려받기").click()
    found = json.loads(saved.value.path().read_text(encoding="utf-8"))
    assert all(ARTICLE[one["start"] : one["end"]] == one["text"] for one in found["mentions"])
    page.locator("#c-huawei").get_by_role("link", name="화웨이").click()
    expect(page.locator("#m1")).to_be_in_viewport()
    page.locator("#c-huawei").get_by_role("link", name="용어집에서 보기").click()
    page.go_back()
    expect(page.locator("#text")).to_have_value(ARTICLE)
    file = tmp_path / "a.txt"
    file.write_bytes("바이두".encode("utf-16"))
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="이름 표시").click()
    expect(page.locator(NAMES)).to_have_text(["바이두"])


def test_a_long_article_is_marked_to_its_end(page: Page) -> None:
    text = "\n".join(f"{number}. {ARTICLE}" + " 그리고 긴 글이 이어진다." * 15 for number in range(1, 301))
    assert len(text.encode()) > 200_000
    put(page, text)
    page.press("#text", "Control+Enter")
    expect(page.locator(NAMES)).to_have_count(14 * 300, timeout=30_000)
    last = page.locator(NAMES).last
    last.focus()
    expect(page.locator("#card")).to_contain_text("화웨이")
    expect(last).to_be_in_viewport()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#card")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_barriers(opens: Opens, scheme: str, width: int) -> None:
    page = opens("/annotate", width=width, color_scheme=scheme)
    annotate(page)
    page.locator("#c-china .leave").click()
    expect(page.get_by_role("button", name="되돌리기: 중국")).to_be_focused()
    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    page.locator(NAMES).nth(1).focus()
    expect(page.locator("#card")).to_be_visible()
    no_barriers(page)


_CONTRAST = """(marks) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const paper = light(paint(getComputedStyle(document.body).backgroundColor));
  return Object.fromEntries(marks.map((mark) => {
    const own = getComputedStyle(mark);
    const line = light(paint(mark.classList.contains("deprecated") ? own.textDecorationColor : own.borderBottomColor));
    return [mark.className, (Math.max(line, paper) + 0.05) / (Math.min(line, paper) + 0.05)];
  }));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_category_has_a_line_that_is_seen(opens: Opens, scheme: str) -> None:
    page = opens("/annotate", color_scheme=scheme)
    annotate(page)
    page.evaluate(
        """(kinds) => { document.querySelector(".legend").innerHTML =
        kinds.map((kind) => `<li><span class="named ${kind}">a</span></li>`).join(""); }""",
        [*CATEGORIES, "deprecated", "doubt"],
    )
    found = page.locator(".legend .named").evaluate_all(_CONTRAST)
    assert len(found) == len(CATEGORIES) + 2
    assert all(contrast >= 3 for contrast in found.values()), found


def test_an_old_text_is_not_copied_for_the_new_one(opens: Opens) -> None:
    page = opens("/annotate")
    annotate(page)
    button = page.get_by_role("button", name="병기해서 복사")
    expect(button).to_be_enabled()
    page.locator("#text").press_sequentially("화웨이")
    expect(button).to_be_disabled()
    expect(page.locator("#stale")).to_be_visible()
    annotate(page)
    expect(button).to_be_enabled()
    expect(page.locator("#stale")).to_be_hidden()


def test_corrected_and_glossed_in_one(page: Page) -> None:
    annotate(page, "텐마오는 장터다.")
    expect(page.locator("#glossed")).to_have_value("텐마오(天貓·Tmall)는 장터다.")
    page.get_by_label("쓰지 않는 표기를 고쳐서 병기").check()
    expect(page.locator("#glossed")).to_have_value("티몰(天貓·Tmall)은 장터다.")
    page.locator("#gloss-style").select_option("hans")
    expect(page.locator("#glossed")).to_have_value("티몰(天猫)은 장터다.")
    page.get_by_role("button", name="병기해서 복사").click()
    expect(page.locator("#said")).to_have_text("복사했습니다: 병기한 글")
    assert copied(page) == "티몰(天猫)은 장터다."
    page.reload()
    annotate(page, "텐마오는 장터다.")
    expect(page.get_by_label("쓰지 않는 표기를 고쳐서 병기")).to_be_checked()
    expect(page.locator("#glossed")).to_have_value("티몰(天猫)은 장터다.")


def test_a_desk_leaves_common_names_out(page: Page) -> None:
    annotate(page)
    page.locator("#c-china .leave").click()
    restore = page.get_by_role("button", name="되돌리기: 중국")
    expect(restore).to_be_focused()
    expect(page.locator("#said")).to_have_text("뺐습니다: 중국")
    expect(page.locator("#marked [data-concept=china]")).to_have_count(0)
    assert "중국 선전(" in page.locator("#glossed").input_value()
    page.locator("#marked [data-concept=baidu]").focus()
    page.locator("#card .leave").click()
    expect(page.get_by_role("button", name="되돌리기: 바이두")).to_be_focused()
    page.reload()  # the browser remembers
    annotate(page)
    expect(page.locator("#marked :is([data-concept=china], [data-concept=baidu])")).to_have_count(0)
    with page.expect_download() as saved:
        page.get_by_role("button", name="JSON 내려받기").click()
    expect(page.locator("#said")).to_have_text("파일을 내려받습니다.")
    found = json.loads(saved.value.path().read_text(encoding="utf-8"))
    assert {"china", "baidu"}.isdisjoint(one["concept"] for one in found["mentions"])
    page.get_by_role("button", name="되돌리기: 바이두").click()
    expect(page.locator("#c-baidu .leave")).to_be_focused()  # the focus has moved for the last time: a key may come
    restore.press("Enter")
    expect(page.locator("#c-china .leave")).to_be_focused()
    expect(page.locator("#marked :is([data-concept=china], [data-concept=baidu])")).to_have_count(2)
    expect(page.locator(".left-out")).to_have_count(0)


def test_leaving_out_without_scripts(opens: Opens) -> None:
    page = opens("/annotate", java_script_enabled=False)
    page.fill("#text", ARTICLE)
    page.get_by_role("button", name="이름 표시").click()
    page.locator("#c-china .leave").click()
    expect(page.locator("#marked [data-concept=china]")).to_have_count(0)
    page.locator("#c-baidu .leave").click()
    page.get_by_role("button", name="되돌리기: 중국").click()
    expect(page.locator("#marked [data-concept=china]")).to_have_count(1)
    expect(page.locator("#marked [data-concept=baidu]")).to_have_count(0)
    expect(page.locator("#text")).to_have_value(ARTICLE)


def test_keys_of_a_name_copy_it(page: Page) -> None:
    annotate(page, "화웨이 어센드가 나왔다.")
    name = page.locator(NAMES).nth(1)
    name.focus()
    expect(page.locator("#card .better")).to_have_text("→ 권장 표기 성텅")
    page.keyboard.press("c")
    expect(page.locator("#said")).to_have_text("복사했습니다: 성텅")
    assert copied(page) == "성텅"
    name.dispatch_event("keydown", {"key": "ㅎ", "code": "KeyG", "bubbles": True})  # as a Korean keyboard sends it
    expect(page.locator("#said")).to_have_text("복사했습니다: 성텅(昇騰·Ascend)")
    assert copied(page) == "성텅(昇騰·Ascend)"
    page.locator("#gloss-style").select_option("hans")
    name.focus()
    expect(page.locator("#card .gloss bdi")).to_have_text("성텅(昇腾)")
    page.locator("#card .gloss .copy").click()
    expect(page.locator("#said")).to_have_text("복사했습니다: 성텅(昇腾)")


def test_the_last_name_of_a_long_list_can_be_read(opens: Opens) -> None:
    page = opens("/annotate", height=500)
    annotate(page, "화웨이, 바이두, 상하이, 베이징, 샤오미, 비야디, 텐센트, 엔비디아, 알리바바, 선전시, 광둥성")
    page.evaluate("document.querySelector('.beside').scrollIntoView()")
    last = page.locator(".listed li").last
    last.scroll_into_view_if_needed()
    row, whole = last.bounding_box(), page.locator(".listed").bounding_box()
    assert row is not None
    assert whole is not None
    assert row["y"] + row["height"] <= min(whole["y"] + whole["height"], 500)
