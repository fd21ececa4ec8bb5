import gc
import sys
import threading
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tongban.rules.public import FactKind, RuleError, explain, facts_of, parse
from tongban.rules.tests.facts import FACTS

NAMES = ["seats", "camera", "foods", "use", "born_on", "known", "age", "any_of", "len", "min", "date", "x", "f"]
WORDS = [
    "and",
    "or",
    "not",
    "in",
    "if",
    "else",
    "lambda",
    "for",
    "is",
    "True",
    "None",
    "await",
    "1",
    "2.5",
    '"hot"',
    '"shop"',
    '"',
]
SIGNS = [*"()[]{},<+-*/~.#\\'（≤\n\x00\ud800", "<=", "==", "!=", "**", ":="]
pieces = st.lists(st.sampled_from(NAMES + WORDS + SIGNS), max_size=25)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("flor_area < 3", "没有数据项 flor_area"),
        ('use == "shopp"', "没有选项 shopp"),
        ('"cooked" in foods', "没有选项 cooked"),
        ('any_of(foods, {"hot", "x"})', "没有选项 x"),
        ('seats < "3"', "不能把数字与文字"),
        ("seats == camera", "不能把数字与是或否"),
        ("seats == 2.5", "整数不会等于小数"),
        ('use < "shop"', "没有大小先后"),
        ('foods == "hot"', "不能把多选项与文字"),
        ("1 < 2", "两边都是固定的值"),
        ("seats in ()", "不为空的集合"),
        ("seats", "需要是或否"),
        ("seats ** 2 > 1", "不属于规则语言"),
        ("seats.real > 1", "不属于规则语言"),
        ("seats[0] > 1", "不属于规则语言"),
        ("(lambda: 1)() > seats", "没有函数"),
        ("[x for x in foods] == 1", "不属于规则语言"),
        ("open(name) == 1", "没有函数 open"),
        ("camera is True", "不能用 is"),
        ("seats < 0x10", "数字后面紧跟了字母"),
        ("seats < 1e5", "数字后面紧跟了字母"),
        ("seats < 3 # few", "不能写注释"),
        ("seats ≤ 3", "不认识这个比较符号"),
        ("seats < 1 / 0", "不能除以零"),
        ("seats < 2 / (1 - 1)", "不能除以零"),
        ('born_on < date("2026-02-30")', "不是一个存在的日期"),
        ("age(seats) > 1", "需要日期"),
        ("known(3)", "这里要写一个数据项"),
        ("", "为空"),
        ("seats <", "不是一个完整的表达式"),
        ("seats < (2 if (1 if camera else 2) < 2 else 3)", "不能再有 if"),
        ("ѕeats < 3", "没有数据项"),  # the first letter is Cyrillic
    ],
)
def test_refuses_with_a_reason_and_a_mend(text: str, says: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(text, facts=FACTS)

    assert says in refused.value.says.zh
    assert refused.value.says.en
    assert refused.value.mend.zh
    assert refused.value.mend.en


def test_says_the_line_and_the_column_and_the_nearest_name() -> None:
    with pytest.raises(RuleError) as refused:
        parse('camera and\n  known(name) and\n  "中" == naem', facts=FACTS)

    assert (refused.value.line, refused.value.column) == (3, 10)
    assert "name" in refused.value.mend.en


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | pieces.map(" ".join) | pieces.map("".join))
@example("-" * 2000)
@example("(" * 2000)
@example("not " * 480 + "camera")
@example("1or camera")
@example("2" * 2000)
@example("camera if " * 190 + "camera")
def test_no_text_raises_anything_but_a_rule_error(text: str) -> None:
    refusals = []

    try:
        parse(text, facts=FACTS)
    except RuleError as refused:
        refusals.append((refused.line, refused.column))

    assert all(line >= 1 and column >= 1 for line, column in refusals)


def test_hostile_texts_are_refused_quickly() -> None:
    nested = "seats"
    while len(nested) < 1800:
        nested = f"({nested} if 0 < seats < 2 else 1)"
    begun = time.perf_counter()

    for text in (
        "(" * 2000,
        "-" * 2000 + "1",
        nested + " > 1",
        "seats < " + "+".join(["1"] * 900),
        "9" * 2000 + "*seats > 1",
    ):
        with pytest.raises(RuleError):
            parse(text, facts=FACTS)

    assert time.perf_counter() - begun < 1


def test_full_width_letters_and_signs_are_folded() -> None:
    assert parse("ｓｅａｔｓ＜＝４８", facts=FACTS) == parse("seats<=48", facts=FACTS)


def test_an_expression_is_immutable_and_can_be_a_key() -> None:
    one, two = (parse("seats <= 48 and camera", facts=FACTS) for _ in range(2))

    assert {one: 1}[two] == 1
    with pytest.raises(AttributeError):
        one.text = "camera"  # type: ignore[misc]


def test_the_same_text_over_other_facts_is_another_expression() -> None:
    text = "storeys <= 3"
    other = FACTS | {"storeys": FACTS["floor_area"].__class__("storeys", FactKind.NUMBER, FACTS["name"].label)}

    assert parse(text, facts=FACTS) != parse(text, facts=other)


def test_names_its_facts_in_the_order_of_the_text() -> None:
    expression = parse('camera if use == "shop" else 2 * seats < floor_area and seats > 1', facts=FACTS)

    assert facts_of(expression) == ("camera", "use", "seats", "floor_area")


def test_explains_itself_without_values() -> None:
    said = explain(parse('not (floor_area > 150) and (use in {"shop", "home"} or age(born_on) >= 18)', facts=FACTS))

    assert (
        said.zh == "使用面积不超过 150 平方米，且（房屋用途是“商业”“住宅”之一，或者年龄（按出生日期）不少于 18 周岁）"
    )
    assert (
        said.en
        == "Floor area is at most 150 m², and (use is one of “shop”, “home”, or age (from date of birth) is at least 18 years)"
    )


@pytest.fixture
def restless():
    """Threads change places at every garbage collection, and there is one at every few objects."""
    threshold, interval = gc.get_threshold(), sys.getswitchinterval()

    def pause(*_: object) -> None:
        sum(range(30))

    gc.callbacks.append(pause)
    gc.set_threshold(5)
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*threshold)
    gc.callbacks.remove(pause)


def test_threads_that_read_at_once_do_not_disturb_each_other(restless: None) -> None:
    faults: list[BaseException] = []

    def at_depth(depth: int) -> None:
        if depth:
            at_depth(depth - 1)
            return
        try:
            for _ in range(60):
                parse("(seats * 2 - storeys) * 3 > floor_area and (1 if seats > 4 else 0.5) < storeys", facts=FACTS)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=at_depth, args=(9 * each,)) for each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert not faults
