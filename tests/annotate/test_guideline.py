"""The guideline of docs/annotation.md, rule by rule, on sentences of our own over the small glossary beside this file.

In a row `{화웨이|huawei}` marks what must be found; nothing else may be.
"""

from __future__ import annotations

import unicodedata

import pytest

from glossary.snapshot import Snapshot
from tests.annotate.marked import Labelled, found, parse


def check(desk: Snapshot, row: str) -> None:
    text, labels = parse(row)
    assert found(desk.annotate(text)["mentions"]) == labels


# 1. Every mention in whatever script, and nothing else.
SCRIPTS = """
{화웨이|huawei}
어제 {화웨이|huawei}, {华为|huawei}, {華為|huawei}, {華爲|huawei}, {Huawei|huawei}, {HUAWEI|huawei}, {huawei|huawei}
{Ｈｕａｗｅｉ|huawei} 로고와 {ＨＵＡＷＥＩ|huawei} 로고
{ｄｅｅｐｓｅｅｋ|deepseek}는 소문자다
{騰訊|tencent}控股與{廣東|guangdong}省
{広東|guangdong}の{武漢|wuhan}ではない
{臺北|taipei}與{台北|taipei}
{輝達|nvidia}和{英伟达|nvidia}是同一家
{英偉達|nvidia}股價
{上海|shanghai}的{齊齊哈爾|qiqihar}人
{QWEN|qwen} {qwen|qwen} {Qwen|qwen}
{深度求索|deepseek}发布模型
{UN|united-nations} 총회와 {UN|united-nations}의 결의, {유엔|united-nations}은 {联合国|united-nations}이다
뉴욕의 {UN|united-nations} 본부
샤오펑과 마윈, 항저우는 이 목록에 없다
小鹏 杭州 马云 Alibaba 00700
아무 이름도 없는 문장이다.
"""

# 2. The name alone: no particles, copula, brackets, quotation marks, titles, administrative endings, version numbers.
PARTICLES_ANY = (
    "의 에 에서 서 에게 에게서 한테 께서 도 만 까지 부터 마저 조차 밖에 뿐 보다 처럼 만큼 같이 대로 마다 커녕 하고 "
    "에는 에도 에서는 에서도 에서의 에게는 에게도 에게만 까지는 까지도 까지만 부터는 부터의 만은 만이 만의 만을 "
    "도만 마저도 조차도 뿐만 뿐이다 뿐만이 에서부터 에서만 에서만큼은 에서까지도 처럼만 만큼은 보다는 보다도 하고만 "
    "에서부터의 에까지도 에게까지만 한테서는 에서라면 뿐이며 뿐이고 에다 에다가 에게로 부터가 에서였다 에서처럼 "
    "서는 서도 서의 서만 서부터 끼리 답게"
).split()
PARTICLES_VOWEL = (
    "는 가 를 와 로 로서 로써 로부터 로부터의 나 나마 라도 야 야말로 랑 며 든 든지 여 란 라는 라고 라며 라면 "
    "와의 와는 와도 로는 로도 로만 로의 로까지 로부터는 라고는 라고도 라는데 다 였다 였고 였던 였으며 였지만 였는데 "
    "이다 이며 이고 이자 인 인데 입니다 예요 가 랑은 고"
).split()
PARTICLES_RIEUL = (
    "은 이 을 과 로 로서 로써 로부터 이나 이라도 이야말로 이랑 이며 이든 이란 이라는 이라고 이라며 이라면 이다 이었다 "
    "이었던 이자 인 인데 입니다 이에요 과의 과는 로는 로도 로만 로의 로까지 로부터의"
).split()
PARTICLES_CONSONANT = (
    "은 이 을 과 으로 으로서 으로써 으로부터 으로부터의 이나 이라도 이야말로 이랑 이며 이든 이여 이란 이라는 이라고 "
    "이라며 이라면 이다 이었다 이었고 이었던 이었으며 이었지만 이자 인 인데 입니다 이에요 과의 과는 과도 으로는 으로도 "
    "으로만 으로의 으로까지 으로부터는"
).split()
VOWEL = ("화웨이|huawei", "딥시크|deepseek", "화웨이 클라우드|huawei-cloud")
RIEUL = ("치치하얼|qiqihar",)
CONSONANT = ("성텅|huawei-ascend", "퉁이첸원|qwen", "차오더왕|cao-dewang", "우한|wuhan")

