"""What other names tell of one: those in a list with it, what holds it, its kin."""

from __future__ import annotations

from collections.abc import Sequence

from glossary.annotate.context import Article, Candidate, Name

MOST = 3  # other concepts that count


def holder_in_sentence(one: Candidate, article: Article) -> bool:
    """What holds the concept is named in the sentence, China apart."""
    holders = one.profile.holders
    return any(
        (concept := article.settled(other)) is not None and concept.broader is not None and concept.id in holders
        for other in one.spot.inside
    )


def kin_in_sentence(one: Candidate, article: Article) -> bool:
    """A broader, narrower or related concept is named in the sentence."""
    kin = one.sense.kin
    return bool(kin) and any(
        (concept := article.settled(other)) is not None and concept.id in kin for other in one.spot.inside
    )


def listed(one: Candidate, article: Article) -> int:
    """Settled names of its category stand in a list with it: 상하이·선전."""
    return _of_category(one.sense.concept.category, one.spot.listed, article)


def _of_category(category: str, names: Sequence[Name], article: Article) -> int:
    return sum((concept := article.settled(name)) is not None and concept.category == category for name in names)


def listed_with_another(one: Candidate, article: Article) -> bool:
    """A name that can be of its category, but is not settled, stands in a list with it."""
    own = one.sense.concept.category
    return any(
        article.settled(other) is None
        and other[2] != one.name[2]
        and any(sense.concept.category == own for sense in article.senses(other))
        for other in one.spot.listed
    )


def of_maker(one: Candidate, article: Article) -> bool:
    """A firm right before the product: 비야디 씰, 华为的麒麟."""
    return _of_category("organization", one.spot.held, article) > 0


def named_elsewhere(one: Candidate, article: Article) -> bool:
    """The concept is named elsewhere in another script: 캔 where the article has CANN.

    Another form in the same script tells nothing: who writes 우한 for the city means something else by 무한.
    """
    return article.names_in_another_script(one)


def among_others(one: Candidate, article: Article) -> int:
    """How many other concepts the article names: where China is spoken of, more forms are names.

    Those that have the form as well do not count: what one of them is told by would speak for the other.
    """
    return min(article.others_named(one), MOST)


def told_so(one: Candidate, article: Article) -> bool:
    """The same form means this one of the concepts that have it elsewhere in the article."""
    return article.told_elsewhere(one)
