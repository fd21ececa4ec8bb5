"""What the room announces."""

from dataclasses import dataclass

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStarted(Event):
    """Somebody began to apply, under an edition of the catalogue."""

    title: str
    edition: int
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueDisputed(Event):
    """The applicant says that a register is wrong about a fact (数据异议). The values themselves stay in the draft."""

    fact: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSubmitted(Event):
    """The application was signed and submitted: exactly the dossier and the declaration with these digests."""

    draft: str
    dossier: str
    sheet: str
    edition: int
    right: str
    mandate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementGiven(Event):
    """The applicant answered a request for correction: `facts` and `materials` were changed, nothing else."""

    dossier: str
    facts: tuple[str, ...]
    materials: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRead(Event):
    """An official opened the dossier (谁看过我的材料)."""

    official: str
    organ: str
