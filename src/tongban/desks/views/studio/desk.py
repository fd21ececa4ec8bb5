"""The editors' desk: what is being revised, what was reported wrong, and where a revision begins."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition
from tongban.desks.studio import parts
from tongban.desks.views import who
from tongban.identity import public as identity
from tongban.identity.public import Official, Person
from tongban.kernel.words import Words

studio = catalogue.studio
ROLES = (Official.Role.EDITOR, Official.Role.APPROVER)
MOST_FOUND = 30


def duty_of(request: HttpRequest) -> Official:
    """The reader's duty in the studio. For anybody else it does not exist."""
    duty = who.official(request)
    if duty.role not in ROLES:
        raise identity.NotFound("studio")
    return duty


def page_of(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every page of the studio shows around its own part."""
    duty = duty_of(request)
    edition = catalogue.edition(on=who.today())
    reports = studio.reports_of(who.reader(request))
    return {
        "duty": duty, "edition": edition, "writes": duty.role == Official.Role.EDITOR, "open_reports": len(reports),
        "today": who.today(), "done": request.GET.get("done", ""), "titled": lambda file: parts.title_of(file, edition),
    } | more  # fmt: skip


def names_of(codes: set[str]) -> dict[str, str]:
    """The names of people by their code."""
    found: dict[str, Person] = identity.people(codes - {""})
    return {code: one.name for code, one in found.items()}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    duty, words = duty_of(request), request.GET.get("q", "").strip()[:100]
    revisions = studio.revisions_of(who.reader(request))
    page = page_of(request)
    page |= {
        "revisions": revisions,
        "names": names_of({one.started_by for one in revisions}),
        "words": words,
        "files": files_named(words, page["edition"], duty) if words else [],
        "problem": None,
        "given": {},
        "states": studio.MEANINGS,
    }
    return render(request, "desks/studio/home.html", page)


def files_named(words: str, edition: Edition, duty: Official) -> list[tuple[str, Words]]:
    """Files that an editor of this organ may change and whose title, code or path has the words in it."""
    found = []
    order = ("items/", "bundles/", "policies/", "facts/", "cases/")
    files = studio.texts_on(who.today())
    for file in sorted(files, key=lambda each: next((at for at, one in enumerate(order) if each.startswith(one)), 9)):
        title = parts.title_of(file, edition)
        if words.casefold() in f"{file} {title.zh} {title.en}".casefold() and file != "calendar.yaml":
            found.append((file, title))
    is_own = duty.organ.code != identity.GOVERNMENT_OFFICE
    mine = {f"items/{code}.yaml" for code, item in edition.items.items() if item.organ == duty.organ.code}
    mine |= {file.replace("items/", "cases/") for file in mine}
    return [each for each in found if not is_own or each[0] in mine][:MOST_FOUND]


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A new revision; where a file or a new item was named, at once on its page."""
    by, at = who.reader(request), who.now()
    given = {
        name: request.POST.get(name, "").strip() for name in ("title", "reason", "file", "code", "zh", "en", "organ")
    }
    try:
        duty_of(request)
        opened = begun(given, by=by, at=at)
    except studio.NotPossible as refused:
        page = page_of(request, revisions=studio.revisions_of(by), names={}, words="", files=[], states=studio.MEANINGS)
        return render(request, "desks/studio/home.html", page | {"problem": refused.says, "given": given}, status=422)
    return redirect(opened)


def begun(given: dict[str, str], *, by: Person, at: Any) -> str:
    """The address of what was begun."""
    code, file = given["code"], given["file"]
    if code:
        edition = catalogue.edition(on=who.today())
        if not code.isascii() or not code.replace("_", "").isalnum() or not code.islower() or not code[0].isalpha():
            raise studio.NotPossible(BAD_CODE)
        if code in edition.items:
            raise studio.NotPossible(CODE_TAKEN.filled(code=code))
        if not given["zh"]:
            raise studio.NotPossible(NO_NAME)
        title = given["title"] or NEW_ITEM.filled(name=given["zh"]).zh
        revision = studio.start(title, reason=given["reason"], by=by, at=at)
        name = Words(given["zh"], given["en"])
        for path, text in parts.beginning("item", code, name=name, organ=given["organ"], edition=edition).items():
            studio.save(revision.code, path, text, seen=0, by=by, at=at)
        return f"{reverse('studio:file', kwargs={'code': revision.code, 'file': f'items/{code}.yaml'})}?part=names"
    revision = studio.start(given["title"], reason=given["reason"], by=by, at=at)
    if file:
        return reverse("studio:file", kwargs={"code": revision.code, "file": file})
    return reverse("studio:revision", kwargs={"code": revision.code})


BAD_CODE = Words(
    "代码用小写字母开头，只含小写字母、数字和下划线，例如 shop_sign",
    "A code begins with a lower-case letter and has lower-case letters, digits and underscores only, such as shop_sign",
)
CODE_TAKEN = Words("代码 {code} 已经有事项用了", "The code {code} is already an item's")
NO_NAME = Words("请写事项的名称", "Write the item's name")
NEW_ITEM = Words("新增事项：{name}", "New item: {name}")


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """What people found wrong in guides, the oldest first."""
    reader = who.reader(request)
    page = page_of(
        request, reports=studio.reports_of(reader), answered=studio.reports_of(reader, answered=True, limit=20)
    )
    return render(request, "desks/studio/reports.html", page | {"problem": None, "problem_at": "", "now": who.now()})


@require_POST
def answer(request: HttpRequest, report: str) -> HttpResponse:
    """Close a report with what was found."""
    duty_of(request)
    reader, is_right = who.reader(request), request.POST.get("is_right") == "yes"
    try:
        studio.answer_report(report, is_right=is_right, words=request.POST.get("words", ""), by=reader, at=who.now())
    except studio.NotPossible as refused:
        page = page_of(request, reports=studio.reports_of(reader), answered=[], now=who.now())
        told = {"problem": refused.says, "problem_at": report}
        return render(request, "desks/studio/reports.html", page | told, status=422)
    return redirect(f"{reverse('studio:reports')}?done=answered")
