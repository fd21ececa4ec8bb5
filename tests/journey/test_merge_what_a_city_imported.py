"""Items that nobody prepared for each other: any set of what a city imported becomes one form, and each organ gets its own."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.catalogue import public as catalogue
from tongban.catalogue.tests.conftest import SHANGHAI
from tongban.catalogue.tests.exports import MAPPING, a_row, written
from tongban.forms import public as forms

ROWS = 600
SUBJECTS = ["自然人", "企业法人", "事业法人", "社会组织法人", "其他组织"]
MATERIALS = ["居民身份证", "营业执照", *(f"样例材料{n}" for n in range(40))]


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """The city with hundreds of imported items beside its own."""
    folder, drawn = tmp_path_factory.mktemp("imported"), random.Random(20261128)
    rows = [
        a_row(
            number,
            service_object_name=drawn.sample(SUBJECTS, drawn.randint(1, len(SUBJECTS))),
            material_intro=drawn.sample(MATERIALS, drawn.randint(0, 6)),
        )
        for number in range(1, ROWS + 1)
    ]
    report = catalogue.import_guides(
        written(rows, folder / "export.jsonl"), mapping=MAPPING, into=folder / "into", beside=SHANGHAI
    )
    assert report.counts()["landed"] == ROWS
    return catalogue.draft((SHANGHAI, folder / "into"), on=date(2026, 11, 23))


@settings(max_examples=150, deadline=None)
@given(choice=st.data())
def test_any_set_of_items_merges_and_loses_nothing(edition, choice):
    codes = choice.draw(st.lists(st.sampled_from(sorted(edition.items)), min_size=2, max_size=6, unique=True))
    items = [edition.items[code] for code in codes]

    form = forms.compose(items, edition=edition, situation={})

    answers = {field.fact.code: f"answer to {field.fact.code}" for field in form.fields}
    for item in items:
        own = forms.compose([item], edition=edition, situation={})
        received = forms.project(form, answers, item=item, edition=edition)
        assert received == {field.fact.code: answers[field.fact.code] for field in own.fields}
        assert {s.material.code for s in form.supplies if item.code in s.asked_by} == {
            s.material.code for s in own.supplies
        }
    assert len(answers) == len(form.fields)
