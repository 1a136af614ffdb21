"""From an article to its mentions: fold, one automaton pass, boundaries, evidence, overlaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from glossary.annotate import compounds, evidence, features, matching, reader, words
from glossary.annotate.boundaries import ASK, BOTH_HAN, BOTH_HANGUL, MAYBE, NO, OPEN, YES, Surroundings
from glossary.annotate.compounds import is_fixed_name
from glossary.annotate.context import Article, Candidate, Name, Spot, sentence
from glossary.annotate.evidence import Reckoning
from glossary.annotate.patterns import Pattern, Patterns, Sense, build, describe
from glossary.annotate.patterns import packed as patterns_packed
from glossary.annotate.words import Borders, is_street
from glossary.model import Decision, Glossary, Lang, Mention, Status, WeighedSense
from glossary.sections import Sections, Strings, section
from glossary.text.fold import SPACE, Folded, fold

_CUT = -4  # what the reader says at most of characters that are no name, but parts of the words around
_AGAINST = ("反", "亲")  # before the name of what somebody is against or for: 反华为 has no word 反华
_ROUNDS = 3  # how far evidence is passed on from neighbour to neighbour


class Annotator:
    """The automaton of one glossary with what is known of each form; immutable once built."""

    def __init__(self, pieces: Sections, engine: str = matching.ENGINE) -> None:
        self._patterns = Patterns(pieces)
        forms = Strings(pieces, "annotate/form")
        self._find = matching.finder(map(forms.text, range(len(forms))), engine, bytes(pieces["annotate/automaton"]))
        # What most hits need lies dense: a pattern's object is far from the others in memory, and going there costs
        # more than all else that is done for a hit.
        self._certain = bytes(pieces["annotate/certain"])
        self._exact_case = bytes(pieces["annotate/exact_case"])
        self._place = bytes(pieces["annotate/place"])
        self._first: list[_First | None] = [None] * len(forms)

    @classmethod
    def build(cls, glossary: Glossary, engine: str = matching.ENGINE) -> Annotator:
        """Return the annotator of a glossary; `engine` names a row of matching.ENGINES."""
        return cls(packed(glossary, engine), engine)

    def warm(self) -> None:
        """Read the dictionaries now, and not in the middle of the first articles, each of their threads by itself."""
        Borders("", b"")
        compounds.warm()
        features.warm()

    def annotate(self, text: str, *, overlapping: bool = False) -> list[Mention]:
        """Return the mentions in a text, sorted by start; offsets are code points of the text as given.

        Of overlapping names the longest stands, unless `overlapping` asks for all of them.
        """
        folded = fold(text)
        hits = self._find(folded.text)
        if not hits:
            return []
        around = Surroundings(folded)
        names = self._names(hits, around, folded, text)
        certain = self._certain
        told: dict[Name, tuple[Sense, str]] = {}
        if not all(certain[number] for _, _, number in names):
            told, _ = self._told(names, around, folded, text)
            names = [name for name in names if certain[name[2]] or name in told]
        chosen = names if overlapping else _longest(names, certain, told)
        if not chosen:
            return []
        starts = folded.starts.take([name[0] for name in chosen]).tolist()
        ends = folded.ends.take([name[1] - 1 for name in chosen]).tolist()
        first = self._first
        mentions: list[Mention] = []
        for name, start, end in zip(chosen, starts, ends, strict=True):
            own = text[start:end]
            written, concept, kind, lang, status, preferred = first[name[2]] or self._first_of(name[2])
            confidence = "high"
            if own != written or not certain[name[2]]:
                sense = self._patterns[name[2]].senses[0]
                if not certain[name[2]]:
                    sense, confidence = told[name]
                concept = sense.concept.id
                kind, lang, status, preferred = sense.shown.get(own) or describe(own, sense.terms[0], sense.preferred)
            mentions.append(
                {
                    "start": start,
                    "end": end,
                    "text": own,
                    "concept": concept,
                    "kind": kind,
                    "lang": lang,
                    "status": status,
                    "preferred": preferred,
                    "confidence": confidence,
                }
            )
        return mentions

    def explain(self, text: str) -> list[Decision]:
        """Return why each form in a text that needs evidence is a mention or not, in the order of their starts.

        The evidence is what holds once everything is decided; forms that need none are not in it.
        """
        folded = fold(text)
        around = Surroundings(folded)
        names = self._names(self._find(folded.text), around, folded, text)
        told, article = self._told(names, around, folded, text)
        explanations: list[Decision] = []
        for name in names:
            if self._certain[name[2]]:
                continue
            start, end = folded.span(name[0], name[1])
            senses: list[WeighedSense] = []
            for one in _candidates(name, self._patterns[name[2]], article):
                held = evidence.held(one, article)
                senses.append({"concept": one.sense.concept.id, "weight": sum(held.values()), "evidence": held})
            meant, confidence = told.get(name, (None, None))
            explanations.append(
                {
                    "start": start,
                    "end": end,
                    "text": text[start:end],
                    "concept": meant.concept.id if meant else None,
                    "confidence": confidence,
                    "senses": senses,
                }
            )
        return explanations

    def _told(self, names: list[Name], around: Surroundings, folded: Folded, text: str) -> tuple[Told, Article]:
        """Return what the names mean that need evidence, as far as there is any, and how sure that is."""
        patterns, certain, first = self._patterns, self._certain, self._first
        article = Article(
            around, folded, text, names, patterns, certain, lambda number: (first[number] or self._first_of(number))[1]
        )
        unsettled = {
            name: [Reckoning(one, article) for one in _candidates(name, patterns[name[2]], article)]
            for name in names
            if not certain[name[2]]
        }
        evidence.read_ahead((one for senses in unsettled.values() for one in senses), article)
        told: Told = {}

        def tell(names: Iterable[Name], weight: Callable[[Reckoning, Article], int], confidence: str) -> int:
            before = len(told)
            for name in names:
                senses = unsettled[name]
                if len(senses) == 1:  # as most have
                    best = 0 if weight(senses[0], article) > 0 else None
                else:
                    best = evidence.best([weight(one, article) for one in senses])
                if best is not None:
                    sense = senses[best].one.sense
                    del unsettled[name]
                    article.settle(name, sense.concept)
                    told[name] = (sense, confidence)
            return len(told) - before

        # What is told by the words around it can tell its neighbours: 선전시 tells 룽강 behind it.
        open_ones = list(unsettled)
        for _ in range(_ROUNDS):
            if not tell(open_ones, Reckoning.local, "high"):
                break
            open_ones = [name for name, senses in unsettled.items() if not senses[0].fixed]
            if not open_ones:
                break
        # And it tells the rest of the article: one sense per article.
        tell(list(unsettled), Reckoning.all, "medium")
        return told, article

    def _first_of(self, number: int) -> _First:
        """Return the text and concept of a pattern's first sense, and what its best term shows."""
        sense = self._patterns[number].senses[0]
        found = (sense.terms[0].text, sense.concept.id, *sense.shown[sense.terms[0].text])
        self._first[number] = found
        return found

    def _names(self, hits: matching.HitList, around: Surroundings, folded: Folded, text: str) -> list[Name]:
        """Return the hits that are whole names, by their starts."""
        lefts, rights, places, exact_case = around.lefts, around.rights, around.places, self._exact_case
        borders: Borders | None = None
        starts = {start for start, _, _ in hits}
        ends = {end for _, end, _ in hits}
        names: list[Name] = []
        doubtful: list[_Edge] = []
        between_words: list[Name] = []
        spaced: list[Name] = []
        for hit in hits:
            crossed = NO
            start, end, number = hit
            left, right = lefts[start], rights[end]
            if not left or not right:  # NO: said here for speed, like the rest of what the tables settle
                continue
            # MAYBE helps only where another hit ends or begins; most hits inside words are gone with that.
            if left == ASK and (not (left := around.left(start)) or (left == MAYBE and start not in ends)):
                continue
            if right == ASK and (
                not (right := around.right(start, end, not self._certain[number]))
                or (right == MAYBE and end not in starts)
            ):
                continue
            gap = places.find(OPEN, start + 1, end)
            if gap >= 0 and not around.inside(start, end, self._patterns[number].separators):
                if around.spaced(start, end):
                    spaced.append(hit)
                continue
            if places[start] == BOTH_HAN or places[end] == BOTH_HAN:
                borders = borders or Borders(folded.text, folded.scripts)
                if self._certain[number]:  # of the others, their evidence tells
                    crossed = borders.crossed(start, end)
                    if crossed == YES:
                        continue
                if words.is_in_person(folded.text, start, end):
                    continue
                if gap >= 0 and around.gaps[gap] & SPACE and words.ends_at(folded.text, start, end, gap):
                    continue
                if (
                    self._place[number]
                    and places[end] == BOTH_HAN
                    and (is_street(folded.text, end) or words.is_fixed_name(folded.text, start, end))
                ):
                    continue
            if self._place[number] and places[end] == BOTH_HANGUL and is_fixed_name(around.tail(end)):
                continue
            # Between two names no word lies.
            if (
                (places[start] == BOTH_HANGUL and start not in ends)
                or (places[end] == BOTH_HANGUL and end not in starts)
            ) and around.crossed(start, end, not self._certain[number]):
                continue
            if exact_case[number] and not _as_listed(text, folded.span(start, end), self._patterns[number]):
                continue
            if crossed == MAYBE:
                between_words.append(hit)
            if left == MAYBE or right == MAYBE:
                doubtful.append((start, end, number, left, right))
            else:
                names.append(hit)
        if between_words:
            cut = self._cut(between_words, around)
            names = [name for name in names if name not in cut]
            doubtful = [edge for edge in doubtful if edge[:3] not in cut]
        if doubtful:
            names += _adjoining(names, doubtful)
        if spaced:
            names += self._glossed(spaced, names)
        names.sort()
        return names

    def _cut(self, names: Iterable[Name], around: Surroundings) -> set[Name]:
        """Return the names that are read as no name where they stand, but as parts of the words around: 月台南端."""
        asked = {
            name: reader.place(
                around, sentence(around, *name[:2]), name[:2], self._patterns[name[2]].senses[0].concept.category
            )
            for name in names
            if around.text[name[0] - 1 : name[0]] not in _AGAINST
        }
        reader.read_ahead(asked.values())
        return {name for name, place in asked.items() if reader.odds(place) <= _CUT}

    def _glossed(self, spaced: Iterable[Name], names: Iterable[Name]) -> list[Name]:
        """Return the names parted by spaces whose gloss, right behind in brackets, names their concept: 톈 궁(天宮)."""
        at = {start: number for start, _, number in names}
        return [
            name
            for name in spaced
            if (gloss := at.get(name[1] + 1)) is not None
            and not {sense.concept.id for sense in self._patterns[name[2]].senses}.isdisjoint(
                sense.concept.id for sense in self._patterns[gloss].senses
            )
        ]


