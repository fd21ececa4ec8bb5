"""What the panel beside a form shows: the checks, the test cases and what there is to look at, of texts that need not be saved."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tongban.catalogue import public as catalogue
from tongban.desks.studio import parts
from tongban.desks.studio.remarks import remarks_on

studio = catalogue.studio
LOOKS = ("guide", "form", "checklist")
KINDS = {"bundles": "bundle", "policies": "policy"}
"""What has one page of its own; everything else is looked at as an item."""


def panel(
    view: studio.RevisionView, file: str, text: str, *, on: date, look: str = "", found: studio.Draft | None = None
) -> dict[str, Any]:
    """What the panel shows of a revision in which the file had this text. `found` is what follows from it, if that is known."""
    typed = view if found else studio.with_typed(view, file, text, on=on)
    found = found or studio.examine(typed, on=on)
    about, kind = about_of(file), file.partition("/")[0]
    held, _ = values_in(text, file)
    cases = text if kind == "cases" else cases_text(typed, about, on=on)
    named: Mapping[str, Any] = {}
    if found.edition:
        shown = {"items": found.edition.items, "bundles": found.edition.bundles, "policies": found.edition.policies}
        named = shown.get(kind, {})
        if kind == "cases":
            named = found.edition.items
    item = found.edition.items.get(about) if found.edition and kind in ("items", "cases") else None
    cut = parts.parts_of(f"items/{about}.yaml" if kind == "cases" else file, held if kind != "cases" else {})
    mine = [one for one in found.problems if one.file == file]
    return {
        "remarks": remarks_on(mine, item if kind == "items" else None, found.edition, cut=cut, cases=count_of(cases, about)),
        "others": len(found.problems) - len(mine), "trials": studio.trials_of(typed, about, on=on), "text": text,
        "kind": KINDS.get(kind, "item"), "about": about, "can_look": about in named and found.edition is not None,
        "tied": tied_of(about, named) if kind == "policies" else (), "look": look if look in LOOKS else LOOKS[0],
        "count": len(found.problems),
    }  # fmt: skip


def tied_of(about: str, named: Mapping[str, Any]) -> Sequence[catalogue.quality.Tied]:
    """Each sentence of the policy's document with what rests on it; nothing while the text has errors."""
    return catalogue.quality.tied(named[about]) if about in named else ()


def cases_text(view: studio.RevisionView, about: str, *, on: date) -> str:
    """The test cases beside a definition, as they are in the revision or else in force."""
    file = f"cases/{about}.yaml"
    there = view.files.get(file)
    return (there.text or "") if there else studio.texts_on(on).get(file, "")


def count_of(text: str, about: str) -> int:
    held, _ = values_in(text, f"cases/{about}.yaml")
    several = held.get("cases")
    return len(several) if isinstance(several, list) else 0


def values_in(text: str | None, file: str) -> tuple[dict[str, Any], bool]:
    """The values of a text, and whether it could not be read."""
    try:
        return studio.values_of(text or "", file=file), False
    except studio.Unreadable:
        return {}, True


def about_of(file: str) -> str:
    """The code of what a file is about: its name."""
    return file.rpartition("/")[2].removesuffix(".yaml")
