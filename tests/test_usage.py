"""How often names stand in articles, counted and drawn."""

from __future__ import annotations

from xml.etree import ElementTree

from glossary import usage
from glossary.model import CorpusUse
from glossary.snapshot import Snapshot

SVG = "{http://www.w3.org/2000/svg}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def drawn(use: CorpusUse, snapshot: Snapshot) -> ElementTree.Element:
    return ElementTree.fromstring(usage.svg(usage.told(use, snapshot.views)))


def test_articles_are_counted_once_for_each_name(snapshot: Snapshot) -> None:
    texts = ["성텅과 성텅, 昇騰", "어센드", "", "셩텅"]
    use = usage.counted(snapshot.annotate(text)["mentions"] for text in texts)
    assert (use["articles"], use["concepts"]["huawei-ascend"]) == (4, use["concepts"]["huawei-ascend"])
    assert {one["form"]: (one["articles"], one["mentions"]) for one in use["forms"]}["성텅"] == (1, 2)


def test_no_articles_are_a_picture_too(snapshot: Snapshot) -> None:
    assert drawn(usage.counted([]), snapshot).tag == f"{SVG}svg"


def test_each_label_has_its_language(snapshot: Snapshot) -> None:
    use = usage.counted([snapshot.annotate("성텅, 셩텅")["mentions"]])
    labels = {one.text: one.get(LANG) for one in drawn(use, snapshot).iter(f"{SVG}text") if one.get(LANG)}
    assert labels["성텅"] == "ko"
    assert labels["昇腾"] == "zh-Hans"


def test_names_that_the_glossary_lacks_or_that_are_no_xml(snapshot: Snapshot) -> None:
    names = ["gone", "<&>", "\x00\x1b\ud800", "아" * 300]
    use: CorpusUse = {
        "articles": 1000,
        "concepts": dict.fromkeys(names, 1),
        "forms": [
            {"concept": one, "form": one, "lang": "ko", "kind": "name", "status": "deprecated",
             "articles": 1, "mentions": 1}
            for one in names
        ],
    }  # fmt: skip
    texts = {one.text for one in drawn(use, snapshot).iter(f"{SVG}text")}
    assert {"gone", "<&>", "<1%"} <= texts


def test_the_picture_has_the_first_names_alone(snapshot: Snapshot) -> None:
    use: CorpusUse = {"articles": 100, "concepts": {f"c{n}": n for n in range(1, 100)}, "forms": []}
    bars = [one for one in drawn(use, snapshot).iter(f"{SVG}rect") if one.get("class") == "bar"]
    assert len(bars) == usage.MOST_DRAWN
    assert [float(bar.get("width", 0)) for bar in bars] == sorted(
        (float(bar.get("width", 0)) for bar in bars), reverse=True
    )
