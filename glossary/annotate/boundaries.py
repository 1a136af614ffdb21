"""Whether a hit is a whole name: what stands on its left, on its right, and inside it.

Hits are given in folded text, where spaces are gone; `gaps` says what stood between two characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from glossary.annotate import compounds
from glossary.text import particles
from glossary.text.fold import BARRIER, DOT, HYPHEN, NEWLINE, SPACE, ZERO_WIDTH, Folded
from glossary.text.script import DIGIT, HAN, HANGUL, LETTER

NO, MAYBE, YES, ASK = 0, 1, 2, 3

# Whether a name can begin between two characters, by the script of the one before and of its own first one; and end,
# by the script of its own last one and of the one behind. Scripts in order: other, Hangul, hanzi, letter, digit.
LEFT = (
    (YES, YES, YES, YES, ASK),
    (YES, ASK, YES, YES, YES),
    (YES, YES, YES, YES, YES),
    (YES, YES, YES, NO, NO),
    (YES, YES, YES, NO, NO),
)
RIGHT = (
    (YES, YES, YES, YES, YES),
    (YES, ASK, YES, YES, YES),
    (YES, YES, YES, YES, YES),
    (YES, YES, YES, NO, ASK),
    (ASK, YES, YES, NO, NO),
)
_LANGUAGE = re.compile(
    r"어(?:권|학|판)?(?:[은는이가을를의도와과]|로|에서|에|만|까지)*"
)  # 스페인어 is a word of its own
# Both tables by the byte that `Surroundings` keeps for each place between two characters: their two scripts, or OPEN
# where a gap parts them and where the text begins and ends.
_SCRIPTS = len(LEFT)
OPEN = 32
_LEFT = bytes(verdict for row in LEFT for verdict in row).ljust(OPEN, b"\0").ljust(256, bytes([YES]))
_RIGHT = bytes(verdict for row in RIGHT for verdict in row).ljust(OPEN, b"\0").ljust(256, bytes([YES]))
BOTH_HAN = HAN * _SCRIPTS + HAN
BOTH_HANGUL = HANGUL * _SCRIPTS + HANGUL
_HANGUL_RUN = re.compile(b"%c{0,23}" % BOTH_HANGUL)
# The place where an eojeol begins, and Hangul from there to the end of what is searched.
_SHORT_HEAD = re.compile(b"[^%c]%c*$" % (BOTH_HANGUL, BOTH_HANGUL))

_LONGEST_LEADING = max(map(len, compounds.LEADING))
_LONGEST_HEAD = 8
_BROKEN = 4  # letters of a Latin name that may be broken without a hyphen: ME⏎TA, not A⏎I
_SURE_SYLLABLES = 3  # a shorter Hangul form at the head of an unknown word is a piece of it more often than a name


class Surroundings:
    """A folded text with the script of each character, asked about the hits in it.

    `places` tells for each place between two characters their scripts, or OPEN.
    """

    __slots__ = ("classes", "gaps", "lefts", "places", "rights", "text")

    def __init__(self, folded: Folded) -> None:
        self.text = folded.text
        self.gaps = folded.gaps
        self.classes = folded.scripts
        scripts = np.frombuffer(folded.scripts, dtype=np.uint8)
        places = np.full(len(scripts) + 1, OPEN, dtype=np.uint8)
        places[1:-1] = scripts[:-1] * np.uint8(_SCRIPTS) + scripts[1:]
        places[:-1][np.frombuffer(folded.gaps, dtype=np.uint8) > ZERO_WIDTH] = OPEN
        self.places = places.tobytes()
        # The verdict for each place by the scripts alone: what most hits need, without a call.
        self.lefts = self.places.translate(_LEFT)
        self.rights = self.places.translate(_RIGHT)

    def left(self, start: int) -> int:
        """Say whether a name can begin here; MAYBE if only directly behind another name."""
        verdict = self.lefts[start]
        return self._asked_left(start) if verdict == ASK else verdict

    def right(self, start: int, end: int, doubted: bool = False) -> int:
        """Say whether a name can end here; MAYBE if only directly before another name.

        `doubted` is a name that is listed as ambiguous: nothing but known words may follow it.
        """
        verdict = self.rights[end]
        return self._asked_right(start, end, doubted) if verdict == ASK else verdict

    def crossed(self, start: int, end: int, doubted: bool) -> bool:
        """Say whether a Hangul name is likelier to lie across the words of its eojeol than to be one of them."""
        text, places = self.text, self.places
        left = places[start] == BOTH_HANGUL and compounds.may_cross(text[start - 1], text[start])
        right = places[end] == BOTH_HANGUL and compounds.may_cross(text[end - 1], text[end])
        if right and not doubted and particles.is_particle_chain(self.tail(end), text[end - 1]):
            right = False
        return (left or right) and not self._compound(start, end, doubted).stands

    def _compound(self, start: int, end: int, doubted: bool) -> compounds.Place:
        low = start
        while low > start - _LONGEST_HEAD and self.places[low] == BOTH_HANGUL:
            low -= 1
        return compounds.place(self.text[low:end] + self.tail(end), start - low, end - low, doubted)

    def _asked_left(self, start: int) -> int:
        if self.classes[start] == HANGUL:
            return YES if self._head(start) in compounds.LEADING else MAYBE
        # A digit behind a point or comma: the end of a number (1,360) is no name.
        number = self.text[start - 1] in ".," and start > 1 and self.classes[start - 2] == DIGIT
        return NO if number else YES

    def _asked_right(self, start: int, end: int, doubted: bool) -> int:
        own = self.classes[end - 1]
        if own == HANGUL:
            tail = self.tail(end)
            if particles.can_follow(tail, self.text[end - 1]):
                return YES
            if end - start == 1 or _LANGUAGE.fullmatch(tail):
                return MAYBE
            if end - start >= _SURE_SYLLABLES and not doubted:
                return YES
            return YES if self._compound(start, end, doubted).whole else MAYBE
        if own == LETTER:  # a version number glued to a product's name: Qwen2.5
            return YES if end - start >= _SURE_SYLLABLES else NO
        number = self.text[end] in ".," and end + 1 < len(self.classes) and self.classes[end + 1] == DIGIT
        return NO if number else YES

    def inside(self, start: int, end: int, separators: Mapping[int, int]) -> bool:
        """Say whether the gaps inside a hit leave it one name (guideline 11).

        `separators` are what listed forms have between their characters, as bits of `Folded.gaps`, by the place
        counted from the start. A space, hyphen or line break may stand for one another there; a middle dot, which
        also lists names, only where a form has one.
        """
        gaps = self.gaps
        unlisted = []
        for i in range(start + 1, end):
            if gaps[i] & BARRIER:
                return False
            listed = separators.get(i - start, 0)
            if gaps[i] > ZERO_WIDTH and not (listed and (listed & DOT or not gaps[i] & DOT)):
                unlisted.append(i)
        if not unlisted:
            return True
        if any(gaps[i] & ~(SPACE | NEWLINE | HYPHEN | ZERO_WIDTH) for i in unlisted):
            return False
        if len(unlisted) > 1:
            # Letter-spaced print puts a gap between all characters: 징 둥 팡. And lines can be as short as names are.
            if len(unlisted) == end - start - 1 and end - start > 2:
                return True
            return all(gaps[i] & NEWLINE and self._one_gap(start, end, i) for i in unlisted)
        return self._one_gap(start, end, unlisted[0])

    def spaced(self, start: int, end: int) -> bool:
        """Say whether only spaces part a Hangul name, and brackets follow: a gloss in them tells that it is one."""
        if self.text[end : end + 1] != "(" or self.classes[end - 1] != HANGUL:
            return False
        return not any(gap & ~(SPACE | NEWLINE | ZERO_WIDTH) for gap in self.gaps[start + 1 : end])

    def _one_gap(self, start: int, end: int, at: int) -> bool:
        """Say whether a single unlisted gap is a line break or a stray space inside the name."""
        classes, gap = self.classes, self.gaps[at]
        before, behind = classes[at - 1], classes[at]
        if before != behind:  # where the script changes writers put a space or not: 아틀라스 900
            return not gap & HYPHEN or bool(gap & NEWLINE)
        if gap & NEWLINE:
            if before in (HANGUL, HAN) or gap & HYPHEN:
                return True
            # A page that is cut at its edge cuts words, too.
            return before == LETTER and end - start >= _BROKEN and at - start > 1 and end - at > 1
        if gap & HYPHEN:
            return False
        if before == HANGUL:
            return at - start > 1 and end - at > 1
        if before == HAN:
            # Words are parted at both sides of a space; whether they lie across the name's ends, Borders says.
            return end - start > 3 or not (self._parted(start) or self._parted(end))
        return False

    def _parted(self, place: int) -> bool:
        """Say whether a gap is between two characters of one line; where a line or the text begins or ends, none is."""
        if not 0 < place < len(self.classes):
            return False
        return self.gaps[place] > ZERO_WIDTH and not self.gaps[place] & (NEWLINE | BARRIER)

    def _head(self, start: int) -> str:
        """Return the Hangul written together with the name before it, "" if that is longer than any of LEADING."""
        run = _SHORT_HEAD.search(self.places, max(0, start - _LONGEST_LEADING), start)
        return self.text[run.start() : start] if run else ""

    def tail(self, end: int) -> str:
        """Return the Hangul written together with the name, behind it."""
        if self.places[end] == OPEN or self.classes[end] != HANGUL:
            return ""
        run = _HANGUL_RUN.match(self.places, end + 1)
        return self.text[end : run.end()] if run else ""
