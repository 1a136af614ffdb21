"""What stands right beside a name that tells what it is: glosses, suffixes, particles, words, brackets, numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from glossary.annotate import cues, words
from glossary.annotate.boundaries import OPEN, YES
from glossary.annotate.context import Article, Candidate
from glossary.annotate.knowledge import RANK_OF
from glossary.text import lexicon
from glossary.text.fold import NEWLINE, SPACE, ZERO_WIDTH, key
from glossary.text.script import HAN, HANGUL, LETTER, OTHER

_OPENING, _CLOSING = "([{（［｛〔【「『《〈<", ")]}）］｝〕】」』》〉>"
_LONGEST_GLOSS = 60
_MOST_GLOSSES = 2  # that count
_PLACE_TAIL = re.compile(
    r"(?:시|성|현|시내|시민|시장|성장|현장|시정부|성정부|(?:[가-힣]{1,3}족|위구르|카자흐|키르기스){0,3}자치[구주현])(?:[은는이가을를의에도와과]|에서|으로|로|까지|부터|들)*"
)
_FACILITY_TAIL = re.compile(
    r"(?:구|시청|구청|특구|신구|항|역|공항|산|강|행|발)(?:[은는이가을를의에도와과]|에서|으로|로|까지|부터)*"
)
_OFFICE_TAIL = re.compile(r"장(?:[은는이가을를의도과]|에게)*$")
_STUDENT_TAIL = re.compile(r"생(?:[은는이가을를의도과]|에게|들)*$")
_OFFICES = frozenset("部署局院委会厅")
_BEFORE_OFFICES = frozenset("由与和跟向对被据经在从及以或是了将让把给国称日天前午晚早年月周初")  # 据, 中国, 昨日
_FUNCTION_RIGHT = frozenset("也都还将已曾正却则就不没要会能可再今又在把与和跟从向对为被由让是")
_PLACE_HANZI = frozenset("市省县区镇州")
_OF_PLACES = _PLACE_HANZI | {"岛"}
# Words that begin as what a place is called and have nothing to do with places: 白银市场, but not 白银市民.
_NOT_OF_PLACES = frozenset(
    "市场 市值 市价 市况 市面 市盈 市净 市售 市占 市销 省略 省心 省力 省钱 省电 省油 省时 省事 省去 省下 省得 省吃 "
    "区域 区间 区块 区分 区别 区隔 镇定 镇静 镇痛 镇压 镇守 镇店 镇馆 镇宅".split()
)
_FIRM_TAIL = re.compile(r"(?:그룹|홀딩스|주식회사|테크놀로지)")
_FIRM_HANZI = ("公司", "集团", "股份", "控股")
_PERSON_TAIL = re.compile(r"씨(?:[은는이가를의도와]|에게|께)*$")
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
_LOCATIVE = re.compile(r"(?:에?서|으로|로|까지|부터)(?:[는도의만]|부터|까지)*$")  # 에 follows what is no place as often
_DIRECTIONS = frozenset("东西南北")
INTO = frozenset("在到去赴从往至抵离于经驻访回飞")
VERBAL_BEFORE = frozenset("不没很被再太最更已")
_VERBAL_BEHIND = frozenset("了着过得地")
_BRACKETS, _LONGEST_STATE = ("(", "（"), 6
_OTHER_GLOSS = re.compile(r"[(（\[〔]([一-鿿]{2,}|[a-z]{3,})")
# The characters with which what the patterns above look for begins.
OF_WORKS, _CLOSED_WORKS = tuple("《〈≪"), tuple("》〉≫")
OPEN_GLOSS, CLOSED = frozenset("(（[〔"), frozenset(")]）］")
SUFFIXES = _PLACE_HANZI | frozenset("公集股控시성현자장그홀주테좡회위조짱티몽먀둥투부다바하이카키")
WEAK_SUFFIXES = frozenset("구시특신항역공산강행발씨")
VERBAL = _VERBAL_BEHIND | frozenset("하했한할함해되된될됐됨돼시스")
ORIGINS_BEHIND = frozenset("산강별꽃에와과랑이一二两三四的”」』》’\"'")
ORIGINS_BEFORE = frozenset("是为意自音“「『《‘\"'")
_COUNTING = frozenset("第约近达超逾共仅为计每$¥￥€")
_COUNTED_BY = frozenset(
    "元圆块角分美港日韩欧英镑号年月天周个名位人家户项条次倍里公千米毫厘吨万亿余多点路班岁小时秒层楼室页章节级度"
    "部台辆架只件套册本门所座股桶种届期集场支枚份卡克升亩平寸世代型款系线国省航房张艘颗票席"
)
NUMBERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz一二三四五六七八九十百")
LOCATIVES = frozenset("=에서으로까부")
COUNTED = frozenset(word[-1] for word in _DETERMINERS) | frozenset(_MEASURES)


def glossed(one: Candidate, article: Article) -> int:
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
    return min(len(found), _MOST_GLOSSES)


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


def glossed_otherwise(one: Candidate, article: Article) -> bool:
    """The brackets behind it begin with hanzi or Latin letters that are no form of the concept: 선전(宣傳)."""
    gloss = _OTHER_GLOSS.match(article.around.text, one.name[1])
    if gloss is None:
        return _lies_abroad(one, article)
    inside = article.between(gloss.start(1), gloss.end(1))
    return not any(article.can_mean(name, one.sense.concept) for name in inside)


def _lies_abroad(one: Candidate, article: Article) -> bool:
    """The brackets behind it begin with a province of Korea or another state: 레노(미국 네바다)."""
    text, end = article.around.text, one.name[1]
    if text[end : end + 1] not in _BRACKETS:
        return False
    find, kinds = cues.finder()
    inside = text[end + 1 : end + 1 + _LONGEST_STATE]
    return any(
        first == 0 and kinds[word] & cues.abroad() and not one.profile.speaks_of(inside[:last])
        for first, last, word in find(inside)
    )


def glosses_another(one: Candidate, article: Article) -> bool:
    """It stands alone in brackets behind something that is no form of the concept: 华纳兄弟(WB)."""
    text, (start, end, _) = article.around.text, one.name
    if start < 2 or end >= len(text) or text[start - 1] not in "([（［" or text[end] not in ")]）］":
        return False
    return article.around.classes[start - 2] != OTHER and not (article.has_another_form(one) and glossed(one, article))


def suffixed(one: Candidate, article: Article) -> bool:
    """What only goes with names of its category right behind it: 선전시, 深圳市, 이리그룹, 상무부장, 인민대생.

    Of places with one name only what is of that kind: 지린시 is no province.
    """
    around, category = article.around, one.sense.concept.category
    end = one.name[1]
    spot = one.spot
    if category == "place" and article.is_shared(one.name):
        rank = RANK_OF.get(around.text[end : end + 1], "")
        if rank and one.profile.rank not in ("", rank):
            return False
    if category == "place" and one.profile.script == HAN:
        if spot.right not in _PLACE_HANZI or around.text[end - 1] == spot.right:
            return False
        return around.text[end : end + 2] not in _NOT_OF_PLACES
    if category == "organization" and around.text.startswith(_FIRM_HANZI, end):
        return True
    if not spot.tail:
        return False
    if category == "place":
        return _PLACE_TAIL.fullmatch(spot.tail) is not None
    if category == "institution" and around.text[end - 1] == "대" and _STUDENT_TAIL.match(spot.tail):
        return True
    return (_OFFICE_TAIL if category == "institution" else _FIRM_TAIL).match(spot.tail) is not None


def suffixed_weakly(one: Candidate, article: Article) -> bool:
    """What goes with names of its category and with others: 선전역, 왕이씨."""
    category, tail = one.sense.concept.category, one.spot.tail
    if category == "place":
        return bool(_FACILITY_TAIL.fullmatch(tail))
    return bool(_PERSON_TAIL.match(tail))


def where(one: Candidate, article: Article) -> bool:
    """A place where something is or goes, or is reported from: 선전에서, 在深圳, 선전=특파원; 往西南 is a direction."""
    spot, (start, end, _) = one.spot, one.name
    if one.profile.script == HAN:
        return spot.left in INTO and not _DIRECTIONS.issuperset(article.around.text[start:end])
    return spot.right == "=" or (spot.tail != "" and _LOCATIVE.match(spot.tail) is not None)


def predicate(one: Candidate, article: Article) -> bool:
    """A verb made of the word: 선전하다, 晚点了."""
    spot = one.spot
    if one.profile.script == HAN:
        if spot.left in VERBAL_BEFORE:
            return True
        return spot.right in _VERBAL_BEHIND and not words.begins_word(article.around.text, one.name[1])
    return spot.tail != "" and _PREDICATE.match(spot.tail) is not None


def namesake(one: Candidate, article: Article) -> bool:
    """Where a name comes from, what it means as a word, a namesake: 面壁에서 따온, 意为“面壁”, 푸리에와 이름만 같다."""
    text, (start, end, _) = article.around.text, one.name
    if _NAMESAKE_BEHIND.match(text, end):
        return True
    return _NAMESAKE_BEFORE.search(text, max(0, start - _LONGEST_ORIGIN), start) is not None


def determined(one: Candidate, article: Article) -> bool:
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


def bare(one: Candidate, article: Article) -> bool:
    """Hangul without a particle, with another word behind."""
    around, end = article.around, one.name[1]
    return end < len(around.text) and around.classes[end] == HANGUL and around.gaps[end] in (SPACE, NEWLINE)


def a_work(one: Candidate, article: Article) -> bool:
    """What is no work in the brackets of titles: 《月之暗面》 is no firm."""
    text, end = article.around.text, one.name[1]
    if one.profile.kinds & cues.works():
        return False
    return one.spot.before.endswith(OF_WORKS) and text[end : end + 1] in _CLOSED_WORKS


def numbered(one: Candidate, article: Article) -> bool:
    """The number of a model right behind the product: 坦克300, 둥펑-41."""
    return _MODEL.match(article.around.text, one.name[1]) is not None


def an_office(one: Candidate, article: Article) -> bool:
    """Hanzi that end as what an office is called, and no others before them make another office's name: 审计署."""
    return article.around.text[one.name[1] - 1] in _OFFICES and not another_office(one, article)


