"""Open cases: the parent, one case for each item, what may follow and the receipt, all in one statement."""

from datetime import date, datetime
from secrets import token_hex
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate
from msgspec import json
from psycopg.types.json import Jsonb

from tongban.approvals import public as approvals
from tongban.cases import clocks, letters, papers
from tongban.cases.actions import review_order
from tongban.cases.events import CaseOpened
from tongban.cases.models import Case
from tongban.cases.states import ENDED, State
from tongban.cases.types import Opening, PartOrder, Refused
from tongban.catalogue import public as catalogue
from tongban.journal import public as journal
from tongban.kernel.calendar import Calendar
from tongban.kernel.words import Words
from tongban.licences import public as licences

RENEW_BEFORE = (
    30  # days before a licence ends, within which silence renews it: Administrative Licensing Law, article 50
)
TAKEN = Words(
    "这份证照已经有一件申请在办：“{name}”（{number}，{day}收到）。同一份证照一次只办一件，请等它办结，或者先撤回它。",
    "An application for this licence is under way: “{name}” ({number}, received {day}). A licence has one application at a "
    "time: wait for that one to end, or withdraw it first.",
)
TAKEN_NOW = Words(
    "就在刚才，这份证照有了另一件申请。请到“我的办件”里看是哪一件。",
    "Another application for this licence was received a moment ago. Look at your cases to see which.",
)
NOT_HELD = Words(
    "这份证照不在该办事主体名下，或者已经不能再办理，请从“我的证照”里重新选择。",
    "This licence is not held by the party or can no longer be acted on: choose it again from your licences.",
)

# The submission's hot path (benchmarks/submit.py): parent, children, gaps and receipt in one statement.
INSERT = """
WITH g AS (SELECT %(number)s::text AS number, %(bundle)s::text AS bundle, %(edition)s::integer AS edition,
  %(title_zh)s::text AS title_zh, %(title_en)s::text AS title_en, %(kind)s::text AS kind, %(code)s::text AS code,
  %(name)s::text AS name, %(applicant)s::text AS applicant, %(dossier)s::text AS dossier, %(at)s::timestamptz AS at),
told AS (SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS t(number text, item text, organ text, title_zh text,
  title_en text, state text, shows jsonb, marks jsonb, waits_for jsonb, answer_due_on date, received boolean, purpose text,
  acts_on text, on_commitment boolean, automatic jsonb, look_on date, lapses_on date, is_provisional boolean, gaps jsonb,
  founding jsonb)),
parent AS (INSERT INTO cases_case (number, parent_id, bundle, item, edition, organ, title_zh, title_en, holder_kind,
  holder_code, holder_name, applicant, state, dossier, shows, marks, waits_for, opened_at, reasons)
  SELECT number, NULL, bundle, '', edition, '', title_zh, title_en, kind, code, name, applicant, 'accepted', dossier,
    '[]', '[]', '[]', at, '' FROM g WHERE bundle <> '' RETURNING id, number),
parts AS (INSERT INTO cases_case (number, parent_id, bundle, item, edition, organ, title_zh, title_en, holder_kind,
  holder_code, holder_name, applicant, state, dossier, shows, marks, waits_for, opened_at, received_at, answer_due_on,
  reasons, purpose, acts_on, on_commitment, with_gap, automatic, calendar, look_on, lapses_on, is_provisional, founding)
  SELECT t.number, (SELECT id FROM parent), g.bundle, t.item, g.edition, t.organ, t.title_zh, t.title_en, g.kind, g.code,
    g.name, g.applicant, t.state, g.dossier, t.shows, t.marks, t.waits_for, g.at, CASE WHEN t.received THEN g.at END,
    t.answer_due_on, '', t.purpose, t.acts_on, t.on_commitment, t.gaps <> '[]', t.automatic, %(calendar)s::integer,
    t.look_on, t.lapses_on, t.is_provisional, t.founding FROM told t, g RETURNING id, number),
gaps AS (INSERT INTO cases_gap (case_id, material, name_zh, name_en, due_on)
  SELECT p.id, m.material, m.name_zh, m.name_en, m.due_on FROM told t JOIN parts p ON p.number = t.number,
    jsonb_to_recordset(t.gaps) AS m(material text, name_zh text, name_en text, due_on date))
INSERT INTO cases_paper (code, case_id, kind, occasion, organ, body, drawn_up_at)
SELECT %(paper)s::text, c.id, 'receipt', '', %(receipt_organ)s::text, %(receipt)s::jsonb, g.at
FROM (SELECT * FROM parent UNION ALL SELECT * FROM parts) c, g WHERE c.number = g.number
"""


