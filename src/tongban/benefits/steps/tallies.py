"""How many lines of a list are in which state, and how much money they are, without counting them."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Count, Sum

from tongban.benefits.models import Tally

GATHER = """
WITH gone AS (DELETE FROM benefits_tally WHERE campaign_id = %s RETURNING campaign_id, state, count, fen)
INSERT INTO benefits_tally (campaign_id, state, count, fen)
SELECT campaign_id, state, sum(count), sum(fen) FROM gone GROUP BY campaign_id, state HAVING sum(count) <> 0
"""
MANY = 1000


def counted(campaigns: Collection[int]) -> dict[int, list[tuple[str, int, int]]]:
    """Of each of the campaigns the states that have lines: (state, lines, fen). One query."""
    rows = Tally.objects.filter(campaign__in=campaigns).values_list("campaign", "state").order_by("campaign", "state")
    found: dict[int, list[tuple[str, int, int]]] = {each: [] for each in campaigns}
    for campaign, state, count, fen in rows.annotate(Sum("count"), Sum("fen")):
        if count:
            found[campaign].append((state, int(count), int(fen)))
    return found


def gather(campaign: int) -> None:
    """Make one row of each state. Whoever changes lines meanwhile waits for nothing: what they add is a row of its own."""
    with connection.cursor() as cursor:
        cursor.execute(GATHER, [campaign])


def gather_many() -> None:
    """The same wherever single changes, as confirmations are, have left many rows."""
    every = Tally.objects.values_list("campaign", flat=True).order_by("campaign")
    for campaign in list(every.annotate(Count("id")).filter(id__count__gt=MANY)):
        gather(campaign)
