"""From a revision to an edition: put its texts onto what is published, for its day and for every edition that waits after it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from tongban.catalogue.actions import digests_of, publish, publish_contents, refuse_problems, remember_folder
from tongban.catalogue.contrib.folder.reading import Folder, contents_of
from tongban.catalogue.models import EditionWithdrawal, FolderReading, PublishedEdition, Revision
from tongban.catalogue.queries import edition
from tongban.catalogue.revisions.drafting import view_of
from tongban.catalogue.revisions.texts import stored, texts_on
from tongban.catalogue.revisions.types import FileView, Overtaken, RevisionView
from tongban.catalogue.revisions.writing import PartsDiffer, Unreadable, merged
from tongban.catalogue.states import RevisionState
from tongban.catalogue.types import Edition
from tongban.identity import public as identity
from tongban.kernel.words import Words

OVERTAKEN = Words(
    "{file} 里的 {parts} 在您开始修改以后已经另有发布。请打开它，点“以现行文本为底”，对照后再保存",
    "{parts} in {file} was published anew since you began. Open it, take the text in force as its ground, compare and save again",
)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def with_changes(texts: Mapping[str, str], files: Mapping[str, FileView]) -> dict[str, str]:
    """Published texts with those of a revision put onto them. Raises `Overtaken` where both changed the same part."""
    found = dict(texts)
    for file, one in files.items():
        text = _onto(found.get(file), one)
        if text is None:
            found.pop(file, None)
        else:
            found[file] = text
    return found


def _onto(theirs: str | None, one: FileView) -> str | None:
    if theirs in (one.ground, one.text):
        return one.text
    if theirs is None or one.text is None or one.ground is None:
        raise _overtaken(one.file, ())
    try:
        return merged(one.ground, one.text, theirs, file=one.file)
    except PartsDiffer as differ:
        raise _overtaken(one.file, differ.parts) from differ
    except Unreadable as unreadable:
        raise _overtaken(one.file, ()) from unreadable


def _overtaken(file: str, parts: tuple[str, ...]) -> Overtaken:
    named = Words("、".join(parts), ", ".join(parts)) if parts else Words("整个文件", "the whole file")
    return Overtaken(OVERTAKEN.filled(file=file, parts=named), file=file, parts=parts)


def as_contents(texts: Mapping[str, str]) -> dict[str, bytes]:
    return {file: text.encode() for file, text in texts.items()}


def lock() -> None:
    """One publication at a time: each builds on what the one before it has published."""
    while True:
        newest = PublishedEdition.objects.order_by("-number").values_list("pk", flat=True).first()
        if newest is None:
            return
        PublishedEdition.objects.select_for_update().get(pk=newest)
        if PublishedEdition.objects.order_by("-number").values_list("pk", flat=True).first() == newest:
            return


def put_in_force(view: RevisionView, *, effective_on: date, by: str, at: datetime) -> Edition:
    """The edition of that day with this revision's texts on it. Raises `Overtaken` and `ContentBroken`."""
    texts = with_changes(texts_on(effective_on), view.files)
    return publish_contents(as_contents(texts), by=by, at=at, effective_on=effective_on, revision=view.code)


def plan_anew(*, after: date, by: str, at: datetime) -> None:
    """Build every edition anew that waits for a later day than `after`, revision by revision, on what stands before it."""
    waiting = Revision.objects.filter(state=RevisionState.PUBLISHED, effective_on__gt=after)
    for row in PublishedEdition.objects.filter(withdrawal=None, effective_on__gt=after):
        EditionWithdrawal.objects.create(edition=row, by=by, at=at)
    for revision in waiting.order_by("effective_on", "published_at", "id"):
        assert revision.effective_on is not None
        put_in_force(view_of(revision), effective_on=revision.effective_on, by=revision.approved_by or by, at=at)


@transaction.atomic
def adopt(folder: Folder, *, by: str, at: datetime) -> Edition:
    """Publish what has changed in a content folder since it was last read, and leave what came from revisions in force.

    The same folder again changes nothing. Raises `ContentBroken`, and `Overtaken` where the folder and a revision changed the
    same part of a file: nothing is published then.
    """
    lock()
    contents, today = contents_of(folder), localdate(at)
    last = FolderReading.objects.order_by("-id").first()
    if last is None:
        return publish(folder, by=by, at=at)
    if last.files == digests_of(contents):
        return edition(on=today)
    refuse_problems(contents)
    onto = with_changes(texts_on(today), _since(contents, before=stored(last.files)))
    found = publish_contents(as_contents(onto), by=by, at=at, effective_on=today)
    remember_folder(contents, by=by, at=at)
    plan_anew(after=today, by=by, at=at)
    return found


def _since(contents: Mapping[str, bytes], *, before: Mapping[str, str]) -> dict[str, FileView]:
    """What in the folder differs from what was read from it before."""
    texts = {file: content.decode() for file, content in contents.items()}
    names = [*texts, *(file for file in before if file not in texts)]
    return {
        file: FileView(file, 1, texts.get(file), before.get(file), "", NEVER)
        for file in names
        if texts.get(file) != before.get(file)
    }


def load_new_organs(published: Edition) -> None:
    """Organs that an edition brings with it are known to identity from its publication on."""
    identity.load_organs(published.organs.values())