def packed(glossary: Glossary, engine: str = matching.ENGINE) -> dict[str, memoryview]:
    """Return the pieces of a glossary's annotator."""
    forms, patterns = build(glossary)
    columns = {
        "certain": bytes(pattern.senses[0].certain for pattern in patterns),
        "exact_case": bytes(pattern.exact_case for pattern in patterns),
        "place": bytes(all(one.concept.category == "place" for one in pattern.senses) for pattern in patterns),
        "automaton": matching.saved(forms, engine),
    }
    pieces = {f"annotate/{name}": section(column) for name, column in columns.items()}
    return pieces | Strings.packed("annotate/form", forms) | patterns_packed(patterns)


Told = dict[Name, tuple[Sense, str]]
_First = tuple[str, str, str, Lang, Status, str]
_Edge = tuple[int, int, int, int, int]  # start, end, pattern, left verdict, right verdict


def _as_listed(text: str, span: tuple[int, int], pattern: Pattern) -> bool:
    own = text[slice(*span)]
    return any(own in sense.shown for sense in pattern.senses)


def _adjoining(sound: list[Name], doubtful: list[_Edge]) -> list[Name]:
    """Return the doubtful hits whose ends are sound after all, by meeting another hit: 바이두화웨이."""
    doubtful.sort()
    ends = {end for _, end, _ in sound}
    ends.update([end for _, end, _, left, _ in doubtful if left == YES])
    lefts = []
    for edge in doubtful:
        if edge[3] == YES or edge[0] in ends:
            ends.add(edge[1])
            lefts.append(edge)
    starts = {start for start, _, _ in sound}
    whole: list[Name] = []
    for start, end, number, _, right in reversed(lefts):
        if right == YES or end in starts:
            starts.add(start)
            whole.append((start, end, number))
    return whole


