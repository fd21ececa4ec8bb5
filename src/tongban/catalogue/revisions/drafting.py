"""Writing a revision: begin it, save texts and parts of them, keep every saved state. Nothing that was typed is ever lost."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate, localtime

from tongban.catalogue.contrib.folder.reading import LARGEST_FILE, is_content
from tongban.catalogue.events import RevisionMoved, RevisionStarted
from tongban.catalogue.models import Revision, SavedText
from tongban.catalogue.revisions.texts import texts_on
from tongban.catalogue.revisions.types import EditedMeanwhile, FileView, NotPossible, RevisionView, SavedState
from tongban.catalogue.revisions.writing import ABSENT, Unreadable, changed_parts, replaced, values_of
from tongban.catalogue.states import RevisionState, may_follow
from tongban.identity import public as identity
from tongban.identity.public import NotAllowed, NotFound, Official, Person
from tongban.journal import public as journal
from tongban.kernel.words import Words

EDITOR, APPROVER = Official.Role.EDITOR, Official.Role.APPROVER
SHARED = Words(
    "{file} 各部门共用，由政务服务管理机构的编辑修改；本部门的编辑只改本部门的事项和用例",
    "{file} is shared by all organs: an editor of the government office changes it; yours are your organ's items and test cases",
)
READ_ONLY = Words(
    "只有编辑能改文本；审定人请用“退回”写明意见", "Only an editor changes texts; an approver returns them with words"
)
CLOSED = Words(
    "这次修订已经结束，不能再改。请另建一次修订", "This revision has ended and cannot be changed. Begin another one"
)
NO_FILE = Words(
    "“{file}”不是内容文件的名称。请写成 items/代码.yaml 这样",
    "{file!r} is no content file. Write it as items/code.yaml",
)
CALENDAR = Words(
    "法定工作日按自己的版本发布（改 calendar.yaml 后重新启动），不在这里修订",
    "The legal calendar is published by versions of its own (change calendar.yaml and start again), not by revisions",
)
TOO_LONG = Words("文本超过 1 MB，请拆成几个文件", "The text is larger than 1 MB: split it into several files")
NO_NUL = Words("文本里有空字符，请删去后再保存", "The text has a NUL character: remove it and save again")
NOT_YAML = Words(
    "原文第 {line} 行读不懂，所以不能分栏修改。请先在“原文”里改好这一行",
    "Line {line} of the text cannot be read, so no part of it can be changed. Mend that line in the text first",
)
NO_TITLE = Words("请写明这次修订要改什么", "Say what this revision changes")
MEANWHILE = Words(
    "您打开以后，{who} 在 {when} 先保存了同一部分。您写的没有丢：已另存一份，也还在下面的表单里。请对照以后再保存一次",
    "After you opened it, {who} saved the same part at {when}. What you wrote is not lost: it is kept aside and still stands "
    "in the form below. Compare, then save again",
)


def visible_to(person: Person) -> QuerySet[Revision]:
    """Revisions that this person may see: an editor or approver sees those of their organ, the government office sees all."""
    duty = identity.official_of(person)
    if duty is None or duty.role not in (EDITOR, APPROVER):
        return Revision.objects.none()
    if duty.organ.code == identity.GOVERNMENT_OFFICE:
        return Revision.objects.all()
    return Revision.objects.filter(organ=duty.organ.code)


def find(code: str, *, seen_by: Person, locked: bool = False) -> Revision:
    """The revision, if this person may see it; raises NotFound otherwise."""
    rows = visible_to(seen_by).filter(code=code)
    row = (rows.select_for_update() if locked else rows).first()
    if row is None:
        raise NotFound(code)
    return row


def get_revision(code: str, *, seen_by: Person) -> RevisionView:
    """A revision with its texts as they were last saved. Raises NotFound."""
    return view_of(find(code, seen_by=seen_by))


def revisions_of(person: Person, *, limit: int = 100) -> list[RevisionView]:
    """The revisions that the person may see, changed last first."""
    rows = visible_to(person).order_by("-changed_at", "-id").prefetch_related("texts")[:limit]
    return [view_of(row) for row in rows]


def view_of(row: Revision) -> RevisionView:
    saved = sorted(row.texts.all(), key=lambda one: one.serial)
    newest = {one.file: _file_view(one) for one in saved if not one.is_aside}
    files = {file: one for file, one in sorted(newest.items()) if one.is_changed}
    told = "\n".join(
        f"{one.file} {sha256((one.text or '').encode()).hexdigest()} {one.text is None}" for one in files.values()
    )
    return RevisionView(
        code=row.code, title=row.title, reason=row.reason, organ=row.organ, state=RevisionState(row.state),
        started_by=row.started_by, started_at=row.started_at, changed_at=row.changed_at, approved_by=row.approved_by,
        effective_on=row.effective_on, published_at=row.published_at, restores=row.restores, files=files,
        authors=frozenset({row.started_by, *(one.by for one in saved)}), digest=sha256(told.encode()).hexdigest(),
    )  # fmt: skip


def _file_view(one: SavedText) -> FileView:
    return FileView(one.file, one.serial, one.text, one.ground, one.by, one.at)


def saved_states(code: str, *, seen_by: Person, file: str | None = None) -> list[SavedState]:
    """Every state that was ever saved, newest first; also those that were set aside."""
    rows = find(code, seen_by=seen_by).texts.order_by("-id")
    rows = rows if file is None else rows.filter(file=file)
    return [SavedState(one.file, one.serial, one.text, one.by, one.at, one.is_aside) for one in rows]


@transaction.atomic
def start(title: str, *, reason: str = "", by: Person, at: datetime) -> RevisionView:
    """Begin a revision. Raises NotFound for who is neither editor nor approver, NotAllowed for an approver."""
    duty = editor(by)
    if not title.strip():
        raise NotPossible(NO_TITLE)
    row = Revision.objects.create(
        code=token_hex(6), title=title.strip()[:200], reason=reason.strip()[:2000], organ=duty.organ.code,
        state=RevisionState.DRAFT, started_by=by.code, started_at=at, changed_at=at,
    )  # fmt: skip
    journal.publish(RevisionStarted(subject=row.code, title=row.title, organ=row.organ), by=by.code, at=at)
    return view_of(row)


def editor(person: Person) -> Official:
    """The person's duty, if it is to edit content. The studio does not exist for who is neither editor nor approver."""
    duty = identity.official_of(person)
    if duty is None or duty.role not in (EDITOR, APPROVER):
        raise NotFound("studio")
    if duty.role != EDITOR:
        raise NotAllowed(READ_ONLY)
    return duty


