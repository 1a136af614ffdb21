"""Which sense a form has that is also a common word, or another concept's name: no evidence, no mention.

The model is a sum: each kind of evidence is a row of FEATURES with its weight, what holds is added up, and the sense
with the most is meant if that is more than nothing; a tie decides for none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from glossary.annotate import reader
from glossary.annotate.boundaries import Surroundings
from glossary.annotate.context import Article, Candidate
from glossary.annotate.features import BESIDE_A_WORD, FEATURES, Feature, Seen, Where, read_place
from glossary.annotate.profiles import Profile
from glossary.annotate.substitution import MOST as STAND_IN_MOST
from glossary.text.fold import APOSTROPHE

Rows = tuple[tuple[int, Seen], ...]


class Plan:
    """What is asked of forms in one script of concepts in one category: weights and functions, by where they look."""

    __slots__ = ("_around", "_around_at", "_befores", "_behinds", "abroad", "article", "beside", "form", "gloss",
                 "is_word", "most", "names", "reader", "said", "stand_in", "word", "words")  # fmt: skip

    def __init__(self, features: Sequence[Feature], one: Candidate, article: Article) -> None:
        rows: dict[Where, list[Feature]] = {where: [] for where in Where}
        for feature in features:
            rows[feature.where].append(feature)
        self.form = _sum(_rows(rows[Where.FORM]), one, article)  # what the form weighs without any text
        self._around = rows[Where.AROUND] + rows[Where.TAIL] + rows[Where.NO_TAIL]
        self._befores = frozenset().union(*(feature.before for feature in self._around))
        self._behinds = frozenset().union(*(feature.behind for feature in self._around))
        self._around_at: dict[tuple[str, str, bool, bool, bool], Rows] = {}
        self.gloss, self.abroad = _rows(rows[Where.GLOSS]), _rows(rows[Where.ABROAD_WORDS])
        self.word, self.words = _rows(rows[Where.WORD]), _rows(rows[Where.WORDS])
        self.beside, self.names = _rows(rows[Where.BESIDE]), _rows(rows[Where.NAMES])
        self.reader, self.stand_in = _rows(rows[Where.READER]), _rows(rows[Where.STAND_IN])
        self.article = _rows(rows[Where.ARTICLE])
        self.is_word = one.profile.known
        # That the rest of an article can add.
        self.most = sum(max(0, feature.weight) * feature.times for feature in rows[Where.ARTICLE])
        # What is further from nothing is decided without the models.
        self.said = reader.MOST if self.reader or self.stand_in else 0

    def around(self, one: Candidate, around: Surroundings) -> Rows:
        """Return what can hold between the characters around a name."""
        text, (start, end, _), spot = around.text, one.name, one.spot
        before, behind = text[start - 1 : start], text[end : end + 1]
        if before not in self._befores:
            before = ""
        if around.gaps[start] & APOSTROPHE:
            before += "'"
        if behind not in self._behinds:
            behind = ""
        key = (before, behind, spot.tail != "", spot.han_left, spot.han_right)
        rows = self._around_at.get(key)
        if rows is None:
            rows = self._around_at[key] = _rows(feature for feature in self._around if feature.can_hold(*key))
        return rows


def _rows(features: Iterable[Feature]) -> Rows:
    return tuple((feature.weight, feature.holds) for feature in features)


def asked(feature: Feature, profile: Profile, category: str, shared: bool) -> bool:
    """Say whether a feature is asked of a form of a concept, which others may have as well."""
    return (
        feature.weight != 0
        and (shared or not feature.shared)
        and (not feature.needs or bool(getattr(profile, feature.needs)))
        and profile.script in feature.scripts
        and (not feature.categories or category in feature.categories)
        and (feature.known is None or profile.known is feature.known)
    )


# Of a profile, the fields that features need.
_needed = attrgetter(*dict.fromkeys(feature.needs for feature in FEATURES if feature.needs))


class Plans:
    """The plans of all kinds of forms, made as they are met."""

    def __init__(self) -> None:
        self._plans: dict[tuple[object, ...], Plan] = {}

    def of(self, one: Candidate, shared: bool, article: Article) -> Plan:
        """Return what is asked of a form of a concept, which others may have as well."""
        profile, category = one.profile, one.sense.concept.category
        told = tuple(map(bool, _needed(profile)))
        key = (profile.script, profile.known, profile.read, profile.transcribed, category, shared, told)
        plan = self._plans.get(key)
        if plan is None:
            rows = [feature for feature in FEATURES if asked(feature, profile, category, shared)]
            plan = self._plans[key] = Plan(rows, one, article)
        return plan


_PLANS = Plans()


class Reckoning:
    """What speaks for one sense of a name, added up; what cannot change is added up once.

    `fixed` says whether nothing in the sentence can change it any more: there is no other name. The models are asked
    only where their answers can change what is decided, the reader first: they take longer than all else together.
    Where several senses are weighed against each other they are always asked, lest they speak for the weaker one alone.
    """

    __slots__ = ("_local", "_names", "_plan", "_read", "_shared", "_stood_in", "_vague", "fixed", "one")

    def __init__(self, one: Candidate, article: Article) -> None:
        self.one = one
        self._shared = article.is_shared(one.name)
        self._plan = plan = _PLANS.of(one, self._shared, article)
        spot = one.spot
        rows = plan.around(one, article.around)
        # What cannot hold is not asked.
        if article.has_another_form(one):
            rows += plan.gloss
        if spot.head or spot.behind:
            rows += plan.word
        if spot.abroad:
            rows += plan.abroad
        # What the form is, and what the sentence is about.
        self._vague = plan.form + (_sum(plan.words, one, article) if spot.near else 0)
        self._local = self._vague + _sum(rows, one, article)
        self._names: Rows = ()
        self._read: int | None = None
        self._stood_in: int | None = None
        self.fixed = not spot.inside
        if not self.fixed:
            self._names = plan.beside + plan.names if spot.listed or spot.held else plan.names

    def local(self, article: Article) -> int:
        """Return the weight of the evidence in the sentence."""
        return self._with_models(self.sentence(article), 0, article, _is_positive)

    def all(self, article: Article) -> int:
        """Return the weight of all evidence; nothing if the article alone tells what is a word by itself."""
        plan, one, sentence = self._plan, self.one, self.sentence(article)
        # What is nothing with all that can be added is not meant, by however little.
        if sentence + plan.said + plan.most <= 0:
            return 0
        added = _sum(plan.article, one, article)

        def is_enough(total: int) -> bool:
            if plan.is_word and (beside := total - self._vague) < BESIDE_A_WORD:
                glossed = article.told_elsewhere(one) and (total >= 0 or article.names_in_another_script(one))
                if beside < 0 or not glossed:
                    return False
            return total + added > 0

        total = self._with_models(sentence, added, article, is_enough)
        return total + added if is_enough(total) else 0

    def sentence(self, article: Article) -> int:
        """Return the weight of the evidence in the sentence, without the models'."""
        return self._local + _sum(self._names, self.one, article) if self._names else self._local

    def asks_reader(self, article: Article) -> bool:
        """Say whether the reader will be asked what the name is, as far as its sentence tells."""
        return self._asks(self.sentence(article))

    def _asks(self, total: int) -> bool:
        """Say whether there are models to ask whose answers can decide."""
        return self._plan.said > 0 and _is_open(total, self._shared)

    def _with_models(self, sentence: int, added: int, article: Article, is_enough: Callable[[int], bool]) -> int:
        """Return what the sentence weighs with the models' answers, as far as they are asked.

        `is_enough` says whether a weight with them would be enough; more is never less so.
        """
        if not self._asks(sentence + added):
            return sentence
        plan = self._plan
        if self._read is None:
            self._read = _sum(plan.reader, self.one, article)
        total = sentence + self._read
        if plan.stand_in and (self._shared or is_enough(total - STAND_IN_MOST) != is_enough(total + STAND_IN_MOST)):
            if self._stood_in is None:
                self._stood_in = _sum(plan.stand_in, self.one, article)
            total += self._stood_in
        return total


