"""One file of a revision: its parts as forms that are saved each by itself, its text, and what an expression says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Problem
from tongban.desks.studio import answers, parts
from tongban.desks.studio.boxes import Faults, Typed, boxes, resting
from tongban.desks.studio.panels import about_of, panel, values_in
from tongban.desks.views import who
from tongban.desks.views.studio.desk import page_of
from tongban.identity.public import NotAllowed, NotFound
from tongban.kernel.words import Words
from tongban.rules import public as rules
from tongban.rules.public import RuleError

studio = catalogue.studio
RAW = "text"
WITH_TRIALS = ("items/", "bundles/", "policies/", "cases/")
LISTED: Mapping[str, str] = {
    "facts": "facts", "organs": "organs", "sources": "sources", "laws": "laws", "sections": "sections", "items": "items",
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, code: str, file: str) -> HttpResponse:
    """A part of a file as a form (or its text, or its test cases); saving leads to the same part with what the checks say."""
    page_of(request)
    if request.method == "POST":
        return save(request, code, file)
    return render(request, "desks/studio/file.html", sheet(request, code, file, part=request.GET.get("part", "")))


def sheet(
    request: HttpRequest, code: str, file: str, *, part: str, typed: Typed | None = None, more: Any = None
) -> dict[str, Any]:
    """Everything that a file's page shows. `typed` is what could not be saved."""
    if file == "calendar.yaml":  # published by versions of its own; it has no parts to be edited here
        raise NotFound(file)
    reader = who.reader(request)
    view = studio.get_revision(code, seen_by=reader)
    opened = studio.open_file(code, file, seen_by=reader, on=who.today())
    found = studio.examine(view, on=who.today()) if view.is_open else studio.Draft((), None, ())
    mine = [problem for problem in found.problems if problem.file == file]
    held, unreadable = values_in(opened.text, file)
    cut = [counted(one, mine, held) for one in parts.parts_of(file, held)]
    current = next((one for one in cut if one.code == part), None)
    if current is None and part != RAW and not unreadable and cut:
        current = cut[0]
    page = page_of(request) | {
        "view": view, "file": file, "opened": opened, "parts": cut, "part": current, "problems": mine,
        "others": [problem for problem in found.problems if problem.file != file], "found": found, "about": about_of(file),
        "text": opened.text or "", "refused": None, "theirs": None, "advice": parts.ADVICE,
        "trials": studio.trials_of(view, about_of(file), on=who.today()) if file.startswith(WITH_TRIALS) else [],
        "has_cases": f"cases/{about_of(file)}.yaml" in {*view.files, *studio.texts_on(who.today())},
        "lists": lists_of(found.edition or catalogue.edition(on=who.today())), "explain": explained(found, held, file),
    }  # fmt: skip
    if file.startswith(WITH_TRIALS) and view.is_open and not unreadable and "panel" not in (more or {}):
        page["panel"] = panel(view, file, opened.text or "", on=who.today(), found=found)
    if current is not None:
        page |= form_of(file, current, held, mine, typed=typed)
    return page | (more or {})


def form_of(
    file: str, part: parts.Part, held: Mapping[str, Any], problems: Sequence[Problem], *, typed: Typed | None
) -> dict[str, Any]:
    """The boxes of a part, and the problems that stand beside none of them."""
    noun, is_keyed = studio.noun_of(file)
    shown = read_back((noun, is_keyed), part, held, typed) if typed is not None else held
    faults = Faults(problems)
    if is_keyed:
        entry = shown.get(part.code)
        made = tuple(boxes(noun, entry if isinstance(entry, dict) else {}, (part.code,), faults))
    else:
        sentences = sentences_of(shown)
        made = tuple(resting(each, sentences) for each in boxes(noun, shown, (), faults, only=part.keys))
    return {"boxes": made, "rest": [each for key in part.keys for each in faults.others((key,))]}


