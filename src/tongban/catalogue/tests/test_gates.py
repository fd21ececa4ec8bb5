"""What the law lets nobody publish: licences outside the list, districts that change what an item asks."""

from datetime import date

import pytest

from tongban.catalogue import public as catalogue
from tongban.catalogue.contrib.folder.gates.listed import add_missing
from tongban.catalogue.contrib.folder.gates.listed import unlisted as unlisted_licences
from tongban.catalogue.contrib.folder.gates.windows import misplaced
from tongban.catalogue.contrib.folder.reading import contents_of, read_contents
from tongban.catalogue.contrib.folder.references import Library
from tongban.catalogue.contrib.folder.spelling import misspelt
from tongban.catalogue.tests.conftest import SHANGHAI

ON = date(2026, 11, 28)
FOOD, LIST, HUANGPU = "items/food_licence.yaml", "licence_list.yaml", "windows/huangpu.yaml"


def told(folder, *checks):
    """What these checks say of the folder, as (file, line, mend)."""
    documents = read_contents(contents_of(folder))[0]
    problems = [problem for check in checks for problem in check(Library(documents))]
    problems += [
        problem for document in documents if document.kind in ("windows", "regions") for problem in misspelt(document)
    ]
    return [(problem.file, problem.line, problem.says.en) for problem in problems]


def test_a_licence_that_is_not_on_the_list_cannot_be_published_until_it_is(content, spoil):
    line = spoil(FOOD, "2000131010000", "2000131010777")

    ((file, at, says),) = told(content, unlisted_licences)
    added = add_missing(content)

    assert (file, at) == (FOOD, line)
    assert "000131010777" in says
    assert added == ["food_licence"]
    assert [each.says.en for each in catalogue.check(content) if each.file == LIST] == [
        "'food_licence' is written twice."
    ]


def test_the_list_of_the_city_has_all_that_the_tool_would_add(content):
    assert add_missing(content) == []
    (content / LIST).unlink()

    assert len(add_missing(content)) >= 8
    assert told(content, unlisted_licences) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("conditions:\n", "conditions:\n  - {code: hidden, sentence: {zh: 另加, en: More}}\n", "condition hidden"),
        (
            "materials:\n",
            "materials:\n  - {code: hidden, name: {zh: 另加, en: More}, way: upload}\n",
            "material hidden",
        ),
    ],
)
def test_whoever_asks_for_more_than_the_list_allows_is_told_the_line(content, spoil, old, new, said):
    line = spoil(FOOD, old, new) + 1

    assert told(content, unlisted_licences) == [
        (FOOD, line, f"The list does not allow the {said}: nothing may be added to it.")
    ]


def test_another_organ_may_not_take_a_listed_licence(content, spoil):
    line = spoil(FOOD, "organ: market_regulation", "organ: water")

    assert [(file, at) for file, at, _ in told(content, unlisted_licences)] == [(FOOD, line)]


@pytest.mark.parametrize(
    "part", ["conditions: []", "materials: []", "promised: {days: 1, unit: working_days}", "fee: {}"]
)
def test_a_district_may_not_change_what_an_item_asks(content, part):
    path = content / HUANGPU
    path.write_text(path.read_text(encoding="utf8") + f"  food_licence: {{{part}}}\n", encoding="utf8")
    key = part.partition(":")[0]

    ((file, _, says),) = told(content, misplaced)
    assert (file, says) == (HUANGPU, f"A district or street may not change the {key} of an item.")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("regions.yaml", '"310115"', '"320115"', "is not right"),
        ("regions.yaml", "level: street, within: huangpu", "level: street", "does not go with"),
        ("regions.yaml", '"310101002"', '"310104002"', "is not right"),
        (HUANGPU, "tobacco_retail:", "tobaco_retail:", "no item tobaco_retail"),
        (HUANGPU, '{phone: "12313"', '{window: nowhere, phone: "12313"', "no window nowhere"),
    ],
)
def test_regions_and_windows_are_checked(content, spoil, *, file, old, new, said):
    line = spoil(file, old, new)

    assert [(each, at, said in says) for each, at, says in told(content, misplaced)] == [(file, line, True)]


def test_a_file_of_windows_belongs_to_a_region_that_is_there(content):
    (content / HUANGPU).rename(content / "windows" / "hwangpu.yaml")

    assert [(file, says) for file, _, says in told(content, misplaced)] == [
        ("windows/hwangpu.yaml", "There is no region hwangpu.")
    ]


def test_the_nearest_that_says_something_holds():
    edition = catalogue.draft(SHANGHAI, on=ON)

    def place(item, region):
        found = catalogue.graph.handling(edition, edition.items[item], region)
        return found.window.name.en, found.phone, found.hours.en.partition(",")[0].partition(" 9")[0]

    assert place("food_licence", "huangpu") == ("Huangpu market entry window", "12315", "Monday to Saturday")
    assert place("signboard", "huangpu")[:2] == ("Huangpu Government Service Centre", "12345")
    assert place("tobacco_retail", "huangpu") == ("Huangpu Government Service Centre", "12313", "Monday")
    assert place("tobacco_retail", "waitan") == place("tobacco_retail", "huangpu")
    assert place("ss_card", "nanjing_east_road")[0] == "Nanjing East Road community service centre"
    assert place("signboard", "nanjing_east_road")[0] == "Huangpu Government Service Centre"
    assert place("fire_check", "pudong")[0] == "Pudong Government Service Centre"
    assert place("fire_check", "nowhere")[0] == "Shanghai Government Service Centre"
    assert len(catalogue.graph.handlings(edition, edition.items["fire_check"])) == 16