# Shortened, as the press likes them: 에서는 → 에선.
SHORTENED_ANY = "에선 에겐 에게선 까진 부턴 한텐".split()
SHORTENED_VOWEL = "론 로선 라곤".split()
SHORTENED_CONSONANT = "으론 으로선 이라곤".split()
# Dependent nouns that are often written together with the name before.
TOGETHER = "등 등의 등은 등을 등에 등이 등과 간 간의 및".split()

COPULA = """
이 회사가 {화웨이|huawei}다.
{우한|wuhan}이라 불리는 곳, {화웨이|huawei}라 부른다
그 칩이 {성텅|huawei-ascend}이다.
그 도시는 {치치하얼|qiqihar}이었다.
답은 {바이두|baidu}였다. 정답은 {성텅|huawei-ascend}이었다.
{바이두|baidu}입니다. {성텅|huawei-ascend}입니까? {딥시크|deepseek}인가?
{바이두|baidu}이자 {성텅|huawei-ascend}이자
범인은 {텅쉰|tencent}이라던데 {텐센트|tencent}라던데
{성텅|huawei-ascend}이면 좋고 {성텅|huawei-ascend}이거나 {텅쉰|tencent}이던
그것이 {성텅|huawei-ascend}이기 때문에, {성텅|huawei-ascend}일지 {텅쉰|tencent}이기도 하다
{성텅|huawei-ascend}이라지만 {텅쉰|tencent}이지, {성텅|huawei-ascend}이죠, {성텅|huawei-ascend}이니까
{화웨이|huawei}가 아니라 {성텅|huawei-ascend}이 아니다
주인공은 {런정페이|ren-zhengfei}예요, {차오더왕|cao-dewang}이에요
"""

EDGES = """
‘{화웨이|huawei}’ “{바이두|baidu}” '{성텅|huawei-ascend}' "{딥시크|deepseek}"
「{텐센트|tencent}」『{우한|wuhan}』《{上海|shanghai}》〈{광둥|guangdong}〉【{华为|huawei}】[{어센드|huawei-ascend}]
‘{화웨이|huawei}’가 “{성텅|huawei-ascend}”을 ‘{바이두|baidu}’에서
({화웨이|huawei}) （{华为|huawei}）
{화웨이|huawei}: {바이두|baidu}; {텐센트|tencent}! {딥시크|deepseek}? {우한|wuhan}… {상하이|shanghai}.
<b>{화웨이|huawei}</b>&nbsp;{바이두|baidu}&amp;{텐센트|tencent}
https://www.{huawei|huawei}.com/cn
1{화웨이|huawei} 2.{바이두|baidu} ③{텐센트|tencent} ▲{딥시크|deepseek} ※{상하이|shanghai}
"""

TITLES = """
{런정페이|ren-zhengfei} 회장은 {차오더왕|cao-dewang} 대표를 만났다.
{런정페이|ren-zhengfei}씨와 {차오더왕|cao-dewang}씨의 {런정페이|ren-zhengfei} 씨
{런정페이|ren-zhengfei}회장이 {차오더왕|cao-dewang}회장에게
{任正非|ren-zhengfei}总裁会见{曹德旺|cao-dewang}先生
{任正非|ren-zhengfei}與{曹德旺|cao-dewang}
{Ren Zhengfei|ren-zhengfei}'s letter to Mr. {Cao Dewang|cao-dewang}
"""

ADMINISTRATIVE = """
{광둥|guangdong}성 {선전|shenzhen}시의 공장
{우한|wuhan}시에서 {상하이|shanghai}시까지
{广东|guangdong}省{深圳|shenzhen}市的工厂
{廣東|guangdong}省{武漢|wuhan}市
{齐齐哈尔|qiqihar}市政府
{치치하얼|qiqihar}시장이 {광둥|guangdong}성장에게
{저우좡전|zhouzhuang}의 물길, {周庄镇|zhouzhuang}的水路, {周莊鎮|zhouzhuang}
{우한|wuhan}시청과 {상하이|shanghai}시민
"""

