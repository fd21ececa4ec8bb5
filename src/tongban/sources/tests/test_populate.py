import re
from datetime import date
from pathlib import Path

import yaml
from django.utils import timezone

from tongban.identity import public as identity
from tongban.kernel.identifiers import citizen_number, credit_code
from tongban.sources import public as sources
from tongban.sources.contrib.demo.registers import made_up
from tongban.sources.models import RegisterRecord

CONTENT = Path(__file__).resolve().parents[4] / "content" / "shanghai"


def rows():
    return {(record.register, record.key): record.body for record in RegisterRecord.objects.all()}


def test_populating_twice_adds_nothing_and_the_same_seed_gives_the_same(cast):
    before = rows()

    assert sources.populate() == 0
    RegisterRecord.objects.all().delete()
    sources.populate()
    assert rows() == before
    RegisterRecord.objects.all().delete()
    sources.populate(seed=1)
    assert rows() != before


def test_lin_and_her_company_are_in_every_register_they_need(cast, company):
    known = {register for register, key in rows() if key in (cast.lin.number, company.code)}

    assert known >= {
        *("population", "business", "real_estate", "rental", "training", "health"),
        *("birth", "marriage", "social_insurance"),
        *("insured_units", "enterprise_size", "credit_record"),  # 28 staff: her company is checked for policies
        *("tax", "employer_insurance", "housing_fund_units", "company_accounts", "seals", "customs"),
        *("professionals", "commercial_vehicles", "projects"),
    }


def test_the_newcomer_has_premises_and_no_company(cast):
    known = {register for register, key in rows() if key == cast.he.number}

    assert {"population", "real_estate", "rental"} <= known
    assert "business" not in known


def test_who_retires_and_who_mourns_in_the_stories_are_in_the_registers_that_those_need(cast):
    records, people = rows(), identity.people(["tang", "gu", "wang"])
    work = records["social_insurance", people["tang"].number]
    death = records["death", people["gu"].number]

    assert (work["insured_as"], work["pension_months"] >= 180) == ("employee", True)
    assert records["pension", people["tang"].number]["retired"] is False
    assert work["maternity_insured"]  # what two modules say of one record stands together
    assert (death["name"][0], death["sex"], death["kind"]) == ("顾", "female", "hospital")
    assert records["disability_card", people["wang"].number]["grade"] == 2


def test_the_shop_is_where_the_business_register_says(cast, company):
    records = rows()

    assert records["business", company.code]["domicile"] == records["real_estate", company.code]["address"]


def content_facts():
    return [
        (code, entry)
        for file in sorted(CONTENT.glob("facts/*.yaml"))
        for code, entry in (yaml.safe_load(file.read_text(encoding="utf8")) or {}).items()
        if entry.get("source")
    ]


MANY = [
    *(
        citizen_number("310101", date(1936 + age, 5, 18), f"{serial:03}")
        for age in range(90)
        for serial in range(1, 30)
    ),
    *(credit_code("91", "310101", f"MB{serial:06}") for serial in range(300)),
]


def test_a_made_up_record_is_always_the_same_and_only_about_who_can_be():
    person, firm = MANY[0], MANY[-1]

    assert made_up("disability", person) == made_up("disability", person) is not None
    assert made_up("tax_returns", firm) == made_up("tax_returns", firm) is not None
    assert made_up("tax_returns", person) is made_up("disability", firm) is made_up("disability", "nobody") is None


def test_the_registers_answer_every_fact_of_the_content_that_names_them(cast):
    kept = rows().items()

    for code, entry in content_facts():
        field, register = entry["register_field"], entry["source"]
        stored = [body for (name, _), body in kept if name == register]
        bodies = [*stored, *(body for key in MANY if (body := made_up(register, key)))]
        values = [body[field] for body in bodies if body.get(field) not in (None, "")]
        assert values, f"no record of {register} has {field}, which {code} asks for"
        for value in values:
            assert "pattern" not in entry or re.fullmatch(entry["pattern"], str(value)), (code, value)
            assert "options" not in entry or entry["kind"] == "boolean" or set(_each(value)) <= set(entry["options"]), (
                code,
                value,
            )
            assert entry["kind"] != "date" or date.fromisoformat(value)
            assert entry.get("minimum", value) <= (float(value) if "minimum" in entry else value), (code, value)


def _each(value):
    return value if isinstance(value, list) else [value]


def test_a_whole_city_has_its_records_in_a_second_or_two(db, django_assert_max_num_queries):
    identity.populate()

    with django_assert_max_num_queries(20):
        assert sources.populate() > 5000


def test_a_city_in_which_a_company_was_founded_starts_again_and_its_record_stays(cast):
    body = {"name": "新开的店", "type": "sole_trader"}
    code = sources.registrar().enter("business", basis="F-1", form="sole_trader", code_field="credit_code", body=body)
    party = identity.Party(identity.PartyKind.ORGANISATION, code, "新开的店")
    identity.found_organisation(
        party, representative=cast.he.number, agent="he", scope=[], register="business", basis="F-1", at=timezone.now()
    )
    sources.registrar().strike_off("business", code=code, basis="F-1", is_wanted=False)
    before = rows()

    assert sources.populate() == 0

    assert rows() == before
    assert before["business", code] == body | {"credit_code": code, "status": "revoked"}
