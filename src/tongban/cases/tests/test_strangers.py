"""A stranger, and an official of another organ, find nothing behind any verb of the door."""

from datetime import date

import pytest

from tongban.cases import public as cases
from tongban.cases.tests.conftest import NOON, work
from tongban.identity import public as identity

ON = NOON.date()
VERBS = {
    "get_case": lambda n, p, who: cases.get_case(n, seen_by=who, on=ON),
    "own_case": lambda n, p, who: cases.own_case(n, seen_by=who, on=ON),
    "papers_of": lambda n, p, who: cases.papers_of(n, seen_by=who, on=ON),
    "paper": lambda n, p, who: cases.paper(p, seen_by=who, on=ON),
    "accept": lambda n, p, who: cases.accept(n, by=who, at=NOON),
    "refuse_to_accept": lambda n, p, who: cases.refuse_to_accept(n, by=who, reasons="x", at=NOON),
    "terminate": lambda n, p, who: cases.terminate(n, by=who, reasons="x", at=NOON),
    "withdraw": lambda n, p, who: cases.withdraw(n, by=who, reasons="x", at=NOON),
    "take_correction": lambda n, p, who: cases.take_correction(n, dossier="", shows=[], by=who, at=NOON),
    "ask_extension": lambda n, p, who: cases.ask_extension(n, by=who, days=5, reasons="x", at=NOON),
    "decide_extension": lambda n, p, who: cases.decide_extension(n, by=who, agree=True, words="", at=NOON),
    "supply_gap": lambda n, p, who: cases.supply_gap(n, "photo", by=who, at=NOON),
    "confirm_gaps": lambda n, p, who: cases.confirm_gaps(n, by=who, at=NOON),
    "record_check": lambda n, p, who: cases.record_check(n, by=who, kept=True, words="", at=NOON),
    "repair_breach": lambda n, p, who: cases.repair_breach(n, by=who, words="x", at=NOON),
}
LISTS = {
    "cases_of": lambda who: cases.cases_of(who, on=ON),
    "earlier_cases_of": lambda who: cases.earlier_cases_of("91310115MA1TEXT069", seen_by=who, on=ON),
    "checks_due": lambda who: cases.checks_due(who, on=ON),
    "breaches": cases.breaches,
    "extensions_asked": lambda who: cases.extensions_asked(who, on=ON),
    "gaps_supplied": cases.gaps_supplied,
    "irregularities": lambda who: cases.irregularities(who, on=ON),
}
OF_OFFICIALS = set(VERBS) - {"get_case", "own_case", "papers_of", "paper", "withdraw", "take_correction", "supply_gap"}


@pytest.fixture
def given(open_case, cast):
    number = open_case("plain")
    work()
    return number, cases.papers_of(number, seen_by=cast.lin, on=ON)[0].code


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["wang", "qian"])
def test_a_stranger_finds_nothing(given, cast, verb, who):
    with pytest.raises(identity.NotFound):
        VERBS[verb](*given, getattr(cast, who))


@pytest.mark.parametrize("verb", sorted(OF_OFFICIALS))
def test_the_applicant_does_not_do_what_officials_do(given, cast, verb):
    with pytest.raises(identity.NotFound):
        VERBS[verb](*given, cast.lin)


@pytest.mark.parametrize("listed", LISTS)
@pytest.mark.parametrize("who", ["wang", "qian"])
def test_a_strangers_lists_are_empty(given, cast, listed, who):
    assert LISTS[listed](getattr(cast, who)) == []


def test_the_agent_and_the_official_may_read_the_papers(given, cast):
    number, code = given
    within = date(2026, 11, 22)  # the agent's mandate is in force
    for who in (cast.lin, cast.chen, cast.zhao):
        assert cases.papers_of(number, seen_by=who, on=within)
        assert cases.paper(code, seen_by=who, on=within)[1].startswith(b"%PDF")
