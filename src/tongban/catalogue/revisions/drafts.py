"""What follows from a revision before it is published: the edition it would make, what it changes, how its test cases come out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from django.utils.timezone import localdate

from tongban.catalogue.contrib.folder.content import definitions_of, problems_in
from tongban.catalogue.contrib.folder.reading import Document, read_contents
from tongban.catalogue.contrib.folder.references import Library
from tongban.catalogue.contrib.folder.trials import TrialOutcome, trial_outcomes
from tongban.catalogue.models import Definition
from tongban.catalogue.queries import assembled, edition, in_force
from tongban.catalogue.revisions.approval import contents_with
from tongban.catalogue.revisions.differences import called, differences
from tongban.catalogue.revisions.drafting import refuse_hostile
from tongban.catalogue.revisions.texts import texts_on
from tongban.catalogue.revisions.types import (
    ChangedDefinition,
    Difference,
    FileView,
    NotPossible,
    Overtaken,
    RevisionView,
)
from tongban.catalogue.types import Edition, Item, Problem
from tongban.kernel.words import Words

PLACES: Mapping[str, str] = {
    "law": "laws", "theme": "themes", "section": "sections", "fact": "facts", "source": "sources", "organ": "organs",
    "item": "items", "bundle": "bundles", "policy": "policies", "region": "regions", "locality": "localities",
    "listed_licence": "licence_list", "parameter": "parameters", "exclusion": "exclusions",
}  # fmt: skip
BROKEN = Words(
    "还有 {count} 个问题，暂时不能预览。改好后这里会显示和公众看到的一样的页面",
    "There are {count} problems, so there is no preview yet. Mend them, and the page appears as the public will see it",
)


@dataclass(frozen=True)
class Draft:
    """A revision as it would be: its problems, the edition that it would make (None with problems), what it changes."""

    problems: tuple[Problem, ...]
    edition: Edition | None
    changed: tuple[ChangedDefinition, ...]


def examine(view: RevisionView, *, on: date | None = None) -> Draft:
    """Everything that follows from a revision as it was last saved."""
    day = on or localdate()
    try:
        contents = contents_with(view, on=day)
    except Overtaken as overtaken:
        problem = Problem(overtaken.file, 1, overtaken.says, Words("然后再校验。", "Then check again."))
        return Draft((problem,), None, ())
    documents, problems = problems_in(contents)
    if problems:
        return Draft(tuple(problems), None, ())
    draft = edition_of(documents, effective_on=day)
    return Draft((), draft, tuple(changes(edition(on=day), draft)) if in_force(day) else ())


def edition_of(documents: list[Document], *, effective_on: date) -> Edition:
    """The edition that these documents would make. It has no number; its digest tells one from another."""
    definitions = definitions_of(documents)
    digest = sha256(json.dumps(definitions, ensure_ascii=False).encode()).hexdigest()
    newest = dict(
        Definition.objects.filter(kind__in=("item", "bundle", "policy"))
        .order_by("version")
        .values_list("code", "version")
    )
    rows = [(kind, code, newest.get(code, 0) + 1, body) for kind, code, body in definitions]
    return assembled(rows, number=0, digest=f"draft-{digest}", on=effective_on)


def with_typed(view: RevisionView, file: str, text: str, *, on: date) -> RevisionView:
    """The revision as if this text had been saved in it. Nothing is stored: it shows what would follow. Raises NotPossible."""
    refuse_hostile(text)
    now = view.files.get(file)
    ground = now.ground if now else texts_on(on).get(file)
    typed = FileView(file, now.serial if now else 0, text, ground, "", view.changed_at)
    return replace(view, files={**view.files, file: typed})


def previewed(view: RevisionView, *, on: date) -> Edition:
    """The edition that a revision would make, to render pages from. Raises NotPossible while it has problems."""
    found = examine(view, on=on)
    if found.edition is None:
        raise NotPossible(BROKEN.filled(count=len(found.problems)))
    return found.edition


def changes(was: Edition, now: Edition) -> list[ChangedDefinition]:
    """Every definition that differs between two editions, with what differs and with who uses it."""
    found = []
    for kind, place in PLACES.items():
        before, after = getattr(was, place, {}), getattr(now, place, {})
        for code in dict.fromkeys((*before, *after)):
            told = differences(before.get(code), after.get(code), kind=kind, was=was, now=now)
            if told:
                found.append(_changed(kind, code, told, value=before.get(code) or after.get(code), now=now))
    return found


def _changed(kind: str, code: str, told: tuple[Difference, ...], *, value: object, now: Edition) -> ChangedDefinition:
    asked_by = users_of(kind, code, now)
    items = {code} if kind == "item" else set(asked_by)
    within = [each for each, one in now.bundles.items() if items & {part.item for part in one.components}]
    within += [
        each for each, one in now.bundles.items() if kind == "fact" and code in one.questions and each not in within
    ]
    return ChangedDefinition(kind, code, called(value), told, asked_by, tuple(within))


def users_of(kind: str, code: str, edition: Edition) -> tuple[str, ...]:
    """The items that use a definition: ask for the fact, are decided by the organ, rest on the law, need the item's result."""
    return tuple(each for each, item in edition.items.items() if code in _used(kind, item, edition))


def _used(kind: str, item: Item, edition: Edition) -> set[str | None]:
    asked = [one.fact for one in item.facts]
    used: dict[str, set[str | None]] = {
        "fact": set(asked),
        "organ": {item.organ, *(seat.organ for seat in item.procedure.joins)},
        "law": {basis.law for basis in item.basis},
        "theme": set(item.themes),
        "source": {edition.facts[fact].source for fact in asked if fact in edition.facts},
        "item": {*item.needs, item.acts_on},
    }
    return used.get(kind, set())


def trials_of(view: RevisionView, about: str, *, on: date | None = None) -> list[TrialOutcome]:
    """How the test cases beside an item or bundle come out with the revision on it. Empty where the texts cannot be read."""
    try:
        documents, _ = read_contents(contents_with(view, on=on))
    except Overtaken:
        return []
    return list(trial_outcomes(Library(documents), about))
