"""Remembering what was not found."""

import re
from datetime import datetime

from django.db import connection

from tongban.knowledge.analysis import normal

NUMBER = re.compile(r"[0-9x]{5,}")
COUNT = """
INSERT INTO knowledge_gap (words, count, last_at) VALUES (%s, 1, %s)
ON CONFLICT (words) DO UPDATE SET count = knowledge_gap.count + 1, last_at = greatest(knowledge_gap.last_at, excluded.last_at)
"""


def record_gap(words: str, at: datetime) -> None:
    """Count words that found nothing at `at`. Long numbers, which may be somebody's, are not kept; nor is who asked."""
    kept = NUMBER.sub("…", normal(words))[:100].strip()
    if kept:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [kept, at])
