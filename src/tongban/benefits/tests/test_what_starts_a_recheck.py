"""A company is founded or struck off, a licence comes or goes: what rests on that register is judged again, once, and no more."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tongban.benefits import public as benefits
from tongban.benefits.models import Recheck, Turn
from tongban.benefits.tests.conftest import who, work
from tongban.identity import public as identity
from tongban.identity.public import Party, PartyKind
from tongban.kernel.events import ERRANDS
from tongban.kernel.words import Words
from tongban.licences import public as licences
from tongban.notices import public as notices
from tongban.policies import public as policies
from tongban.sources import public as sources

AT = timezone.now() + timedelta(hours=2)  # after the snapshots that the tests' city has
ON = timezone.localdate(AT)
DISABILITY, FOOD = "11310000MB2DEM184M502", "11310000MB2DEM010C002"
UNASKED = ("auto", "confirm")


@pytest.fixture
def town(city, monkeypatch):
    """The demonstration city, with snapshots of its registers of an hour before. Licences here have no case, so none is printed."""
    monkeypatch.setitem(ERRANDS, "licences.produce", lambda body: None)
    for audience in ("person", "organisation"):
        policies.snapshot(city, audience, at=AT - timedelta(hours=1), by="system")
    return city


def resting_on(town, audience, register):
    """The policies that are paid unasked and name a fact of a register: read from the texts, not by the code that is tested."""
    kept = {code for code, fact in town.facts.items() if fact.source and town.sources[fact.source].register == register}
    found = set()
    for policy in town.policies.values():
        texts = [each.rule or "" for each in (*policy.conditions, *policy.exclusions)] + [policy.benefit.formula or ""]
        texts += [town.exclusions[code].rule for code in policy.common_exclusions] + [policy.benefit.total or ""]
        pays = policy.benefit.kind == "payment" and policy.benefit.formula and policy.mode in UNASKED
        if (
            policy.audience == audience
            and policy.is_in_force(ON)
            and pays
            and all(one.rule for one in policy.conditions)
        ):
            found |= {policy.code} if kept & set(re.findall(r"\w+", " ".join(texts))) else set()
    return found


def looks():
    return list(Recheck.objects.order_by("id").values_list("cause", "judged", "turned"))


def told(person, policy):
    return [each.title.zh for each in notices.messages_of(who(person)) if policy.name.zh in each.title.zh]


def found_a_company():
    """Wang founds a company; its register and the others know it from the same day."""
    code = sources.registrar().enter(
        "business", basis="F-1", form="company", code_field="credit_code", body={"name": "新公司", "type": "company"}
    )
    sources.amend("unions", code, founded=True, dues="3000.00")
    sources.amend("credit_record", code, standing="good")
    party = Party(PartyKind.ORGANISATION, code, "新公司")
    identity.found_organisation(
        party, representative=who("wang").number, agent="wang", scope=[], register="business", basis="F-1", at=AT
    )
    return code


def grant(person, licence_type, basis="G-1", at=AT):
    someone = who(person)
    return licences.issue(
        basis=basis, licence_type=licence_type, organ="civil_affairs", organ_credit_code="11310000MB2DEM117P",
        name=Words("证", "Certificate"), item="disabled_cert", edition=1, shows=[], valid_years=None, by="system", at=at,
        holder=Party(PartyKind.PERSON, someone.number, someone.name),
    )  # fmt: skip


def test_a_founded_company_is_judged_by_what_rests_on_its_register_and_told_the_same_day(town):
    code = found_a_company()
    work()

    resting = resting_on(town, "organisation", "business")
    assert "e_union" in resting
    ((cause, judged, turned),) = looks()  # nothing that is paid to people rests on the register of companies
    assert (cause, judged, turned) == (f"founded {code}", len(resting), Turn.objects.count())
    assert resting_on(town, "person", "business") == set()
    assert Turn.objects.get(policy="e_union").party == code
    assert len(told("wang", town.policies["e_union"])) == 1


def test_struck_off_it_is_judged_again_and_taken_back_once_more_and_each_is_told_once(town):
    code, policy = found_a_company(), town.policies["e_union"]
    work()
    sources.registrar().strike_off("business", code=code, basis="F-1", is_wanted=True)
    identity.strike_off(code, register="business", basis="F-1", by="system", at=AT + timedelta(minutes=1))
    work()
    party = Party(PartyKind.ORGANISATION, code, "新公司")
    for minute in (2, 3):  # the register itself says so too, twice
        sources.note_change("business", party=party, by="system", at=AT + timedelta(minutes=minute))
        work()

    assert list(Turn.objects.filter(policy="e_union").order_by("id").values_list("is_entitled", flat=True)) == [
        True,
        False,
    ]
    assert [title for title in told("wang", policy) if "不再满足" in title] == [f"“{policy.name.zh}”的条件不再满足"]
    assert [turned for _, _, turned in looks()][2:] == [0, 0]
    sources.registrar().reinstate("business", code=code, basis="F-1")
    identity.reinstate(code, register="business", basis="F-1", by="system", at=AT + timedelta(minutes=4))
    work()
    assert looks()[-1][0] == f"reinstated {code}"
    assert Turn.objects.filter(policy="e_union").latest("id").is_entitled


def test_a_licence_starts_a_look_at_what_rests_on_the_register_that_enters_it(town):
    sources.amend("disability", who("wang").number, grade="1", certified=True)
    licence = grant("wang", DISABILITY)
    work()

    resting = resting_on(town, "person", "disability")
    ((cause, judged, _),) = looks()
    assert (cause, judged) == (f"granted {licence.code}", len(resting))
    assert set(Turn.objects.values_list("policy", flat=True)) <= resting
    assert len(told("wang", town.policies["p_dis_care_1"])) == 1
    for minute in (1, 2):
        party = Party(PartyKind.PERSON, who("wang").number, "王")
        sources.note_change("disability", party=party, by="system", at=AT + timedelta(minutes=minute))
        work()
    assert len(told("wang", town.policies["p_dis_care_1"])) == 1

    sources.amend("disability", who("wang").number, grade=None, certified=False)
    reason = Words("错发", "Granted by mistake")
    licences.cancel(licence.number, basis="G-2", by="system", reason=reason, at=AT + timedelta(minutes=3))
    work()
    assert looks()[-1][0] == f"cancelled {licence.code}"
    assert [one.is_entitled for one in Turn.objects.filter(policy="p_dis_care_1").order_by("id")] == [True, False]


def test_a_revoked_licence_starts_a_look(town):
    licence = grant("wang", DISABILITY)
    work()
    reason = Words("错发", "Granted by mistake")
    licences.revoke(licence.number, by="reviewer-civil_affairs", reason=reason, at=AT + timedelta(minutes=1))
    work()

    assert [cause for cause, *_ in looks()] == [f"granted {licence.code}", f"revoked {licence.code}"]


def test_a_licence_that_no_register_of_a_policy_enters_starts_nothing(town):
    grant("wang", FOOD)
    work()

    assert looks() == []
    assert not Turn.objects.exists()


def test_a_birthday_after_a_register_has_spoken_is_not_told_twice(town):
    turns_80 = datetime(2031, 5, 18, 3, tzinfo=UTC)  # Wang was born on 18 May 1951
    policies.snapshot(town, "person", at=turns_80 - timedelta(days=1), by="system")
    party = Party(PartyKind.PERSON, who("wang").number, "王")
    sources.note_change("population", party=party, by="system", at=turns_80)
    work()
    benefits.pass_time(at=turns_80 + timedelta(hours=1))

    title = "“上海市老年综合津贴”从今天起是 180 元"
    assert [each.title.zh for each in notices.messages_of(who("wang"))].count(title) == 1
    assert Turn.objects.filter(party=who("wang").number, policy="p_old_allowance").count() == 1