@transaction.atomic(savepoint=False)
def open_cases(opening: Opening, *, at: datetime, calendar: Calendar | None = None) -> None:
    """Open the parent and one case for each item, and send them to their organs at the same time.

    A part that waits for another's number is opened as waiting. The number is the key: opening the same number twice fails on
    the database's constraint, so a retry can never make a second case. Raises Refused where an item acts on a licence that is
    not the holder's, or on which the same is under way. `calendar` is the newest one, where the caller has it.
    """
    edition, calendar = catalogue.edition(opening.edition), calendar or clocks.newest()
    today = localdate(at)
    answer = clocks.first_answer(at, calendar)
    rows = [
        _row(opening, part, edition.items[part.item], answer=answer, today=today, calendar=calendar)
        for part in opening.parts
    ]
    paper = token_hex(10)
    _insert(opening, edition, rows, paper=paper, calendar=calendar, at=at)
    opened = [_opened(opening, part, edition.items[part.item].organ) for part in opening.parts]
    journal.publish(*_parent_opened(opening), *opened, by=opening.applicant, at=at)
    letters.opened(opening, edition, at=at)
    papers.promise_printing([paper], at=at)
    ready = [part for part in opening.parts if not part.waits_for]
    due = answer.answer_due_on or today
    orders = [_order(opening, part, edition, start=today, due=due, calendar=calendar) for part in ready]
    approvals.start_reviews(orders, at=at, calendar=calendar)


def _row(
    opening: Opening, part: PartOrder, item: catalogue.Item, *, answer: clocks.Days, today: date, calendar: Calendar
) -> dict[str, object]:
    waits = bool(part.waits_for)
    return {
        "number": part.number,
        "item": item.code,
        "organ": item.organ,
        "title_zh": item.name.zh,
        "title_en": item.name.en,
        "state": State.WAITING if waits else State.RECEIVED,
        "shows": [[label.zh, label.en, value] for label, value in part.shows],
        "marks": [*part.marks, *(["site_visit"] if part.needs_visit else [])],
        "waits_for": part.waits_for,
        "received": not waits,
        "purpose": item.purpose,
        "acts_on": part.acts_on or "",
        "on_commitment": part.by_commitment,
        "automatic": part.automatic,
        "founding": part.founding,
        **_days_of(opening, part, item, answer=answer, today=today, calendar=calendar),
    }


def _days_of(
    opening: Opening, part: PartOrder, item: catalogue.Item, *, answer: clocks.Days, today: date, calendar: Calendar
) -> dict[str, object]:
    """The days from which a part begins. One that waits has none yet but those of its gaps."""
    gaps = _gaps(part, item, today, calendar)
    lapses_on = _lapses_on(opening, part, item, today) if part.acts_on else None
    fixed = [*_due_days(gaps), *([(clocks.LAPSE, lapses_on, lapses_on)] if lapses_on else [])]
    if part.waits_for:
        return {"answer_due_on": None, "look_on": None, "lapses_on": lapses_on, "is_provisional": False, "gaps": gaps}
    return {
        "answer_due_on": answer.answer_due_on,
        "look_on": clocks.next_look([*answer.watched, *fixed], (), calendar, on=today),
        "lapses_on": lapses_on,
        "is_provisional": answer.is_provisional,
        "gaps": gaps,
    }


