"""Licences: what the state has granted, its sealed document, and the public answer whether it is valid.

A licence outlives the case that it rests on. It is made in two steps: `issue` writes it in the transaction of the decision,
the outbox's worker prints and seals it and announces LicenceIssued.
"""

from tongban.licences.actions import address_of, cancel, change, issue, renew, revoke
from tongban.licences.events import LicenceCancelled, LicenceGranted, LicenceIssued, LicenceReplaced, LicenceRevoked
from tongban.licences.models import Licence
from tongban.licences.queries import get_licence, granted_by, held, licences_of, pdf_of, verify
from tongban.licences.states import Standing, State
from tongban.licences.types import Verification

__all__ = [
    "Licence",
    "LicenceCancelled",
    "LicenceGranted",
    "LicenceIssued",
    "LicenceReplaced",
    "LicenceRevoked",
    "Standing",
    "State",
    "Verification",
    "address_of",
    "cancel",
    "change",
    "get_licence",
    "granted_by",
    "held",
    "issue",
    "licences_of",
    "pdf_of",
    "renew",
    "revoke",
    "verify",
]
