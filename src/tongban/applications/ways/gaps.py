"""Hand in what was announced to follow (容缺补交), in the same case, while the organ goes on."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from tongban.applications.events import SupplementGiven
from tongban.applications.files import dossiers_of
from tongban.applications.models import Dossier
from tongban.applications.submission import digest_of
from tongban.applications.supplements import kept_files, lock_dossier, take_to_counter
from tongban.applications.types import NotSubmitted
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words

NOTHING_OPEN = Words(
    "这份材料不用补交，或者已经交过了。", "That material is not to follow, or it was handed in already."
)
NO_FILE = Words("请先选择一个文件，再上传", "Choose a file first, then upload it")


@transaction.atomic
def supply_gap(
    number: str,
    *,
    material: str,
    files: Sequence[tuple[str, bytes]],
    by: identity.Person,
    at: datetime,
    received: Mapping[str, Any] | None = None,
) -> None:
    """Give the files (name, content) of a material that was to follow; `received` tells at which counter, if it was at one.

    Raises documents.Rejected for a bad file, NotFound for a stranger, NotSubmitted when the material is not awaited or no file
    is given.
    """
    lock_dossier(cases.own_case(number, seen_by=by, on=localdate(at)))
    case = cases.own_case(number, seen_by=by, on=localdate(at))
    identity.acting_for(by, party=case.holder.code, on=localdate(at), scope=case.bundle or case.item)
    if material not in {gap.material for gap in case.gaps if gap.supplied_at is None} or case.has_ended:
        raise NotSubmitted(NOTHING_OPEN)
    if not files:
        raise NotSubmitted(NO_FILE)
    given = kept_files([(material, name, content) for name, content in files], number, by, at)
    digest = _freeze(case, material, given[material], by=by, at=at, received=received)
    supplement = SupplementGiven(subject=number, dossier=digest, facts=(), materials=(material,))
    journal.publish(supplement, by=by.code, at=at)
    cases.supply_gap(number, material, by=by, at=at)


def _freeze(
    case: cases.CaseView,
    material: str,
    files: list[dict[str, str]],
    *,
    by: identity.Person,
    at: datetime,
    received: Mapping[str, Any] | None,
) -> str:
    """A further round of the dossier, with the files in their place and nothing else changed."""
    last = dossiers_of(case)[-1]
    body: dict[str, Any] = json.loads(json.dumps(last.body))
    body["materials"][material] = [*body["materials"].get(material, []), *files]
    body["later"] = {code: day for code, day in body.get("later", {}).items() if code != material}
    body["note"] = ""
    take_to_counter(body, received)
    digest = digest_of(body)
    Dossier.objects.create(case_number=case.number, round=last.round + 1, body=body, digest=digest, by=by.code, at=at)
    return digest
