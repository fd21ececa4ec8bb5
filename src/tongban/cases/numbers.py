"""Draw case numbers by the national rule: implementation code (31) + day (8) + serial (at least 4), allocated once."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

DRAW = """
INSERT INTO cases_numbercount (stem, drawn) SELECT s, 1 FROM unnest(%s::text[]) AS w(s) ORDER BY s
ON CONFLICT (stem) DO UPDATE SET drawn = cases_numbercount.drawn + 1 RETURNING stem, drawn
"""


def draw_numbers(implementation_codes: Sequence[str], *, on: date) -> dict[str, str]:
    """A fresh case number (办件编号) for each implementation code, keyed by the code. Gaps may occur; a number never recurs.

    The serial has four digits and grows to five and more beyond 9,999 a day: the national field holds 50 characters.
    The order of the stems is fixed so that two draws at the same time cannot deadlock.
    """
    stems = {f"{code}{on:%Y%m%d}": code for code in implementation_codes}
    with connection.cursor() as cursor:
        cursor.execute(DRAW, [sorted(stems)])
        return {stems[stem]: f"{stem}{drawn:04d}" for stem, drawn in cursor.fetchall()}


def next_serial(stem: str) -> int:
    """The next number for this stem, from 1. The caller's transaction holds the stem until it ends."""
    with connection.cursor() as cursor:
        cursor.execute(DRAW, [[stem]])
        ((_, drawn),) = cursor.fetchall()
    return int(drawn)
