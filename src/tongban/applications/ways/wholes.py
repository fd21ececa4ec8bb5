"""Renew, change or give back a composite licence as a whole (综合许可证整张办理): one draft over the items of all its licences."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from tongban.applications import actions
from tongban.applications.models import Draft
from tongban.applications.types import DraftView, NotSubmitted
from tongban.applications.ways.continuations import carried
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.kernel.words import Words
from tongban.licences import public as licences

TITLES = {
    catalogue.Purpose.RENEW: Words("整张延续：{name}", "Renew as a whole: {name}"),
    catalogue.Purpose.CHANGE: Words("整张变更：{name}", "Change as a whole: {name}"),
    catalogue.Purpose.CANCEL: Words("整张注销：{name}", "Give back as a whole: {name}"),
}
NOTHING = Words(
    "里面没有可以这样办的证：有的长期有效，有的已经没有效力",
    "No licence in it can be dealt with in this way: some have no end, some are no longer valid",
)
Steps = Mapping[catalogue.Purpose, Mapping[str, licences.Licence]]


def whole_steps(view: licences.CompositeView, *, on: date) -> Steps:
    """For each purpose the items of the day's edition that would be applied for, each with the licence in force that it acts on."""
    found: dict[catalogue.Purpose, dict[str, licences.Licence]] = {}
    mine = {licence.item: licence for licence in view.in_force}
    for item in catalogue.edition(on=on).items.values():
        if item.acts_on in mine:
            found.setdefault(item.purpose, {})[item.code] = mine[item.acts_on]
    return {purpose: found[purpose] for purpose in TITLES if purpose in found}


@transaction.atomic
def start_whole(composite: str, *, purpose: str, person: identity.Person, at: datetime) -> DraftView:
    """Begin one draft over all licences of a composite, filled in from them and from the applications for them.

    Raises NotFound for a composite that the person may not see, NotAllowed where the right to act does not reach its trade,
    NotSubmitted where nothing in it can be renewed, changed or given back.
    """
    on = localdate(at)
    view = licences.get_composite(composite, seen_by=person, on=on)
    one = view.composite
    steps = {wanted.value: items for wanted, items in whole_steps(view, on=on).items()}
    if purpose not in {wanted.value for wanted in TITLES} or one.bundle not in catalogue.edition(on=on).bundles:
        raise identity.NotFound(purpose)
    if not steps.get(purpose):
        raise NotSubmitted(NOTHING)
    acting = identity.acting_for(person, party=one.holder_code, on=on, scope=one.bundle)
    title = TITLES[catalogue.Purpose(purpose)].filled(name=one.name)
    acts_on = {item: licence.number for item, licence in steps[purpose].items()}
    whole = {"composite": one.code, "title": [title.zh, title.en], "acts_on": acts_on}
    begun = actions.start(acting=acting, person=person, at=at, bundle=one.bundle, whole=whole)
    kept: dict[str, object] = {}
    for item, licence in steps[purpose].items():
        kept |= carried(licence, item, person, on=on)
    ends = [licence.valid_until for licence in steps[purpose].values() if licence.valid_until]
    kept |= {"licence_number": one.number, "licence_valid_until": min(ends).isoformat() if ends else None}
    Draft.objects.filter(code=begun.code).update(carried=kept)
    return begun