def open_file(code: str, file: str, *, seen_by: Person, on: date | None = None) -> FileView:
    """A file as this revision has it: last saved, or published (serial 0). Raises NotFound where there is none."""
    row = find(code, seen_by=seen_by)
    found = _newest(row, file)
    if found is None:
        text = texts_on(on).get(file)
        if text is None:
            raise NotFound(file)
        return FileView(file, 0, text, text, "", row.started_at)
    return found


def _newest(row: Revision, file: str) -> FileView | None:
    one = row.texts.filter(file=file, is_aside=False).order_by("-serial").first()
    return _file_view(one) if one else None


def writable(code: str, file: str, *, by: Person, at: datetime) -> tuple[Revision, FileView]:
    """The revision, locked, and the file as it now stands in it. Raises what is in the way of this person writing it."""
    row = find(code, seen_by=by, locked=True)
    duty = editor(by)
    if not (may_follow(RevisionState(row.state), RevisionState.DRAFT) or row.state == RevisionState.DRAFT):
        raise NotPossible(CLOSED)
    if not is_content(file) or len(file) > 100:
        raise NotPossible(NO_FILE.filled(file=file[:100]))
    if file == "calendar.yaml":
        raise NotPossible(CALENDAR)
    published = texts_on(localdate(at)).get(file)
    if not may_touch(duty, file, published):
        raise NotAllowed(SHARED.filled(file=file))
    return row, _newest(row, file) or FileView(file, 0, published, published, "", row.started_at)


def may_touch(duty: Official, file: str, published: str | None) -> bool:
    """Whether an editor of this organ may write the file. Who edits for the government office writes all."""
    if duty.organ.code == identity.GOVERNMENT_OFFICE:
        return True
    folder = file.partition("/")[0]
    return folder == "cases" or (
        folder == "items" and (published is None or organ_of(published, file) == duty.organ.code)
    )


def organ_of(text: str, file: str) -> str:
    """The organ that an item's text names; empty where it cannot be read."""
    try:
        return str(values_of(text, file=file).get("organ", ""))
    except Unreadable:
        return ""


def save(code: str, file: str, text: str | None, *, seen: int, by: Person, at: datetime) -> FileView:
    """Save the whole text of a file; None lets it go. `seen` is the serial that the writer had opened.

    Raises EditedMeanwhile where a colleague has saved since (the text is kept aside), NotPossible, NotAllowed, NotFound.
    """
    with transaction.atomic():
        row, now = writable(code, file, by=by, at=at)
        if text is not None:
            refuse_hostile(text)
        if now.serial == seen or now.text == text:
            return _saved(row, now, text, by=by, at=at)
        mine = _aside(row, now, text, by=by, at=at)
    raise _meanwhile(now, mine)


