"""Guide a draft over to the content in force: what changed for it, in plain words; its answers are kept by fact."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from tongban.applications.actions import ask_registers, writable
from tongban.applications.events import DraftUpdated
from tongban.applications.models import Draft
from tongban.applications.queries import find, view_of
from tongban.applications.types import DraftUpdate, DraftView, NotSubmitted, Outdated
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition
from tongban.forms import public as forms
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.calendar import Calendar
from tongban.kernel.words import Words

OUTDATED = Words(
    "办事指南更新了，有些内容和您这份申请有关。请先看改了什么，再按新的提交；您已填的都留着",
    "The guide has changed in what concerns this application. See what changed and go on with it: what you filled in is kept",
)
GONE = Words(
    "这项服务已经不再办理，草稿留着，但不能提交",
    "This service is no longer offered. The draft is kept, but cannot be submitted",
)
MOVED_ON = Words("刚才又有更新，请再看一次", "There was another update just now: please look again")
ANSWERS = ("situation", "typed", "carried")


def update_of(code: str, *, seen_by: identity.Person, at: datetime) -> DraftUpdate | None:
    """What changed for a draft since it was begun; None where nothing did. Raises NotFound for a stranger."""
    return pending(find(code, seen_by=seen_by, on=localdate(at), at=at), on=localdate(at))


def pending(draft: Draft, *, on: date) -> DraftUpdate | None:
    """The same, of a stored draft. One query where the edition that it was begun under is in force."""
    if draft.case_number:
        return None
    try:
        now = catalogue.edition(on=on)
    except catalogue.NoEdition:
        return None
    return _changed(draft, now)


def _changed(draft: Draft, now: Edition) -> DraftUpdate | None:
    was = catalogue.edition(draft.edition)
    if now.number == was.number or now.effective_on < was.effective_on:
        return None
    kind, code = ("bundle", draft.bundle) if draft.bundle else ("item", draft.item)
    is_gone = code not in (now.bundles if draft.bundle else now.items)
    changes = [] if is_gone else _changes(kind, code, was, now)
    if not changes and not is_gone:
        return None
    lost = tuple(was.facts[fact].label for fact in _unfit(draft, now) if fact in was.facts)
    return DraftUpdate(now.number, now.effective_on, tuple(changes), is_gone, lost)


def _changes(kind: str, code: str, was: Edition, now: Edition) -> list[tuple[Words, tuple[Words, ...]]]:
    """What differs, under the name of what it is in: the bundle, its items, the facts that they ask for."""
    items = {code}
    if kind == "bundle":
        items = {part.item for edition in (was, now) for part in edition.bundles[code].components}
    asked = {
        fact.fact
        for edition in (was, now)
        for item in items
        if item in edition.items
        for fact in edition.items[item].facts
    }
    wanted = [
        (kind, code),
        *(("item", item) for item in sorted(items - {code})),
        *(("fact", fact) for fact in sorted(asked)),
    ]
    found = []
    for each, name in wanted:
        before, after = (getattr(edition, f"{each}s").get(name) for edition in (was, now))
        told = catalogue.studio.differences(before, after, kind=each, was=was, now=now)
        if told and not (each == "fact" and (before is None or after is None)):
            found.append((_called(after or before), tuple(one.says for one in told)))
    return found


def _called(noun: Any) -> Words:
    found: Words = getattr(noun, "name", None) or noun.label
    return found


def _unfit(draft: Draft, edition: Edition) -> list[str]:
    """Facts whose kept answer the edition cannot hold: another kind, an option that is gone, a fact that is gone."""
    found = []
    for part in ANSWERS:
        found += [code for code, raw in getattr(draft, part).items() if not _fits(code, raw, edition)]
    found += [code for code, row in draft.supplied.items() if not _fits(code, row["value"], edition)]
    return list(dict.fromkeys(found))


def _fits(code: str, raw: Any, edition: Edition) -> bool:
    fact = edition.facts.get(code)
    if fact is None:
        return False
    try:
        value = forms.from_json(fact, raw)
    except (ValueError, TypeError, ArithmeticError, AttributeError):
        return False
    chosen = value if isinstance(value, tuple) else (value,)
    is_choice = fact.kind.value in ("choice", "choices") and value is not None
    return not is_choice or set(chosen) <= set(fact.options)


def refuse_outdated(draft: Draft, *, at: datetime) -> Calendar:
    """Nobody signs what is no longer in force: raises Outdated where something that concerns the draft has changed.

    Gives the newest calendar, which is asked in the same query.
    """
    edition, calendar = catalogue.edition_and_calendar(localdate(at))
    update = None if draft.case_number else _changed(draft, edition)
    if update is not None:
        raise Outdated(GONE if update.is_gone else OUTDATED)
    return calendar


@transaction.atomic
def guide_over(code: str, *, seen: int, by: identity.Person, at: datetime) -> DraftView:
    """Go on with the edition `seen`, whose changes were shown. Answers that it cannot hold are kept aside, all others stay.

    Raises NotSubmitted where another edition took force meanwhile or the service is gone; NotFound for a stranger.
    """
    draft, acting = writable(code, by=by, at=at)
    update = pending(draft, on=localdate(at))
    if update is None:
        return view_of(draft)
    if update.is_gone or update.edition != seen:
        raise NotSubmitted(GONE if update.is_gone else MOVED_ON)
    before, edition = draft.edition, catalogue.edition(seen)
    unfit = _unfit(draft, edition)
    for part in (*ANSWERS, "supplied"):
        held = getattr(draft, part)
        draft.kept_aside |= {code: held[code] for code in unfit if code in held}
        setattr(draft, part, {code: raw for code, raw in held.items() if code not in unfit})
    draft.edition, draft.saved_at, draft.numbers = seen, at, {}
    draft.save(update_fields=["edition", "saved_at", "numbers", "kept_aside", *ANSWERS, "supplied"])
    said = DraftUpdated(subject=draft.code, before=before, after=seen, kept_aside=tuple(unfit))
    journal.publish(said, by=by.code, at=at)
    ask_registers(draft, acting, by, at=at)
    return view_of(draft)


def drafts_open(*, items: Collection[str], bundles: Collection[str]) -> int:
    """How many drafts that are not submitted are about one of these items or bundles. A number, and nothing of anybody."""
    return Draft.objects.filter(case_number="").filter(Q(item__in=items) | Q(bundle__in=bundles)).count()
