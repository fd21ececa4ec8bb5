"""Follow a case: the receipt, where every department is, mend what was asked, take it back, the files that were given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from tongban.applications import public as applications
from tongban.applications.public import NotSubmitted
from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.documents.public import Rejected
from tongban.identity import public as identity
from tongban.kernel.words import Words
from tongban.licences import public as licences
from tongban.portal import clocks
from tongban.portal.views import lanes, questions, who
from tongban.portal.views.materials import MOST, file_answer, name_of

DECIDED = Words("已经作出决定的不能撤回。", "What is decided already cannot be withdrawn.")


AGAINST = frozenset({cases.State.REFUSED, cases.State.NOT_ACCEPTED})
RESTING = frozenset({cases.State.CORRECTING, cases.State.WAITING})


@dataclass(frozen=True)
class PartPage:
    """What the page tells of one part besides its lane."""

    case: cases.CaseView
    face: clocks.Face
    wait: clocks.Wait | None
    papers: tuple[cases.PaperView, ...]
    supplements: tuple[applications.Supplement, ...]
    promise: applications.Promise | None
    check: cases.CheckView | None

    @property
    def open_gaps(self) -> tuple[cases.GapView, ...]:
        return tuple(gap for gap in self.case.gaps if gap.supplied_at is None and not self.case.has_ended)


def part_page(
    part: cases.CaseView, papers: Sequence[cases.PaperView], person: identity.Person, today: date
) -> PartPage:
    """The clocks, the papers, the promise and what was given later, of one part."""
    was_mended = part.correction is not None and part.correction.answered_at is not None
    given_later = was_mended or any(gap.supplied_at for gap in part.gaps)
    return PartPage(
        part,
        clocks.face_of(cases.clocks_of(part, on=today), today, pauses=part.pauses),
        clocks.wait_of(part),
        tuple(paper for paper in papers if paper.case == part.number),
        applications.supplements_of(part.number, seen_by=person, at=who.now()) if given_later else (),
        applications.promise_of(part),
        cases.check_of(part.number, seen_by=person, on=today) if part.on_commitment else None,
    )


def receipt(request: HttpRequest, number: str) -> HttpResponse:
    found = cases.own_case(number, seen_by=who.reader(request), on=who.today())
    return render(request, "portal/receipt.html", {"case": found, "edition": catalogue.edition(found.edition)})


def case(request: HttpRequest, number: str) -> HttpResponse:
    person, today = who.reader(request), who.today()
    found = cases.own_case(number, seen_by=person, on=today)
    if found.parent:
        return redirect("portal:case", number=found.parent)
    return render(request, "portal/case.html", case_page(found, person, today))


def case_page(found: cases.CaseView, person: identity.Person, today: date) -> dict[str, Any]:
    parts = found.parts
    axis = lanes.axis_of(found, today)
    titles = {part.number: part.title for part in parts}
    readers = applications.readers_of(found)
    papers = cases.papers_of(found.number, seen_by=person, on=today)
    pages = [part_page(part, papers, person, today) for part in parts]
    given = [one for one in licences.licences_of(person, on=today) if one.basis in titles]
    return {
        "case": found,
        "edition": catalogue.edition(found.edition),
        "today": today,
        "axis": axis,
        "lanes": lanes.lanes_of(found, axis, titles, get_language() or ""),
        "titles": titles,
        "states": lanes.STATES,
        "marks": lanes.MARKS,
        "pages": pages,
        "open_gaps": [page for page in pages if page.open_gaps],
        "to_mend": [part for part in parts if part.state == cases.State.CORRECTING],
        **counts(parts),
        "due_on": last_day(parts),
        "log": cases.log_of(found),
        "readers": readers,
        "officials": identity.people({official for _, _, official, _ in readers}) if readers else {},
        "licences": {one.basis: one for one in reversed(given)},  # the newest: the one before it was recalled
        "may_withdraw": any(part.decided_at is None and not part.has_ended for part in parts),
        "remedies": cases.REMEDIES,
    }


def counts(parts: Sequence[cases.CaseView]) -> dict[str, int]:
    """How many parts are done, running, waiting for another, and refused."""
    return {
        "done": sum(part.state == cases.State.CLOSED for part in parts),
        "running": sum(not part.has_ended and part.state not in RESTING for part in parts),
        "waiting": sum(part.state == cases.State.WAITING for part in parts),
        "refused": sum(part.state in AGAINST for part in parts),
    }


def last_day(parts: Sequence[cases.CaseView]) -> date | None:
    """The day by which everything is promised; None while a part has no promise yet."""
    running = [part.promised_due_on for part in parts if not part.has_ended]
    return max((day for day in running if day), default=None) if all(running) else None


@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, number: str) -> HttpResponse:
    """Mend just what was asked for; the other departments never stopped."""
    if request.method == "GET":
        return mend_page(request, number, errors={})
    uploads = [
        (material.removeprefix("file-"), name_of(file), file.read(MOST))
        for material, files in request.FILES.lists()
        for file in files
        if not isinstance(file, str)
    ]
    raw = {
        name: texts for name, texts in questions.texts_of(request.POST).items() if name in request.POST.getlist("field")
    }
    person, at = who.reader(request), who.now()
    try:
        checked = applications.mend(
            number, raw=raw, uploads=uploads, note=request.POST.get("note", ""), by=person, at=at
        )
    except (Rejected, NotSubmitted) as refusal:
        return mend_page(request, number, errors={"note": refusal.says})
    except cases.NotPossible:  # it was taken back at this moment
        return redirect("portal:case", number=number)
    if checked.errors:
        return mend_page(request, number, errors=checked.errors)
    return redirect("portal:case", number=number)


def mend_page(request: HttpRequest, number: str, *, errors: Any) -> HttpResponse:
    try:
        sheet = applications.mend_sheet(number, seen_by=who.reader(request), at=who.now())
    except NotSubmitted:
        return redirect("portal:case", number=number)
    page = {
        "sheet": sheet,
        "case": sheet.case,
        "edition": catalogue.edition(sheet.case.edition),
        "errors": errors,
        "texts": questions.texts_of(request.POST) if errors else {},
    }
    return render(request, "portal/mend.html", page, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def gaps(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in what was to follow: one material at a time, as the form's own uploads."""
    material, problem = request.POST.get("material", ""), None
    if request.method == "POST":
        files = [(name_of(file), file.read(MOST)) for file in request.FILES.getlist("file")]
        try:
            applications.supply_gap(number, material=material, files=files, by=who.reader(request), at=who.now())
        except (Rejected, NotSubmitted) as refusal:
            problem = refusal.says
    found = cases.own_case(number, seen_by=who.reader(request), on=who.today())
    awaited = [gap for gap in found.gaps if gap.supplied_at is None]
    if found.has_ended or not awaited:
        return redirect("portal:case", number=found.parent or number)
    item = catalogue.edition(found.edition).items[found.item or ""]
    notes = {one.code: one.note for one in item.materials}
    page = {"case": found, "gaps": awaited, "notes": notes, "material": material, "problem": problem}
    return render(request, "portal/gaps.html", page, status=422 if problem else 200)


def notice(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """A written notice of the case (文书), sealed, as a PDF."""
    cases.own_case(number, seen_by=who.reader(request), on=who.today())
    name, content = cases.paper(code, seen_by=who.reader(request), on=who.today())
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return answer


@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    reasons = request.POST.get("reasons", "").strip()[:500]
    try:
        cases.withdraw(number, by=who.reader(request), reasons=reasons, at=who.now())
    except cases.NotPossible:
        return render(request, "422.html", {"says": DECIDED}, status=422)
    return redirect("portal:case", number=number)


def material(request: HttpRequest, number: str, document: str) -> HttpResponse:
    found, content = applications.read_material(number, document=document, seen_by=who.reader(request), at=who.now())
    return file_answer(found, content)


def paper(request: HttpRequest, number: str, material: str) -> HttpResponse:
    content = applications.paper_of(number, material=material, seen_by=who.reader(request), at=who.now())
    return HttpResponse(content, content_type="application/pdf")
