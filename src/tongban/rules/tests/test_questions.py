"""The laws of three values, against an oracle: Python's own evaluation of every completion of what is unknown."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.kernel.words import Words
from tongban.rules.public import FactKind, FactType, Outcome, RuleError, Value, judge, parse, questions

ON = date(2026, 11, 22)
DOMAINS: dict[str, tuple[Any, ...]] = {
    "a": (True, False), "b": (True, False), "n": (0, 1, 2), "m": (0, 1, 2),
    "c": ("x", "y", "z"), "s": ((), ("p",), ("q",), ("p", "q")),
}  # fmt: skip
KINDS = {"a": "boolean", "b": "boolean", "n": "integer", "m": "integer", "c": "choice", "s": "choices"}
OPTIONS = {"c": "xyz", "s": "pq"}
FACTS = {
    code: FactType(
        code, FactKind(kind), Words(code, code), None, {each: Words(each, each) for each in OPTIONS.get(code, "")}
    )
    for code, kind in KINDS.items()
}
OUTCOME = {True: Outcome.MET, False: Outcome.NOT_MET}

SIGNS = ("<", "<=", ">", ">=", "==", "!=")
NUMBERS = ("n", "m", "0", "1", "2", "len(s)")
TERMS = ("n", "m", "len(s)", "(n + m)", "(n * m - 1)", "min(n, m, 1)", "max(n, len(s))", "(-n)")
PLAIN = (
    "a", "b", "a == b", 'c == "x"', 'c != "y"', 'c in {"x", "z"}', 'c not in ("x", "y")', '"p" in s', '"q" not in s',
    'any_of(s, ["p", "q"])', "n in {0, 2}",
)  # fmt: skip


@st.composite
def clauses(draw: st.DrawFn, *, may_choose: bool = True) -> str:
    """One comparison, chain, plain condition, or comparison with a conditional number."""

    def one_of(choices: tuple[str, ...]) -> str:
        return draw(st.sampled_from(choices))

    shape = draw(st.integers(0, 3 if may_choose else 2))
    if shape == 0:
        return one_of(PLAIN)
    if shape == 1:
        return f"{one_of(TERMS)} {one_of(SIGNS)} {one_of(NUMBERS)}"
    if shape == 2:
        return f"{one_of(NUMBERS)} {one_of(SIGNS)} {one_of(TERMS)} {one_of(SIGNS)} {one_of(NUMBERS)}"
    return f"({one_of(NUMBERS)} if {draw(clauses(may_choose=False))} else {one_of(NUMBERS)}) {one_of(SIGNS)} n"


@st.composite
def expressions(draw: st.DrawFn, *, deep: int = 3) -> str:
    shape = draw(st.sampled_from(["clause", "and", "or", "not", "if"])) if deep else "clause"
    if shape == "clause":
        return draw(clauses())
    one = draw(expressions(deep=deep - 1))
    if shape == "not":
        return f"(not ({one}))"
    two = draw(expressions(deep=deep - 1))
    return f"({one} if {draw(clauses(may_choose=False))} else {two})" if shape == "if" else f"({one} {shape} {two})"


def is_accepted(text: str) -> bool:
    """Whether the language takes a text: it refuses what could never hold, or always would."""
    try:
        return parse(text, facts=FACTS).text == text
    except RuleError:
        return False


texts = expressions().filter(is_accepted)
values = st.fixed_dictionaries(
    {}, optional={code: st.sampled_from((None, *domain)) for code, domain in DOMAINS.items()}
)
complete = st.fixed_dictionaries({code: st.sampled_from(domain) for code, domain in DOMAINS.items()})


def truth(text: str, known: dict[str, Any]) -> bool:
    functions = {"any_of": lambda chosen, codes: bool(set(chosen) & set(codes)), "len": len, "min": min, "max": max}
    return bool(eval(text, {"__builtins__": {}} | functions, known))


def completions(known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    domains = [(known[code],) if known.get(code) is not None else domain for code, domain in DOMAINS.items()]
    return (dict(zip(DOMAINS, each, strict=True)) for each in product(*domains))


def outcome(text: str, known: dict[str, Value]) -> Outcome:
    return judge(parse(text, facts=FACTS), known, on=ON).outcome


@pytest.mark.parametrize(("first", "second"), list(product(SIGNS, SIGNS)))
def test_every_sign_on_every_side_agrees_with_python(first: str, second: str) -> None:
    for text in (f"n {first} 1", f"1 {first} n", f"n {first} m", f"0 {first} n {second} 2", f"m {first} n {second} 1"):
        for n, m, wanted in product(DOMAINS["n"], DOMAINS["m"], ("({})", "not ({})")):
            known = {"n": n, "m": m}
            if not is_accepted(wanted.format(text)):
                continue
            assert outcome(wanted.format(text), known) is OUTCOME[truth(wanted.format(text), known)]


@pytest.mark.parametrize(("first", "second"), list(product(SIGNS, SIGNS)))
def test_a_refused_chain_is_constant(first: str, second: str) -> None:
    for text in (f"0 {first} n {second} 2", f"2 {first} n {second} 0", f"1 {first} n {second} 1"):
        if not is_accepted(text):
            assert len({truth(text, {"n": n}) for n in range(-5, 6)}) == 1


@settings(max_examples=300, deadline=None)
@given(texts, complete)
def test_when_all_is_known_it_agrees_with_python(text: str, known: dict[str, Value]) -> None:
    assert outcome(text, known) is OUTCOME[truth(text, known)]


@settings(max_examples=200, deadline=None)
@given(texts, values)
def test_an_outcome_holds_for_every_completion(text: str, known: dict[str, Value]) -> None:
    said = outcome(text, known)

    if said is not Outcome.UNKNOWN:
        assert {OUTCOME[truth(text, each)] for each in completions(known)} == {said}


@settings(max_examples=200, deadline=None)
@given(texts, texts, values)
def test_de_morgan(one: str, two: str, known: dict[str, Value]) -> None:
    pairs = (
        (f"not (({one}) and ({two}))", f"(not ({one})) or (not ({two}))"),
        (f"not (({one}) or ({two}))", f"(not ({one})) and (not ({two}))"),
        (f"not (not ({one}))", one),
    )

    for left, right in pairs:
        assert is_accepted(left) is is_accepted(right)
        if is_accepted(left):
            assert outcome(left, known) is outcome(right, known)


@settings(max_examples=200, deadline=None)
@given(texts, values, complete)
def test_learning_a_fact_never_turns_an_outcome_round(
    text: str, known: dict[str, Value], truths: dict[str, Value]
) -> None:
    before = outcome(text, known)
    learnt = dict(known)

    for code, value in truths.items():
        if learnt.get(code) is None:
            learnt[code] = value
            after = outcome(text, learnt)
            assert before in (Outcome.UNKNOWN, after)
            before = after


@settings(max_examples=200, deadline=None)
@given(texts, values, complete)
def test_asking_ends_exactly_when_the_outcome_is_known(
    text: str, known: dict[str, Value], truths: dict[str, Value]
) -> None:
    expression, learnt = parse(text, facts=FACTS), dict(known)

    while asked := questions(expression, learnt, on=ON):
        assert judge(expression, learnt, on=ON).outcome is Outcome.UNKNOWN
        assert all(learnt.get(code) is None for code in asked)
        assert set(asked) <= set(expression.facts)
        learnt[asked[0]] = truths[asked[0]]

    assert judge(expression, learnt, on=ON).outcome is not Outcome.UNKNOWN


@settings(max_examples=200, deadline=None)
@given(texts, values)
def test_a_fact_that_is_not_asked_for_cannot_decide_alone(text: str, known: dict[str, Value]) -> None:
    expression = parse(text, facts=FACTS)
    asked = questions(expression, known, on=ON)

    for code in set(expression.facts) - set(asked):
        if known.get(code) is None:
            outcomes = {judge(expression, {**known, code: value}, on=ON).outcome for value in DOMAINS[code]}
            assert outcomes == {judge(expression, known, on=ON).outcome}


def test_what_can_settle_it_alone_is_asked_first() -> None:
    expression = parse('(a or n > 1 or m > 1) and (c == "x" or b) and "p" in s', facts=FACTS)

    assert questions(expression, {}, on=ON) == ("s", "c", "b", "a", "n", "m")


def test_only_what_still_matters_is_asked() -> None:
    expression = parse('(a or n > 1) and (c == "x" or b)', facts=FACTS)

    assert questions(expression, {}, on=ON) == ("a", "n", "c", "b")
    assert questions(expression, {"a": True}, on=ON) == ("c", "b")
    assert questions(expression, {"a": False, "n": 0}, on=ON) == ()