def _gaps(part: PartOrder, item: catalogue.Item, today: date, calendar: Calendar) -> list[dict[str, str | date]]:
    materials = {material.code: material for material in item.materials}
    return [
        {
            "material": code,
            "name_zh": materials[code].name.zh,
            "name_en": materials[code].name.en,
            "due_on": clocks.day_after(today, days, materials[code].may_follow, calendar),
        }
        for code, days in part.gaps
    ]


def _due_days(gaps: list[dict[str, str | date]]) -> list[tuple[str, date, date]]:
    days = [gap["due_on"] for gap in gaps]
    return [("gap", day, day) for day in days if isinstance(day, date)]


def _lapses_on(opening: Opening, part: PartOrder, item: catalogue.Item, today: date) -> date | None:
    """Refuse what cannot be done with the licence; the last day of one that silence renews, if it was asked for in time."""
    licence = licences.held(part.acts_on or "", holder_code=opening.holder.code, on=today)
    if licence is None or licence.item != item.acts_on:
        raise Refused(NOT_HELD)
    under_way = Case.objects.filter(acts_on=part.acts_on).exclude(state__in=ENDED).first()
    if under_way:
        name, day = Words(under_way.title_zh, under_way.title_en), letters.say_day(localdate(under_way.opened_at))
        raise Refused(TAKEN.filled(name=name, number=under_way.number, day=day))
    until = licence.valid_until
    in_time = until and item.purpose == catalogue.Purpose.RENEW and (until - today).days >= RENEW_BEFORE
    return until if in_time else None


def _insert(
    opening: Opening,
    edition: catalogue.Edition,
    rows: list[dict[str, object]],
    *,
    paper: str,
    calendar: Calendar,
    at: datetime,
) -> None:
    first = edition.items[opening.parts[0].item]
    title, organ = first.name, first.organ
    if opening.bundle:
        title, organ = opening.title or edition.bundles[opening.bundle].name, edition.bundles[opening.bundle].organ
    values: dict[str, Any] = {
        "rows": Jsonb(rows, dumps=json.encode),
        "calendar": calendar.version,
        "paper": paper,
        "receipt_organ": organ,
        "receipt": Jsonb(papers.receipt_of(opening, title, at=at), dumps=json.encode),
        **_whole(opening, title, at),
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, values)
    except IntegrityError as error:  # two at the same moment: the one that comes second is refused as any later one
        if "one_open_case_a_licence" in str(error):
            raise Refused(TAKEN_NOW) from None
        raise


def _whole(opening: Opening, title: Words, at: datetime) -> dict[str, str | int | datetime]:
    return {
        "number": opening.number,
        "bundle": opening.bundle or "",
        "edition": opening.edition,
        "title_zh": title.zh,
        "title_en": title.en,
        "kind": opening.holder.kind,
        "code": opening.holder.code,
        "name": opening.holder.name,
        "applicant": opening.applicant,
        "dossier": opening.dossier,
        "at": at,
    }


def _opened(opening: Opening, part: PartOrder, organ: str) -> CaseOpened:
    state = State.WAITING if part.waits_for else State.RECEIVED
    parent = opening.number if opening.bundle else ""
    return CaseOpened(
        subject=part.number, item=part.item, organ=organ, parent=parent, dossier=opening.dossier, state=state
    )


def _parent_opened(opening: Opening) -> list[CaseOpened]:
    if not opening.bundle:
        return []
    return [
        CaseOpened(
            subject=opening.number,
            item=opening.bundle,
            organ="",
            parent="",
            dossier=opening.dossier,
            state=State.ACCEPTED,
        )
    ]


def _order(
    opening: Opening, part: PartOrder, edition: catalogue.Edition, *, start: date, due: date, calendar: Calendar
) -> approvals.ReviewOrder:
    return review_order(
        edition.items[part.item],
        subject=part.number,
        holder=(opening.holder.code, opening.holder.name),
        start=start,
        due_on=due,
        marks=("bundle", *part.marks) if opening.bundle else part.marks,
        needs_visit=part.needs_visit,
        on_commitment=part.by_commitment,
        automatic=part.automatic,
        calendar=calendar,
    )
