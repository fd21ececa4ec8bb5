"""Choose the way of an item: the usual one or on commitment (告知承诺); and what is handed in later (容缺)."""

from datetime import datetime

from django.db import transaction

from tongban.applications.actions import writable
from tongban.applications.models import Draft
from tongban.applications.queries import COMMITMENT, outlook_of, view_of
from tongban.applications.submission import BROKEN_BEFORE
from tongban.applications.types import DraftView, NotSubmitted
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.kernel.words import Words

NOT_OPEN = Words(
    "这一项现在不能用告知承诺办：条件不符合，或者还有没填的。按一般方式办，不受影响",
    "This cannot be decided on commitment here: its condition does not hold, or something is still empty. "
    "The usual way stays open",
)
NOT_LATER = Words(
    "这份材料不能以后再交，请先上传", "This material cannot follow later: please upload it before you submit"
)


@transaction.atomic
def choose_way(code: str, *, item: str, by_commitment: bool, by: identity.Person, at: datetime) -> DraftView:
    """Have an item decided on commitment, or in the usual way. Raises NotSubmitted where the commitment is not open."""
    draft, _ = writable(code, by=by, at=at)
    ways = {one.item.code: one for one in outlook_of(draft, at=at).ways}
    if item not in ways:
        raise identity.NotFound(item)
    if by_commitment:
        _refuse_if_closed(draft, is_open=ways[item].is_open)
    draft.ways = {kept: way for kept, way in draft.ways.items() if kept != item}
    if by_commitment:
        draft.ways[item] = COMMITMENT
    return _saved(draft, at)


def _refuse_if_closed(draft: Draft, *, is_open: bool) -> None:
    if not is_open:
        raise NotSubmitted(NOT_OPEN)
    if not cases.may_commit(draft.holder_code):
        raise NotSubmitted(BROKEN_BEFORE)


@transaction.atomic
def hand_in_later(code: str, *, material: str, later: bool, by: identity.Person, at: datetime) -> DraftView:
    """Announce that a material follows after the submission, or take that back. Raises NotSubmitted where it may not."""
    draft, _ = writable(code, by=by, at=at)
    supplies = {view.code: view for view in outlook_of(draft, at=at).supplies}
    if material not in supplies:
        raise identity.NotFound(material)
    if later and supplies[material].may_follow is None:
        raise NotSubmitted(NOT_LATER)
    others = {kept for kept in draft.later if kept != material}
    draft.later = sorted(others | {material} if later else others)
    return _saved(draft, at)


def _saved(draft: Draft, at: datetime) -> DraftView:
    draft.saved_at = at
    draft.save(update_fields=["saved_at", "ways", "later"])
    return view_of(draft)