def another_office(one: Candidate, article: Article) -> bool:
    """Hanzi that end as what an office is called, with others before them: 香港证监会."""
    spot = one.spot
    is_office = article.around.text[one.name[1] - 1] in _OFFICES
    return is_office and spot.han_left and spot.left not in _BEFORE_OFFICES


def in_a_word(one: Candidate, article: Article) -> bool:
    """Hanzi that a longer word of the dictionary has in it: 夸下海口, 苹果树."""
    if not one.spot.han_left and not one.spot.han_right:
        return False
    return words.lies_in_word(article.around.text, one.name[0], one.name[1], _OF_PLACES)


def of_it(one: Candidate, article: Article) -> bool:
    """Hanzi with 的 behind."""
    return one.spot.right == "的" and not one.spot.behind & one.profile.kinds


def runs_on(one: Candidate, article: Article) -> bool:
    """Hanzi go on behind the name that are neither a word of its kind nor a verb or function word."""
    spot = one.spot
    if not spot.han_right or spot.right == "的" or spot.behind & one.profile.kinds:
        return False
    return not (_function_word_behind(one, article) or verb_behind(one, article) or suffixed(one, article))


def _function_word_behind(one: Candidate, article: Article) -> bool:
    """A Chinese adverb, preposition or auxiliary right behind the name."""
    return one.spot.right in _FUNCTION_RIGHT or _goes_on_with(followers()["function"], one, article)


