"""What decides is kept by the way in which a condition comes out, and is what decides for each person alone."""

import random
from datetime import date, timedelta

import pytest

from tongban.rules.programs import program as programs
from tongban.rules.public import compile, judge, near, parse, questions
from tongban.rules.tests.facts import FACTS

ON = date(2026, 11, 28)
TEXTS = (
    "seats < 50 and camera and years_since(born_on) >= 60",
    "camera or sign or seats > 55 or years_since(born_on) >= 60",
    "(camera or years_since(born_on) < 30) and (sign or seats >= 50) and not (seats > 90 or use == 'home')",
    "(sign and seats < 50) if camera else (use == 'shop' or years_since(born_on) >= 60)",
    "camera and (camera or sign) and seats < 50",
    "(camera or years_since(born_on) >= 60) and seats < 50",
)


def somebody(chance):
    values = {
        "seats": chance.randint(30, 100), "camera": chance.random() < 0.5, "sign": chance.random() < 0.5,
        "use": chance.choice(["shop", "home"]), "born_on": ON - timedelta(days=chance.randint(0, 36_000)),
    }  # fmt: skip
    return {code: value for code, value in values.items() if chance.random() < 0.8}


def hundreds(seed=4):
    chance = random.Random(seed)
    return [somebody(chance) for _ in range(150)]


def agree(program, conditions, people):
    for values in people:
        for judged, condition in zip(program.judge(values, on=ON), conditions, strict=True):
            alone, nearness = judge(condition, values, on=ON), near(condition, values, on=ON, within=700)
            assert judged.reasons() == alone
            assert judged.seen.facts == {code for clause in alone.decided_by for code in clause.facts}
            assert judged.asks() == questions(condition, values, on=ON)
            is_little = [each.clause.facts for each in nearness.gaps] == [("seats",)]
            assert judged.nearly(700) == (nearness if nearness.met_on or is_little else None)


def test_of_hundreds_each_is_told_what_they_are_told_alone():
    conditions = [parse(text, facts=FACTS) for text in TEXTS]
    program = compile({condition.text: condition for condition in conditions})
    people = hundreds()

    agree(program, conditions, people)

    ways = [len(each) for each in program.written[ON].ways]
    assert all(1 < count < len(people) for count in ways)
    agree(program, conditions, hundreds(seed=4))
    assert [len(each) for each in program.written[ON].ways] == ways


def test_no_more_ways_are_kept_than_are_allowed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(programs, "MOST_WAYS", 3)
    condition = parse(TEXTS[2], facts=FACTS)
    program = compile({"only": condition})

    agree(program, [condition], hundreds())

    assert len(program.written[ON].ways[0]) <= 3
