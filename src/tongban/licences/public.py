"""Licences: what the state has granted, its sealed document, and the public answer whether it is valid.

A licence outlives the case that it rests on. It is made in two steps: `issue` writes it in the transaction of the decision,
the outbox's worker prints and seals it and announces LicenceIssued.
"""

from tongban.licences.actions import address_of, cancel, change, issue, renew, revoke
from tongban.licences.composites import compose
from tongban.licences.events import (
    CompositeChanged,
    CompositeGranted,
    LicenceCancelled,
    LicenceGranted,
    LicenceIssued,
    LicenceReplaced,
    LicenceRevoked,
)
from tongban.licences.models import Composite, Licence
from tongban.licences.queries import (
    composite_pdf_of,
    composites_of,
    get_composite,
    get_licence,
    granted_by,
    held,
    licence_of,
    licences_of,
    origin_of,
    pdf_of,
    verify,
)
from tongban.licences.states import Standing, State
from tongban.licences.types import CompositeView, Verification

__all__ = [
    "Composite",
    "CompositeChanged",
    "CompositeGranted",
    "CompositeView",
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
    "compose",
    "composite_pdf_of",
    "composites_of",
    "get_composite",
    "get_licence",
    "granted_by",
    "held",
    "issue",
    "licence_of",
    "licences_of",
    "origin_of",
    "pdf_of",
    "renew",
    "revoke",
    "verify",
]
