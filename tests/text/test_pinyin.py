from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from glossary.text import pinyin, table
from tests import strategies


@pytest.mark.parametrize(
    ("hanzi", "read"),
    [
        ("华为", "huá wéi"),
        ("昇腾", "shēng téng"),
        ("重庆", "chóng qìng"),
        ("长沙", "cháng shā"),
        ("银行", "yín háng"),
        ("西安", "xī ān"),
        ("绿", "lǜ"),
        ("", ""),
    ],
)
def test_of(hanzi: str, read: str) -> None:
    assert pinyin.of(hanzi) == read


@pytest.mark.parametrize(
    "typed",
    ["chóng qìng", "chong2 qing4", "CHONGQING", "Chong-Qing", "chong'qing", "chong2qing4", "chóngqìng", "chong qing"],
)
def test_ways_to_type_pinyin_are_one(typed: str) -> None:
    assert pinyin.plain(typed) == "chongqing"
    assert pinyin.plain(unicodedata.normalize("NFD", typed)) == "chongqing"
    assert pinyin.is_typed(typed)
    assert pinyin.is_typed(unicodedata.normalize("NFD", typed))


@pytest.mark.parametrize("typed", ["lǜ", "lü4", "lv4", "lu:4", "LÜ", "Lu:"])
def test_the_umlaut_has_many_ways(typed: str) -> None:
    assert pinyin.plain(typed) == "lu"
    assert pinyin.is_typed(typed)


@pytest.mark.parametrize(
    "text", ["", " ", "1234", "GPT", "IFLYTEK", "성텅", "华为", "huawei!", "huawei 화", "ㅎ", "\ud800"]
)
def test_these_are_no_pinyin(text: str) -> None:
    assert not pinyin.is_typed(text)


@pytest.mark.parametrize(
    "syllables",
    [
        "a ai an ang ao e ei en eng er o ou",
        "ba bo bai bei bao ban ben bang beng bi bie biao bian bin bing bu",
        "zha zhe zhi zhai zhei zhao zhou zhan zhen zhang zheng zhu zhua zhuo zhuai zhui zhuan zhun zhuang zhong",
        "ji jia jie jiao jiu jian jin jiang jing jiong ju jue juan jun",
        "nü nüe lü lüe nv nve lv lve",
        "wu wa wo wai wei wan wen wang weng yi ya ye yao you yan yin yang ying yu yue yuan yun yong",
    ],
)
def test_all_syllables_can_be_typed(syllables: str) -> None:
    assert [syllable for syllable in syllables.split() if not pinyin.is_typed(syllable)] == []


def test_the_pinyin_of_each_common_hanzi_can_be_typed() -> None:
    """What a name is filed under must be what its pinyin is taken for when typed."""
    hanzi = [chr(code) for code in range(0x4E00, 0x9FA6)]
    read = {char: pinyin.of(char) for char in hanzi}
    odd = {char: own for char, own in read.items() if own != char and not pinyin.is_typed(own)}
    # ḿ ń ň ng hm hng are interjections that no name is made of.
    assert {pinyin.plain(reading) for reading in odd.values()} <= {"m", "n", "ng", "hm", "hng"}


@given(strategies.wild_texts)
def test_plain_is_bare_letters_and_stays(text: str) -> None:
    plain = pinyin.plain(text)
    assert set(plain) <= set("abcdefghijklmnopqrstuwxyz")
    assert pinyin.plain(plain) == plain


@given(strategies.texts)
def test_no_text_is_refused(text: str) -> None:
    read = pinyin.of(text)
    assert pinyin.is_typed(read) in (True, False)
    assert bool(read) >= bool(text.strip() and text.isalpha())


@pytest.mark.parametrize(
    ("simplified", "original", "first", "others"),
    [
        ("乐", "樂", "lè", ["yuè"]),
        ("干", "乾", "qián", ["gān"]),
        ("长", "长", "cháng", ["zhǎng"]),
        ("都", "都", "dū", ["dōu"]),
        ("明", "明", "míng", []),
        ("々", "々", "", []),
    ],
)
def test_readings_of_one_hanzi(simplified: str, original: str, first: str, others: list[str]) -> None:
    (reading,) = pinyin.readings(simplified, original)
    assert (reading.pinyin, list(reading.others)) == (first, others)


def test_a_word_decides_and_keeps_the_other_readings() -> None:
    first, second = pinyin.readings("长沙", "長沙")
    assert first == pinyin.Reading("cháng", ("zhǎng",), True)
    assert second.pinyin == "shā"
    assert not pinyin.readings("长鑫", "长鑫")[0].decided
    assert not pinyin.readings("朝阳", "朝阳")[0].decided  # both words are in the dictionary


def test_all_readings_are_told_apart() -> None:
    for char in map(chr, range(0x4E00, 0x5E00)):
        (reading,) = pinyin.readings(char, char)
        assert reading.pinyin not in reading.others
        assert len(set(reading.others)) == len(reading.others)
        assert reading.pinyin or not reading.others


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("曾毓群", ("zēng",)),
        ("尉迟恭", ("yù", "chí")),
        ("尉健行", ("wèi",)),
        ("李明", ()),
        ("单", ()),
        ("欧阳", ()),
        ("", ()),
    ],
)
def test_surnames(name: str, read: tuple[str, ...]) -> None:
    assert pinyin.surname(name) == read


@pytest.mark.parametrize("row", table("surnames.tsv"), ids=lambda row: row[0])
def test_every_surname_has_a_syllable_for_each_character(row: list[str]) -> None:
    surname, read = row
    assert len(read.split()) == len(surname)
    assert all(map(pinyin.is_typed, read.split()))
    assert pinyin.surname(surname + "某") == tuple(read.split())