VERSIONS = """
{Qwen|qwen}2.5와 {Qwen|qwen}3, {Qwen|qwen}-VL, {Qwen|qwen} 2
{Qwen|qwen}2.5-72B-Instruct를 썼다
{성텅|huawei-ascend} 910과 {성텅|huawei-ascend}910은 같다
{昇腾|huawei-ascend}910和{昇騰|huawei-ascend}920
{딥시크|deepseek} V3와 {딥시크 R1|deepseek-r1}
{DeepSeek|deepseek}-V3, {DeepSeek R1|deepseek-r1}, {DeepSeek-R1|deepseek-r1}
{CANN|cann} 8.0
{퉁이첸원|qwen}2.0 {퉁이첸원|qwen} 2.0
"""

# 3. Each form of a gloss is a mention of its own; a broken gloss is not repaired.
GLOSSES = """
{커다쉰페이|iflytek}({科大訊飛|iflytek}·{iFLYTEK|iflytek})는
{커다쉰페이|iflytek}({科大訊飛|iflytek}∙{아이플라이텍|iflytek}, {002230.SZ|iflytek})가
{科大讯飞|iflytek}（{커다쉰페이|iflytek}）
{iFLYTEK|iflytek}({커다쉰페이|iflytek}, {科大讯飞|iflytek})
{iFLYTEK|iflytek} ({科大訊飛|iflytek}/{커다쉰페이|iflytek})의
{커다쉰페이|iflytek}[{科大訊飛|iflytek}], {커다쉰페이|iflytek}〈{科大訊飛|iflytek}〉
{커다쉰페이|iflytek}〔{科大訊飛|iflytek}〕, {커다쉰페이|iflytek}【{科大訊飛|iflytek}】
({科大訊飛|iflytek}) {커다쉰페이|iflytek}
{커다쉰페이|iflytek}{科大訊飛|iflytek}
{바이두|baidu}({百度|baidu}·{Baidu|baidu})
{선전|shenzhen}({深圳|shenzhen})은
{선전|shenzhen}({深圳|shenzhen}·{Shenzhen|shenzhen})에서
{선전|shenzhen}（{Shenzhen|shenzhen}）과
{深圳|shenzhen}({선전|shenzhen})
{Shenzhen|shenzhen}({선전|shenzhen}, {深圳|shenzhen})
{선전|shenzhen}[{深圳|shenzhen}]
{선전|shenzhen} ({深圳|shenzhen})에 간다
‘{선전|shenzhen}({深圳|shenzhen})’
{캔|cann}({CANN|cann})을 {캔|cann}({CANN|cann}, 신경망용 컴퓨팅 구조)이라
{CANN|cann}({캔|cann})
{중신|citic}({中信|citic})은 {중신|smic}({中芯|smic})과 다르다
{중신|smic}({SMIC|smic}), {중신|citic}({CITIC|citic})
{엔비디아|nvidia}({輝達|nvidia}·{NVIDIA|nvidia})
{샤오미|xiaomi}({小米|xiaomi})
{쑹|byd-song}({宋|byd-song})
{무한|wuhan}({武漢|wuhan})
{성텅|huawei-ascend}({昇騰|huawei-ascend}·{Ascend|huawei-ascend})
"""

BROKEN_GLOSSES = """
{성텅|huawei-ascend}()을 {텐센트|tencent}( )가
{텐센트|tencent}(騰)와 {화웨이|huawei}(華)
{광둥|guangdong}성 {선전|shenzhen}(深(수,천))시
{화웨이|huawei}({華爲|huawei}는 닫지 않았다
{화웨이|huawei}{華爲|huawei})는 열지 않았다
{커다쉰페이|iflytek}(科大訊□)
{바이두|baidu}(百?·{Baidu|baidu})
{상하이|shanghai}(上)에서
{텐센트|tencent}(·)
{셰허병원|xiehe-hospital}(協(협)和醫院)
"""

