"""People find things by their own words."""

from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.catalogue import public as catalogue
from tongban.knowledge import public as knowledge

SHANGHAI = Path(__file__).parents[4] / "content" / "shanghai"
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def edition(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        published = catalogue.publish(SHANGHAI, by="editor", at=AT)
        transaction.set_rollback(True)
    return published


FIRST = [
    ("restaurant", "开小饭店"), ("restaurant", "开饭店要办什么证"), ("restaurant", "我想开个面馆"), ("restaurant", "kaifandian"),
    ("restaurant", "kfd"), ("restaurant", "open a restaurant"), ("restaurant", "餐馆开张"), ("restaurant", "开办餐饮店"),
    ("restaurant", "阿拉想开爿小饭店,侬晓得要敲几只图章伐"), ("restaurant", "开面馆需要申请什么许可"), ("restaurant", "奶茶店"),
    ("restaurant", "咖啡馆"), ("restaurant", "早点铺"), ("restaurant", "I want to open a coffee shop"), ("restaurant", "cafe"),
    ("restaurant", "open a resturant"), ("restaurant", "开范店"), ("restaurant", "開小飯店"), ("restaurant", "kaifandain"),
    ("restaurant", "Ｏｐｅｎ Ａ Ｒｅｓｔａｕｒａｎｔ"), ("restaurant", "kai fan dian"), ("restaurant", "noodle shops"),
    ("birth", "宝宝上户口"), ("birth", "孩子出生要办什么"), ("birth", "新生儿出生"), ("birth", "生孩子"), ("birth", "newborn"),
    ("birth", "having a baby"), ("birth", "小孩刚生下来要跑哪几个地方,能一趟头弄好伐"), ("birth", "xinshenger"),
    ("food_licence", "上海食品经营许可证怎么办?需要哪些材料?"), ("food_licence", "餐饮许可证"), ("food_licence", "food permit"),
    ("fire_check", "消防检查"), ("fire_check", "消防那个承诺书签了就能开门?"), ("fire_check", "fire safety"),
    ("signboard", "店招牌装上去要不要批 会不会被城管拆"), ("signboard", "门头"), ("drain_permit", "排水证"),
    ("drain_permit", "隔油池"),
    ("tobacco_retail", "烟草证"), ("tobacco_retail", "sell cigarettes"), ("biz_licence", "个体户营业执照网上能办吗"),
    ("biz_licence", "register a company"), ("biz_licence", "yingyezhizhao"), ("ss_card", "代我儿子办社保卡行不行"),
    ("maternity", "生育津贴"), ("maternity", "外地人在上海申请生育金流程"), ("childcare_subsidy", "育儿补贴"),
    ("vaccine_book", "打疫苗的本本"), ("hukou_birth", "报户口"), ("resident_med_reg", "少儿医保"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "words"), FIRST)
def test_the_first_hit_is_what_was_meant(edition, code, words):
    hits = knowledge.search(words, edition=edition)

    assert hits
    assert hits[0].code == code, [(hit.code, hit.score) for hit in hits[:4]]


@pytest.mark.parametrize("words", ["", "   ", "帮我写一首诗", "???", "。。。", "qqqqqqqq", "的", "\x00", "🍜" * 50])
def test_words_about_nothing_here_find_nothing(edition, words):
    assert knowledge.search(words, edition=edition) == []


@pytest.mark.parametrize(
    "words",
    ["name:*", '"', "((((", "AND OR NOT", "alias:饭店^99999", "../../etc/passwd", "'; DROP TABLE x; --", "\ud800", "a" * 100_000,
     "开" * 100_000, "*", "~1", "\\", "+-&&||!(){}[]^\"~*?:\\/", "a\u0301" * 500, "％００", "𠮷" * 300],
)  # fmt: skip
def test_hostile_words_raise_nothing(edition, words):
    assert isinstance(knowledge.search(words, edition=edition), list)
    assert isinstance(knowledge.suggest(words, edition=edition), list)


@settings(max_examples=150, deadline=None)
@given(words=st.text(max_size=60))
def test_no_words_raise(edition, words):
    assert len(knowledge.search(words, edition=edition, limit=3)) <= 3


@pytest.mark.parametrize("typed", ["开", "开饭", "开饭店", "kai", "kaifan", "kf", "rest", "餐"])
def test_suggestions_come_while_typing(edition, typed):
    hits = knowledge.suggest(typed, edition=edition)

    assert 0 < len(hits) <= 6
    assert "restaurant" in {hit.code for hit in hits}


def test_a_hit_says_what_it_is_in_both_languages(edition):
    hit = knowledge.search("开饭店", edition=edition, limit=1)[0]

    assert (hit.kind, hit.title.zh, hit.title.en) == ("bundle", "开办餐饮店", "Open a restaurant")
    assert hit.summary.zh
    assert hit.summary.en


def test_a_search_is_quick(edition):
    knowledge.search("饭店", edition=edition)
    times = []
    for _, words in FIRST:
        begun = perf_counter()
        knowledge.search(words, edition=edition)
        times.append(perf_counter() - begun)

    assert sorted(times)[len(times) // 2] < 0.005
