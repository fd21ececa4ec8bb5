"""Everybody at once: the same values as one by one, each register asked once a block, and the use written down."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from tongban.identity import public as identity
from tongban.identity.public import PartyKind
from tongban.sources import public as sources
from tongban.sources.contrib.demo import DemoRegisters
from tongban.sources.models import Extract, RegisterRecord
from tongban.sources.tests.conftest import fact, source

PEOPLE = [(source("population"), [fact("born_on", "date"), fact("sex", "choice", options=["female", "male"])])]
MORE = [
    (source("pension"), [fact("retired", "boolean")]),
    (source("odd"), [fact("sum", "money"), fact("tags", "choices")]),
]


@pytest.fixture
def extracted(cast, at):
    def run(asked=PEOPLE, kind=PartyKind.PERSON, **changes):
        return list(sources.extract(asked, kind=kind, purpose="list", by="system", at=at, **changes))

    return run


def rows_of(blocks):
    return {
        code: {name: column[place].as_py() for name, column in block.columns.items() if column[place].is_valid}
        for block in blocks
        for place, code in enumerate(block.codes)
    }


def test_everybody_has_the_values_that_each_has_alone(extracted, cast, at):
    found = rows_of(extracted(PEOPLE + MORE[:1], parties=7))

    people = identity.population().people
    assert len(found) == len(people) > 20
    for citizen in people:
        party = identity.Party(PartyKind.PERSON, citizen.number, citizen.name)
        person = identity.person_by_number(citizen.number)
        alone = sources.fetch_all(PEOPLE + MORE[:1], party=party, person=person, purpose="p", by="x", at=at).supplied
        assert found[citizen.number] == {code: each.value for code, each in alone.items()}


def test_a_block_costs_one_query_for_each_register(extracted):
    with CaptureQueriesContext(connection) as captured:
        blocks = extracted(PEOPLE + MORE, parties=1000)

    reads = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    assert len(blocks) == 1
    assert (
        len(reads) <= 2 + len(PEOPLE + MORE) + 1
    )  # the parties (and that there are no more), the registers, the journal's end


@pytest.mark.parametrize("raw", ["12.345", "twelve", [], "NaN"])
def test_what_cannot_be_read_is_counted_and_not_known(extracted, cast, raw):
    RegisterRecord.objects.create(register="odd", key=cast.lin.number, body={"sum": raw, "tags": ["b", "a"]})

    (block,) = extracted(MORE[1:])

    assert rows_of([block])[cast.lin.number] == {"tags": ["a", "b"]}
    assert dict(block.unreadable) == {"sum": 1}


def test_money_and_lists_come_through(extracted, cast):
    RegisterRecord.objects.create(register="odd", key=cast.lin.number, body={"sum": "12.30", "tags": ["x"]})

    assert rows_of(extracted(MORE[1:]))[cast.lin.number] == {"sum": Decimal("12.30"), "tags": ["x"]}


def test_a_silent_register_leaves_its_facts_unknown_and_is_named(extracted):
    sources.silence("pension")

    (block,) = extracted(PEOPLE + MORE[:1])

    assert block.silent == ("pension",)
    assert block.columns["retired"].null_count == len(block.codes)
    assert {row.source: row.outcome for row in Extract.objects.all()} == {
        "population": "supplied", "pension": "unreachable",
    }  # fmt: skip


def test_an_adapter_that_breaks_half_way_is_silent_from_there_on(extracted, settings):
    settings.REGISTERS = f"{__name__}.BreaksLater"

    blocks = extracted(PEOPLE, parties=10)

    assert blocks[0].silent == ()
    assert all(block.silent == ("population",) for block in blocks[1:])
    assert Extract.objects.get().outcome == "unreachable"


class BreaksLater(DemoRegisters):
    asked = 0

    def columns(self, register, keys, fields):
        self.asked += 1
        if self.asked > 1:
            raise ZeroDivisionError
        return super().columns(register, keys, fields)


def test_organisations_are_found_by_their_credit_codes(extracted):
    (block,) = extracted([(source("business"), [fact("established_on", "date")])], kind=PartyKind.ORGANISATION)

    assert set(block.codes) == {party.code for party, _ in identity.population().organisations}
    assert all(isinstance(value.as_py(), date) for value in block.columns["established_on"])


def test_a_run_that_is_broken_off_stands_in_the_ledger_for_ever(cast, at):
    run = sources.extract(PEOPLE, kind=PartyKind.PERSON, purpose="list", by="ops", at=at, parties=5)
    next(run)
    run.close()

    (use,) = sources.extracts_of([PartyKind.PERSON])
    assert (use.by, use.source, use.size, use.facts) == ("ops", "population", 5, ["born_on", "sex"])
    with pytest.raises(DatabaseError, match="append-only"):
        Extract.objects.update(by="nobody")


def test_the_demo_adapter_says_what_the_port_asks(cast):
    adapter = sources.registrar()
    codes = adapter.holders("person", after="", limit=3)

    assert codes == sorted(codes)
    assert len(codes) == 3
    assert adapter.holders("person", after=codes[-1], limit=1)[0] > codes[-1]
    assert SimpleNamespace(**adapter.columns("population", codes, ["sex"])).sex.to_pylist()[0] in ("female", "male")