# 4. A name at the head of a longer run is marked, a piece of another word is not.
COMPOUNDS = """
{성텅|huawei-ascend}기반 서버
{화웨이|huawei} 본사, {화웨이|huawei}폰, {화웨이|huawei}측은, {화웨이|huawei}산, {화웨이|huawei}식, {화웨이|huawei}제
{성텅|huawei-ascend}칩을, {성텅|huawei-ascend}용, {성텅|huawei-ascend}형, {성텅|huawei-ascend} 서버
{텅쉰|tencent}측이, {텅쉰|tencent}사, {텅쉰|tencent}그룹의
{텐센트|tencent}게임즈와 {바이두|baidu}지도
{우한|wuhan}발 열차, {우한|wuhan}행 항공편, {상하이|shanghai}산 게, {광둥|guangdong}식 요리
{샤오미|xiaomi}들, {샤오미|xiaomi}그룹, {샤오미|xiaomi}전기차
반{화웨이|huawei} 정서, 친{바이두|baidu} 성향, 대{화웨이|huawei} 제재
反{华为|huawei}情绪，{华为|huawei}手机，{腾讯|tencent}会议
{셰허병원|xiehe-hospital}장과 {셰허병원|xiehe-hospital} 의사
{华为|huawei}系和非{华为|huawei}系
"""

PIECES = """
바이러스를 스캔하여 스캔들
캔버스와 캔들, 토스트 캔디
드라이클리닝 업체와 클리닝
CANNOT CANNES SCANNER
Ascending Descend Ascendant
QwenLM은 없지만 xQwen도 없다
우시장 우한하다 무한대
삼선전자와 개선전
심중신뢰 도중신호
백두산 성텅빈
huaweis tencents mybaidu
우한테
"""

# 5. Longest first.
LONGEST = """
{화웨이 클라우드|huawei-cloud}는 {화웨이|huawei}의 것이다
{화웨이클라우드|huawei-cloud} {화웨이|huawei} 클라이언트
{华为云|huawei-cloud}与{华为|huawei}
{Huawei Cloud|huawei-cloud} and {Huawei|huawei}
{상하이 교통대학|sjtu}은 {상하이|shanghai}에 있다
{상하이교통대|sjtu}에서 {상하이|shanghai} 교통
{上海交通大学|sjtu}在{上海|shanghai}
{上海交通大學|sjtu}
{Shanghai Jiao Tong University|sjtu} in {Shanghai|shanghai}
{딥시크 R1|deepseek-r1}과 {딥시크|deepseek}
{중신궈지|smic}와 {중신그룹|citic}
{中芯国际|smic}
{퉁이첸원|qwen} 또는 {첸원|qwen}
"""

# 6. Homographs: by the sense in context; without evidence there is no mention.
WITHOUT_EVIDENCE = """
정부는 대대적인 선전에 나섰다.
선전 활동과 선전하는 법, 허위 선전
대표팀의 선전을 기원한다
선전포고와 선전전, 선전원
무한 경쟁 시대의 무한한 가능성
캔 커피와 참치 캔을 샀다
캔을 재활용한다
千百度地寻找
熬了一锅小米粥
미국 상무부는 관세를 매겼다
美国商务部的声明
중신은 오지 않았다
쑹 하는 소리, 宋代的瓷器
The sun began to ascend.
미 상무부의 상계관세 조사를 피하려 한다
美상무부 "관세 그대로"
入门机到手价为618元
618号的房间
in vivo 실험과 관계가 없다
북한의 선전 매체는 이렇게 전했다
{상하이|shanghai}에서 선전 활동을 했다
공산당 선전부장의 선전구호
"""

WITH_EVIDENCE = """
{小米|xiaomi}集团发布手机，{小米|xiaomi}公司
{百度|baidu}公司和{百度|baidu}地图
{선전|shenzhen}시에 공장을 세웠다
{광둥|guangdong}성 {선전|shenzhen}에서
{광둥|guangdong} {선전|shenzhen} 공장
중국 {선전|shenzhen}의 한 공장
{상하이|shanghai}, {선전|shenzhen}, {우한|wuhan}을 돌았다
{상하이|shanghai}·{선전|shenzhen} 증시
{선전|shenzhen}역과 {선전|shenzhen}항
{선전|shenzhen}({深圳|shenzhen})은 멀다. 이튿날 {선전|shenzhen}에 닿았다.
중국 {상무부|mofcom}는 10일 밝혔다
中国{商务部|mofcom}发言人
바빠진 中{상무부|mofcom}
中 {상무부|mofcom} "미국에 유감"
{선전|shenzhen}시 대표단이 {상하이|shanghai}서 만났다
{坦克|gwm-tank}500去买菜，停车费比菜贵
{탱크|gwm-tank} 300을 타 봤다
今年{618|june-18}没有零点
{618|june-18}提前开跑
{vivo|vivo}의 재고는 그대로다
{선전|shenzhen}({深圳|shenzhen})은 멀다. 그는 {선전|shenzhen} 얘기만 했다.
{캔|cann}({CANN|cann})은 구조다. {캔|cann}을 연다.
{百度|baidu}({바이두|baidu})
"""

