"""The database counts the lines of lists itself; the sums are what counting them would give."""

from django.db import connection
from django.db.models import Count, Sum
from django.test.utils import CaptureQueriesContext

from tongban.benefits import public as benefits
from tongban.benefits.models import Beneficiary, Campaign, Tally
from tongban.benefits.states import LineState
from tongban.benefits.steps import tallies
from tongban.benefits.tests.conftest import AT, agreed, head, matched, officer, work


def by_counting(campaign):
    rows = Beneficiary.objects.filter(campaign=campaign).values_list("state").annotate(Count("id"), Sum("fen"))
    return sorted((state, count, int(fen)) for state, count, fen in rows)


def holds(campaign) -> bool:
    return tallies.counted([campaign.pk])[campaign.pk] == by_counting(campaign)


def test_every_step_and_every_single_change_is_counted(town):
    code = agreed(matched())
    campaign = Campaign.objects.get(code=code)
    assert holds(campaign)
    benefits.check_budget(code, by=officer(), at=AT)
    benefits.tell(code, by=officer(), at=AT)
    work()
    assert holds(campaign)

    first, second, *_ = Beneficiary.objects.filter(campaign=campaign, state="told").order_by("number")
    Beneficiary.objects.filter(pk=first.pk).update(state="declined")
    Beneficiary.objects.filter(pk=second.pk).update(fen=second.fen + 7)
    assert holds(campaign)

    benefits.pay(code, by=head(), at=AT)
    work()
    assert holds(campaign)


def test_gathering_leaves_one_row_of_each_state_and_the_same_sums(town):
    campaign = Campaign.objects.get(code=matched())
    line = Beneficiary.objects.filter(campaign=campaign, state="listed").first()
    for fen in range(5):
        Beneficiary.objects.filter(pk=line.pk).update(fen=fen)
    before = tallies.counted([campaign.pk])

    tallies.gather(campaign.pk)

    assert tallies.counted([campaign.pk]) == before
    states = Tally.objects.filter(campaign=campaign).values_list("state", flat=True)
    assert len(states) == len(set(states))


def test_a_line_that_goes_is_counted_out(town):
    campaign = Campaign.objects.get(code=matched())
    Beneficiary.objects.filter(campaign=campaign).first().delete()

    assert holds(campaign)


def test_the_lists_page_counts_no_lines(town):
    code = matched()
    with CaptureQueriesContext(connection) as said:
        (view,) = benefits.campaigns(officer(), on=AT.date())

    told = [query["sql"] for query in said.captured_queries if "benefits_" in query["sql"]]
    assert len(told) == 2
    assert not any("benefits_beneficiary" in each for each in told)
    assert (view.code, view.counts[LineState.LISTED]) == (code, view.size)
