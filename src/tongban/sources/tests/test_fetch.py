from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tongban.identity.public import Party, PartyKind
from tongban.journal import public as journal
from tongban.sources import public as sources
from tongban.sources.contrib.demo.registers import DemoRegisters
from tongban.sources.models import RegisterRecord
from tongban.sources.tests.conftest import fact, source

REGISTERS = ["business", "population", "training", "birth", "insured_units", "no_such_register"]


def test_values_come_typed_with_their_source_and_time(ask, company, at):
    asked = [
        fact("organisation_name", field="name"),
        fact("established_on", "date"),
        fact("registered_capital", "money"),
        fact("staff_count", "integer"),
        fact("has_business_licence", "boolean", field="registered"),
        fact("business_status", "choice", field="status", options=["in_operation", "revoked"]),
    ]

    given = ask("business", *asked)

    assert given["organisation_name"] == sources.Supplied(company.name, "business", at)
    kinds = {code: type(supplied.value) for code, supplied in given.items()}
    assert list(kinds.values()) == [str, date, Decimal, int, bool, str]


def test_a_register_of_people_answers_about_the_one_who_acts(ask, cast):
    given = ask("population", fact("name"), person=cast.chen, by="chen")

    assert given["name"].value == "陈志远"


def test_a_birth_is_found_by_the_child_and_by_the_mother(ask, cast):
    baby, lin = (Party(PartyKind.PERSON, who.number, who.name) for who in (cast.baby, cast.lin))

    found = [ask("birth", fact("mother_name"), party=party)["mother_name"].value for party in (baby, lin)]

    assert found == ["林晓雯", "林晓雯"]


def test_what_the_register_does_not_know_is_left_out(ask, cast):
    wang = Party(PartyKind.PERSON, cast.wang.number, cast.wang.name)

    assert ask("business", fact("no_such_field")) == {}
    assert ask("birth", fact("sex"), party=wang, person=cast.wang) == {}
    assert ask("no_such_register", fact("name")) == {}


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("money", "a lot"),
        ("money", "NaN"),
        ("money", {"yuan": 1}),
        ("integer", "1.5"),
        ("date", "2026-02-30"),
        ("date", 20260101),
        ("boolean", "perhaps"),
        ("boolean", []),
        ("choice", "purple"),
        ("choices", ["red", "purple"]),
        ("no_such_kind", "x"),
    ],
)
def test_a_value_that_cannot_be_read_is_asked_of_the_person_instead(ask, company, kind, raw):
    RegisterRecord.objects.create(register="odd", key=company.code, body={"broken": raw, "name": "fine"})

    given = ask("odd", fact("broken", kind, options=["red"] if kind.startswith("choice") else []), fact("name"))

    assert list(given) == ["name"]


def test_choices_are_a_sorted_tuple(ask, company):
    RegisterRecord.objects.create(register="odd", key=company.code, body={"colours": ["red", "blue"]})

    assert ask("odd", fact("colours", "choices", options=["red", "blue"]))["colours"].value == ("blue", "red")


def test_registers_are_asked_together_and_all_is_written_in_two_statements(cast, company, at):
    asked = [
        (source("business"), [fact("name"), fact("status")]),
        (source("business_again", "business"), [fact("scope")]),
        (source("rental"), [fact("tenure")]),
    ]

    with CaptureQueriesContext(connection) as captured:
        fetched = sources.fetch_all(asked, party=company, person=cast.lin, purpose="draft-1", by="lin", at=at)

    statements = [query["sql"].split()[0] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert statements == ["SELECT", "INSERT", "WITH"]  # the journal's entries
    assert list(fetched.supplied) == ["name", "status", "scope", "tenure"]
    assert fetched.silent == ()


def test_a_silent_register_breaks_nothing_and_the_failure_is_shown(ask, cast, company, at):
    sources.silence("business")
    asked = [(source("business"), [fact("name")]), (source("rental"), [fact("tenure")])]

    fetched = sources.fetch_all(asked, party=company, person=cast.lin, purpose="draft-1", by="lin", at=at)

    assert (list(fetched.supplied), fetched.silent) == (["tenure"], ("business",))
    assert ask("business", fact("name")) == {}
    sources.speak("business")
    assert ask("business", fact("name"))


class Broken:
    def look_up(self, register, *, party_code, person_number):
        raise ZeroDivisionError


class BrokenAtOnce(Broken):
    def look_up_all(self, registers, *, party_code, person_number):
        raise ZeroDivisionError


class OneByOne:
    """An adapter that cannot ask several at once."""

    def look_up(self, register, **of):
        return DemoRegisters().look_up(register, **of)


def test_asked_at_once_or_one_by_one_registers_say_the_same(cast, company, at, settings):
    sources.silence("training")
    asked = [(source(name), [fact("name"), fact("status"), fact("sex")]) for name in REGISTERS]
    of = {"party": company, "person": cast.lin, "purpose": "draft-1", "by": "lin", "at": at}

    at_once = sources.fetch_all(asked, **of)
    settings.REGISTERS = f"{__name__}.OneByOne"
    one_by_one = sources.fetch_all(asked, **of)

    assert at_once == one_by_one
    assert at_once.silent == ("training",)
    assert len(at_once.supplied) > 1
    assert sources.Use.objects.count() == 2 * len(REGISTERS)


def test_all_registers_are_asked_in_one_query(cast, company, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = DemoRegisters().look_up_all(REGISTERS, party_code=company.code, person_number=cast.lin.number)

    assert found.keys() == set(REGISTERS)


@pytest.mark.parametrize("adapter", ["Broken", "BrokenAtOnce"])
def test_a_broken_adapter_is_a_silent_register(ask, settings, adapter):
    settings.REGISTERS = f"{__name__}.{adapter}"

    assert ask("business", fact("name")) == {}
    assert sources.Use.objects.get().outcome == "unreachable"


def test_every_question_is_in_the_ledger_and_announced_without_the_values(ask, company):
    ask("business", fact("name"), fact("scope"))
    ask("training", fact("no_such_field"))

    uses = list(sources.Use.objects.order_by("id"))
    assert [(use.source, use.facts, use.purpose, use.outcome) for use in uses] == [
        ("business", ["name", "scope"], "draft-1", "supplied"),
        ("training", ["no_such_field"], "draft-1", "empty"),
    ]
    entries = journal.history(company.code)
    assert [entry.kind for entry in entries] == ["DataUsed", "DataUsed"]
    assert company.name not in str([entry.body for entry in entries])


@pytest.mark.parametrize("change", [lambda uses: uses.update(purpose="other"), lambda uses: uses.delete()])
def test_the_ledger_cannot_be_changed(ask, change):
    ask("business", fact("name"))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(sources.Use.objects.all())