# 7. Persons: full names only.
PERSONS = """
런 회장은 차오 대표와 만났다
런 총재, 차오씨, 任总, 曹先生
Mr. Ren met Chairman Cao
{런정페이|ren-zhengfei}의 말을 런 회장이 되풀이했다
정페이와 더왕
"""

# 8. Deprecated forms.
DEPRECATED = """
{화에이|huawei}는 {셩텅|huawei-ascend}을
{셩텅|huawei-ascend}({昇騰|huawei-ascend})
"""

# 9. Captions, hashtags, by-lines, repeated paragraphs, lists count.
EVERYWHERE = """
#{화웨이|huawei} #{바이두|baidu} #{DeepSeek|deepseek}
#{화웨이|huawei}#{바이두|baidu}
▲ {화웨이|huawei} 본사. 사진={화웨이|huawei}
[사진={바이두|baidu}] ⓒ{텐센트|tencent}
/{상하이|shanghai}=홍길동 특파원
- {화웨이|huawei}
* {바이두|baidu}
@{huawei|huawei} press@{baidu|baidu}.com
{화웨이|huawei}{화웨이|huawei}
"""

# 11. Across a line break or a stray space, but not across two words that only happen to meet.
MEETING = """
그 성 텅 빈 방이었다
바이 두 명이 왔다
하늘은 광 둥근 달
우 한 잔 주세요
그는 마중 신랑을 보았다
전선 전체와 생선 전문점
우리는 중 신호를 기다렸다
바다 상하 이동
我们走在路上 海风很大
会议很广 东方也亮了
他们用武 汉字很难
上 海上 海
화 웨이브
화 웨이
리 닝글
Deep blue, seek
{화웨이|huawei}. 클라우드는
{화웨이|huawei}, 클라우드
{화웨이|huawei}·클라우드
{화웨이|huawei}(클라우드)
{상하이|shanghai}, 교통대학
{딥시크|deepseek}, R1
{상하이|shanghai}    교통대학
화웨/이
바.이.두
"""
BREAKS = [
    "{커다\n쉰페이|iflytek}는",
    "{커다쉰\n페이|iflytek}는",
    "{화웨\n이|huawei}가",
    "{화\r\n웨이|huawei}가",
    "{바이\n두|baidu}",
    "{성\n텅|huawei-ascend}을",
    "{셰허\n병원|xiehe-hospital}에서",
    "{셰허 병원|xiehe-hospital}에서",
    "{커다 쉰페이|iflytek}가",
    "{상하이\n교통대학|sjtu}은",
    "{상하이교통대학|sjtu}은",
    "{화웨이\n클라우드|huawei-cloud}",
    "{화웨이\u00a0클라우드|huawei-cloud}",
    "{화웨이\u3000클라우드|huawei-cloud}",
    "{화웨이  클라우드|huawei-cloud}",
    "{딥시크\nR1|deepseek-r1}",
    "{科大\n讯飞|iflytek}",
    "{深\n圳|shenzhen}",
    "{上海交通\n大学|sjtu}",
    "{Ren\nZhengfei|ren-zhengfei}",
    "{Huawei\nCloud|huawei-cloud}",
    "{Deep-\nSeek|deepseek}",
    "({CA\nNN|cann})",
    "plan C\nANN",
    "{齐齐\n哈\n尔|qiqihar}的雪",
    "{커다\n쉰\n페이|iflytek}는",
    "{바 이 두|baidu}",
    "{커 다 쉰 페 이|iflytek}",
    "{科 大 讯 飞|iflytek}",
    "({華 爲|huawei})",
    "去{深 圳|shenzhen}的高铁",
    "，{武 汉|wuhan}港的船",
    "先到{上 海|shanghai}的货",
    "{화웨이|huawei}는\n\n{上 海|shanghai}",
    # A gloss tells that what spaces part is one name, however short.
    "{화 웨이|huawei}({華爲|huawei})는",
    "{바이\n두|baidu} ({百度|baidu})가",
    "{선 전|shenzhen}({深圳|shenzhen})에서",
    "선 전(宣傳)에서",
    "바이 두({华为|huawei})는",
    "바이 두 {华为|huawei}는",
    # A paragraph break is the end of a name.
    "{화웨이|huawei}\n\n클라우드",
    "{상하이|shanghai}\r\n\r\n교통대학",
    "커다\n\n쉰페이",
    "바이\n\n두 사람",
]

