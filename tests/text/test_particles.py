"""Particles behind nouns, by the sound the noun ends in (한국어 어문 규범; 표준국어대사전, 조사)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from glossary.text import particles
from tests import strategies

# Nouns that end in a vowel, in ㄹ, in each other sort of consonant.
VOWEL = ("바이두", "화웨이", "샤오미", "쿠팡이츠", "완커")
RIEUL = ("베이리얼", "오르도스멀", "뷜")
CONSONANT = ("성텅", "선전", "쿤펑", "징둥", "캄보극", "닛산웍", "텐센틉", "마흠", "옻", "값")

# Written behind every noun.
ANYWHERE = """
의 에 에는 에도 에만 에서 에서는 에서도 에서만 에서의 에서부터 에서조차 에게 에게는 에게도 에게서 에게만 한테
한테는 한테도 한테서 께 께서 께서는 께서도 도 만 만은 만이 만을 만의 만으로 만으로는 만으로도 만도 까지 까지는
까지도 까지만 까지의 까지만도 부터 부터는 부터의 마저 마저도 조차 조차도 밖에 밖에는 뿐 뿐만 뿐이다 뿐인 보다
보다는 보다도 처럼 처럼은 만큼 만큼은 만큼이나 만큼의 같이 대로 대로의 마다 커녕 하고 하고는 이다 이며 이고
이자
""".split()
# Contracted forms of 에는, 에서는, 에게는, 한테는, 보다는, 까지는: everyday newspaper Korean.
CONTRACTED = "엔 에선 에겐 한텐 보단 까진 부턴".split()
# Behind a vowel, behind ㄹ, behind another consonant.
PAIRS = """
는 은 은, 가 이 이, 를 을 을, 와 과 과, 와의 과의 과의, 와는 과는 과는, 와도 과도 과도, 로 로 으로,
로는 로는 으로는, 로도 로도 으로도, 로의 로의 으로의, 로만 로만 으로만, 로서 로서 으로서,
로서는 로서는 으로서는, 로서의 로서의 으로서의, 로써 로써 으로써, 로부터 로부터 으로부터,
로부터의 로부터의 으로부터의, 로까지 로까지 으로까지, 나 이나 이나, 나마 이나마 이나마, 라도 이라도 이라도,
야말로 이야말로 이야말로, 랑 이랑 이랑, 든지 이든지 이든지, 란 이란 이란, 라는 이라는 이라는,
라고 이라고 이라고, 라고는 이라고는 이라고는, 라며 이라며 이라며, 라면 이라면 이라면, 라서 이라서 이라서,
였다 이었다 이었다, 였으며 이었으며 이었으며, 였지만 이었지만 이었지만, 지만 이지만 이지만, 인데 인데 인데,
인 인 인, 일 일 일, 입니다 입니다 입니다, 예요 이에요 이에요, 는커녕 은커녕 은커녕
"""
_KINDS = (VOWEL, RIEUL, CONSONANT)
RIGHT = [
    *((noun, tail) for nouns in _KINDS for noun in nouns for tail in (*ANYWHERE, *CONTRACTED)),
    *(
        (noun, tail)
        for pair in PAIRS.split(",")
        for nouns, tail in zip(_KINDS, pair.split(), strict=True)
        for noun in nouns
    ),
    *((noun, tail) for noun in VOWEL for tail in ("론", "로선")),
    *((noun, tail) for noun in CONSONANT for tail in ("으론", "으로선")),
]
# The other sound's particle: no Korean writes it, so the syllables belong to another word.
WRONG = [
    *((noun, tail) for noun in VOWEL for tail in "은 을 과 으로 으로서 으로부터 은커녕".split()),
    *((noun, tail) for noun in RIEUL for tail in "는 가 를 와 으로 으로서 으로부터".split()),
    *((noun, tail) for noun in CONSONANT for tail in "는 가 를 와 로 로서 로부터".split()),
]


@pytest.mark.parametrize("tail", dict.fromkeys(tail for _, tail in RIGHT))
def test_particles_that_fit_the_noun(tail: str) -> None:
    refused = [noun for noun, own in RIGHT if own == tail and not particles.is_particle_chain(tail, noun)]
    assert refused == []


@pytest.mark.parametrize("tail", dict.fromkeys(tail for _, tail in WRONG))
def test_particles_that_do_not_fit_the_noun(tail: str) -> None:
    taken = [noun for noun, own in WRONG if own == tail and particles.is_particle_chain(tail, noun)]
    assert taken == []


@pytest.mark.parametrize(
    ("noun", "kind"),
    [
        ("화웨이", "vowel"),
        ("얼", "rieul"),
        ("성텅", "consonant"),
        ("ABC", "vowel"),
        ("华为", "vowel"),
        ("", "vowel"),
        ("닭", "consonant"),
    ],
)
def test_after(noun: str, kind: str) -> None:
    assert particles.after(noun) == kind


@pytest.mark.parametrize("tail", ["", "리카", "웨이", "에서는에서는에서는", "A", "는 ", "\ud800", "ㄴ"])
@pytest.mark.parametrize("noun", ["화웨이", "성텅", "얼"])
def test_these_are_no_particles(noun: str, tail: str) -> None:
    assert not particles.is_particle_chain(tail, noun)


@pytest.mark.parametrize(
    ("noun", "tail"),
    [
        ("선전", "시"),
        ("선전", "시의"),
        ("선전", "시에서는"),
        ("화웨이", "측"),
        ("화웨이", "측은"),
        ("성텅", "칩이"),
        ("화웨이", "씨가"),
        ("바이두", "그룹은"),
        ("텐센트", "주가가"),
        ("우한", "대학교"),
        ("화웨이", "본사에서"),
    ],
)
def test_suffixes_with_particles(noun: str, tail: str) -> None:
    assert particles.is_suffix_chain(tail, noun)


@pytest.mark.parametrize(("noun", "tail"), [("하모", "리카"), ("선전", "포고"), ("화웨이", ""), ("캔", "버스크")])
def test_other_words_are_no_suffixes(noun: str, tail: str) -> None:
    assert not particles.is_suffix_chain(tail, noun)


@pytest.mark.parametrize(
    ("word", "noun"),
    [
        ("성텅을", "성텅"),
        ("화웨이에서는", "화웨이"),
        ("화웨이측은", "화웨이"),
        ("선전시에", "선전"),
        ("바이두와", "바이두"),
        ("성텅으로부터의", "성텅"),
    ],
)
def test_the_noun_of_a_word_is_among_its_stems(word: str, noun: str) -> None:
    assert noun in particles.stems(word)


@pytest.mark.parametrize("word", ["", "화", "화웨이", "Huawei", "华为", "는", "\ud800"])
def test_these_have_no_stem(word: str) -> None:
    assert particles.stems(word) == ()


@given(strategies.wild_texts)
def test_stems_are_beginnings_the_longest_first(text: str) -> None:
    found = particles.stems(text)
    assert [len(stem) for stem in found] == sorted({len(stem) for stem in found}, reverse=True)
    for stem in found:
        assert text.startswith(stem)
        assert 0 < len(stem) < len(text)


@given(strategies.hangul_words)
def test_a_particle_added_can_be_taken_off(noun: str) -> None:
    tail = {"vowel": "는", "rieul": "로", "consonant": "으로"}[particles.after(noun)]
    assert noun in particles.stems(noun + tail)


# ---- Agreement ----

# Each pair's three forms again, and those that only agreement has to know; what is right behind a vowel in either form
# (이다, 다) is left out, for neither is changed.
AGREEING = [
    pair.split()
    for pair in f"{PAIRS}, 다 이다 이다, 고 이고 이고, 론 론 으론, 로선 로선 으로선, 여서 이어서 이어서".split(",")
]
TOLERATED = ("이지만", "이다", "이고", "이는")


@pytest.mark.parametrize("forms", AGREEING, ids=lambda forms: forms[-1])
def test_particles_are_brought_to_agree(forms: list[str]) -> None:
    for nouns, right in zip(_KINDS, forms, strict=True):
        for noun in nouns:
            assert {particles.agree(noun, form) for form in forms if form not in TOLERATED} <= {right}
            assert particles.is_particle_chain(particles.agree(noun, right), noun)


@pytest.mark.parametrize("noun", ["화웨이", "성텅", "멀"])
@pytest.mark.parametrize(
    "tail", ["", "의", "에서는", "까지도", "로고", "은행", "이용자", "시의", "측은", "리카", "과학", "A"]
)
def test_what_agrees_or_is_no_particle_stays(noun: str, tail: str) -> None:
    assert particles.agree(noun, tail) == tail


@pytest.mark.parametrize(
    ("noun", "kind"),
    [
        ("성텅", "consonant"),
        (unicodedata.normalize("NFD", "성텅"), "consonant"),
        ("바이두®", "vowel"),
        ("성텅 910B", "vowel"),
        ("360", "consonant"),
        ("딥시크 R1", "consonant"),
        ("딥시크 V3", "vowel"),
        ("GPT-4", "vowel"),
        ("11", "rieul"),
        ("IBM", "consonant"),
        ("Google", "rieul"),
        ("Samsung", "consonant"),
        ("NVIDIA", "vowel"),
        ("昇腾", "consonant"),
        ("昇騰", "consonant"),
        ("华为", "vowel"),
        ("𠮷", "vowel"),
        ("()", "vowel"),
        ("", "vowel"),
    ],
)
def test_how_a_noun_sounds(noun: str, kind: str) -> None:
    assert particles.sound(noun) == kind


@given(strategies.wild_texts, strategies.wild_texts)
def test_agreement_is_reached_at_once(noun: str, tail: str) -> None:
    once = particles.agree(noun, tail)
    assert particles.agree(noun, once) == once
