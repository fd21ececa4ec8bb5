"""What an editor is told: the file, the line, what is wrong, how to mend it; all at once."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.catalogue import public as catalogue
from tongban.catalogue.contrib.folder.reading import Document, read_file
from tongban.catalogue.tests.conftest import SHANGHAI


def test_the_citys_content_has_no_problem():
    assert catalogue.check(SHANGHAI) == []


SPOILT = [
    ("items/food_licence.yaml", "organ: market_regulation", "organ: market_regulaton", "market_regulation"),
    ("items/food_licence.yaml", "  - food_safety_manager\n", "  - food_safety_manger\n", "food_safety_manager"),
    ("items/food_licence.yaml", "needs: [biz_licence]", "needs: [biz_license]", "biz_licence"),
    ("items/food_licence.yaml", "source: health", "source: helth", "health"),
    ("items/food_licence.yaml", "visits: 0", "vists: 0", "visits"),
    ("items/food_licence.yaml", "way: upload", "way: uplod", "upload"),
    ("items/food_licence.yaml", 'rule: training_result == "passed"', 'rule: training_result = "passed"', ""),
    ("items/food_licence.yaml", 'rule: training_result == "passed"', 'rule: training_result == "pased"', "passed"),
    ("items/food_licence.yaml", "floor_area <= 150 and", "flor_area <= 150 and", "floor_area"),
    ("items/food_licence.yaml", "floor_area <= 150 and", "water_use <= 150 and", "Add water_use to the facts"),
    ("items/food_licence.yaml", "promised: {days: 5,", "promised: {days: 50,", "as long as the law"),
    ("items/food_licence.yaml", "licence_type: 11310000MB2DEM010C002", "licence_type: 11310000MB2DEM010C2", "form"),
    ("items/food_licence.yaml", "code: 11310000MB2DEM010C2", "code: 11310000MB2DEM02992", "11310000MB2DEM010C"),
    ("items/food_licence.yaml", 'kind: "01"', 'kind: "02"', "cannot be 02"),
    ("items/food_licence.yaml", "code: workflow", "code: no_site_check", "another code"),
    ("items/food_licence.yaml", "en: Get a food business licence}", 'en: ""}', "form"),
    ("items/food_licence.yaml", ", en: Get a food business licence}", "}", "Write the English"),
    ("items/food_licence.yaml", "en: Get a food business licence}", "en: 食品}", "Translate"),
    ("items/food_licence.yaml", "visits: 0", "visits: none", "Rewrite"),
    ("items/food_licence.yaml", "materials: [health_certificates]", "materials: [helth_certificates]", "Add it there"),
    ("items/food_licence.yaml", "name: {zh: 店面平面图, en: Floor plan}", "name: {zh: 平面图, en: Floor plan}", "alike"),
    ("items/biz_licence.yaml", "visits: 0", "needs: [food_licence]\nvisits: 0", "Remove one"),
    ("facts/premises.yaml", "  source: real_estate\n  register_field: floor_area\n", "  source: real_estate\n", "register_field"),
    ("facts/premises.yaml", "section: premises", "section: premise", "premises"),
    ("facts/trade.yaml", "kind: integer", "kind: interger", "integer"),
    ("facts/trade.yaml", "sells_tobacco:", "seats:", "Remove one"),
    ("facts/trade.yaml", "sells_tobacco:", "child_name:", "Remove one"),
    ("items/food_licence.yaml", "facts: [floor_area, open_kitchen]", "facts: [floor_area, exits]", "Add it there"),
    ("items/food_licence.yaml", "shows: [organisation_name,", "shows: [exits,", "Add it there"),
    ("items/food_licence.yaml", "\n    fault: {zh: 要做凉菜", "\n    note: {zh: 要做凉菜", "fault"),
    ("items/vaccine_book.yaml", "visits: 0", "procedure: {automatic: true}\nvisits: 0", "Give each a rule"),
    ("items/vaccine_book.yaml", "visits: 0", "procedure: {join: veto}\nvisits: 0", "nothing to join"),
    ("items/vaccine_book.yaml", "visits: 0", "procedure: {joins: [{organ: watr, days: 3}]}\nvisits: 0", "water"),
    ("items/vaccine_book.yaml", "visits: 0", "procedure: {joins: [{organ: disease_control, days: 3}]}\nvisits: 0", "one seat"),
    ("items/vaccine_book.yaml", "visits: 0", "procedure: {joins: [{organ: water, days: 3}], join: quorum}\nvisits: 0", "quorum"),
    ("items/food_licence.yaml", "visits: 0", "purpose: renew\nvisits: 0", "acts_on"),
    ("items/resident_med_reg.yaml", "procedure: {automatic: true}", "procedure: {automatic: true}\npurpose: renew", "Remove auto"),
    ("items/food_licence.yaml", "way: form,", "way: form, may_follow: {days: 5, unit: working_days},", "uploaded"),
    ("organs.yaml", "11310000MB2DEM010C", "11310000MB2DEM010D", "Check the credit code"),
    ("bundles/restaurant.yaml", "when: has_signboard", "when: has_signbord", "has_signboard"),
    ("bundles/restaurant.yaml", "when: has_signboard", "when: online_sale", "Add online_sale to the questions"),
    ("bundles/restaurant.yaml", "kind: life_event", "kind: life_event: x", "indent"),
    ("policies/p_dis_care_1.yaml", "passage: rate", "passage: rates", "Add the passage"),
    ("policies/p_old_allowance.yaml", "day: 15, passage: pays", "day: 15, passage: paid", "Add the passage"),
    ("policies/p_old_allowance.yaml", "security card\"}}", "security card\"}, why_idle: {zh: 略, en: x}}", "Remove why_idle"),
    ("policies/p_childcare.yaml", "valid_from:", "valid_passage: nowhere\nvalid_from:", "Add the passage"),
    ("policies/p_dis_care_1.yaml", "disability_grade == 1,", "disability_grad == 1,", "disability_grade"),
    ("policies/p_dis_care_1.yaml", "formula: care_subsidy_1", "formula: care_subsidy_3", "care_subsidy_"),
    ("policies/p_dis_care_1.yaml", "policies: [p_dis_care_2]", "policies: [p_dis_car_2]", "p_dis_care_2"),
    ("policies/p_dis_care_1.yaml", "policies: [p_dis_care_2]", "policies: [e_stable]", "Write p_dis_care_1 in e_stable"),
    ("policies/p_dis_care_1.yaml", "policies: [p_dis_care_2]", "policies: [p_dis_care_1]", "cannot exclude itself"),
    ("policies/p_dis_care_1.yaml", "household_city == \"shanghai\", p", "delivery_way == \"post\", p", "No source can prove"),
    ("policies/p_dis_care_1.yaml", "rule: household_city == \"shanghai\", ", "", "proof: judged"),
    ("policies/p_dis_care_1.yaml", "rule: household_city", "proof: declared, rule: household_city", "without asking"),
    ("policies/p_dis_care_1.yaml", "account_abnormal]", "acount_abnormal]", "account_abnormal"),
    ("policies/p_dis_care_1.yaml", "account_abnormal]", "serious_discredit]", "audience"),
    ("policies/e_stable.yaml", "  stable_few_staff: {", "  graduate_months: {", "share one"),
    ("policies/e_stable.yaml", "formula: unemployment_premium_paid * ", "formula: unit_kind * ", ""),
    ("exclusions.yaml", "rule: is_deceased", "rule: is_dead", "is_deceased"),
    ("parameters.yaml", "value: 24", "value: true", "parameter's value"),
]  # fmt: skip


@pytest.mark.parametrize("fault", SPOILT, ids=lambda fault: f"{fault[0]} {fault[2].strip()[:40]}")
def test_a_fault_is_told_with_its_file_its_line_and_its_mend(content, spoil, fault):
    file, old, new, mend = fault
    line = spoil(file, old, new)

    problems = catalogue.check(content)

    assert any(each.file == file and each.line == line and mend in f"{each.mend.en}{each.says.en}" for each in problems), (
        line, problems,
    )  # fmt: skip


NEARBY = [
    ("policies/p_dis_care_1.yaml", "2025-07-01\", value: 350", "2025-07-32\", value: 350", "day that does not exist"),
    ("policies/p_dis_care_1.yaml", "mode: auto", "mode: auto\nvalid_from: 2026-01-02\nvalid_until: 2026-01-01", "ends before"),
    ("policies/p_old_allowance.yaml", "below: 80, gives", "below: 81, gives", "lower of the next"),
    ("policies/p_old_allowance.yaml", "age(applicant_born_on) >= old_allowance_age", "household_city == \"elsewhere\"", "never"),
]  # fmt: skip


@pytest.mark.parametrize("fault", NEARBY, ids=lambda fault: f"{fault[0]} {fault[2].strip()[:40]}")
def test_a_fault_of_several_lines_is_told_with_its_file_and_its_mend(content, spoil, fault):
    file, old, new, mend = fault
    spoil(file, old, new)

    assert any(each.file == file and mend in f"{each.mend.en}{each.says.en}" for each in catalogue.check(content))


def test_all_faults_are_told_at_once(content, spoil):
    faults = (
        ("organ: fire_rescue", "organ: fire"),
        ("rule: exits >= 1,", "rule: exit >= 1,"),
        ("visits: 0", "visit: 0"),
    )
    lines = {spoil("items/fire_check.yaml", old, new) for old, new in faults}
    spoil("facts/trade.yaml", "kind: choices", "kind: choses")

    problems = catalogue.check(content)

    assert lines <= {each.line for each in problems if each.file == "items/fire_check.yaml"}
    assert any(each.file == "facts/trade.yaml" for each in problems)


def test_an_expression_over_several_lines_is_told_with_its_own_line(content, spoil):
    line = spoil(
        "items/food_licence.yaml",
        "rule: floor_area <= 150 and open_kitchen",
        "rule: |\n      floor_area <= 150\n      and open_kitchn",
    )

    problem = next(each for each in catalogue.check(content) if "open_kitchn" in each.says.en)

    assert problem.line == line + 2
    assert "open_kitchen" in problem.mend.en


def test_a_test_case_that_fails_stops_publishing_and_says_why(content, spoil):
    spoil(
        "items/food_licence.yaml",
        "rule: floor_area <= 150 and open_kitchen",
        "rule: floor_area <= 100 and open_kitchen",
    )

    problems = catalogue.check(content)

    assert problems
    assert {each.file for each in problems} == {"cases/food_licence.yaml"}
    assert "no_site_check" in problems[0].says.en


def test_a_policy_that_pays_another_amount_than_its_case_says_is_not_published(content, spoil):
    spoil("policies/p_old_allowance.yaml", "below: 80, gives: 150", "below: 80, gives: 151")

    problem, *others = catalogue.check(content)

    assert (problem.file, others) == ("cases/p_old_allowance.yaml", [])
    assert problem.says.en == "The amount should be 150 but is 151.00."


@pytest.mark.parametrize(
    "hostile",
    [
        b"a: &x [1, 2]\nb: [*x, *x]\n", b"!!python/object/apply:os.system [ls]", b"\xff\xfe", b"[" * 5000, b"- " * 3000 + b"a",
        b"a: 1\na: 2\n", b"? {a: 1}\n: 2", b"{{}}: 1", b"", b"null", b"- a", b"name: !!binary aGk=", b"a: \x00", b"--- a\n--- b",
        b"name: {zh: 1, en: [x]}\nfacts: 7\nmaterials: {a: b}\nreview_points: [1, null]\nneeds: [[]]\nresult: x\nbasis: []",
        b"facts: [[a], {fact: [1]}, 7]\nconditions: [{rule: 5}, {rule: ''}]\nimplementation_code: 12\norgan: [x]",
        b"about: {a: b}\ncases: [{facts: 3, expect: [x]}]",
        b"conditions: [{rule: [1]}, 3]\nexclusions: [x, {policies: [[1]]}]\nparameters: {a: 3, b: {steps: [{bands: [1]}]}}",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "file",
    [
        "items/x.yaml",
        "facts/x.yaml",
        "bundles/x.yaml",
        "cases/x.yaml",
        "organs.yaml",
        "city.yaml",
        "policies/x.yaml",
        "parameters.yaml",
    ],
)
def test_a_hostile_file_gives_problems_and_no_error(tmp_path, hostile, file):
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_bytes(hostile)

    assert any(each.file == file for each in catalogue.check(tmp_path))


def test_an_empty_folder_says_which_files_are_missing(tmp_path):
    assert {each.file for each in catalogue.check(tmp_path)} == {
        "city.yaml", "sections.yaml", "sources.yaml", "organs.yaml",
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_can_be_read_or_is_a_problem(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "x.yaml"
    path.write_text(text, encoding="utf-8", errors="replace")

    found = read_file(path.read_bytes(), file="x.yaml", kind="item")

    assert isinstance(found, Document | catalogue.Problem)


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in pairwise("abcdefghi")
)


@pytest.mark.parametrize(
    ("text", "line"),
    [(LAUGHS, 1), ("a: &x {b: 1}\nc: *x\n", 1), ("a: &x {b: 1}\nc: {<<: *x}\n", 1), ("a: &a [*a]\n", 1)],
    ids=["a billion laughs", "once more", "merged", "in itself"],
)
def test_what_refers_to_itself_or_to_others_is_refused_at_once(text, line):
    found = read_file(text.encode(), file="items/x.yaml", kind="item")

    assert (found.line, found.says.en) == (line, "References by & and * are not allowed.")
