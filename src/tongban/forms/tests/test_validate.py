from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.editions import a_fact, an_edition, an_item

from tongban.catalogue.public import AskedFact, Fact
from tongban.forms import public as forms
from tongban.kernel.words import Words
from tongban.rules.public import FactKind, Value

K = FactKind
SEATS = a_fact(
    "seats", K.INTEGER, label=Words("座位数", "Number of seats"), unit=Words("个", "seats"), minimum=0, maximum=500
)
AREA = a_fact("area", K.NUMBER, unit=Words("平方米", "m²"), maximum=99999.5)
CAPITAL = a_fact("capital", K.MONEY)
DAY = a_fact("day", K.DATE)
RAW = a_fact("raw", K.BOOLEAN, label=Words("是否经营生食", "Sale of raw food"))
USE = a_fact("use", K.CHOICE, options=("shop", "home"))
FOODS = a_fact("foods", K.CHOICES, options=("hot", "raw", "cold"))
PHONE = a_fact("phone", pattern=r"1[3-9]\d{9}", example="13800000000", label=Words("手机号", "Mobile number"))
NAME = a_fact("name", longest=10)
REMARK = a_fact("remark", longest=400)
FACTS = [SEATS, AREA, CAPITAL, DAY, RAW, USE, FOODS, PHONE, NAME, REMARK]
ITEM = an_item("item", [*(fact.code for fact in FACTS[:-1]), AskedFact("remark", optional=True)])
EDITION = an_edition(FACTS, [ITEM])
FORM = forms.compose([ITEM], edition=EDITION, situation={})


@pytest.mark.parametrize(
    ("fact", "written", "value"),
    [
        (SEATS, "４８", 48),
        (SEATS, " 48 个", 48),
        (SEATS, "48.0", 48),
        (SEATS, "4 8", 48),
        (AREA, "１１８．６", Decimal("118.6")),
        (AREA, "1,118.6平方米", Decimal("1118.6")),
        (CAPITAL, "￥50,000", Decimal("50000.00")),
        (CAPITAL, "50000.5元", Decimal("50000.50")),
        (DAY, "2026-11-22", date(2026, 11, 22)),
        (DAY, "2026/1/2", date(2026, 1, 2)),
        (DAY, "２０２６年11月 22日", date(2026, 11, 22)),
        (RAW, "yes", True),
        (RAW, "否", False),
        (USE, "shop", "shop"),
        (PHONE, "１３８００００００００", "13800000000"),
        (NAME, "　林记（面馆）\u200b ", "林记（面馆）"),
        (REMARK, "a\r\nb", "a\nb"),
    ],
)
def test_reads_what_people_write(fact: Fact, written: str, value: Value) -> None:
    read = forms.read_value(fact, [written])

    assert read == value
    assert type(read) is type(value)
    assert forms.from_json(fact, forms.to_json(read)) == read


@pytest.mark.parametrize(
    ("fact", "written", "says"),
    [
        (SEATS, "四十八", "座位数只填数字，比如 48。"),
        (SEATS, "48.5", "要填整数"),
        (SEATS, "-1", "不能小于 0 个"),
        (SEATS, "501", "不能大于 500 个"),
        (SEATS, "9" * 400, "只填数字"),
        (SEATS, "1e3", "只填数字"),
        (AREA, "NaN", "只填数字"),
        (AREA, "99999.6", "不能大于"),
        (AREA, "1,18", "只填数字"),
        (CAPITAL, "1.005", "最多两位小数"),
        (DAY, "2026-02-30", "不是一个存在的日期"),
        (DAY, "0001-01-01", "年份不对"),
        (RAW, "maybe", "请选“是”或“否”"),
        (USE, "palace", "请从use的选项中选择"),
        (USE, "<script>", "请从use的选项中选择"),
        (PHONE, "12345", "手机号的格式不对，请按要求填写，比如 13800000000。"),
        (NAME, "十一个字的名称超过长度", "最多 10 个字"),
        (NAME, "a\x00b", "不能保存的字符"),
        (NAME, "a\nb", "不能保存的字符"),
        (NAME, "a\u202eb", "不能保存的字符"),
        (NAME, "a\ud800b", "不能保存的字符"),
    ],
)
def test_says_how_to_mend_what_it_cannot_read(fact: Fact, written: str, says: str) -> None:
    with pytest.raises(forms.Unreadable) as unreadable:
        forms.read_value(fact, [written])

    assert says in unreadable.value.says.zh
    assert unreadable.value.says.en


def test_several_choices_are_sorted_and_each_must_be_an_option() -> None:
    assert forms.read_value(FOODS, ["raw", "hot", "raw", ""]) == ("hot", "raw")
    with pytest.raises(forms.Unreadable):
        forms.read_value(FOODS, ["raw", "forged"])
    with pytest.raises(forms.Unreadable):
        forms.read_value(USE, ["shop", "home"])


def test_a_posted_form_gives_good_values_and_errors_side_by_side() -> None:
    checked = forms.validate(FORM, {"seats": ["48"], "area": ["big"], "unknown": ["x"], "remark": [" "]})

    assert checked.values == {"seats": 48, "remark": None}
    assert checked.errors["raw"] == Words("请选择是否经营生食。", "Sale of raw food: please choose.")
    assert checked.errors["phone"] == Words("请填写手机号。", "Mobile number: please fill this in.")
    assert set(checked.values) | set(checked.errors) == {fact.code for fact in FACTS}


def test_only_the_posted_step_is_checked() -> None:
    checked = forms.validate(FORM, {"seats": ["48"], "area": ["x"]}, only={"seats", "unknown"})

    assert (checked.values, checked.errors) == ({"seats": 48}, {})


@given(st.sampled_from(FACTS), st.lists(st.text(max_size=30), max_size=3))
def test_anything_posted_is_read_or_refused_with_words(fact: Fact, raw: list[str]) -> None:
    value: Value = None

    # Whatever is neither a value nor an `Unreadable` fails this test.
    with suppress(forms.Unreadable):
        value = forms.read_value(fact, raw)

    assert forms.from_json(fact, forms.to_json(value)) == value
    "".join(map(str, value if isinstance(value, tuple) else (value,))).encode()


@pytest.mark.parametrize(
    ("fact", "value", "shown"),
    [
        (SEATS, 48, Words("48 个", "48 seats")),
        (CAPITAL, Decimal("50000"), Words("50,000 元", "50,000 yuan")),
        (DAY, date(2026, 11, 22), Words("2026年11月22日", "22 November 2026")),
        (RAW, False, Words("否", "No")),
        (FOODS, ("hot", "raw"), Words("hot、raw", "hot, raw")),
        (NAME, None, Words("未填写", "not given")),
    ],
)
def test_shows_values_as_people_read_them(fact: Fact, value: Any, shown: Words) -> None:
    assert forms.show_value(fact, value) == shown


def test_json_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="seats"):
        forms.from_json(SEATS, "48")
