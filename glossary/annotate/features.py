"""The kinds of evidence for what a form means: each with its weight, where it is looked for, and how it is seen.

The weights were fitted on labelled sentences and rounded (docs/annotation.md says how).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cache

from glossary.annotate import cues, reader, substitution, words
from glossary.annotate.boundaries import OPEN, YES
from glossary.annotate.context import Article, Candidate, Name
from glossary.annotate.patterns import RANKS, provinces
from glossary.model import CATEGORIES
from glossary.text import lexicon
from glossary.text.fold import NEWLINE, SPACE, ZERO_WIDTH, key
from glossary.text.script import DIGIT, HAN, HANGUL, LETTER, OTHER

_OPENING, _CLOSING = "([{（［｛〔【「『《〈<", ")]}）］｝〕】」』》〉>"
_LONGEST_GLOSS = 60
_MOST = 2  # cues of a kind that count
_PLACE_TAIL = re.compile(
    r"(?:시|성|현|시내|시민|시장|성장|현장|시정부|성정부|(?:[가-힣]{1,3}족|위구르|카자흐|키르기스){0,3}자치[구주현])(?:[은는이가을를의에도와과]|에서|으로|로|까지|부터|들)*"
)
_FACILITY_TAIL = re.compile(
    r"(?:구|시청|구청|특구|신구|항|역|공항|산|강|행|발)(?:[은는이가을를의에도와과]|에서|으로|로|까지|부터)*"
)
_OFFICE_TAIL = re.compile(r"장(?:[은는이가을를의도과]|에게)*$")
_STUDENT_TAIL = re.compile(r"생(?:[은는이가을를의도과]|에게|들)*$")
_TITLED = ("《", "〈", "『", "「", "<", "≪")
_FUNCTION_LEFT = frozenset("把被让由与和跟对给向用在从到于以及或是了着过")
_FUNCTION_RIGHT = frozenset("也都还将已曾正却则就不没要会能可再今又在把与和跟从向对为被由让是")
_PLACE_HANZI = frozenset("市省县区镇州")
_RANK_OF = dict(zip((*RANKS, *"省市县区"), RANKS * 2, strict=True))
_FIRM_TAIL = re.compile(r"(?:그룹|홀딩스|주식회사|테크놀로지)")
_FIRM_HANZI = ("公司", "集团", "股份", "控股")
_PERSON_TAIL = re.compile(r"씨(?:[은는이가를의도와]|에게|께)*$")
_LONGEST_PROVINCE = 10  # with its rank: 네이멍구자치구의
_CHINESE = ("place", "organization", "institution")
_CHINA = tuple(name + of for name in ("중국", "대륙", "中国", "大陆") for of in ("", "의", "발", "的"))
_OF_STATE = frozenset(
    state + of for state in ("", "도", "남도", "북도", "시", "군", "특별시", "광역시", "州") for of in ("", "의", "的")
)
# 관형사 of 표준국어대사전, without 이 그 저, which also end names; Chinese numerals and measures.
_DETERMINERS = frozenset("한 두 세 네 첫 여러 모든 온갖 어느 어떤 무슨 이런 그런 저런 몇 온 딴 다른 아무".split())
_NUMERALS, _MEASURES = "一两二三四五几每这那", "个只片块条种场次件句声股阵道颗"
_PREDICATE = re.compile(r"하(?!고)|했|한(?!테)|할|함|해|되|된|될|됐|됨|돼|시키|시켰|시킨|스러|스럽")
# What tells where a name comes from, or that it is the same by chance: behind it, and before it.
_NAMESAKE_BEHIND = re.compile(
    "(?:산맥|산|강|별|꽃)?에서(?:그?이름[을이])?(?:따[오온와왔서]|딴|땄|유래)"
    "|(?:이랑|[와과랑])[는도]?(?:이름|한자|발음|소리|글자)[만이가도]?(?:같|비슷)"
    "|[”」』》’\"']?(?:一词|[一二两三四]字|的意思|的本意|的本义|的谐音)"
)
_NAMESAKE_BEFORE = re.compile("(?:本意是|本义是|原意是|意思是|意为|寓意|取自|取名自|谐音)[“「『《‘\"']?$")
_LONGEST_ORIGIN = 5
# The number of a model behind a product, and not a number of something: 坦克300, 둥펑-41, 神舟二十三号; not 坦克300辆.
_MODEL = re.compile(
    r"[a-z]{0,3}\d+(?![\d.,]*(?:[万亿만억천여多余]|[辆台元人个只架艘枚家名位年月日岁吨米级度周瓶杯本部%％]|"
    r"[대명개년월일원위세살층시분초병잔캔권편곡주]|마리|차례))|[一二三四五六七八九十百]{1,4}号"
)
_NEAR = 12  # characters on each side where a word tells which thing of one name is meant
_LOCATIVE = re.compile(r"(?:에?서|으로|로|까지|부터)(?:[는도의만]|부터|까지)*$")  # 에 follows what is no place as often
_DIRECTIONS = frozenset("东西南北")
_INTO = frozenset("在到去赴从往至抵离于经驻访回飞")
_VERBAL_BEFORE = frozenset("不没很被再太最更已")
_VERBAL_BEHIND = frozenset("了着过得地")


Seen = Callable[[Candidate, Article], int]


def _glossed(one: Candidate, article: Article) -> int:
    """Another form of the concept stands in brackets behind this one, beside it in them, or in them right before.

    Without brackets it is of another script: 华为Huawei. Two others are more: 리닝(李寧·02331.HK) is the firm, not the
    man whose name it has.
    """
    text, classes = article.around.text, article.around.classes
    found: set[int] = set()
    start, end, pattern = one.name
    for other in article.between(start - _LONGEST_GLOSS, end + _LONGEST_GLOSS):
        if other[2] == pattern or not article.can_mean(other, one.sense.concept):
            continue
        first, second = (one.name, other) if start < other[0] else (other, one.name)
        if first[1] > second[0]:
            continue
        between = text[first[1] : second[0]]
        if between == "" and classes[first[1] - 1] == classes[second[0]]:
            continue
        if between in ("", "/", "=", ":", *_CLOSING) or _opens(between) or (between == "," and _open(text, first[0])):
            found.add(other[2])
    return min(len(found), _MOST)


def _open(text: str, at: int) -> bool:
    """Say whether a bracket is open: a comma parts the names of a gloss in one, else clauses (平安，中国平安的)."""
    before = text[max(0, at - _LONGEST_GLOSS) : at]
    return max(map(before.rfind, _OPENING)) > max(map(before.rfind, _CLOSING))


def _opens(between: str) -> bool:
    """Say whether a bracket opens at once and is still open at the end: (… but not (…)… ( ."""
    depth = 0
    for char in between:
        depth += (char in _OPENING) - (char in _CLOSING)
        if depth <= 0:
            return False
    return depth == 1


_OTHER_GLOSS = re.compile(r"[(（\[〔]([一-鿿]{2,}|[a-z]{3,})")


def _glossed_otherwise(one: Candidate, article: Article) -> bool:
    """The brackets behind it begin with hanzi or Latin letters that are no form of the concept: 선전(宣傳)."""
    gloss = _OTHER_GLOSS.match(article.around.text, one.name[1])
    if gloss is None:
        return False
    inside = article.between(gloss.start(1), gloss.end(1))
    return not any(article.can_mean(name, one.sense.concept) for name in inside)


def _glosses_another(one: Candidate, article: Article) -> bool:
    """It stands alone in brackets behind something that is no form of the concept: 华纳兄弟(WB)."""
    text, (start, end, _) = article.around.text, one.name
    if start < 2 or end >= len(text) or text[start - 1] not in "([（［" or text[end] not in ")]）］":
        return False
    return article.around.classes[start - 2] != OTHER and not (article.has_another_form(one) and _glossed(one, article))


def _suffixed(one: Candidate, article: Article) -> bool:
    """What only goes with names of its category right behind it: 선전시, 深圳市, 이리그룹, 상무부장, 인민대생.

    Of places with one name only what is of that kind: 지린시 is no province.
    """
    around, category = article.around, one.sense.concept.category
    end = one.name[1]
    spot = one.spot
    if category == "place" and article.is_shared(one.name):
        rank = _RANK_OF.get(around.text[end : end + 1], "")
        if rank and one.profile.rank not in ("", rank):
            return False
    if category == "place" and one.profile.script == HAN:
        return spot.right in _PLACE_HANZI and around.text[end - 1] != spot.right
    if category == "organization" and around.text.startswith(_FIRM_HANZI, end):
        return True
    if not spot.tail:
        return False
    if category == "place":
        return _PLACE_TAIL.fullmatch(spot.tail) is not None
    if category == "institution" and around.text[end - 1] == "대" and _STUDENT_TAIL.match(spot.tail):
        return True
    return (_OFFICE_TAIL if category == "institution" else _FIRM_TAIL).match(spot.tail) is not None


def _suffixed_weakly(one: Candidate, article: Article) -> bool:
    """What goes with names of its category and with others: 선전역, 왕이씨."""
    category, tail = one.sense.concept.category, one.spot.tail
    if category == "place":
        return bool(_FACILITY_TAIL.fullmatch(tail))
    return bool(_PERSON_TAIL.match(tail))


def _in_china(one: Candidate, article: Article) -> int:
    """China's name right before it: 중국 선전, 中国商务部; in Korean one character of it: 中 선전.

    Of institutions it counts twice there: other states have the same, and hardly anything else is written so.
    """
    before, around, start = one.spot.before, article.around, one.name[0]
    if one.profile.script != HANGUL:
        return before.endswith(_CHINA)
    in_short = before.endswith("中") and (start < 2 or around.classes[start - 2] != HAN)  # 美中 상무부 are two
    return (in_short or before.endswith(_CHINA)) * (2 if one.sense.concept.category == "institution" else 1)


def _elsewhere_in_the_world(one: Candidate, article: Article) -> bool:
    """A province of Korea or another state right before it, of which its definition does not speak: 경기 안산."""
    words = one.profile.words
    return any(between in _OF_STATE and state not in words for state, between in one.spot.abroad)


def _held(one: Candidate, article: Article) -> bool:
    """A place right before it that holds it: 광둥성 선전."""
    place = one.sense.concept.category == "place"
    holders = one.profile.holders
    return any(
        (concept := article.settled(other)) is not None
        and concept.category == "place"
        and (concept.id in holders or (place and not holders))
        for other in one.spot.held
    )


def _of_its_province(one: Candidate, article: Article) -> int:
    """The province where the place lies stands right before it, less another one: 장쑤의 창저우 is 常州, not 沧州."""
    before = _province_before().search(article.around.text, max(0, one.name[0] - _LONGEST_PROVINCE), one.name[0])
    words = one.profile.words
    if before is None or words.isdisjoint(provinces()):
        return 0
    return 1 if before[1] in words else -1


@cache
def _province_before() -> re.Pattern[str]:
    names = "|".join(sorted(provinces(), key=len, reverse=True))
    return re.compile(f"({names})(?:성|省|시|市|자치구|自治区)?(?:의|的)?$")


def _listed(one: Candidate, article: Article) -> int:
    """Settled names of its category stand in a list with it: 상하이·선전."""
    return _of_category(one.sense.concept.category, one.spot.listed, article)


def _of_category(category: str, names: Sequence[Name], article: Article) -> int:
    return sum((concept := article.settled(name)) is not None and concept.category == category for name in names)


def _listed_with_another(one: Candidate, article: Article) -> bool:
    """A name that can be of its category, but is not settled, stands in a list with it."""
    own = one.sense.concept.category
    return any(
        article.settled(other) is None
        and other[2] != one.name[2]
        and any(sense.concept.category == own for sense in article.senses(other))
        for other in one.spot.listed
    )


def _named_before(one: Candidate, article: Article) -> bool:
    """A word of its kind right before it: 휴대전화 제조사 오포, 小说三体."""
    return bool(one.spot.head & one.profile.kinds)


def _named_behind(one: Candidate, article: Article) -> bool:
    """A word of its kind right behind it: 이리 주가, 三体续集."""
    return bool(one.spot.behind & one.profile.kinds)


def _words_of_its_category(one: Candidate, article: Article) -> int:
    """How many words of its category are in the sentence."""
    return _count(one.spot.near, one.profile.category)


def _count(near: Sequence[int], own: int) -> int:
    count = 0
    for kinds in near:
        if kinds & own:
            count += 1
            if count == _MOST:
                break
    return count


def _defined(one: Candidate, article: Article) -> bool:
    """A word of the concept's definition, or the province of the place, is in the sentence."""
    if not one.profile.words:
        return False
    sentence = _beside(one, article, len(article.around.text))
    return any(map(sentence.__contains__, one.profile.words))


def _in_company(one: Candidate, article: Article) -> int:
    """How many words are near that stand with the concept: 연날리기 with 潍坊.

    Of two concepts with one form that tells nothing where it is known of one alone.
    """
    if not one.profile.company:
        return 0
    if not all(sense.profile is None or sense.profile.company for sense in article.senses(one.name)):
        return 0
    return _count_near(one.profile.company, one, article)


def _ordinary(one: Candidate, article: Article) -> int:
    """How many words are near that stand with the form where it means something else: 환율 with 통화."""
    if not one.profile.ordinary:
        return 0
    count = _count_near(one.profile.ordinary, one, article)
    text, (start, end, _) = article.around.text, one.name
    form = text[start:end]
    for word in one.profile.ordinary:  # a word that has the form in it lies across it
        if form in word and (at := start - word.index(form)) >= 0 and text.startswith(word, at):
            count += 1
    return min(count, _MOST)


def _count_near(words: frozenset[str], one: Candidate, article: Article) -> int:
    near = _beside(one, article, _NEAR)
    return min(sum(map(near.__contains__, words)), _MOST)


def _beside(one: Candidate, article: Article, characters: int) -> str:
    """Return what stands in the sentence before and behind a name, so many characters on each side."""
    text, (start, end, _), spot = article.around.text, one.name, one.spot
    before, behind = max(spot.low, start - characters), min(spot.high, end + characters)
    return f"{text[before:start]}\n{text[end:behind]}"


def _holder_in_sentence(one: Candidate, article: Article) -> bool:
    """What holds the concept is named in the sentence, China apart."""
    holders = one.profile.holders
    return bool(holders) and any(
        (concept := article.settled(other)) is not None and concept.broader is not None and concept.id in holders
        for other in one.spot.inside
    )


def _where(one: Candidate, article: Article) -> bool:
    """A place where something is or goes, or is reported from: 선전에서, 在深圳, 선전=특파원; 往西南 is a direction."""
    spot, (start, end, _) = one.spot, one.name
    if one.profile.script == HAN:
        return spot.left in _INTO and not _DIRECTIONS.issuperset(article.around.text[start:end])
    return spot.right == "=" or (spot.tail != "" and _LOCATIVE.match(spot.tail) is not None)


def _predicate(one: Candidate, article: Article) -> bool:
    """A verb made of the word: 선전하다, 晚点了."""
    spot = one.spot
    if one.profile.script == HAN:
        if spot.left in _VERBAL_BEFORE:
            return True
        return spot.right in _VERBAL_BEHIND and not words.begins_word(article.around.text, one.name[1])
    return spot.tail != "" and _PREDICATE.match(spot.tail) is not None


def _namesake(one: Candidate, article: Article) -> bool:
    """Where a name comes from, what it means as a word, a namesake: 面壁에서 따온, 意为“面壁”, 푸리에와 이름만 같다."""
    text, (start, end, _) = article.around.text, one.name
    if _NAMESAKE_BEHIND.match(text, end):
        return True
    return _NAMESAKE_BEFORE.search(text, max(0, start - _LONGEST_ORIGIN), start) is not None


def _determined(one: Candidate, article: Article) -> bool:
    """A numeral or another word that asks for a common noun right before it: 첫 안타, 一片汪洋."""
    before = one.spot.before
    if one.profile.script == HAN:
        return len(before) > 1 and before[-1] in _MEASURES and before[-2] in _NUMERALS
    start, places = one.name[0], article.around.places
    if places[start] != OPEN:
        return False
    return any(
        length <= start and places[start - length] == OPEN and before[-length:] in _DETERMINERS for length in (1, 2)
    )


def _in_a_word(one: Candidate, article: Article) -> bool:
    """Hanzi that a longer word of the dictionary has in it: 夸下海口, 苹果树."""
    if not one.spot.han_left and not one.spot.han_right:
        return False
    return words.lies_in_word(article.around.text, one.name[0], one.name[1], _PLACE_HANZI)


def _of_it(one: Candidate, article: Article) -> bool:
    """Hanzi with 的 behind."""
    return one.spot.right == "的" and not one.spot.behind & one.profile.kinds


def _beside_latin(one: Candidate, article: Article) -> bool:
    """A Latin name with another Latin word beside it: in vivo, Fourier transform."""
    around = article.around
    start, end, _ = one.name
    before = start > 0 and around.classes[start - 1] == LETTER and not around.gaps[start] & ~(SPACE | ZERO_WIDTH)
    behind = end < len(around.text) and around.classes[end] == LETTER and not around.gaps[end] & ~(SPACE | ZERO_WIDTH)
    return before or behind


def _in_another_case(one: Candidate, article: Article) -> bool:
    """A Latin name in another case than it is listed in: pony for PONY."""
    return article.written(one.name) not in one.sense.shown


def _in_capitals(one: Candidate, article: Article) -> bool:
    """A Latin name all in capitals: others shorten something to the same letters: IQ, ABC."""
    return article.written(one.name).isupper()


def _no_number(one: Candidate, article: Article) -> bool:
    """Digits with hanzi behind that count nothing: 996的办公楼, 618提前, but not 618元, 第996号."""
    text, (start, end, _) = article.around.text, one.name
    if end >= len(text) or article.around.classes[end] != HAN or text[end] in _COUNTED_BY:
        return False
    return text[start - 1 : start] not in _COUNTING


def _titled(one: Candidate, article: Article) -> bool:
    """A work or a product in the brackets of titles: 《財經》."""
    return one.spot.before.endswith(_TITLED)


def _is_free(one: Candidate, article: Article) -> bool:
    """Hanzi that no dictionary has, and no word of one lies across their ends: 宇树."""
    return words.Borders(article.around.text, article.around.classes).free(one.name[0], one.name[1])


def _across_words(one: Candidate, article: Article) -> bool:
    """Hanzi across whose ends words lie likelier than not: 白银 in 白银两市."""
    return words.Borders(article.around.text, article.around.classes).crossed(*one.name[:2], doubted=True) == YES


def _function_word_before(one: Candidate, article: Article) -> bool:
    """A Chinese preposition or conjunction right before the name."""
    return one.spot.left in _FUNCTION_LEFT


def _function_word_behind(one: Candidate, article: Article) -> bool:
    """A Chinese adverb, preposition or auxiliary right behind the name."""
    return one.spot.right in _FUNCTION_RIGHT or _goes_on_with(_kinds()["function"], one, article)


def _verb_behind(one: Candidate, article: Article) -> bool:
    """A Chinese verb of two characters right behind the name: 建行参与."""
    return one.spot.right not in _FUNCTION_RIGHT and _goes_on_with(_kinds()["verb"], one, article)


def _goes_on_with(words: frozenset[str], one: Candidate, article: Article) -> bool:
    end = one.name[1]
    return one.spot.han_right and article.around.text[end : end + 2] in words


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    """Return Chinese verbs and function words of two characters, as an article is compared."""
    return {kind: frozenset(map(key, own)) for kind, own in lexicon.chinese_kinds(words.COMMON).items()}


def warm() -> None:
    """Read now what is otherwise read when it is first asked for."""
    _kinds()
    cues.finder()


def _kin_in_sentence(one: Candidate, article: Article) -> bool:
    """A broader, narrower or related concept is named in the sentence."""
    kin = one.sense.kin
    return bool(kin) and any(
        (concept := article.settled(other)) is not None and concept.id in kin for other in one.spot.inside
    )


def _runs_on(one: Candidate, article: Article) -> bool:
    """Hanzi go on behind the name that are neither a word of its kind nor a verb or function word."""
    spot = one.spot
    if not spot.han_right or spot.right == "的" or spot.behind & one.profile.kinds:
        return False
    return not (_function_word_behind(one, article) or _verb_behind(one, article) or _suffixed(one, article))


def _bare(one: Candidate, article: Article) -> bool:
    """Hangul without a particle, with another word behind."""
    around, end = article.around, one.name[1]
    return end < len(around.text) and around.classes[end] == HANGUL and around.gaps[end] in (SPACE, NEWLINE)


def _elsewhere_in_sentence(one: Candidate, article: Article) -> bool:
    """A province of Korea or another state before it in the sentence, of which its definition does not speak."""
    words = one.profile.words
    return any(state not in words for state, _ in one.spot.abroad)


def _named_elsewhere(one: Candidate, article: Article) -> bool:
    """The concept is named elsewhere in another script: 캔 where the article has CANN.

    Another form in the same script tells nothing: who writes 우한 for the city means something else by 무한.
    """
    return article.names_in_another_script(one)


def _numbered(one: Candidate, article: Article) -> bool:
    """The number of a model right behind the product: 坦克300, 둥펑-41."""
    return _MODEL.match(article.around.text, one.name[1]) is not None


def _of_maker(one: Candidate, article: Article) -> bool:
    """A firm right before the product: 비야디 씰, 华为的麒麟."""
    return _of_category("organization", one.spot.held, article) > 0


def _of_another_state(one: Candidate, article: Article) -> bool:
    """One character for another state right before an institution: 미 상무부, 美商务部."""
    around, start = article.around, one.name[0]
    if one.spot.before[-1:] not in _STATES:
        return False
    return start < 2 or around.places[start - 1] == OPEN or around.classes[start - 2] != around.classes[start - 1]


def _with_kin(one: Candidate, article: Article) -> bool:
    """A broader, narrower or related concept is named in the article."""
    return article.names_any(one.sense.kin)


class Where(IntEnum):
    """Where a feature looks; see `Feature`."""

    FORM = 0
    AROUND = auto()
    TAIL = auto()
    NO_TAIL = auto()
    GLOSS = auto()
    WORD = auto()
    WORDS = auto()
    ABROAD_WORDS = auto()
    BESIDE = auto()
    NAMES = auto()
    MODELS = auto()
    ARTICLE = auto()


FORM, AROUND, TAIL, NO_TAIL, GLOSS, WORD, WORDS, ABROAD_WORDS, BESIDE, NAMES, MODELS, ARTICLE = Where
# A form of an institution means another state's institution, if not this one, more often than it is a word.
_NO_INSTITUTIONS = tuple(category for category in CATEGORIES if category != "institution")
ANY = (HANGUL, HAN, LETTER, DIGIT, OTHER)
# What must speak for a form that is a word, beside it, where the article alone would tell what it means: in an article
# on a brand the word that it has its name from is a word still. Nothing need where the same form is told elsewhere with
# the concept's name in another script, or the sentence is about its kind, and nothing speaks against it here.
BESIDE_A_WORD = 3


@dataclass(frozen=True, slots=True)
class Feature:
    """One kind of evidence: its name, what it is worth, and how it is seen.

    `where` it is seen is AROUND the name, in the TAIL of Hangul behind it or only where there is NO_TAIL, in a GLOSS by
    another form that the article has, in a WORD of some kind right beside it, in the WORDS of the sentence or those of
    states, in other names right BESIDE it or in all NAMES of the sentence, by the MODELS that read the sentence, or in
    the rest of the ARTICLE; FORM is what the form is without any text. It is asked of forms in some `scripts` and of
    concepts of some `categories`, of all if none are given.

    Most features need certain characters beside the name, and are not asked where there are none: one of `before`
    right before it, or one of `behind` right behind, whatever gap is between; or `hanzi` to the right or beside it.
    """

    name: str
    weight: int
    where: Where
    scripts: tuple[int, ...]
    categories: tuple[str, ...]
    holds: Seen
    known: tuple[str, ...] = ()  # only forms that dictionaries know so
    before: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    hanzi: str = ""  # "right" or "beside"

    def can_hold(self, before: str, behind: str, has_tail: bool, left: bool, right: bool) -> bool:
        """Say whether this can hold between these characters, with or without a tail and with hanzi on either side."""
        if (self.where == TAIL and not has_tail) or (self.where == NO_TAIL and has_tail):
            return False
        if self.before or self.behind:
            return not self.before.isdisjoint(before) or not self.behind.isdisjoint(behind)
        return _HANZI[self.hanzi](left, right)


_HANZI: dict[str, Callable[[bool, bool], bool]] = {
    "": lambda left, right: True,
    "right": lambda left, right: right,
    "beside": lambda left, right: left or right,
}


def _last(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[-1] for word in words)


# The characters with which what the patterns above look for begins.
_OPEN_GLOSS, _CLOSED = frozenset("(（[〔"), frozenset(")]）］")
_SUFFIXES = _PLACE_HANZI | frozenset("公集股控시성현자장그홀주테좡회위조짱티몽먀둥투부다바하이카키")
_WEAK_SUFFIXES = frozenset("구시특신항역공산강행발씨")
_VERBAL = _VERBAL_BEHIND | frozenset("하했한할함해되된될됐됨돼시스")
_ORIGINS_BEHIND = frozenset("산강별꽃에와과랑이一二两三四的”」』》’\"'")
_ORIGINS_BEFORE = frozenset("是为意自音“「『《‘\"'")
_COUNTING = frozenset("第约近达超逾共仅为计每$¥￥€")
_COUNTED_BY = frozenset(
    "元圆块角分美港日韩欧英镑号年月天周个名位人家户项条次倍里公千米毫厘吨万亿余多点路班岁小时秒层楼室页章节级度"
    "部台辆架只件套册本门所座股桶种届期集场支枚份卡克升亩平寸世代型款系线国省航房张艘颗票席"
)
_NUMBERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz一二三四五六七八九十百")
_LOCATIVES = frozenset("=에서으로까부")
_STATES = frozenset("미美영英독独獨불佛러")  # 일 and 한 are words, too
_COUNTED = _last(_DETERMINERS) | frozenset(_MEASURES)


def _always(one: Candidate, article: Article) -> bool:
    """Any form of the script."""
    return True


def _read_in_korean(one: Candidate, article: Article) -> bool:
    """A form that is how hanzi of the concept are read in Korean: most such are words too."""
    return one.profile.read


def _transcribed(one: Candidate, article: Article) -> bool:
    """A form that is how hanzi of the concept are officially transcribed, and no Korean word: 난닝 for 南宁."""
    return one.profile.transcribed


def _stands_in(one: Candidate, article: Article) -> int:
    """How much better a well-known name of its category reads in its place, by a language model."""
    start, end, _ = one.name
    before, behind = article.beside(one.name, substitution.DECOMPOSED)
    return substitution.gain(before, article.around.text[start:end], behind, one.sense.concept.category)


def _read(one: Candidate, article: Article) -> int:
    """How likely it is a name of its kind in its sentence, to a network that has read such sentences."""
    place = read_place(one, article)
    return reader.odds(place) if place else 0


def read_place(one: Candidate, article: Article) -> reader.Place | None:
    """Return what is read to tell what a form is; None of one character, of which the reader has learnt nothing."""
    (start, end, _), spot = one.name, one.spot
    if end - start == 1:
        return None
    return reader.place(article.around, (spot.low, spot.high), (start, end), one.sense.concept.category)


FEATURES: tuple[Feature, ...] = (
    Feature("unknown Hangul", -3, FORM, (HANGUL,), (), _always, ("unknown",)),
    Feature("name in Hangul", -7, FORM, (HANGUL,), (), _always, ("name",)),
    Feature("word in Hangul", -6, FORM, (HANGUL,), (), _always, ("word", "frequent")),
    Feature("unknown hanzi", 0, FORM, (HAN,), (), _always, ("unknown",)),
    Feature("name in hanzi", -3, FORM, (HAN,), (), _always, ("name",)),
    Feature("word in hanzi", -4, FORM, (HAN,), (), _always, ("word",)),
    Feature("frequent word in hanzi", -3, FORM, (HAN,), (), _always, ("frequent",)),
    Feature("Latin", 1, FORM, (LETTER,), (), _always),
    Feature("digits", -5, FORM, (DIGIT,), (), _always),
    Feature("Korean reading", -2, FORM, (HANGUL,), (), _read_in_korean),
    Feature("transcription", 4, FORM, (HANGUL,), (), _transcribed, ("unknown",)),
    Feature("gloss", 18, GLOSS, ANY, (), _glossed),
    Feature("another gloss", -10, AROUND, (HANGUL,), (), _glossed_otherwise, behind=_OPEN_GLOSS),
    Feature("gloss of another", -8, AROUND, ANY, (), _glosses_another, behind=_CLOSED),
    Feature("suffix", 18, AROUND, ANY, ("place", "institution", "organization"), _suffixed, behind=_SUFFIXES),
    Feature("weak suffix", 5, TAIL, (HANGUL,), ("place", "person"), _suffixed_weakly, behind=_WEAK_SUFFIXES),
    Feature("China", 10, AROUND, ANY, _CHINESE, _in_china, before=_last((*_CHINA, "中"))),
    Feature("abroad", -11, ABROAD_WORDS, ANY, _CHINESE, _elsewhere_in_the_world),
    Feature("abroad in sentence", -4, ABROAD_WORDS, ANY, ("place", "institution"), _elsewhere_in_sentence),
    Feature("other state", -16, AROUND, ANY, ("institution",), _of_another_state, before=_STATES),
    Feature("kind before", 6, WORD, ANY, (), _named_before),
    Feature("kind behind", 13, WORD, ANY, (), _named_behind),
    Feature("category", 2, WORDS, ANY, (), _words_of_its_category),
    Feature("definition", 7, AROUND, ANY, (), _defined),
    Feature("company", 4, AROUND, ANY, (), _in_company),
    Feature("ordinary", -7, AROUND, ANY, (), _ordinary),
    Feature("where", 4, AROUND, (HANGUL, HAN), ("place", "institution"), _where, before=_INTO, behind=_LOCATIVES),
    Feature("predicate", -7, AROUND, (HANGUL, HAN), (), _predicate, before=_VERBAL_BEFORE, behind=_VERBAL),
    Feature("namesake", -10, AROUND, ANY, (), _namesake, before=_ORIGINS_BEFORE, behind=_ORIGINS_BEHIND),
    Feature("determiner", -3, AROUND, (HANGUL, HAN), (), _determined, before=_COUNTED),
    Feature("bare", -5, NO_TAIL, (HANGUL,), (), _bare),
    Feature("title", 2, AROUND, ANY, ("publication", "product"), _titled, before=_last(_TITLED)),
    Feature("in a word", -8, AROUND, (HAN,), (), _in_a_word, hanzi="beside"),
    Feature("across words", -12, AROUND, (HAN,), (), _across_words, hanzi="beside"),
    Feature("free", 2, AROUND, (HAN,), (), _is_free, ("unknown",)),
    Feature("of it", 6, AROUND, (HAN,), (), _of_it, behind=frozenset("的")),
    Feature("runs on", -2, AROUND, (HAN,), (), _runs_on, hanzi="right"),
    Feature("function word before", 4, AROUND, (HAN,), (), _function_word_before, before=_FUNCTION_LEFT),
    Feature("function word behind", 4, AROUND, (HAN,), (), _function_word_behind, hanzi="right"),
    Feature("verb behind", 2, AROUND, (HAN,), (), _verb_behind, hanzi="right"),
    Feature("Latin beside", -8, AROUND, (LETTER,), (), _beside_latin),
    Feature("case", -4, AROUND, (LETTER,), (), _in_another_case),
    Feature("capitals", -2, AROUND, (LETTER,), (), _in_capitals),
    Feature("no number", 6, AROUND, (DIGIT,), (), _no_number),
    Feature("list", 12, BESIDE, ANY, (), _listed),
    Feature("list of doubtful", 5, BESIDE, ANY, (), _listed_with_another),
    Feature("maker before", 8, BESIDE, ANY, ("product",), _of_maker),
    Feature("model number", 8, AROUND, ANY, ("product",), _numbered, behind=_NUMBERS),
    Feature("holder before", 8, BESIDE, ANY, (), _held),
    Feature(
        "province before",
        8,
        AROUND,
        (HANGUL, HAN),
        ("place",),
        _of_its_province,
        before=_last((*provinces(), "성", "省", "시", "市", "구", "区", "의", "的")),
    ),
    Feature("holder", 7, NAMES, ANY, (), _holder_in_sentence),
    Feature("kin in sentence", 5, NAMES, ANY, (), _kin_in_sentence),
    Feature("stand-in", 2, MODELS, (HANGUL,), _NO_INSTITUTIONS, _stands_in),
    Feature("read as a name", 1, MODELS, (HANGUL, HAN), (), _read),
    Feature("elsewhere", 3, ARTICLE, ANY, (), _named_elsewhere, ("unknown",)),
    Feature("elsewhere, word", 7, ARTICLE, ANY, (), _named_elsewhere, ("word",)),
    Feature("elsewhere, frequent", 6, ARTICLE, ANY, (), _named_elsewhere, ("frequent",)),
    Feature("kin", 3, ARTICLE, ANY, (), _with_kin),
)
