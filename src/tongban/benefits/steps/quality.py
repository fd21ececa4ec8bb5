"""How good a list was: by the objections that were upheld, and against judging people one by one (查准率、查全率)."""

from collections.abc import Iterable

from django.db.models import Count

from tongban.benefits.models import Beneficiary, Campaign, Objection
from tongban.benefits.states import ListFault, ObjectionState, Verdict
from tongban.benefits.steps import lists
from tongban.benefits.types import Compared, Quality
from tongban.catalogue import public as catalogue
from tongban.policies import public as policies
from tongban.policies.public import Standing

MOST_COMPARED = 500  # of the list, and as many of everybody


def quality_of(campaign: Campaign) -> Quality:
    """What upheld objections showed to be wrong with the list as it was matched. One query."""
    rows = Objection.objects.filter(campaign=campaign).values_list("state", "fault")
    counted = {(state, fault): n for state, fault, n in rows.annotate(n=Count("id")).order_by("state", "fault")}
    found = {fault: counted.get((ObjectionState.UPHELD.value, fault.value), 0) for fault in ListFault}
    return Quality(
        right=campaign.matched - found[ListFault.WRONGLY_IN],
        wrongly_in=found[ListFault.WRONGLY_IN], wrongly_out=found[ListFault.WRONGLY_OUT],
        wrong_sum=found[ListFault.WRONG_SUM],
        open=sum(n for (state, _), n in counted.items() if state == ObjectionState.OPEN),
        dismissed=sum(n for (state, _), n in counted.items() if state == ObjectionState.DISMISSED),
    )  # fmt: skip


def compare(campaign: Campaign) -> Compared:
    """Judge people one by one, by the values that were frozen, and hold it against the lines that are stored.

    At most `MOST_COMPARED` of the list and as many of everybody, evenly spread; in a small city that is everybody.
    """
    edition, taken = catalogue.edition(campaign.edition), policies.get_snapshot(campaign.snapshot)
    on_list = lists.matching_of(campaign).rows
    rows = sorted({*_spread(range(taken.size)), *_spread(on_list.tolist())})
    known = policies.values_at(
        taken, rows, edition=edition, facts=policies.facts_of(edition, lists.policy_of(campaign))
    )
    parties = policies.holders(taken, rows)
    stored = Beneficiary.objects.filter(campaign=campaign, party__in=parties).exclude(verdict=Verdict.CORRECTED)
    told = {party: (verdict, fen) for party, verdict, fen in stored.values_list("party", "verdict", "fen")}
    pairs = []
    for row, party in zip(rows, parties, strict=True):
        found = policies.check_up(campaign.audience, edition=edition, values=known[row], on=campaign.on)
        match = found.match(campaign.policy)
        alone = match.fen or 0 if match.standing is Standing.ENTITLED else 0
        pairs.append((told.get(party, ("", 0)), alone))
    return _counted(pairs)


def _spread(rows: "range | list[int]") -> Iterable[int]:
    step = max(1, -(-len(rows) // MOST_COMPARED))
    return rows[::step]


def _counted(pairs: list[tuple[tuple[str, int], int]]) -> Compared:
    decided = [
        (fen if verdict == Verdict.ENTITLED else 0, due)
        for (verdict, fen), due in pairs
        if verdict != Verdict.UNDECIDED
    ]
    return Compared(
        judged=len(pairs),
        right=sum(1 for fen, due in decided if fen and due),
        wrongly_in=sum(1 for fen, due in decided if fen and not due),
        wrongly_out=sum(1 for fen, due in decided if due and not fen),
        wrong_sum=sum(1 for fen, due in decided if fen and due and fen != due),
        undecided=len(pairs) - len(decided),
    )
