"""Beside a form: levels, completeness, test cases and the live preview of what is typed, before anything is saved."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tongban.catalogue import public as catalogue
from tongban.desks.studio import parts
from tongban.desks.studio.boxes import Typed
from tongban.desks.studio.panels import panel, values_in
from tongban.desks.views import who
from tongban.desks.views.studio import editing
from tongban.desks.views.studio.desk import page_of
from tongban.identity.public import NotFound
from tongban.kernel.words import Words

studio = catalogue.studio
UNREADABLE = Words("这段文本还不能读成 YAML", "This text cannot be read as YAML yet")


@require_POST
def beside(request: HttpRequest, code: str, file: str) -> HttpResponse:
    """What follows from what is typed, and nothing is saved. For a script the panel alone; without scripts the whole page."""
    page_of(request)
    reader, part = who.reader(request), request.POST.get("part", "")
    typed: Typed = {name: request.POST.getlist(name) for name in request.POST}
    view = studio.get_revision(code, seen_by=reader)
    opened = studio.open_file(code, file, seen_by=reader, on=who.today())
    try:
        text = text_typed(opened, file, part, typed, raw=request.POST.get("text"))
    except studio.NotPossible as refused:
        shown: dict[str, Any] = {"refused": refused.says, "panel": None}
    else:
        shown = {"refused": None, "panel": panel(view, file, text, on=who.today(), look=request.POST.get("look", ""))}
    if "HX-Request" in request.headers:
        return render(request, "desks/studio/beside.html", {"view": view, "file": file, "part_code": part} | shown)
    page = editing.sheet(request, code, file, part=part, typed=typed, more=shown)
    return render(request, "desks/studio/file.html", page | {"text": text if not shown["refused"] else page["text"]})


def text_typed(opened: studio.FileView, file: str, part: str, typed: Typed, *, raw: str | None) -> str:
    """The file's text as it would be saved. Raises NotPossible where that cannot be."""
    if part == editing.RAW:
        return (raw or "").replace("\r\n", "\n")
    held, unreadable = values_in(opened.text, file)
    if unreadable:
        raise studio.NotPossible(UNREADABLE)
    noun, is_keyed = studio.noun_of(file)
    current = next((one for one in parts.parts_of(file, held) if one.code == part), None)
    if noun is None or current is None:
        raise NotFound(part)
    values = editing.read_back((noun, is_keyed), current, held, typed)
    changed = {key: values.get(key, studio.ABSENT) for key in current.keys}
    return studio.text_with(opened, changed, order=parts.order_of(file))
