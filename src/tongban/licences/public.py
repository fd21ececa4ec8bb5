"""Licences: what the state has granted, its sealed document, and the public answer whether it is valid.

A licence outlives the case that it rests on. It is made in two steps: `issue` writes it in the transaction of the decision,
the outbox's worker prints and seals it and announces LicenceIssued.
"""

from tongban.licences.actions import address_of, issue, revoke
from tongban.licences.events import LicenceGranted, LicenceIssued, LicenceRevoked
from tongban.licences.models import Licence
from tongban.licences.queries import get_licence, licences_of, pdf_of, verify
from tongban.licences.states import Standing, State
from tongban.licences.types import Verification

__all__ = [
    "Licence",
    "LicenceGranted",
    "LicenceIssued",
    "LicenceRevoked",
    "Standing",
    "State",
    "Verification",
    "address_of",
    "get_licence",
    "issue",
    "licences_of",
    "pdf_of",
    "revoke",
    "verify",
]
