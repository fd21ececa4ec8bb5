"""Publishing freezes a version; the same content again is the same edition; nothing published can be changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import F

from tongban.catalogue import public as catalogue
from tongban.catalogue.models import Definition, EditionEntry, PublishedEdition
from tongban.catalogue.tests.conftest import AT, SHANGHAI
from tongban.journal import public as journal
from tongban.rules import public as rules
from tongban.rules.public import FactKind


@pytest.mark.django_db
def test_publishing_gives_the_content_back_as_one_value():
    edition = catalogue.publish(SHANGHAI, by="editor", at=AT)

    assert (edition.number, edition.place.en, edition.region) == (1, "Shanghai", "310000")
    assert edition.items["food_licence"].organ == "market_regulation"
    assert list(edition.facts["catering_form"].options)[:2] == ["restaurant", "snack_bar"]
    assert next(iter(edition.sections)) == "applicant"
    assert edition.items["food_licence"].statutory.unit is catalogue.DayUnit.WORKING_DAYS
    assert catalogue.edition() is edition
    assert catalogue.edition(1) is edition


@pytest.mark.django_db
def test_a_policy_is_published_with_its_parameters_and_pays_by_them():
    edition = catalogue.publish(SHANGHAI, by="editor", at=AT)
    policy = edition.policies["p_old_allowance"]
    values = {"household_city": "shanghai", "applicant_born_on": date(1956, 11, 23)}

    entitled = rules.judge(catalogue.entitlement(edition, policy), values, on=AT.date())
    due = rules.amount(catalogue.amount(edition, policy.benefit.formula), values, on=AT.date())

    assert (policy.version, policy.mode, entitled.outcome) == (1, catalogue.Mode.AUTO, rules.Outcome.MET)
    assert due.fen == 150_00
    assert catalogue.facts_of(edition, policy) == ("household_city", "applicant_born_on")
    assert catalogue.parameters(edition)["old_allowance_age"].on(AT.date()) == 65
    assert policy.is_in_force(AT.date())


def test_what_several_files_say_of_how_people_ask_for_one_thing_belongs_together(content):
    before = catalogue.draft(content, on=AT.date()).phrasings["passport"].asked
    more = content / "phrasings" / "from_use.yaml"
    more.write_text(f"passport: [护照本本快翻烂了, {before[0]}]\n", encoding="utf8")

    after = catalogue.draft(content, on=AT.date()).phrasings["passport"].asked
    assert sorted(after) == sorted((*before, "护照本本快翻烂了"))


@pytest.mark.django_db
def test_the_same_content_again_writes_nothing():
    first = catalogue.publish(SHANGHAI, by="editor", at=AT)
    before = (Definition.objects.count(), len(journal.history("edition-1")))

    again = catalogue.publish(SHANGHAI, by="editor", at=AT)

    assert again.number == first.number
    assert (Definition.objects.count(), len(journal.history("edition-1"))) == before == (before[0], 1)


@pytest.mark.django_db
def test_a_change_gives_a_new_version_of_what_changed_and_of_nothing_else(content, spoil):
    old = catalogue.publish(content, by="editor", at=AT)
    spoil("items/food_licence.yaml", "promised: {days: 5,", "promised: {days: 4,")

    new = catalogue.publish(content, by="editor", at=AT)

    assert (old.number, new.number) == (1, 2)
    assert (new.items["food_licence"].version, new.items["fire_check"].version) == (2, 1)
    assert catalogue.edition(1).items["food_licence"].promised.days == 5
    assert journal.history("edition-2")[0].body["changed"] == ["item:food_licence"]


@pytest.mark.django_db
def test_restoring_an_old_version_is_publishing_it_again(content, spoil):
    catalogue.publish(content, by="editor", at=AT)
    spoil("items/food_licence.yaml", "promised: {days: 5,", "promised: {days: 4,")
    catalogue.publish(content, by="editor", at=AT)
    spoil("items/food_licence.yaml", "promised: {days: 4,", "promised: {days: 5,")

    restored = catalogue.publish(content, by="editor", at=AT)

    assert (restored.number, restored.items["food_licence"].version) == (3, 1)


@pytest.mark.django_db
def test_the_order_of_options_is_content(content, spoil):
    catalogue.publish(content, by="editor", at=AT)
    spoil(
        "facts/applicant.yaml", "{female: {zh: 女, en: Female}, male: {zh: 男, en: Male}}",
        "{male: {zh: 男, en: Male}, female: {zh: 女, en: Female}}",
    )  # fmt: skip

    assert list(catalogue.publish(content, by="editor", at=AT).facts["applicant_sex"].options) == ["male", "female"]


@pytest.mark.django_db
def test_broken_content_is_refused_with_all_its_problems(content, spoil):
    spoil("items/food_licence.yaml", "visits: 0", "vists: 0")
    spoil("items/fire_check.yaml", "visits: 0", "vists: 0")

    with pytest.raises(catalogue.ContentBroken) as refused:
        catalogue.publish(content, by="editor", at=AT)

    assert len(refused.value.problems) == 2
    assert not PublishedEdition.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["name: [", "visits: none", "vists: 0", ""])
def test_broken_content_does_not_take_the_running_edition_away(content, spoil, wrong):
    running = catalogue.publish(content, by="editor", at=AT)
    spoil("items/food_licence.yaml", "visits: 0", wrong or "\x00")

    with pytest.raises(catalogue.ContentBroken):
        catalogue.publish(content, by="editor", at=AT)

    assert catalogue.edition() == running
    assert "food_licence" in catalogue.edition().items


@pytest.mark.django_db
@pytest.mark.parametrize("noun", [Definition, PublishedEdition, EditionEntry])
def test_the_database_refuses_to_change_what_was_published(noun):
    catalogue.publish(SHANGHAI, by="editor", at=AT)
    rows = noun.objects.filter(pk=noun.objects.first().pk)

    with pytest.raises(ProgrammingError, match="may not be changed"), transaction.atomic():
        rows.update(id=F("id"))
    with pytest.raises(ProgrammingError, match="may not be changed"), transaction.atomic():
        noun.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))._raw_delete("default")


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_get_one_edition(content):
    def publish(_: int) -> int:
        try:
            return catalogue.publish(content, by="editor", at=AT).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(publish, range(4)))

    assert set(numbers) == {1}
    assert PublishedEdition.objects.count() == 1


@pytest.mark.django_db
def test_there_is_no_edition_before_the_first(db):
    with pytest.raises(catalogue.NoEdition):
        catalogue.edition()
    with pytest.raises(catalogue.NoEdition):
        catalogue.edition(9_999)


@pytest.mark.django_db
def test_asking_for_the_newest_costs_one_query(django_assert_num_queries):
    catalogue.publish(SHANGHAI, by="editor", at=AT)

    with django_assert_num_queries(1):
        catalogue.edition()
    with django_assert_num_queries(0):
        catalogue.edition(1)


@pytest.mark.django_db
def test_an_expression_of_the_edition_is_read_once():
    edition = catalogue.publish(SHANGHAI, by="editor", at=AT)

    assert catalogue.rule(edition, "floor_area <= 150 and open_kitchen") is catalogue.rule(
        edition, "floor_area <= 150 and open_kitchen"
    )
    assert catalogue.fact_types(edition)["seats"].kind is FactKind.INTEGER
