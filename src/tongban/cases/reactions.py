"""What a case does when approvals or licences announce something."""

from tongban.approvals.public import ReviewConcluded, SubjectReturned
from tongban.cases import actions
from tongban.kernel.events import reacts_to
from tongban.licences.public import LicenceIssued


@reacts_to(SubjectReturned)
def ask_the_applicant(event: SubjectReturned) -> None:
    """All the organ's defects go to the applicant at once."""
    actions.ask_for_correction(event.subject, faults=event.faults, by=event.by, at=event.at)


@reacts_to(ReviewConcluded)
def decide(event: ReviewConcluded) -> None:
    """Turn the conclusion into the decision."""
    reasons = event.words or "；".join(words for _, words in event.faults)
    actions.decide(
        event.subject, granted=event.agreed, reasons="" if event.agreed else reasons, by=event.by, at=event.at
    )


@reacts_to(LicenceIssued)
def close(event: LicenceIssued) -> None:
    """The licence is made and in the holder's space: that is the delivery."""
    actions.close(event.basis, by="system", at=event.at)
