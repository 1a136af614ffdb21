"""Glossaries and articles to measure on: synthetic, but in the shape of the shipped glossary and of news."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.sentences import CHINESE, KOREAN
from glossary.model import CATEGORIES, Concept, Glossary, Lang, Source, Status, Term
from glossary.terms_yaml import packaged
from glossary.text import chinese, fold, hangul, particles, pinyin, script

ARTICLE = 2000  # characters
KOREAN_SHARE = 0.7  # of the articles
NAMED = 0.5  # of the slots; a common noun fills the others, so that there are about 1.5 hits in 100 characters
SHIPPED_SHARE = 0.3  # of the names in the articles
SWAPPED = 0.1  # of the words without a name: as many characters are redrawn, so that they are not always the same
_LENGTHS = {Lang.KO: (2, 3, 3, 3, 4, 4, 4, 5, 5), Lang.ZH_HANS: (2, 2, 3, 3, 4, 4), Lang.EN: (2, 2, 3, 3)}
_SLOT = re.compile(r"\{(ko|zh|en|both)(?:\|(\w+)\|(\w+))?\}")
_NOUNS = {
    "ko": "이 회사, 한 대기업, 경쟁 업체, 현지 공장, 작은 도시, 그 연구소".split(", "),
    "zh": "该公司、这家企业、当地政府、一家工厂、沿海城市".split("、"),
    "en": "the report, a survey, one study, open source".split(", "),
}
_NOUNS["both"] = _NOUNS["ko"]
_STOCK = "".join(_SLOT.sub("", sentence) for sentence in (*KOREAN, *CHINESE))


@dataclass(frozen=True, slots=True)
class Parts:
    """What names are made of: syllables, hanzi and pinyin of the shipped glossary, as often as they occur there."""

    syllables: Sequence[str]
    hanzi: Sequence[str]
    pinyin: Sequence[str]

    @classmethod
    def shipped(cls) -> Parts:
        """Return the parts of the shipped names."""
        terms = [term for concept in packaged().concepts for term in concept.terms]
        korean = "".join(term.text for term in terms if term.lang is Lang.KO)
        simplified = "".join(term.text for term in terms if term.lang is Lang.ZH_HANS)
        hanzi = [char for char in simplified if set(script.scripts(char)) == {script.HAN}]
        read = [pinyin.plain(syllable) for syllable in pinyin.of("".join(hanzi)).split()]
        return cls([char for char in korean if hangul.is_syllable(char)], hanzi, [one for one in read if one])

    def name(self, rng: Random, lang: Lang) -> str:
        """Return a new name, 2 to 5 syllables long."""
        parts = {Lang.KO: self.syllables, Lang.ZH_HANS: self.hanzi, Lang.EN: self.pinyin}[lang]
        text = "".join(rng.choices(parts, k=rng.choice(_LENGTHS[lang])))
        return text.capitalize() if lang is Lang.EN else text


def glossary(names: int, rng: Random) -> Glossary:
    """Return a glossary of this many listed names: the shipped one or a part of it, then concepts of three names each.

    No synthetic name stands in the sentences by chance.
    """
    shipped = list(packaged().concepts)
    rng.shuffle(shipped)
    while (count := sum(len(concept.terms) for concept in shipped)) > names:
        shipped.pop()
    return Glossary((*shipped, *synthetic((names - count) // 3, Parts.shipped(), rng)))


def synthetic(count: int, parts: Parts, rng: Random) -> Iterable[Concept]:
    """Yield concepts with a Korean, a simplified and a Latin name, each name used once."""
    stock = fold.key(_STOCK)
    taken: set[str] = set()
    categories = ("organization", *CATEGORIES)
    for number in range(count):
        terms = []
        for lang in (Lang.KO, Lang.ZH_HANS, Lang.EN):
            text = parts.name(rng, lang)
            while text in taken or fold.key(text) in stock:
                text = parts.name(rng, lang)
            taken.add(text)
            terms.append(Term(text, lang, Status.PREFERRED))
        related = (f"s-{rng.randrange(count)}",) if number % 5 == 0 else ()
        source = Source("https://example.org/glossary", terms[0].text)
        yield Concept(f"s-{number}", rng.choice(categories), tuple(terms), related=related, sources=(source,))


def yaml_of(concepts: Iterable[Concept]) -> str:
    """Return a glossary file as a curator would write it."""
    blocks = []
    for concept in concepts:
        lines = [f"- id: {concept.id}", f"  category: {concept.category}"]
        for name, lang in (("ko", Lang.KO), ("zh", Lang.ZH_HANS), ("en", Lang.EN)):
            lines.append(f"  {name}: [{', '.join(_quoted(text) for text in concept.texts(lang))}]")
        lines.append("  ko_origin: transcription")
        if concept.related:
            lines.append(f"  related: [{', '.join(concept.related)}]")
        quote = concept.sources[0].quote
        lines.append(f"  definition: {{ko: {quote}의 뜻, en: What {concept.id} is}}")
        lines += ["  sources:", f"    - {{ref: '{concept.sources[0].ref}', quote: {_quoted(quote)}}}"]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _quoted(text: str) -> str:
    return text if len(text) > 3 or not text.isascii() else f"'{text}'"


class Newsroom:
    """Writes articles about a glossary's names: new names, sentences and swapped characters every time."""

    def __init__(self, glossary: Glossary, rng: Random) -> None:
        self._rng = rng
        shipped = set(packaged().by_id)
        self._names = [_names(c for c in glossary.concepts if (c.id in shipped) is own) for own in (True, False)]
        self._chars = {
            script.HANGUL: [char for char in _STOCK if hangul.is_syllable(char)],
            script.HAN: [char for char in _STOCK if script.scripts(char)[0] == script.HAN],
        }

    def articles(self, count: int) -> list[str]:
        """Return new articles of ARTICLE characters each."""
        return [self._article() for _ in range(count)]

    def _article(self) -> str:
        sentences = KOREAN if self._rng.random() < KOREAN_SHARE else CHINESE
        between = " " if sentences is KOREAN else ""
        text = ""
        while len(text) < ARTICLE:
            order = self._rng.sample(sentences, len(sentences))
            paragraphs = [between.join(map(self._filled, order[i : i + 4])) for i in range(0, len(order), 4)]
            text += "\n\n".join(paragraphs) + "\n\n"
        return text[:ARTICLE]

    def _filled(self, sentence: str) -> str:
        words = [word if "{" in word else self._swapped(word) for word in re.split("([ ，。])", sentence)]
        return _SLOT.sub(self._named, "".join(words))

    def _swapped(self, word: str) -> str:
        if self._rng.random() >= SWAPPED * 2:  # half of the characters of twice as many words
            return word
        return "".join(
            self._rng.choice(self._chars.get(kind, [char])) if self._rng.random() < 0.5 else char
            for char, kind in zip(word, script.scripts(word), strict=True)
        )

    def _named(self, slot: re.Match[str]) -> str:
        names = self._names[0 if self._rng.random() < SHIPPED_SHARE or not self._names[1]["ko"] else 1]
        if self._rng.random() >= NAMED:
            korean = name = self._rng.choice(_NOUNS[slot[1]])
        elif slot[1] == "both":
            korean, simplified = self._rng.choice(names["both"])
            name = f"{korean}({chinese.to_traditional(simplified)})"
        else:
            korean = name = self._rng.choice(names[slot[1]])[0]
        if slot[2] is None:
            return name
        sound = particles.after(korean)
        behind_vowel = sound == "vowel" or (sound == "rieul" and slot[2] == "으로")
        return name + (slot[3] if behind_vowel else slot[2])


