"""People find things by their own words."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from tongban.knowledge import public as knowledge
from tongban.knowledge.finding.analysis import HAN, sounds, syllable_pairs, syllables

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
    ("vaccine_book", "预防接种证"), ("hukou_birth", "报户口"), ("resident_med_reg", "少儿医保"),
    ("biz_licence", "yyzz zenme ban"), ("e_rd", "yfjjkc"), ("death_reg", "huokou zhuxiao"),
]  # fmt: skip


def shown_first(hits):
    """The codes of the first card: a policy and its item stand on one."""
    return {hits[0].code, hits[0].partner.code if hits[0].partner else ""}


@pytest.mark.parametrize(("code", "words"), FIRST)
def test_the_first_hit_is_what_was_meant(edition, code, words):
    hits = knowledge.search(words, edition=edition).hits

    assert hits
    assert code in shown_first(hits), [(hit.code, hit.score) for hit in hits[:4]]


@pytest.mark.parametrize("words", ["", "   ", "帮我写一首诗", "???", "。。。", "qqqqqqqq", "的", "\x00", "🍜" * 50])
def test_words_about_nothing_here_find_nothing(edition, words):
    assert knowledge.search(words, edition=edition).hits == ()


@pytest.mark.parametrize(
    "words",
    ["name:*", '"', "((((", "AND OR NOT", "alias:饭店^99999", "../../etc/passwd", "'; DROP TABLE x; --", "\ud800", "a" * 100_000,
     "开" * 100_000, "*", "~1", "\\", "+-&&||!(){}[]^\"~*?:\\/", "a\u0301" * 500, "％００", "𠮷" * 300],
)  # fmt: skip
def test_hostile_words_raise_nothing(edition, words):
    assert isinstance(knowledge.search(words, edition=edition), knowledge.Found)
    assert isinstance(knowledge.suggest(words, edition=edition), list)


@settings(max_examples=150, deadline=None)
@given(words=st.text(max_size=60))
def test_no_words_raise(edition, words):
    assert len(knowledge.search(words, edition=edition, limit=3).hits) <= 3


@pytest.mark.parametrize("typed", ["开", "开饭", "开饭店", "kaifan", "kaixiaofan", "kf", "restau", "餐"])
def test_suggestions_come_while_typing(edition, typed):
    hits = knowledge.suggest(typed, edition=edition)

    assert 0 < len(hits) <= 6
    assert "restaurant" in {hit.code for hit in hits}


def test_a_hit_says_what_it_is_in_both_languages(edition):
    hit = knowledge.search("开饭店", edition=edition, limit=1).hits[0]

    assert (hit.kind, hit.title.zh, hit.title.en) == ("bundle", "开办餐饮店", "Open a restaurant")
    assert hit.summary.zh
    assert hit.summary.en


VERDICTS = [
    ("refuse", "帮我写一首诗"), ("refuse", "能不能帮我写个假的租赁合同"), ("refuse", "查一下邻居的收入"), ("ask", "要钱吗"),
    ("ask", "社保补办咋办"), ("found", "开饭店要钱吗"), ("nothing", "qzxjw"), ("found", "投诉窗口态度差"),
    ("ask", "怎么弄"), ("nothing", "了吗"),
    ("ask", "医保怎么弄"), ("ask", "想注销"), ("ask", "去哪备案"), ("ask", "办这个贵不贵"), ("found", "医保报销"),
    ("found", "公司想注销"), ("found", "房子过户"), ("found", "营业执照多少钱"), ("refuse", "养老金拿去买理财划算吗"),
    ("refuse", "花钱把积分刷到120"), ("refuse", "查一下我前夫名下的房子"), ("found", "查我爸留下的存款"),
]  # fmt: skip


@pytest.mark.parametrize(("verdict", "words"), VERDICTS)
def test_the_verdict_says_what_kind_of_answer_is_right(edition, verdict, words):
    found = knowledge.search(words, edition=edition)

    assert found.verdict == verdict
    assert (found.refusal is not None) == (verdict == "refuse")
    assert bool(found.choices) == (verdict == "ask")


@pytest.mark.parametrize(
    ("words", "code"),
    [("不想打官司，能直接取我妈的存款吗", "estate_query"), ("北京的居住证怎么办", "other_cities"), ("居住证怎么办", "res_permit"),
     ("广州的低保多少钱", "other_cities"), ("低保多少钱", "dibao")],
)  # fmt: skip
def test_words_that_a_refusal_shares_do_not_decide_alone(edition, words, code):
    found = knowledge.search(words, edition=edition)

    assert found.verdict == "found"
    assert code in shown_first(found.hits)


@pytest.mark.parametrize(
    ("words", "code"),
    [("營業執照", "biz_licence"), ("阿拉小囡刚刚养出来哪能办户口", "hukou_birth"), ("营业执找", "biz_licence"),
     ("办件进度", "progress"), ("食品安全法第35条", "food_safety_law"), ("xiaofang jiancha", "fire_check"), ("sbk", "ss_card"),
     ("tabacco licence", "tobacco_retail")],
)  # fmt: skip
def test_any_script_dialect_slip_or_pinyin_finds_it(edition, words, code):
    assert code in [hit.code for hit in knowledge.search(words, edition=edition).hits[:2]]


def test_a_slip_is_told(edition):
    assert knowledge.search("营业执找", edition=edition).meant == "营业执照"


def test_a_facet_keeps_only_what_stands_under_it_and_counts_the_rest(edition):
    everything = knowledge.search("生育", edition=edition)
    items = knowledge.search("生育", edition=edition, chosen={"kind": "item"})

    assert {hit.kind for hit in items.hits} == {"item"}
    assert items.counts == everything.counts
    assert (
        items.total == everything.counts["kind"]["item"] < everything.total == sum(everything.counts["kind"].values())
    )


def test_the_searcher_moves_but_hides_nothing(edition):
    anybody = knowledge.search("补贴", edition=edition, limit=100)
    company = knowledge.search("补贴", edition=edition, limit=100, searcher=knowledge.Searcher(audience="organisation"))

    assert {hit.code for hit in anybody.hits} >= {hit.code for hit in company.hits[:10]}


def test_one_finds_ones_own_by_what_they_are_called(edition):
    names = ["食品经营许可证 Food business licence", "残疾人证 Disability certificate", "营业执照 Business licence"]

    assert knowledge.alike("残疾证", names, edition=edition) == [1]
    assert knowledge.alike("我的执照", names, edition=edition) == [2]
    assert knowledge.alike("天气", names, edition=edition) == []


@given(st.text("银行重庆长宁朝阳音乐快乐还没都得了着变更登记证明a1，", max_size=8))
def test_names_are_read_aloud_as_pypinyin_reads_them(name):
    chinese = "".join(HAN.findall(name))
    whole = lazy_pinyin(chinese, style=Style.NORMAL, errors="ignore", v_to_u=False)

    assert sounds(name) == (["".join(whole), "".join(each[0] for each in whole)] if whole else [])
    assert syllable_pairs(name) == [f"{a}_{b}" for a, b in pairwise(syllables(name))]
