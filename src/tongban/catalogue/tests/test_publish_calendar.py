"""The legal calendar is published by version; a version never changes; what is wrong in its file is told with file and line."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from tongban.catalogue import public as catalogue
from tongban.catalogue.models import CalendarVersion
from tongban.catalogue.tests.conftest import AT, SHANGHAI
from tongban.journal import public as journal
from tongban.kernel import calendar as legal
from tongban.kernel.calendar import STATE, amended

HEAD = "# yaml-language-server: $schema=../../docs/schema/calendar.json\ndocuments:\n"
# Invented for these tests: no arrangement of 2031 exists.
SAMPLE = """\
  - title: {zh: 样例安排, en: Sample arrangement}
    year: 2031
    is_whole: true
    free: [2030-12-31/2031-01-01, 2031-10-01]
    worked: [2031-01-04]
"""


@pytest.fixture
def write(content):
    """Give the copy of the content these documents in its calendar; no text takes the file away."""

    def written(documents: str) -> None:
        path = content / "calendar.yaml"
        if documents:
            path.write_text(HEAD + documents, encoding="utf-8")
        else:
            path.unlink()

    return written


@pytest.mark.django_db
def test_before_the_first_publication_the_states_calendar_is_in_force():
    assert catalogue.calendar() is STATE
    assert catalogue.calendar(0) is STATE
    with pytest.raises(catalogue.NoCalendar):
        catalogue.calendar(987_654)


@pytest.mark.django_db
def test_the_citys_documents_lie_on_top_of_the_states_calendar(content, write):
    write(SAMPLE)

    published = catalogue.publish_calendar(content, by="editor", at=AT)

    assert (published.version, published.is_provisional(2031), published.is_provisional(2032)) == (1, False, True)
    assert published.is_working_day(date(2031, 1, 4))
    assert not published.is_working_day(date(2030, 12, 31))
    assert catalogue.calendar() is catalogue.calendar(1) is published
    entry = journal.history("calendar-1")[0]
    assert (entry.kind, entry.body["number"], entry.body["years"]) == ("CalendarPublished", 1, [2030, 2031])


@pytest.mark.django_db
def test_the_days_of_shanghai_are_those_that_the_state_proclaimed():
    published = catalogue.publish_calendar(SHANGHAI, by="editor", at=AT)

    assert published.worked == STATE.worked
    assert {day for day in published.free ^ STATE.free if day.weekday() < 5} == set()
    assert journal.history("calendar-1")[0].body["years"] == []


@pytest.mark.django_db
def test_the_same_days_again_write_nothing(content, write):
    write(SAMPLE)
    catalogue.publish_calendar(content, by="editor", at=AT)

    again = catalogue.publish_calendar(content, by="other", at=AT)

    assert again.version == 1
    assert (CalendarVersion.objects.count(), len(journal.history("calendar-1"))) == (1, 1)


@pytest.mark.django_db
def test_a_city_without_a_calendar_has_the_states_days(content, write):
    write("")

    published = catalogue.publish_calendar(content, by="editor", at=AT)

    assert published == amended(STATE, [], version=1)
    assert catalogue.check(content) == []


@pytest.mark.django_db
def test_a_change_is_a_new_version_that_names_its_years_and_leaves_the_old_one(content, write):
    write(SAMPLE)
    old = catalogue.publish_calendar(content, by="editor", at=AT)
    write(SAMPLE + "  - {title: {zh: 样例, en: Sample}, year: 2033, free: [2033-03-07]}\n")

    new = catalogue.publish_calendar(content, by="editor", at=AT)

    assert (new.version, new.is_working_day(date(2033, 3, 7)), new.is_provisional(2033)) == (2, False, True)
    assert catalogue.calendar(1) is old
    assert old.is_working_day(date(2033, 3, 7))
    assert journal.history("calendar-2")[0].body["years"] == [2033]


@pytest.mark.django_db
def test_a_newer_state_calendar_changes_no_version_and_is_published_as_a_new_one(content, write, monkeypatch):
    write("")
    old = catalogue.publish_calendar(content, by="editor", at=AT)
    proclaimed = legal.Arrangement(year=2034, is_whole=True, free=frozenset({date(2034, 1, 2)}), worked=frozenset())
    monkeypatch.setattr(legal, "STATE", amended(STATE, [proclaimed], version=0), raising=False)

    new = catalogue.publish_calendar(content, by="editor", at=AT)

    assert (old.is_provisional(2034), new.is_provisional(2034), new.version) == (True, False, 2)
    assert 2034 in journal.history("calendar-2")[0].body["years"]


@pytest.mark.django_db
def test_a_version_is_read_once_and_only_the_newest_is_asked_for(content, write, django_assert_num_queries):
    write(SAMPLE)
    catalogue.publish_calendar(content, by="editor", at=AT)

    with django_assert_num_queries(1):
        catalogue.calendar()
    with django_assert_num_queries(0):
        catalogue.calendar(1)


@pytest.mark.django_db
def test_a_version_left_behind_by_a_publication_that_was_rolled_back_is_read_again(content, write):
    write(SAMPLE)
    with pytest.raises(RuntimeError), transaction.atomic():
        catalogue.publish_calendar(content, by="editor", at=AT)
        raise RuntimeError
    write("")

    assert catalogue.publish_calendar(content, by="editor", at=AT).is_provisional(2031)


@pytest.mark.django_db
def test_the_database_refuses_to_change_a_version(content):
    catalogue.publish_calendar(content, by="editor", at=AT)

    with pytest.raises(ProgrammingError, match="may not be changed"), transaction.atomic():
        CalendarVersion.objects.update(by="somebody")
    with pytest.raises(ProgrammingError, match="may not be changed"), transaction.atomic():
        CalendarVersion.objects.all()._raw_delete("default")


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_get_one_version(content):
    def publish(_: int) -> int:
        try:
            return catalogue.publish_calendar(content, by="editor", at=AT).version
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(publish, range(4))) == {1}
    assert CalendarVersion.objects.count() == 1


def _but(old: str, new: str) -> str:
    assert old in SAMPLE
    return SAMPLE.replace(old, new)


BAD = [
    (_but("2031-10-01]", "2031-13-01]"), 6, "no such day"),
    (_but("2031-10-01]", "2031-02-29]"), 6, "no such day"),
    (_but("2031-10-01]", "1 October]"), 6, "2026-10-01/2026-10-07"),
    (_but("2030-12-31/2031-01-01", "2031-01-01/2030-12-31"), 6, "Begin first"),
    (_but("2031-10-01]", "2031-01-01/2031-03-02]"), 6, "at most 60 days"),
    (_but("2031-10-01]", "2031-01-04]"), 7, "both free and worked"),
    (_but("2031-10-01]", "2032-10-01]"), 6, "does not belong to 2031"),
    (_but("2030-12-31/", "2030-12-28/"), 6, "2030-12-28 does not belong"),
    (_but("2031-01-04", "2031-01-03/2031-01-06"), 7, "2031-01-03 is a working day"),
    (_but("year: 2031", "year: 1031"), 4, "from 2001 to 2100"),
    (_but("year: 2031", "year: soon"), 4, "whole number"),
    (_but("    free: [2030-12-31/2031-01-01, 2031-10-01]\n", ""), 5, "frees no day"),
    (_but("is_whole", "is_hole"), 5, "is_whole"),
    (_but(", en: Sample arrangement", ""), 3, "no English"),
    (SAMPLE * 2, 10, "Two documents settle 2031"),
    ("  - 7\n", 3, "a mapping"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad[2])
def test_what_is_wrong_is_told_with_its_line_and_nothing_is_published(content, write, bad):
    documents, line, told = bad
    write(documents)

    with pytest.raises(catalogue.ContentBroken) as refused:
        catalogue.publish_calendar(content, by="editor", at=AT)

    assert [each for each in refused.value.problems if each.line == line and told in f"{each.says.en} {each.mend.en}"], (
        refused.value.problems
    )  # fmt: skip
    assert set(refused.value.problems) <= set(catalogue.check(content))
    assert not CalendarVersion.objects.exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2031-01-01,", "2031-02-27,"),  # 60 days exactly
        ("2031-10-01]", "2031-12-31]"),  # the year's last day, although the next year's arrangement may claim it
        ("2030-12-31/", "2030-12-29/"),
    ],
)
def test_what_is_just_right_is_taken(content, write, old, new):
    write(_but(old, new).replace("worked: [2031-01-04]", "worked: []"))

    assert catalogue.check(content) == []


@pytest.mark.django_db
def test_the_calendar_is_published_although_something_else_in_the_content_is_wrong(content, spoil):
    spoil("items/food_licence.yaml", "visits: 0", "vists: 0")

    assert catalogue.publish_calendar(content, by="editor", at=AT).version == 1


@pytest.mark.django_db
def test_the_demonstration_city_has_its_calendar(city):
    assert catalogue.calendar().version == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "documents: 7", "documents: [{year: []}, {year: true}, {year: 99999999999999999999}]", "[]",
        "documents: [{year: 2031, free: {a: 2031-01-01}, worked: [[x], null, 3]}]",
        "documents: [{year: 2031, is_whole: true, free: [2031-01-01/9999-12-31, //, '', 20310101]}]",
    ],
)  # fmt: skip
def test_a_hostile_file_gives_problems_and_no_error(tmp_path, hostile):
    (tmp_path / "calendar.yaml").write_text(hostile, encoding="utf-8")

    assert any(each.file == "calendar.yaml" for each in catalogue.check(tmp_path))
