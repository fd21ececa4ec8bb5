"""Ask the registers for what policies rest on, with the party's consent."""

from datetime import datetime

from tongban.catalogue.public import Edition
from tongban.identity import public as identity
from tongban.identity.public import Acting, Party, PartyKind, Person
from tongban.kernel.words import Words
from tongban.policies.queries import facts_fetched
from tongban.policies.types import Gathered
from tongban.sources import public as sources

CHECK_UP = Words("政策体检", "Policy check-up")
SCOPE = "policies"


def audience_of(party: Party) -> str:
    """For which of the two audiences a party's policies are."""
    return "person" if party.kind == PartyKind.PERSON else "organisation"


def gather(acting: Acting, *, edition: Edition, person: Person, at: datetime) -> Gathered:
    """What the registers know of the party that policies rest on: each source asked once, each use in the ledger.

    `person` is who asks, for themselves, for their ward, or for the organisation that they represent; a mandate must name
    `policies`. A register that does not answer breaks nothing: it is named in `silent`. Raises `NotAllowed`.
    """
    if not acting.covers(SCOPE):
        raise identity.NotAllowed(OUT_OF_SCOPE.filled(party=acting.party.name))
    asked = edition.by_source(facts_fetched(edition, audience_of(acting.party)))
    # Registers of people are asked about the party, who may be the ward of the one who asks.
    about = identity.person_by_number(acting.party.code) if _is_a_ward(acting, person) else person
    purpose = f"{CHECK_UP.zh} / {CHECK_UP.en}"
    fetched = sources.fetch_all(asked, party=acting.party, person=about, purpose=purpose, by=person.code, at=at)
    return Gathered(fetched.supplied, fetched.silent)


def _is_a_ward(acting: Acting, person: Person) -> bool:
    return acting.party.kind == PartyKind.PERSON and acting.party.code != person.number


OUT_OF_SCOPE = Words(
    "委托范围不含政策体检，不能查“{party}”的登记信息。请委托人另行出具包含政策体检的委托书；也可以自己回答问题。",
    "The mandate does not cover the policy check-up, so the registers of “{party}” stay closed. "
    "Ask for a mandate that names it, or answer the questions yourself.",
)
