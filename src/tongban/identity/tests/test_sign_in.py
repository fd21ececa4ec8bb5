import pytest

from tongban.identity import public as identity
from tongban.journal import public as journal


def test_a_chosen_person_is_recognised_and_it_is_recorded(cast, at):
    person, level = identity.sign_in({"person": "lin"}, at=at)

    assert (person, level) == (cast.lin, identity.AssuranceLevel.VERIFIED)
    [entry] = journal.history("lin")
    assert (entry.kind, entry.body) == ("SignedIn", {"level": 2, "provider": "demo"})


@pytest.mark.parametrize("assertion", [{}, {"person": ""}, {"person": "nobody"}])
def test_nobody_is_recognised_in_a_bad_assertion(town, at, assertion):
    with pytest.raises(identity.NotAllowed, match="no such demonstration account"):
        identity.sign_in(assertion, at=at)


def test_choosing_is_refused_where_it_is_switched_off(town, at, settings):
    settings.DEMO = False

    with pytest.raises(identity.NotAllowed, match="switched off"):
        identity.sign_in({"person": "lin"}, at=at)
    with pytest.raises(identity.NotAllowed, match="switched off"):
        identity.everybody()


def test_the_chooser_begins_with_the_cast_and_finds_by_name_and_code(town):
    assert [choice.code for choice in identity.everybody(limit=3)] == ["lin", "chen", "he"]
    assert [choice.code for choice in identity.everybody("林晓")] == ["lin"]
    assert [choice.name for choice in identity.everybody("WANG")] == ["王建国"]


def test_an_unknown_person_is_not_found(town):
    with pytest.raises(identity.NotFound):
        identity.person("nobody")
    with pytest.raises(identity.NotFound):
        identity.person_by_number("0")


def test_the_cast_is_described_with_the_other_reviewers_and_the_end_of_the_mandate(town, on):
    rows = {row.code: row for row in identity.describe_cast(on)}

    assert list(rows)[:2] == ["lin", "chen"]
    assert rows["chen"].purpose.en.endswith("(until 2027-11-21)")
    assert rows["reviewer-health_commission"].purpose.zh == "审查人员：卫生健康"
    assert all(row.purpose.zh and row.purpose.en for row in rows.values())
