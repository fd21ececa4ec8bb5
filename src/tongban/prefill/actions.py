"""Fill a form from the registers."""

from datetime import datetime

from tongban.catalogue.public import Edition, Fact
from tongban.forms.public import Form
from tongban.identity.public import Acting, Person
from tongban.prefill.types import Filled
from tongban.sources import public as sources


def fill(
    form: Form, *, edition: Edition, acting: Acting, person: Person, purpose: str, at: datetime, by: str = ""
) -> Filled:
    """What the registers know of the form's facts, each source asked once; facts without a source are left alone.

    `person` is who acts, `acting.party` for whom.
    `by` (a code) is who looks, when a clerk does it for them. Never raises because of a register: it is named in `silent`.
    """
    wanted: dict[str, list[Fact]] = {}
    for field in form.fields:
        source = field.fact.source
        if source is not None and source in edition.sources:
            wanted.setdefault(source, []).append(field.fact)
    asked = [(edition.sources[code], facts) for code, facts in wanted.items()]
    fetched = sources.fetch_all(asked, party=acting.party, person=person, purpose=purpose, by=by or person.code, at=at)
    return Filled(fetched.supplied, fetched.silent)
