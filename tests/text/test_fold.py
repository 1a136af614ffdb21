"""Folding equates what a reader takes for one name, and never loses the way back to the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.text import chinese, fold
from glossary.text.fold import APOSTROPHE, BARRIER, DOT, HYPHEN, NEWLINE, SPACE, ZERO_WIDTH
from tests import strategies

ASSIGNED = [char for char in map(chr, range(0x110000)) if unicodedata.category(char) not in ("Cn", "Co", "Cs")]

# One name, two ways to write it.
SAME = {
    "decomposed Hangul": ("성텅", unicodedata.normalize("NFD", "성텅")),
    "half-composed Hangul": ("강", "가\u11bc"),
    "decomposed Latin": ("Café", "Cafe\u0301"),
    "decomposed pinyin": ("lǜ", "lu\u0308\u0300"),
    "decomposed kana": ("ガ", "カ\u3099"),
    "half-width kana": ("ガンマ", "ｶﾞﾝﾏ"),
    "half-width jamo": ("ㄱㅏ", "ﾡￂ"),
    "full-width": ("Huawei 910C", "Ｈｕａｗｅｉ　９１０Ｃ"),
    "case": ("IFLYTEK", "iFlytek"),
    "case beyond ASCII": ("ÉΣЯ", "éσя"),
    "Kelvin and Ångström signs": ("\u212a\u212b", "kå"),
    "compatibility ideograph": ("李樂", "\uf9e1\uf914"),
    "compatibility ideograph beyond the BMP": ("丽", "\U0002f800"),
    "Kangxi radical": ("金山", "\u2fa6\u2f2d"),
    "CJK radical": ("⺠", "民"),
    "spaces": ("Moore Threads", "MooreThreads"),
    "ideographic space": ("李　宁", "李宁"),
    "line break": ("루이진병원", "루이진\r\n병원"),
    "middle dots": ("G·I·DLE", "GI‧DLE"),
    "katakana dot": ("ㆍ중앙", "・중앙"),
    "hyphens": ("Moore-Threads", "Moore–Threads"),
    "apostrophes": ("Xi'an", "Xi’an"),
    "zero width": ("화웨이", "화\u200b웨\ufeff이"),
    "soft hyphen": ("Huawei", "Hua\u00adwei"),
    "variation selector": ("葛", "葛\U000e0100"),
}

# One name in the characters of several places.
VARIANTS = """
华为 華為 華爲, 国际 國際 国際, 黄 黃, 清 淸, 真 眞, 峰 峯, 群 羣, 启 啟 啓, 青 靑, 产 產 産, 说 說 説,
户 戶 戸, 卫 衛 衞, 温 溫, 绿 綠 緑, 强 強, 内 內, 气 氣 気, 泽 澤 沢, 广 廣 広, 樱 櫻 桜, 里 裏 裡,
面 麪 麵, 钩 鈎 鉤, 线 線 綫, 绣 繡 綉, 痴 癡, 床 牀, 教 敎, 乡 鄉 鄕, 尚 尙, 既 旣, 即 卽, 晋 晉, 郑 鄭,
吴 吳 呉, 宁 寧, 颜 顏 顔, 虚 虛, 台 臺, 盐 鹽 塩, 黑 黒, 关 關 関, 边 邊 辺, 斋 齋 斎, 龟 龜 亀, 沈 瀋,
锐 銳 鋭, 悦 悅, 税 稅, 龙 龍 竜, 齐 齊 斉, 传 傳 伝, 寿 壽, 争 爭, 净 淨, 研 硏, 屏 屛, 彦 彥, 鸡 雞 鷄,
册 冊, 发 發 髮 発
""".replace("\n", " ").split(",")


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_ways_to_write_one_name_fold_alike(one: str, other: str) -> None:
    assert fold.key(one) == fold.key(other) != ""


@pytest.mark.parametrize("row", VARIANTS, ids=str.strip)
def test_characters_of_all_places_fold_alike(row: str) -> None:
    written = row.split()
    assert {fold.key(form) for form in written} == {written[0]}
    assert {fold.key(form) for form in map(chinese.to_simplified, written)} == {written[0]}


@pytest.mark.parametrize("row", VARIANTS, ids=str.strip)
def test_without_variants_traditional_and_simplified_stay_apart(row: str) -> None:
    written = row.split()
    assert len({fold.key(form, variants=False) for form in written}) == len(written)


def test_every_hanzi_folds_like_its_simplified_form() -> None:
    ranges = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))
    hanzi = [chr(code) for low, high in ranges for code in range(low, high)]
    # One call for all of them; a line break keeps OpenCC from seeing phrases.
    simplified = chinese.to_simplified("\n".join(hanzi)).split("\n")
    assert [(c, s) for c, s in zip(hanzi, simplified, strict=True) if fold.key(c) != fold.key(s)] == []


def test_folding_each_character_of_unicode_twice_changes_nothing() -> None:
    keys = {char: fold.key(char) for char in ASSIGNED}
    assert [hex(ord(char)) for char, key in keys.items() if key and key != char and fold.key(key) != key] == []


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_each_character_of_unicode_folds_like_its_normal_form(form: str) -> None:
    wrong = []
    for char in ASSIGNED:
        normal = unicodedata.normalize(form, char)
        # The lower case of Turkish İ is two characters, and folding is one-to-one.
        if normal != char and char != "İ" and fold.key(char) != fold.key(normal):
            wrong.append((hex(ord(char)), fold.key(char), fold.key(normal)))
    assert wrong == []


@pytest.mark.parametrize("letters", ["ㄱㅏ", "ㅋㄷㅅㅍㅇ", "ㄳ", "ㅎㅗㅏ", "ㅏㅏ", "㈜㎏①Ⅳﬁ"])
def test_nfkc_is_not_applied(letters: str) -> None:
    """Typed jamo stay jamo, and one character is never taken for several."""
    assert len(fold.key(letters)) == len(letters)
    assert fold.key("ㄱㅏ") == "ㄱㅏ" != fold.key("가")


@given(st.text(strategies.typed_jamo.filter(lambda c: c not in "\u3164\u318d"), max_size=12))
def test_typed_jamo_stay_as_typed(letters: str) -> None:
    assert fold.key(letters) == letters


@given(strategies.wild_texts, st.booleans())
def test_folding_twice_changes_nothing(text: str, variants: bool) -> None:
    once = fold.key(text, variants=variants)
    assert fold.key(once, variants=variants) == once


@given(strategies.texts, st.booleans())
def test_normal_forms_fold_alike(text: str, variants: bool) -> None:
    expected = fold.key(text, variants=variants)
    assert fold.key(unicodedata.normalize("NFC", text), variants=variants) == expected
    assert fold.key(unicodedata.normalize("NFD", text), variants=variants) == expected


@given(strategies.wild_texts)
def test_variants_only_replace_characters(text: str) -> None:
    plain, variants = fold.fold(text, variants=False), fold.fold(text)
    assert fold.key(plain.text) == variants.text
    assert len(plain.text) == len(variants.text)
    assert plain.starts.tolist() == variants.starts.tolist()
    assert plain.ends.tolist() == variants.ends.tolist()
    assert plain.gaps == variants.gaps


@given(strategies.wild_texts)
def test_every_folded_character_stands_for_a_slice_of_the_original(text: str) -> None:
    folded = fold.fold(text)
    starts, ends = folded.starts.tolist(), folded.ends.tolist()
    assert len(starts) == len(ends) == len(folded.gaps) == len(folded.text)
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    for start, end in zip(starts, ends, strict=True):
        assert 0 <= start < end <= len(text)


@given(strategies.wild_texts)
def test_what_a_character_stands_for_folds_to_it(text: str) -> None:
    """Joining the slices of neighbours gives the whole: nothing but removed characters lies between them."""
    folded = fold.fold(text)
    for i in range(len(folded.text)):
        left = int(folded.ends[i - 1]) if i else 0
        between = text[left : int(folded.starts[i])]
        assert fold.key(between) == ""
        assert bool(between) <= bool(folded.gaps[i])
    if folded.text:
        start, end = folded.span(0, len(folded.text))
        assert fold.key(text[start:end]) == folded.text
        assert fold.key(text[:start]) == fold.key(text[end:]) == ""


@given(strategies.texts, st.data())
def test_a_span_folds_to_what_it_was_asked_for(text: str, data: st.DataObject) -> None:
    folded = fold.fold(text)
    whole = [0, *(i for i in range(1, len(folded.text)) if folded.starts[i] >= folded.ends[i - 1]), len(folded.text)]
    if len(whole) < 3:
        return
    begin = data.draw(st.sampled_from(whole[:-1]))
    end = data.draw(st.sampled_from([i for i in whole if i > begin]))
    start, stop = folded.span(begin, end)
    assert fold.key(text[start:stop]) == folded.text[begin:end]


@given(strategies.wild_texts)
def test_removed_characters_never_stay(text: str) -> None:
    """Asked of each character alone, what folds to nothing is in no folded text."""
    for char in fold.key(text):
        assert fold.key(char) == char


@given(st.lists(strategies.lone_surrogates | strategies.syllables, max_size=8).map("".join))
def test_lone_surrogates_become_the_replacement_character(text: str) -> None:
    folded = fold.fold(text)
    assert len(folded.text) == len(text)
    folded.text.encode("utf-8")
    for char, replaced in zip(text, folded.text, strict=True):
        assert replaced == ("\ufffd" if 0xD800 <= ord(char) < 0xE000 else char)


def test_two_surrogates_are_not_made_a_character() -> None:
    assert fold.key("\ud83d\ude00") == "\ufffd\ufffd"


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("가나", 0),
        ("가 나", SPACE),
        ("가  나", SPACE),
        ("가   나", SPACE | BARRIER),
        ("가\t나", SPACE),
        ("가\n나", NEWLINE),
        ("가\r\n나", NEWLINE),
        ("가 \n 나", SPACE | NEWLINE),
        ("가\n\n나", NEWLINE | BARRIER),
        ("가\r\n\r\n나", NEWLINE | BARRIER),
        ("가\n \n나", SPACE | NEWLINE | BARRIER),
        ("가·나", DOT),
        ("가-나", HYPHEN),
        ("가-\n나", HYPHEN | NEWLINE),
        ("가'나", APOSTROPHE),
        ("가\u200b나", ZERO_WIDTH),
        ("가\u200b\u200b\u200b\u200b나", ZERO_WIDTH),
        ("가\u200b 나", ZERO_WIDTH | SPACE),
    ],
)
def test_a_gap_tells_what_was_removed(text: str, gap: int) -> None:
    folded = fold.fold(text)
    assert folded.text == "가나"
    assert list(folded.gaps) == [0, gap]
    assert folded.span(0, 2) == (0, len(text))
    assert folded.span(1, 2) == (len(text) - 1, len(text))


@pytest.mark.parametrize(
    ("text", "folded_text", "spans"),
    [
        ("", "", []),
        (" \n", "", []),
        ("  화", "화", [(2, 3)]),
        (unicodedata.normalize("NFD", "강a"), "강a", [(0, 3), (3, 4)]),
        ("e\u0301\u0323x", "ẹ\u0301x", [(0, 1), (1, 3), (3, 4)]),
        ("ｶﾞ", "ガ", [(0, 2)]),
        ("𠀀华", "𠀀华", [(0, 1), (1, 2)]),
    ],
)
def test_offsets_are_code_points_of_the_original(text: str, folded_text: str, spans: list[tuple[int, int]]) -> None:
    folded = fold.fold(text)
    assert folded.text == folded_text
    assert [folded.span(i, i + 1) for i in range(len(folded.text))] == spans