def _is_open(total: int, shared: bool) -> bool:
    """Say whether what the models can say may decide about a form that weighs so much without them."""
    return shared or abs(total) <= reader.MOST


def _is_positive(total: int) -> bool:
    return total > 0


def read_ahead(reckonings: Iterable[Reckoning], article: Article) -> None:
    """Let the reader read together what it will be asked about one by one."""
    asked = [read_place(each.one, article) for each in reckonings if each.asks_reader(article)]
    reader.read_ahead(place for place in asked if place)


def _sum(rows: Rows, one: Candidate, article: Article) -> int:
    total = 0
    for weight, holds in rows:
        if value := holds(one, article):
            total += weight * value
    return total


def held(one: Candidate, article: Article) -> dict[str, int]:
    """Return what holds of one sense: the weights by the names of the features."""
    category, shared = one.sense.concept.category, article.is_shared(one.name)
    weights = dict.fromkeys([feature.name for feature in FEATURES], 0)
    models: list[Feature] = []
    for feature in FEATURES:
        if not asked(feature, one.profile, category, shared):
            continue
        if feature.where == Where.GLOSS and not article.has_another_form(one):
            continue  # which Reckoning does not ask either
        if feature.where in (Where.READER, Where.STAND_IN):
            models.append(feature)
        else:
            weights[feature.name] = feature.weight * int(feature.holds(one, article))
    if _is_open(sum(weights.values()), shared):
        weights |= {feature.name: feature.weight * int(feature.holds(one, article)) for feature in models}
    return {name: weight for name, weight in weights.items() if weight}


def best(weights: Sequence[int]) -> int | None:
    """Return which sense has the most weight; None if that is nothing, or two have the same."""
    most = max(weights)
    return weights.index(most) if most > 0 and weights.count(most) == 1 else None