def save_parts(
    code: str, file: str, parts: Mapping[str, Any], *, seen: int, order: Sequence[str] = (), by: Person, at: datetime
) -> FileView:
    """Save some top-level parts of a file (plain values; `writing.ABSENT` removes one), whatever else was saved meanwhile.

    Only where a colleague has changed one of the same parts since `seen` is it refused, as by `save`.
    """
    with transaction.atomic():
        row, now = writable(code, file, by=by, at=at)
        text = text_with(now, parts, order=order)
        refuse_hostile(text)
        if not _touched_since(row, now, seen, set(parts)) or now.text == text:
            return _saved(row, now, text, by=by, at=at)
        mine = _aside(row, now, text, by=by, at=at)
    raise _meanwhile(now, mine)


def text_with(now: FileView, parts: Mapping[str, Any], *, order: Sequence[str] = ()) -> str:
    """The text of a file as it would be with these top-level parts saved; nothing is stored. Raises NotPossible."""
    try:
        return replaced(now.text or "", parts, file=now.file, order=order)
    except Unreadable as unreadable:
        raise NotPossible(NOT_YAML.filled(line=unreadable.problem.line if unreadable.problem else 1)) from unreadable


def with_own(theirs: str, mine: FileView, parts: Sequence[str]) -> str:
    """Their text with these parts as they were before both changed them, so that mine can be put onto it."""
    was = values_of(mine.ground or "", file=mine.file)
    return replaced(theirs, {part: was.get(part, ABSENT) for part in parts}, file=mine.file)


def _touched_since(row: Revision, now: FileView, seen: int, parts: set[str]) -> bool:
    if now.serial == seen:
        return False
    opened = row.texts.filter(file=now.file, serial=seen, is_aside=False).first()
    was = opened.text if opened else now.ground
    try:
        return bool(parts & set(changed_parts(was, now.text, file=now.file)))
    except Unreadable:
        return True


def refuse_hostile(text: str) -> None:
    """Raises NotPossible for a text that no file may be: too long, or with characters that no text has."""
    if len(text.encode()) > LARGEST_FILE:
        raise NotPossible(TOO_LONG)
    if "\x00" in text:
        raise NotPossible(NO_NUL)


def _saved(row: Revision, now: FileView, text: str | None, *, by: Person, at: datetime) -> FileView:
    if text == now.text and now.serial:
        return now
    one = SavedText.objects.create(
        revision=row, file=now.file, serial=_next(row, now.file), text=text, ground=now.ground, by=by.code, at=at
    )
    back_to_draft(row, by=by, at=at)
    return _file_view(one)


def rebased(
    row: Revision, now: FileView, text: str | None, ground: str | None, *, by: Person, at: datetime
) -> FileView:
    """Save a text on another ground: what is published now."""
    return _saved(row, FileView(now.file, 0, now.text, ground, now.by, now.at), text, by=by, at=at)


def _next(row: Revision, file: str) -> int:
    last = row.texts.filter(file=file).order_by("-serial").values_list("serial", flat=True).first()
    return (last or 0) + 1


def _aside(row: Revision, now: FileView, text: str | None, *, by: Person, at: datetime) -> SavedState:
    serial = _next(row, now.file)
    SavedText.objects.create(
        revision=row, file=now.file, serial=serial, text=text, ground=now.ground, by=by.code, at=at, is_aside=True
    )
    return SavedState(now.file, serial, text, by.code, at, True)


def _meanwhile(now: FileView, mine: SavedState) -> EditedMeanwhile:
    who = identity.people([now.by]).get(now.by)
    said = MEANWHILE.filled(who=who.name if who else now.by, when=f"{localtime(now.at):%H:%M}")
    return EditedMeanwhile(said, theirs=now, mine=mine)


def back_to_draft(row: Revision, *, by: Person, at: datetime) -> None:
    """What was changed is a draft again: an approval holds only for what was approved."""
    if row.state != RevisionState.DRAFT:
        moved(row, RevisionState.DRAFT, by=by, at=at)
    row.changed_at = at
    row.save(update_fields=["changed_at"])


def moved(row: Revision, state: RevisionState, *, by: Person, at: datetime, words: str = "") -> None:
    """Put the revision into another state and write it down. Raises NotPossible where the table does not allow it."""
    before = RevisionState(row.state)
    if not may_follow(before, state):
        raise NotPossible(CLOSED)
    row.state, row.changed_at = state, at
    if state == RevisionState.DRAFT:
        row.approved_by = ""
    row.save(update_fields=["state", "changed_at", "approved_by", "effective_on", "published_at"])
    digest = view_of(row).digest
    said = RevisionMoved(subject=row.code, before=before, after=state, words=words, digest=digest)
    journal.publish(said, by=by.code, at=at)