def verb_behind(one: Candidate, article: Article) -> bool:
    """A Chinese verb of two characters right behind the name: 建行参与."""
    return one.spot.right not in _FUNCTION_RIGHT and _goes_on_with(followers()["verb"], one, article)


def _goes_on_with(words: frozenset[str], one: Candidate, article: Article) -> bool:
    end = one.name[1]
    return one.spot.han_right and article.around.text[end : end + 2] in words


@cache
def followers() -> Mapping[str, frozenset[str]]:
    """Return Chinese verbs and function words of two characters, as an article is compared."""
    return {kind: frozenset(map(key, own)) for kind, own in lexicon.chinese_kinds(words.COMMON).items()}


def is_free(one: Candidate, article: Article) -> bool:
    """Hanzi that no dictionary has, and no word of one lies across their ends: 宇树."""
    return words.Borders(article.around.text, article.around.classes).free(one.name[0], one.name[1])


def across_words(one: Candidate, article: Article) -> bool:
    """Hanzi across whose ends words lie likelier than not: 白银 in 白银两市."""
    return words.Borders(article.around.text, article.around.classes).crossed(*one.name[:2], doubted=True) == YES


def beside_latin(one: Candidate, article: Article) -> bool:
    """A Latin name with another Latin word beside it: in vivo, Fourier transform."""
    around = article.around
    start, end, _ = one.name
    before = start > 0 and around.classes[start - 1] == LETTER and not around.gaps[start] & ~(SPACE | ZERO_WIDTH)
    behind = end < len(around.text) and around.classes[end] == LETTER and not around.gaps[end] & ~(SPACE | ZERO_WIDTH)
    return before or behind


def in_another_case(one: Candidate, article: Article) -> bool:
    """A Latin name in another case than it is listed in: pony for PONY."""
    written = _as_cased(article.written(one.name))
    return all(_as_cased(text) != written for text in one.sense.shown)


def _as_cased(text: str) -> str:
    """Return the letters and digits of a text, however wide and whatever lies between them."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def in_capitals(one: Candidate, article: Article) -> bool:
    """A Latin name all in capitals: others shorten something to the same letters: IQ, ABC."""
    return article.written(one.name).isupper()


def no_number(one: Candidate, article: Article) -> bool:
    """Digits with hanzi behind that count nothing: 996的办公楼, 618提前, but not 618元, 第996号."""
    text, (start, end, _) = article.around.text, one.name
    if end >= len(text) or article.around.classes[end] != HAN or text[end] in _COUNTED_BY:
        return False
    return text[start - 1 : start] not in _COUNTING