def _candidates(name: Name, pattern: Pattern, article: Article) -> list[Candidate]:
    spot = Spot(name, article)
    return [Candidate(name, sense, sense.profile, spot) for sense in pattern.senses if sense.profile]


def _longest(names: list[Name], certain: bytes, told: Mapping[Name, tuple[Sense, str]]) -> list[Name]:
    """Resolve overlaps: the longest stands, then the more certain, then the earlier."""
    chosen: list[Name] = []
    begin = reach = 0
    for i, (start, end, _) in enumerate(names):
        if start >= reach:
            chosen += names[begin:i] if i - begin < 2 else _without_overlaps(names[begin:i], certain, told)
            begin, reach = i, end
        elif end > reach:
            reach = end
    return chosen + _without_overlaps(names[begin:], certain, told)


def _without_overlaps(cluster: list[Name], certain: bytes, told: Mapping[Name, tuple[Sense, str]]) -> list[Name]:
    def order(name: Name) -> tuple[int, bool, str, int]:
        sure = bool(certain[name[2]])
        return (name[0] - name[1], not sure, "" if sure else told[name][1], name[0])

    kept: list[Name] = []
    for one in sorted(cluster, key=order):
        if all(one[1] <= other[0] or other[1] <= one[0] for other in kept):
            kept.append(one)
    return sorted(kept)