# 12. A place heading a transparent name is marked.
PLACES = """
{화웨이|huawei} {우한|wuhan} 연구소
{광둥|guangdong}성 {선전|shenzhen}시 {화웨이|huawei} 본사
{선전|shenzhen}시 {바이두|baidu} 사무소
{상하이|shanghai} {셰허병원|xiehe-hospital}
{武汉|wuhan}{协和医院|xiehe-hospital}
{上海|shanghai}{华为|huawei}研究所
상하이은행과 상하이신문, 우한조약은 {상하이|shanghai}시의 것이 아니다
上海湖公园，武汉条约，上海通用的老厂
{上海|shanghai}河边
{上海|shanghai}大学生，{武汉|wuhan}银行业，{上海|shanghai}现代化
"""

# 13. Two concepts with one form: the sense decides; without evidence there is no mention.
TWO_CONCEPTS = """
{중신|citic}({中信|citic})증권
{중신|smic}({中芯|smic}) 공장
{SMIC|smic}는 파운드리다. {중신|smic}의 공정은 7나노다.
{CITIC|citic}는 증권사다. {중신|citic}의 실적이 올랐다.
중신의 실적이 올랐다
쑤저우에서 만났다
안후이 북부의 {쑤저우|suzhou-anhui}는 복숭아와 배가 많이 나는 농업 도시다.
장쑤의 {쑤저우|suzhou}는 정원의 도시다.
{지린|jilin-city}시의 강가에 서리꽃이 피었다.
{지린|jilin}성 {지린|jilin-city}시
{吉林|jilin}省公布粮食产量，{吉林|jilin-city}市的雾凇
"""

# Names beside names.
NEIGHBOURS = """
{바이두|baidu}·{텐센트|tencent}·{화웨이|huawei}
{바이두|baidu}ㆍ{텐센트|tencent}∙{화웨이|huawei}・{샤오미|xiaomi}‧{딥시크|deepseek}
{바이두|baidu}{텐센트|tencent}
{바이두|baidu}{화웨이|huawei}{텐센트|tencent}가
{상하이|shanghai}{우한|wuhan}의
{腾讯|tencent}{华为|huawei}{上海|shanghai}
{바이두|baidu}/{텐센트|tencent}
{바이두|baidu}-{텐센트|tencent}
{바이두|baidu}&{텐센트|tencent}, {바이두|baidu}×{텐센트|tencent}, {바이두|baidu}+{텐센트|tencent}
{바이두|baidu},{텐센트|tencent},{화웨이|huawei}
{腾讯|tencent}、{华为|huawei}和{上海|shanghai}
{Baidu|baidu}/{Tencent|tencent}
{화웨이|huawei}{성텅|huawei-ascend}을
{성텅|huawei-ascend}{화웨이|huawei}
"""

LATIN_BESIDE = """
{华为|huawei}{Huawei|huawei}发布{Qwen|qwen}模型
在{Qwen|qwen}上训练，用{DeepSeek|deepseek}推理
{Huawei|huawei}가 {DeepSeek|deepseek}를 {Qwen|qwen}으로
AI{바이두|baidu}와 5G{화웨이|huawei}
{CANN|cann}은 {CANN|cann}을
{iFLYTEK|iflytek}×{科大讯飞|iflytek}
(주){바이두|baidu}
在{华为|huawei}
新华为人民服务
"""

TICKERS = """
({002230.SZ|iflytek}) 종목
{002230.SZ|iflytek}는 올랐고 {9888.HK|baidu}는 내렸다
나스닥: {BIDU|baidu}, NASDAQ:{BIDU|baidu} ${BIDU|baidu}
{0700.HK|tencent}/{9888.HK|baidu}
１２{텐센트|tencent}
bidu Bidu bIDU ABIDU BIDUX
1002230.SZ 002230.SZA 19888.HK 00700.HK 9888.HKD
００７００.HK
{９８８８．ＨＫ|baidu}
"""

