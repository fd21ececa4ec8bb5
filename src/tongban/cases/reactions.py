"""What a case does when approvals, licences or the catalogue announce something, and what the worker prints and computes."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar

from tongban.approvals.public import (
    DefectsNamed,
    InquiryClosed,
    InquiryOpened,
    ReviewConcluded,
    ReviewRecalled,
    SubjectReturned,
)
from tongban.cases import actions, papers
from tongban.cases.events import CaseClosed
from tongban.cases.models import Case
from tongban.cases.steps import composites, founding, promises, recalls, recomputation, special
from tongban.catalogue.public import CalendarPublished
from tongban.journal import public as journal
from tongban.kernel.events import Event, carries_out, reacts_to
from tongban.licences import public as licences
from tongban.licences.public import LicenceCancelled, LicenceGranted, LicenceIssued, LicenceRevoked

E = TypeVar("E", bound=Event)


def of_cases(reaction: Callable[[E], None]) -> Callable[[E], None]:
    """Organs review other subjects too, such as the list of a campaign: what is no case is not ours."""

    @wraps(reaction)
    def react(event: E) -> None:
        with suppress(Case.DoesNotExist):
            reaction(event)

    return react


@reacts_to(DefectsNamed)
@of_cases
def may_be_asked(event: DefectsNamed) -> None:
    """Defects that could not be told to the applicant any more are not collected."""
    actions.refuse_if_told(event.subject)


@reacts_to(SubjectReturned)
@of_cases
def ask_the_applicant(event: SubjectReturned) -> None:
    """The defects of all organs go to the applicant at once."""
    actions.ask_for_correction(event.subject, faults=event.faults, by=event.by, at=event.at)


@reacts_to(ReviewConcluded)
@of_cases
def decide(event: ReviewConcluded) -> None:
    """Turn the conclusion into the decision; the machine's grant keeps its reasons."""
    reasons = event.words or "；".join(words for _, words in event.faults)
    kept = reasons if event.automatic or not event.agreed else ""
    actions.decide(
        event.subject, granted=event.agreed, reasons=kept, by=event.by, at=event.at, automatic=event.automatic
    )


@reacts_to(ReviewRecalled)
@of_cases
def recall(event: ReviewRecalled) -> None:
    """People review again what was granted."""
    recalls.recall(event.subject, words=event.words, by=event.by, at=event.at)


@reacts_to(InquiryOpened)
@of_cases
def suspend(event: InquiryOpened) -> None:
    """The time of a special procedure does not count."""
    special.suspend(
        event.subject,
        kind=event.kind,
        inquiry=event.inquiry,
        reason=event.reason,
        due_on=event.due_on,
        by=event.by,
        at=event.at,
    )


@reacts_to(InquiryClosed)
@of_cases
def resume(event: InquiryClosed) -> None:
    """The special procedure has ended."""
    special.resume(event.subject, kind=event.kind, inquiry=event.inquiry, result=event.result, by=event.by, at=event.at)


@reacts_to(LicenceGranted)
def plan_check(event: LicenceGranted) -> None:
    """What was granted on commitment is to be checked."""
    promises.plan_check(event.basis, licence=event.subject, at=event.at)


@reacts_to(LicenceGranted)
def take_back_into_the_register(event: LicenceGranted) -> None:
    """A founding decision may have been given again."""
    founding.promise_entry(event.basis, is_wanted=False, at=event.at)


@reacts_to(LicenceRevoked)
def strike_off(event: LicenceRevoked) -> None:
    """The register strikes off what the licence founded; what rests on it is put before its organs."""
    origin = licences.origin_of(event.subject)
    founding.promise_entry(origin, is_wanted=False, at=event.at)
    recalls.shake_what_a_breach_leaves(origin, at=event.at)


@reacts_to(LicenceCancelled)
def deregister(event: LicenceCancelled) -> None:
    """The holder gave the licence back: the register strikes off what it founded."""
    origin = licences.origin_of(event.subject)
    founding.promise_entry(origin, is_wanted=True, at=event.at)


@reacts_to(LicenceIssued)
def close(event: LicenceIssued) -> None:
    """The licence is made and in the holder's space: that is the delivery."""
    actions.close(event.basis, by=actions.SYSTEM, at=event.at)


@reacts_to(CaseClosed)
def give_composite(event: CaseClosed) -> None:
    """All cases of an industry have ended: what was granted comes under one code."""
    composites.give(event.subject, by=actions.SYSTEM, at=event.at)


@reacts_to(CalendarPublished)
def compute_anew(event: CalendarPublished) -> None:
    """The open days are computed anew by the worker."""
    said = journal.history(event.subject, kinds=[type(event).__name__])[-1]
    recomputation.promise_recomputation(event.number, at=said.at)


@carries_out(papers.ERRAND)
def print_paper(body: Mapping[str, Any]) -> None:
    """Print the paper that was promised."""
    papers.print_paper(body)


@carries_out(recomputation.ERRAND)
def recompute(body: Mapping[str, Any]) -> None:
    """Compute one batch anew."""
    recomputation.carry_on(body)


@carries_out(founding.TELL_REGISTER)
def tell_register(body: Mapping[str, Any]) -> None:
    """Have an organisation struck off its register, or taken back."""
    founding.tell_register(body)


@carries_out(founding.ERRAND)
def found(body: Mapping[str, Any]) -> None:
    """Enter what a grant has founded."""
    founding.found(body)