def _names(concepts: Iterable[Concept]) -> dict[str, list[tuple[str, ...]]]:
    """Return the names to draw from by kind of slot."""
    found: dict[str, list[tuple[str, ...]]] = {"ko": [], "zh": [], "en": [], "both": []}
    for concept in concepts:
        own = {slot: concept.texts(lang) for slot, lang in (("ko", Lang.KO), ("zh", Lang.ZH_HANS), ("en", Lang.EN))}
        for slot, texts in own.items():
            found[slot] += [(text,) for text in texts]
        if own["ko"] and own["zh"]:
            found["both"].append((own["ko"][0], own["zh"][0]))
    return found


# Queries by kind, each a way to misremember, abbreviate or mistype a listed name.


def queries(glossary: Glossary, rng: Random) -> dict[str, Callable[[], tuple[str, str]]]:
    """Return for each kind of query a function that draws one: (query, id of the concept meant, or "")."""
    parts = Parts.shipped()
    by_lang: dict[Lang, list[tuple[str, str]]] = {}
    for concept in glossary.concepts:
        for term in concept.terms:
            if len(term.text) > 1:
                by_lang.setdefault(term.lang, []).append((term.text, concept.id))
    shares = Counter({Lang.KO: 5, Lang.EN: 3, Lang.ZH_HANS: 2})

    def drawn(lang: Lang | None = None) -> tuple[str, str]:
        return rng.choice(by_lang[lang or rng.choice(list(shares.elements()))])

    def changed(change: Callable[[str], str], lang: Lang | None = None) -> Callable[[], tuple[str, str]]:
        def draw() -> tuple[str, str]:
            text, concept = drawn(lang)
            return change(text), concept

        return draw

    def unknown() -> tuple[str, str]:
        return parts.name(rng, rng.choice(list(shares.elements()))), ""

    return {
        "exact": drawn,
        "one slip": changed(lambda text: slipped(text, parts, rng)),
        "two slips": changed(lambda text: slipped(slipped(text, parts, rng), parts, rng)),
        "prefix": changed(lambda text: text[: (len(text) + 1) // 2]),
        "pinyin": changed(lambda text: pinyin.plain(pinyin.of(text)), Lang.ZH_HANS),
        "chosung": changed(hangul.initials, Lang.KO),
        "keyboard": changed(keyboard_slip, Lang.KO),
        "unknown": unknown,
    }


def keyboard_slip(text: str) -> str:
    """Return what is on the screen when Korean is typed in English mode."""
    from glossary.text import keyboard

    return keyboard.to_latin(text)


def slipped(text: str, parts: Parts, rng: Random) -> str:
    """Return a name with one slip: a wrong jamo, a wrong hanzi, a letter wrong, missing, doubled or swapped."""
    at = rng.randrange(len(text))
    char = text[at]
    if hangul.is_syllable(char):
        code = ord(char) - 0xAC00
        initial, vowel, final = code // 588, code // 28 % 21, code % 28
        which = rng.randrange(3 if final else 2)
        if which == 0:
            initial = (initial + rng.randrange(1, 19)) % 19
        elif which == 1:
            vowel = rng.choice([v for v in (0, 4, 8, 13, 18, 20) if v != vowel])
        else:
            final = rng.choice([f for f in (0, 1, 4, 8, 16, 21) if f != final])
        return text[:at] + chr(0xAC00 + initial * 588 + vowel * 28 + final) + text[at + 1 :]
    if script.scripts(char)[0] == script.HAN:
        return text[:at] + rng.choice(parts.hanzi) + text[at + 1 :]
    if at + 1 < len(text):
        return rng.choice(
            [
                text[:at] + text[at + 1 :],
                text[:at] + char + text[at:],
                text[:at] + text[at + 1] + char + text[at + 2 :],
                text[:at] + rng.choice("abcdefghijklmnopqrstuvwxyz") + text[at + 1 :],
            ]
        )
    return text + char
