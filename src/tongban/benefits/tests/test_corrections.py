"""An upheld objection corrects the list, before and after the money has gone; and how good the list was is told."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from tongban.benefits import public as benefits
from tongban.benefits.models import Beneficiary
from tongban.benefits.public import BenefitRefused, CampaignState, LineState
from tongban.benefits.tests.conftest import AT, ON, agreed, head, line, matched, officer, paid, seen, who, work
from tongban.identity.public import NotFound
from tongban.notices import public as notices
from tongban.payments import public as payments
from tongban.policies import public as policies
from tongban.sources import public as sources


def objected(code: str, words: str = "不对") -> str:
    wang = who("wang")
    return benefits.object_to(code, party=wang.number, words=words, by=wang, at=AT)


def upheld(objection: str) -> None:
    with transaction.atomic():
        benefits.settle_objection(objection, upheld=True, answer="已更正", by=officer(), at=AT)


def older(years: str) -> None:
    sources.amend("population", who("wang").number, born_on=years)


def measured(code: str) -> tuple[int, int, int]:
    found = benefits.quality(code, seen_by=officer(), on=ON)
    return found.wrongly_in, found.wrongly_out, found.wrong_sum


def lines_of_wang(code: str) -> list[tuple[str, int, str]]:
    rows = Beneficiary.objects.filter(campaign__code=code, party=who("wang").number).order_by("number")
    return list(rows.values_list("state", "fen", "reason"))


def test_who_is_wrongly_on_a_list_leaves_it_and_the_frozen_list_stays(town):
    code = matched()
    before, objection = seen(code), objected(code)
    with pytest.raises(BenefitRefused, match="没有可以更正的"):
        upheld(objection)

    sources.amend("population", who("wang").number, household_city="elsewhere")
    upheld(objection)

    after = seen(code)
    assert lines_of_wang(code) == [("stopped", 15000, "objection")]
    assert (after.size, after.fen) == (before.size - 1, before.fen - 15000)
    assert benefits.run_again(code, seen_by=officer(), on=ON).is_same
    assert measured(code) == (1, 0, 0)
    assert benefits.quality(code, seen_by=officer(), on=ON).precision == (before.size - 1) / before.size
    paid(agreed(code))
    assert seen(code).counts[LineState.ARRIVED] == after.size
    assert payments.prove().holds


def test_a_wrong_sum_is_replaced_before_it_is_paid_and_goes_where_the_party_said(town):
    code = agreed(matched())
    assert benefits.check_budget(code, by=officer(), at=AT)
    objection = objected(code, "我今年 81 岁")
    older("1945-01-01")
    upheld(objection)
    benefits.tell(code, by=officer(), at=AT)
    work()
    benefits.pay(code, by=head(), at=AT)
    work()

    assert lines_of_wang(code) == [("stopped", 15000, "objection"), ("arrived", 18000, "")]
    assert measured(code) == (0, 0, 1)
    (mine,) = [each for each in benefits.benefits_of(who("wang"), on=ON) if each.state is LineState.ARRIVED]
    assert mine.fen == mine.payment.fen == 18000
    assert payments.prove().holds


def test_what_was_too_little_is_added_once_also_when_the_campaign_was_closed(town):
    code = paid(agreed(matched()))
    benefits.close(code, by=officer(), at=AT)
    objection = objected(code, "我今年 81 岁")
    older("1945-01-01")

    upheld(objection)
    assert seen(code).state is CampaignState.PAID
    benefits.pay(code, by=head(), at=AT)
    work()

    assert lines_of_wang(code) == [("arrived", 15000, ""), ("arrived", 3000, "")]
    told = benefits.why(code, party=who("wang").number, seen_by=who("wang"), on=ON)
    assert (told.benefit.payment.fen, [each.payment.fen for each in told.paid_before]) == (3000, [15000])
    again = objected(code, "还是不对")
    with pytest.raises(BenefitRefused, match="没有可以更正的"):
        upheld(again)
    assert payments.prove().holds


def test_too_much_that_arrived_is_asked_back_by_an_officer_and_comes_back_once(town):
    code, wang = paid(agreed(matched())), who("wang")
    number = line(code, "wang").number
    objection = objected(code, "我上个月已经迁出")
    sources.amend("population", wang.number, household_city="elsewhere")
    upheld(objection)
    assert lines_of_wang(code) == [("arrived", 15000, "")]
    assert measured(code) == (1, 0, 0)

    recovery = benefits.claw_back(code, number=number, fen=15000, why="已迁出", by=officer(), at=AT)
    with pytest.raises(BenefitRefused, match="已经要求退回"):
        benefits.claw_back(code, number=number, fen=15000, why="已迁出", by=officer(), at=AT)
    (mine,) = benefits.benefits_of(wang, on=ON)
    assert [(each.fen, each.why, each.repaid_at) for each in mine.recoveries] == [(15000, "已迁出", None)]
    assert "150 元" in notices.messages_of(wang)[0].body.zh

    for _ in range(2):
        benefits.note_repaid(code, number=number, recovery=recovery, by=officer(), at=AT)
    assert [each.repaid_at for each in benefits.line_of(code, number, seen_by=officer(), on=ON).recoveries] == [AT]
    assert [message.title.zh for message in notices.messages_of(wang)].count(
        "“上海市老年综合津贴”退回的款项收到了"
    ) == 1
    assert payments.prove().holds


def test_only_the_organ_notes_what_was_paid_back_and_only_of_its_own_line(town):
    code = paid(agreed(matched()))
    number = line(code, "wang").number
    recovery = benefits.claw_back(code, number=number, fen=100, why="多发", by=officer(), at=AT)
    other = next(each for each in benefits.lines(code, seen_by=officer(), on=ON).lines if each.number != number)
    for by, at_line in (
        (who("zhao"), number),
        (officer("public_security"), number),
        (who("wang"), number),
        (officer(), other.number),
    ):
        with pytest.raises(NotFound), transaction.atomic():
            benefits.note_repaid(code, number=at_line, recovery=recovery, by=by, at=AT)
    with pytest.raises(NotFound):
        benefits.claw_back(code, number=999_999, fen=100, why="多发", by=officer(), at=AT)
    for stranger in (who("zhao"), who("wang"), officer("finance")):
        for read in (benefits.quality, benefits.compare, benefits.standings):
            with pytest.raises(NotFound):
                read(code, seen_by=stranger, on=ON)


def test_the_money_that_is_with_the_bank_is_waited_for(town):
    code, wang = agreed(matched()), who("wang")
    benefits.check_budget(code, by=officer(), at=AT)
    benefits.tell(code, by=officer(), at=AT)
    work()
    objection = objected(code)
    sources.amend("population", wang.number, household_city="elsewhere")
    benefits.pay(code, by=head(), at=AT)
    benefits.go_on(code, at=AT)

    with pytest.raises(BenefitRefused, match="还没有答复"):
        upheld(objection)


def test_a_silent_register_stops_nobody_and_upholds_nothing(town, settings):
    code, wang = matched(), who("wang")
    objection = objected(code)
    Silent.real = settings.REGISTERS
    settings.REGISTERS = "tongban.benefits.tests.test_corrections.Silent"
    with pytest.raises(BenefitRefused, match="现在没有答复"):
        upheld(objection)
    policies.snapshot(town, "person", at=timezone.now(), by="system")

    with pytest.raises(BenefitRefused, match="现在没有答复"):
        benefits.pass_time(at=AT + timedelta(days=1))

    assert lines_of_wang(code) == [("listed", 15000, "")]
    assert not [message for message in notices.messages_of(wang) if "不再满足" in message.title.zh]


class Silent:
    """The registers of which that of the population does not answer."""

    real = ""

    def __new__(cls):
        kept = import_string(cls.real)()
        answer = kept.columns

        def columns(register, codes, fields):
            if register == "population":
                raise sources.Unreachable(register)
            return answer(register, codes, fields)

        kept.columns = columns
        return kept


def test_a_list_is_as_good_as_judging_people_one_by_one_and_a_changed_line_is_seen(town):
    code = matched()
    found = benefits.compare(code, seen_by=officer(), on=ON)
    assert (found.precision, found.recall, found.wrong_sum) == (1.0, 1.0, 0)
    assert found.judged == policies.snapshots("person", limit=1)[0].size
    assert found.right == seen(code).size

    lines = Beneficiary.objects.filter(campaign__code=code)
    lines.filter(party=who("wang").number).update(fen=1)
    lines.exclude(party=who("wang").number).update(party=who("lin").number)
    others = found.right - 1
    assert others == 1

    found = benefits.compare(code, seen_by=officer(), on=ON)
    assert (found.right, found.wrongly_in, found.wrongly_out, found.wrong_sum) == (1, 1, 1, 1)
    assert (found.precision, found.recall) == (0.5, 0.5)
    lines.filter(party=who("wang").number).update(verdict="excluded")
    assert benefits.compare(code, seen_by=officer(), on=ON).wrongly_out == 2