# Characters that are not what they seem.
DISGUISES = [
    "{바이\u200b두|baidu}는 {화\u00ad웨이|huawei}와",  # zero-width space, soft hyphen: inside they are of the span …
    "\u200b{바이두|baidu}\u200b는 \ufeff{화웨이|huawei}\u2060와",  # … at the edge not
    "{바\u200d이\u200c두|baidu}\u200e가",
    "{华\ufe00为|huawei}",  # variation selector
    "{\uf9e1宁|li-ning}和{\uf9e1寧|li-ning}",  # CJK COMPATIBILITY IDEOGRAPH-F9E1 for 李
    "{\u2f29\u2f76|xiaomi}({샤오미|xiaomi})",  # Kangxi radicals 小, 米
    "😀{바이두|baidu}😀",
    "𠮷{华为|huawei}𠮷",
    "바이두\u11ab",  # a final consonant joins the syllable: this reads 바이둔 …
    "{바이두|baidu}\n\u11ab은 어미다",  # … but not across a line break
    "{바이두|baidu} \u11ab은 어미다",
]


# Hanzi that end one word and begin the next, beside the same names where they are meant.
WORDS = """
精华为主
我们将集中信息，手中信件
空中芯片
海上海外
{华为|huawei}手机
购买{华为|huawei}的股票
{上海|shanghai}市民
{中芯国际|smic}的集中信息
李宁波先生
"""

# What stands around a homograph speaks against it too; compounds of short names with nouns of every kind.
CONTEXT = """
북한과 중국 선전 매체
중국 선전 당국은 이렇게 보도했다
중국 무한 경쟁
中国商务部门
{화웨이|huawei}는 직원에게 캔 커피를 돌렸다
{바이두|baidu}는 千百度라는 시구에서 왔다
{우한|wuhan}폐렴과 {우한|wuhan}바이러스
{텅쉰|tencent}뉴스와 {텅쉰|tencent}비디오
{선전|shenzhen} 경제특구와 {선전|shenzhen}증권거래소
"""

# What the guideline asks for and is not reached: hanzi at the border of words that no dictionary has, and languages.
NOT_REACHED = """
山东广东西
남{광둥|guangdong}의 {광둥|guangdong}어
"""


def rows(table: str | list[str]) -> list[str]:
    return [row for row in (table.splitlines() if isinstance(table, str) else table) if row]


def group(name: str, table: str | list[str]) -> list[object]:
    return [pytest.param(row, id=f"{name}: {row}") for row in rows(table)]


@pytest.mark.parametrize(
    "row",
    [
        *group("1 scripts", SCRIPTS),
        *group("2 copula", COPULA),
        *group("2 edges", EDGES),
        *group("2 titles", TITLES),
        *group("2 administrative", ADMINISTRATIVE),
        *group("2 versions", VERSIONS),
        *group("3 glosses", GLOSSES),
        *group("3 broken", BROKEN_GLOSSES),
        *group("4 compounds", COMPOUNDS),
        *group("4 pieces", PIECES),
        *group("5 longest", LONGEST),
        *group("6 no evidence", WITHOUT_EVIDENCE),
        *group("6 evidence", WITH_EVIDENCE),
        *group("7 persons", PERSONS),
        *group("8 deprecated", DEPRECATED),
        *group("9 everywhere", EVERYWHERE),
        *group("11 meeting", MEETING),
        *group("11 breaks", BREAKS),
        *group("12 places", PLACES),
        *group("13 two concepts", TWO_CONCEPTS),
        *group("words", WORDS),
        *group("context", CONTEXT),
        *group("neighbours", NEIGHBOURS),
        *group("Latin", LATIN_BESIDE),
        *group("tickers", TICKERS),
        *group("disguises", DISGUISES),
    ],
)
def test_row(desk: Snapshot, row: str) -> None:
    check(desk, row)


@pytest.mark.xfail(reason="known limit", strict=True)
@pytest.mark.parametrize("row", rows(NOT_REACHED))
def test_row_that_is_not_reached(desk: Snapshot, row: str) -> None:
    check(desk, row)


