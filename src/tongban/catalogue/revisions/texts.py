"""The texts of an edition: as they were written, or, where nobody kept them, written anew from its definitions."""

import copy
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from tongban.catalogue.contrib.folder.content import KINDS
from tongban.catalogue.models import EditionEntry, Manuscript, PublishedEdition, StoredText
from tongban.catalogue.queries import NoEdition, in_force
from tongban.catalogue.revisions.writing import written

NEVER_KEPT = "# Written from the published definitions: comments and test cases of the original file are not kept.\n"
FOLDER_OF = {"item": "items", "bundle": "bundles", "locality": "windows", "policy": "policies"}
FILE_OF = {kind: f"{name}.yaml" for name, kind in KINDS.items()} | {
    "place": "city.yaml",
    "fact": "facts.yaml",
    "advice": "advice/all.yaml",
}

_kept: dict[str, str] = {}
MOST_KEPT = 20_000


def texts_on(on: date | None = None) -> dict[str, str]:
    """The texts of the edition in force on the day, by file; nothing where no edition was published."""
    row = in_force(on or localdate())
    return texts_of(row) if row else {}


def texts_of(row: PublishedEdition) -> dict[str, str]:
    """The texts of an edition by file."""
    newest = Manuscript.objects.filter(edition=row).order_by("-id").first()
    return stored(newest.files) if newest else rewritten(row)


def stored(files: Mapping[str, str]) -> dict[str, str]:
    """The texts with these digests, by file."""
    missing = [digest for digest in files.values() if digest not in _kept]
    if len(_kept) + len(missing) > MOST_KEPT:
        _kept.clear()
        missing = list(files.values())
    if missing:
        _kept.update(StoredText.objects.filter(digest__in=missing).values_list("digest", "text"))
    return {file: _kept[digest] for file, digest in files.items()}


def rewritten(row: PublishedEdition) -> dict[str, str]:
    """The edition's definitions as files that read back as the same definitions; comments and test cases are not in them."""
    entries = EditionEntry.objects.filter(edition=row).order_by("position")
    stored_bodies = entries.values_list("definition__kind", "definition__code", "definition__body")
    return written_anew((kind, code, json.loads(text)) for kind, code, text in stored_bodies)


def written_anew(definitions: Iterable[tuple[str, str, Any]]) -> dict[str, str]:
    """Definitions (kind, code and body of each, in the order of the content) as the texts of the files that make them, by file."""
    values: dict[str, Any] = {}
    for kind, code, whole in definitions:
        body = copy.deepcopy(whole)
        if kind != "place":
            body.pop("region" if kind == "locality" else "code")
        if kind == "policy":
            for parameter in body.get("parameters", {}).values():
                parameter.pop("code")
        if kind in FOLDER_OF:
            values[f"{FOLDER_OF[kind]}/{code}.yaml"] = body
        elif kind == "phrasings":
            values.setdefault("phrasings/all.yaml", {})[code] = body["asked"]
        elif kind == "place":
            values["city.yaml"] = body
        else:
            values.setdefault(FILE_OF[kind], {})[code] = body
    return {file: NEVER_KEPT + written(body) for file, body in values.items()}


def export(folder: Path | str, *, number: int | None = None) -> dict[str, bool]:
    """Write an edition (without a number: the one in force) as a folder of YAML. Publishing the folder gives the same digests.

    Gives for each file whether it is the text as it was written, byte for byte; False where comments and test cases were not
    kept. Raises `NoEdition`, and `FileExistsError` for a folder that is not empty: nothing is overwritten.
    """
    target = Path(folder)
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(f"{target} 不是空文件夹，请换一个 / {target} is not empty, choose another")
    row = in_force(localdate()) if number is None else PublishedEdition.objects.filter(number=number).first()
    if row is None:
        raise NoEdition(f"edition {number}")
    is_kept = Manuscript.objects.filter(edition=row).exists()
    texts = texts_of(row)
    for file, text in texts.items():
        path = target / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return dict.fromkeys(texts, is_kept)
