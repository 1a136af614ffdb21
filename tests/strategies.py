"""Hypothesis strategies: the characters this project meets, text mixed from them, and small glossaries."""

from __future__ import annotations

import unicodedata

from hypothesis import Phase, settings
from hypothesis import strategies as st

from glossary.model import CATEGORIES, Concept, Glossary
from tests.factories import make_concept

# For properties that build an index for each example: a quarter of what the profile asks for, and no shrinking, which
# would build thousands more. The examples are small as they are.
BUILDING = settings(
    max_examples=max(1, settings.default.max_examples // 4),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def _chars(*ranges: tuple[int, int]) -> st.SearchStrategy[str]:
    """Return the assigned characters of these ranges, both ends included."""
    found = [chr(c) for low, high in ranges for c in range(low, high + 1) if unicodedata.category(chr(c)) != "Cn"]
    return st.sampled_from(found)


syllables = _chars((0xAC00, 0xD7A3))
typed_jamo = _chars((0x3131, 0x318E))
conjoining_jamo = _chars((0x1100, 0x11FF), (0xA960, 0xA97C), (0xD7B0, 0xD7FB))
# The jamo of modern syllables often enough for whole decomposed syllables to turn up.
modern_jamo = _chars((0x1100, 0x1112), (0x1161, 0x1175), (0x11A8, 0x11C2))
han_bmp = _chars((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
han_beyond = _chars((0x20000, 0x2A6DF), (0x2A700, 0x2EBE0), (0x30000, 0x3134A))
common_hanzi = st.sampled_from("华華为為爲腾騰讯訊飞飛国國龙龍发發髮学學沢澤樂黃黄說説說李寧寗裏裡里台臺輝達英伟达中山")
compatibility_ideographs = _chars((0xF900, 0xFAD9), (0x2F800, 0x2FA1D))
radicals = _chars((0x2E80, 0x2EF3), (0x2F00, 0x2FD5))
kana = _chars((0x3041, 0x3096), (0x3099, 0x309A), (0x30A1, 0x30FA))
width_forms = _chars((0xFF01, 0xFFEE))
zero_width = st.sampled_from("\u00ad\u034f\u200b\u200c\u200d\u200e\u2060\ufe0f\ufeff\U000e0100\u115f\u1160\u3164")
spaces = st.sampled_from(" \t\u00a0\u2009\u3000\n\r\u2028")
joiners = st.sampled_from("·・‧∙•-‐–—'’`")
ascii_letters = st.sampled_from("abcxyzABCXYZ")
digits = st.sampled_from("0123456789")
latin_with_marks = st.sampled_from("éÉüÜǚāáǎàēīńñøßſıİÅ")
combining_marks = st.sampled_from("\u0300\u0301\u0304\u0307\u0308\u030a\u030c\u0323")
other_letters = st.sampled_from("ΣσςΩДяאبไทยक़ﬁⅣ㍿🇰🇷👩🏽")
punctuation = st.sampled_from("()[]「」《》“”.,:!?%&+#/")
lone_surrogates = st.integers(0xD800, 0xDFFF).map(chr)

_OURS = (
    syllables, typed_jamo, conjoining_jamo, modern_jamo, han_bmp, han_beyond, common_hanzi, compatibility_ideographs,
    radicals, kana, width_forms, zero_width, spaces, joiners, ascii_letters, digits, latin_with_marks,
    combining_marks, other_letters, punctuation,
)  # fmt: skip

# Any character that UTF-8 can carry: half of them ours, the rest from the whole of Unicode.
characters = st.one_of(*_OURS) | st.characters(exclude_categories=["Cs"])
texts = st.text(characters, max_size=16)
# What JSON can smuggle in besides: lone surrogates.
wild_texts = st.text(characters | lone_surrogates, max_size=16)

hangul_words = st.text(syllables, min_size=1, max_size=8)
hanzi_words = st.text(common_hanzi | han_bmp, min_size=1, max_size=6)
latin_words = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=10)

# Forms from few characters, so that concepts collide, contain and nearly equal one another.
_close_hangul = st.text(st.sampled_from("가강간나낭난다화웨이"), min_size=1, max_size=5)
_close_hanzi = st.text(st.sampled_from("华为国龙腾中山"), min_size=1, max_size=4)
_close_latin = st.text(st.sampled_from("abAB 1-"), min_size=1, max_size=6).filter(lambda s: any(map(str.isalnum, s)))


def _forms(words: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(words, max_size=3, unique=True)


@st.composite
def concepts(draw: st.DrawFn, id: str = "thing") -> Concept:
    """A concept with at least one live form."""
    ko, zh, en = draw(_forms(_close_hangul)), draw(_forms(_close_hanzi)), draw(_forms(_close_latin))
    if not (ko or zh or en):
        ko = [draw(_close_hangul)]
    deprecated = {"ko": [form for form in draw(_forms(_close_hangul)) if form not in ko]}
    tickers = draw(st.lists(st.sampled_from(["BIDU", "9888.HK", "002230.SZ", "0700.HK", "600519.SH"]), max_size=1))
    category = draw(st.sampled_from(CATEGORIES))
    return make_concept(id, category=category, ko=ko, zh=zh, en=en, deprecated=deprecated, tickers=tuple(tickers))


@st.composite
def glossaries(draw: st.DrawFn, max_size: int = 6) -> Glossary:
    """A glossary of a few concepts whose names are close to each other."""
    count = draw(st.integers(0, max_size))
    order = draw(st.permutations(range(count)))
    return Glossary(tuple(draw(concepts(f"c{number}")) for number in order))