def sentences_of(held: Mapping[str, Any]) -> list[tuple[str, Words]]:
    """The sentences of a policy's document as they are written now, by their codes."""
    document = held.get("document")
    written = document.get("passages") if isinstance(document, dict) else None
    found = []
    for each in written if isinstance(written, list) else ():
        text = each.get("text") if isinstance(each, dict) else None
        if isinstance(text, dict) and each.get("code"):
            found.append(
                (str(each["code"]), Words(str(text.get("zh") or ""), str(text.get("en") or text.get("zh") or "")))
            )
    return found


def read_back(kind: tuple[Any, bool], part: parts.Part, held: Mapping[str, Any], typed: Typed) -> dict[str, Any]:
    """The file's values with what was typed for one part; ABSENT where nothing was."""
    noun, is_keyed = kind
    if is_keyed:
        return dict(held) | {part.code: answers.read(noun, typed, (part.code,), held.get(part.code, studio.ABSENT))}
    return dict(held) | answers.read_parts(noun, typed, held, only=part.keys)


def counted(part: parts.Part, problems: Sequence[Problem], held: Mapping[str, Any]) -> parts.Part:
    faults = sum(1 for problem in problems if problem.place and problem.place[0] in part.keys)
    missing = sum(1 for problem in problems if not problem.place) if part.code == "names" else 0
    is_written = any(held.get(key) not in (None, [], {}) for key in part.keys)
    return parts.Part(part.code, part.title, part.keys, faults + missing, is_written)


def lists_of(edition: catalogue.Edition) -> dict[str, list[tuple[str, Words]]]:
    """Known codes with what they stand for, which boxes offer."""
    found = {}
    for name, place in LISTED.items():
        found[name] = [
            (code, next(getattr(one, part) for part in ("label", "name", "title") if hasattr(one, part)))
            for code, one in getattr(edition, place).items()
        ]
    return found


def explained(found: Any, held: Mapping[str, Any], file: str) -> Any:
    """What an expression of this file says, as two sentences; None where it cannot be read."""
    edition = found.edition or catalogue.edition(on=who.today())

    def sentence(text: str) -> Words | None:
        try:
            return rules.explain(catalogue.rule(edition, text)) if text else None
        except RuleError:
            return None

    return sentence


def save(request: HttpRequest, code: str, file: str) -> HttpResponse:
    part, seen = request.POST.get("part", ""), request.POST.get("seen", "")
    serial = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    typed = {name: request.POST.getlist(name) for name in request.POST}
    try:
        saved(request, code, file, part=part, seen=serial, typed=typed)
    except studio.EditedMeanwhile as told:
        more = {"refused": told.says, "theirs": told.theirs, "text": request.POST.get("text", told.theirs.text or "")}
        return render(
            request, "desks/studio/file.html", sheet(request, code, file, part=part, typed=typed, more=more), status=409
        )
    except studio.NotPossible as told:
        more = {"refused": told.says} | ({"text": request.POST["text"]} if "text" in request.POST else {})
        return render(
            request, "desks/studio/file.html", sheet(request, code, file, part=part, typed=typed, more=more), status=422
        )
    except NotAllowed as told:
        more = {"refused": told.says}
        return render(
            request, "desks/studio/file.html", sheet(request, code, file, part=part, typed=typed, more=more), status=403
        )
    where = reverse("studio:file", kwargs={"code": code, "file": file})
    return redirect(f"{where}?part={request.POST.get('next') or part}&done=saved")


def saved(request: HttpRequest, code: str, file: str, *, part: str, seen: int, typed: Typed) -> None:
    """Save one part, or the whole text."""
    by, at = who.reader(request), who.now()
    if part == RAW:
        text = request.POST.get("text", "").replace("\r\n", "\n")
        studio.save(code, file, text, seen=seen, by=by, at=at)
        return
    opened = studio.open_file(code, file, seen_by=by, on=who.today())
    held, _ = values_in(opened.text, file)
    noun, is_keyed = studio.noun_of(file)
    current = next((one for one in parts.parts_of(file, held) if one.code == part), None)
    if noun is None or current is None:
        raise NotFound(part)
    values = read_back((noun, is_keyed), current, held, typed)
    changed = {key: values.get(key, studio.ABSENT) for key in current.keys}
    studio.save_parts(code, file, changed, seen=seen, order=parts.order_of(file), by=by, at=at)


