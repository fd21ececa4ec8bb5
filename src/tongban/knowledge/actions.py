"""Remembering what was not found, and what was chosen of what was found."""

import re
from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction
from django.utils.timezone import localdate

from tongban.catalogue.public import Edition
from tongban.journal import public as journal
from tongban.knowledge.events import GapSettled, ProposalSettled
from tongban.knowledge.finding.analysis import normal
from tongban.knowledge.finding.entries import policies_of
from tongban.knowledge.models import Click, Gap

NUMBER = re.compile(r"[0-9x]{5,}")
MOST_KEPT = 20_000
"""Rows of each kind: whoever sends words at random fills no disk, and hides none of what was there before."""
COUNT_GAP = """
INSERT INTO knowledge_gap (words, count, last_at)
SELECT said.words, 1, said.at FROM (SELECT %(words)s::text AS words, %(at)s::timestamptz AS at) said
WHERE (SELECT count(*) FROM (SELECT FROM knowledge_gap LIMIT %(most)s) kept) < %(most)s
  OR EXISTS (SELECT FROM knowledge_gap known WHERE known.words = said.words)
ON CONFLICT (words) DO UPDATE SET count = knowledge_gap.count + 1, last_at = greatest(knowledge_gap.last_at, excluded.last_at)
"""
COUNT_CLICK = """
INSERT INTO knowledge_click (words, node, count, ranks, last_at)
SELECT said.words, %(node)s::text, 1, %(rank)s::integer, said.at
FROM (SELECT %(words)s::text AS words, %(at)s::timestamptz AS at) said
WHERE (SELECT count(*) FROM (SELECT FROM knowledge_click LIMIT %(most)s) kept) < %(most)s
  OR EXISTS (SELECT FROM knowledge_click known WHERE known.words = said.words AND known.node = %(node)s::text)
ON CONFLICT (words, node) DO UPDATE SET count = knowledge_click.count + 1, ranks = knowledge_click.ranks + excluded.ranks,
    last_at = greatest(knowledge_click.last_at, excluded.last_at)
"""
COUNT_OPENING = """
INSERT INTO knowledge_opening (node, "on", count) VALUES (%(node)s, %(on)s, 1)
ON CONFLICT ("on", node) DO UPDATE SET count = knowledge_opening.count + 1
"""


def record_gap(words: str, at: datetime) -> None:
    """Count words that found nothing at `at`. Long numbers, which may be somebody's, are not kept; nor is who asked."""
    if kept := without_numbers(words):
        with connection.cursor() as cursor:
            cursor.execute(COUNT_GAP, {"words": kept, "at": at, "most": MOST_KEPT})


def record_click(words: str, node: str, rank: int, *, edition: Edition, at: datetime) -> None:
    """Count that `node` (an item, bundle, policy, advice or law of the edition) was opened at this rank after these words.

    Kept are the words without long numbers, never who chose. What the edition does not know is not counted.
    """
    kept = without_numbers(words)
    known = (edition.items, edition.bundles, policies_of(edition), edition.advice, edition.laws)
    if kept and any(node in nodes for nodes in known):
        with connection.cursor() as cursor:
            cursor.execute(COUNT_CLICK, {"words": kept, "node": node, "rank": rank, "at": at, "most": MOST_KEPT})
            cursor.execute(COUNT_OPENING, {"node": node, "on": localdate(at)})


def settle_proposal(words: str, node: str, *, outcome: str, by: str, at: datetime) -> bool:
    """Write down what an editor made of a proposal: `question`, `phrasing` or `aside`. False where there is none that is open."""
    with transaction.atomic():
        if not Click.objects.filter(words=words, node=node, settled_at=None).update(settled_at=at):
            return False
        said = ProposalSettled(subject=f"click-{node}", words=words, node=node, outcome=outcome)
        journal.publish(said, by=by, at=at)
    return True


def settle_gap(words: str, *, outcome: str, by: str, at: datetime) -> bool:
    """Write down what an editor made of words that found nothing. False where nothing of it is open.

    `written`: what was missing is in the content now; if the words find nothing again, they are counted from one again.
    `aside`: this city does not do it, and nobody is shown the words any more.
    """
    with transaction.atomic():
        row = Gap.objects.select_for_update().filter(words=words, settled_at=None).first()
        if row is None:
            return False
        if outcome == "written":
            row.delete()
        else:
            Gap.objects.filter(pk=row.pk).update(settled_at=at)
        digest = sha256(words.encode()).hexdigest()[:16]
        journal.publish(
            GapSettled(subject=f"gap-{digest}", words=words, count=row.count, outcome=outcome), by=by, at=at
        )
    return True


def without_numbers(words: str) -> str:
    """Normal words, long numbers taken out, at most 100 characters."""
    return NUMBER.sub("…", normal(words))[:100].strip()