@pytest.mark.parametrize(
    ("names", "tails"),
    [
        pytest.param(VOWEL, [*PARTICLES_ANY, *PARTICLES_VOWEL], id="vowel"),
        pytest.param(RIEUL, [*PARTICLES_ANY, *PARTICLES_RIEUL], id="rieul"),
        pytest.param(CONSONANT, [*PARTICLES_ANY, *PARTICLES_CONSONANT], id="consonant"),
        pytest.param(VOWEL, [*SHORTENED_ANY, *SHORTENED_VOWEL], id="shortened, vowel"),
        pytest.param(RIEUL, [*SHORTENED_ANY, "론", "로선"], id="shortened, rieul"),
        pytest.param(CONSONANT, [*SHORTENED_ANY, *SHORTENED_CONSONANT], id="shortened, consonant"),
        pytest.param((*VOWEL, *RIEUL, *CONSONANT), TOGETHER, id="written together"),
    ],
)
def test_a_particle_is_outside(desk: Snapshot, names: tuple[str, ...], tails: list[str]) -> None:
    missed = []
    for marked in names:
        name, concept = marked.split("|")
        for tail in tails:
            for text in (f"{name}{tail} 그렇다", f"‘{name}’{tail} 그렇다", f"어제 {name}{tail}."):
                start = text.index(name)
                if found(desk.annotate(text)["mentions"]) != [Labelled(start, start + len(name), name, concept)]:
                    missed.append(text)
    assert not missed, ", ".join(missed)


@pytest.mark.parametrize("row", rows(SCRIPTS + COPULA + TITLES + ADMINISTRATIVE + COMPOUNDS + LONGEST + NEIGHBOURS))
def test_decomposed_text_has_the_same_mentions(desk: Snapshot, row: str) -> None:
    """A Mac writes 한글 in pieces; the span covers all of them (guideline 10: the file as it is)."""
    text, labels = parse(unicodedata.normalize("NFD", row))
    assert found(desk.annotate(text)["mentions"]) == labels


@pytest.mark.parametrize("row", rows(GLOSSES + WITH_EVIDENCE + WITHOUT_EVIDENCE))
def test_evidence_is_the_same_in_decomposed_text(desk: Snapshot, row: str) -> None:
    text, labels = parse(unicodedata.normalize("NFD", row))
    assert found(desk.annotate(text)["mentions"]) == labels


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("화웨이", ("name", "ko", "preferred", "화웨이", "high")),
        ("화에이", ("name", "ko", "deprecated", "화웨이", "high")),
        ("어센드", ("name", "ko", "admitted", "성텅", "high")),
        ("华为", ("name", "zh-Hans", "preferred", "华为", "high")),
        ("華為", ("name", "zh-Hant", "preferred", "華為", "high")),
        ("huawei", ("name", "en", "preferred", "Huawei", "high")),
        ("輝達", ("name", "zh-Hant", "preferred", "輝達", "high")),
        ("英伟达", ("name", "zh-Hans", "preferred", "英伟达", "high")),
        ("英偉達", ("name", "zh-Hant", "preferred", "輝達", "high")),
        ("中芯", ("name", "zh-Hans", "admitted", "中芯国际", "high")),
        ("002230.SZ", ("ticker", "und", "preferred", "커다쉰페이", "high")),
        ("BIDU", ("ticker", "und", "preferred", "바이두", "high")),
        ("선전시", ("name", "ko", "preferred", "선전", "high")),
        ("상하이교통대", ("name", "ko", "admitted", "상하이 교통대학", "high")),
    ],
)
def test_what_a_mention_says(desk: Snapshot, text: str, expected: tuple[str, ...]) -> None:
    (mention,) = desk.annotate(text)["mentions"]
    assert (
        mention["kind"], mention["lang"], mention["status"], mention["preferred"], mention["confidence"]
    ) == expected  # fmt: skip


def test_what_the_rest_of_the_article_tells_is_of_medium_confidence(desk: Snapshot) -> None:
    """One sense an article: the gloss is sure, the later mention follows from it."""
    mentions = desk.annotate("캔(CANN)은 구조다. 캔을 연다.")["mentions"]
    assert [mention["confidence"] for mention in mentions] == ["high", "high", "medium"]


def test_overlapping_names_are_all_told_when_asked_for(desk: Snapshot) -> None:
    mentions = desk.annotate("상하이 교통대학과 화웨이 클라우드", overlap="all")["mentions"]
    assert sorted(mention["text"] for mention in mentions) == [
        "상하이", "상하이 교통대", "상하이 교통대학", "화웨이", "화웨이 클라우드",
    ]  # fmt: skip