@require_POST
def change_file(request: HttpRequest, code: str, file: str, verb: str) -> HttpResponse:
    """Let a file go, take what is in force as its ground, put an old saved state back, or add an entry or a case file."""
    by, at = who.reader(request), who.now()
    page_of(request)
    where = reverse("studio:file", kwargs={"code": code, "file": file})
    try:
        if verb == "remove":
            opened = studio.open_file(code, file, seen_by=by, on=who.today())
            studio.save(code, file, None, seen=opened.serial, by=by, at=at)
            return redirect(f"{reverse('studio:revision', kwargs={'code': code})}?done=removed")
        if verb == "catch-up":
            studio.catch_up(code, file, by=by, at=at)
        elif verb == "put-back":
            put_back(request, code, file)
        elif verb == "add":
            return redirect(f"{where}?part={added(request, code, file)}")
        else:
            raise NotFound(verb)
    except studio.NotPossible as told:
        return render(
            request,
            "desks/studio/file.html",
            sheet(request, code, file, part="", more={"refused": told.says}),
            status=422,
        )
    return redirect(f"{where}?done=saved")


def put_back(request: HttpRequest, code: str, file: str) -> None:
    by, wanted = who.reader(request), request.POST.get("serial", "")
    states = studio.saved_states(code, seen_by=by, file=file)
    state = next((one for one in states if str(one.serial) == wanted), None)
    if state is None:
        raise NotFound(wanted)
    now = studio.open_file(code, file, seen_by=by, on=who.today())
    studio.save(code, file, state.text, seen=now.serial, by=by, at=who.now())


NEW_CODE = Words(
    "代码只含小写字母、数字和下划线，以字母开头，而且还没有用过", "A new code: lower-case letters, digits, underscores"
)


def added(request: HttpRequest, code: str, file: str) -> str:
    """A new entry in a file of coded entries, or the test cases of an item that has none."""
    by, at, entry = who.reader(request), who.now(), request.POST.get("entry", "").strip()
    if file.startswith("cases/"):
        studio.save(code, file, studio.written({"about": about_of(file), "cases": []}), seen=0, by=by, at=at)
        return "cases"
    opened = studio.open_file(code, file, seen_by=by, on=who.today())
    held, _ = values_in(opened.text, file)
    if (
        entry in held
        or not entry.isascii()
        or not entry.replace("_", "").isalnum()
        or not entry[:1].islower()
        or entry != entry.lower()
    ):
        raise studio.NotPossible(NEW_CODE)
    studio.save_parts(code, file, {entry: {}}, seen=opened.serial, by=by, at=at)
    return entry


@require_GET
def explain(request: HttpRequest, code: str) -> HttpResponse:
    """What an expression says, in both languages, or where and why it cannot be read. Asked for while somebody writes."""
    page_of(request)
    view = studio.get_revision(code, seen_by=who.reader(request))
    found = studio.examine(view, on=who.today())
    edition, text = found.edition or catalogue.edition(on=who.today()), request.GET.get("text", "")[:2000]
    try:
        said = rules.explain(catalogue.rule(edition, text)) if text.strip() else None
        return render(request, "desks/studio/said.html", {"said": said, "error": None, "text": text})
    except RuleError as error:
        return render(request, "desks/studio/said.html", {"said": None, "error": error, "text": text})


@require_GET
def facts(request: HttpRequest, code: str) -> HttpResponse:
    """The facts and functions that an expression may name, for completion: code, words, kind, options."""
    page_of(request)
    view = studio.get_revision(code, seen_by=who.reader(request))
    edition = studio.examine(view, on=who.today()).edition or catalogue.edition(on=who.today())
    known = [
        {"code": one.code, "zh": one.label.zh, "en": one.label.en, "kind": one.kind.value, "options": list(one.options)}
        for one in edition.facts.values()
    ]
    return JsonResponse({"facts": known})
