"""Identity: who somebody is, the organisations and organs, and by what right one person acts for another party.

Owns person, organisation, organ, official, marriage, guardianship and mandate. Rights are read from the registers each time:
a legal representative's right ends when the register changes, a guardian's on the eighteenth birthday, a mandate's after its
last day. What may not be seen does not exist (`NotFound`); what may not be done says why (`NotAllowed`).
Who is at the keyboard is the word of the provider behind the port `IdentityProvider`.
"""

from tongban.identity.actions import (
    choose_letter_keys,
    end_absence,
    end_mandate,
    everybody,
    found_organisation,
    grant_mandate,
    load_organs,
    prove,
    record_absence,
    refuse_below,
    reinstate,
    sign_in,
    strike_off,
)
from tongban.identity.contrib.demo import describe_cast, populate
from tongban.identity.events import (
    AbsenceEnded,
    AbsenceRecorded,
    IdentityProven,
    MandateEnded,
    MandateGranted,
    OrganisationDeregistered,
    OrganisationFounded,
    OrganisationReinstated,
    SignedIn,
)
from tongban.identity.models import Absence, Mandate, Official, Organ, Organisation, Person
from tongban.identity.queries import (
    GOVERNMENT_OFFICE,
    absences_of,
    acting_for,
    actings_of,
    capacity,
    codes_visible_to,
    contacts,
    duties_of,
    has_interest,
    is_known,
    mandates_of,
    may_act,
    may_review,
    official_of,
    officials_of,
    organisations_of,
    party_codes,
    people,
    people_to_tell,
    person,
    person_by_number,
    population,
    public_code,
    refuse_struck_off,
    reviewers_of,
)  # fmt: skip
from tongban.identity.types import (
    AbsenceRefused,
    Acting,
    AssuranceLevel,
    Capacity,
    CastMember,
    Choice,
    Citizen,
    Contact,
    LevelTooLow,
    MandateRefused,
    MandateStanding,
    NotAllowed,
    NotFound,
    Party,
    PartyKind,
    Population,
    Recognition,
    Right,
)

__all__ = [
    "GOVERNMENT_OFFICE", "Absence", "AbsenceEnded", "AbsenceRecorded", "AbsenceRefused", "Acting", "AssuranceLevel",
    "Capacity", "CastMember", "Choice", "Citizen", "Contact", "IdentityProven", "LevelTooLow", "Mandate", "MandateEnded",
    "MandateGranted",
    "MandateRefused", "MandateStanding", "NotAllowed", "NotFound", "Official", "Organ", "Organisation",
    "OrganisationDeregistered", "OrganisationFounded", "OrganisationReinstated", "Party", "PartyKind", "Person",
    "Population", "Recognition", "Right", "SignedIn", "absences_of", "acting_for", "actings_of", "capacity",
    "choose_letter_keys", "codes_visible_to", "contacts", "describe_cast", "duties_of", "end_absence", "end_mandate",
    "everybody", "found_organisation", "grant_mandate", "has_interest", "is_known", "load_organs", "mandates_of",
    "may_act", "may_review", "official_of", "officials_of", "organisations_of", "party_codes", "people",
    "people_to_tell", "person", "person_by_number", "populate", "population", "prove", "public_code", "record_absence",
    "refuse_below", "refuse_struck_off", "reinstate", "reviewers_of", "sign_in", "strike_off",
]  # fmt: skip
