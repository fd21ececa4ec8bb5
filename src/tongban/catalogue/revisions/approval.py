"""A revision's way: checked, approved by a second person, published with a day, taken back; and old content brought back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from tongban.catalogue.contrib.folder.content import problems_in
from tongban.catalogue.models import PublishedEdition, Revision
from tongban.catalogue.revisions import drafting
from tongban.catalogue.revisions.drafting import APPROVER, find, moved, open_file, organ_of, rebased, view_of
from tongban.catalogue.revisions.publication import (
    as_contents,
    load_new_organs,
    lock,
    plan_anew,
    put_in_force,
    with_changes,
)
from tongban.catalogue.revisions.texts import texts_of, texts_on
from tongban.catalogue.revisions.types import FileView, NotPossible, Overtaken, RevisionView
from tongban.catalogue.revisions.writing import PartsDiffer, merged
from tongban.catalogue.states import RevisionState
from tongban.catalogue.types import Edition, Problem
from tongban.identity import public as identity
from tongban.identity.public import NotAllowed, NotFound, Person
from tongban.kernel.words import Words

NOTHING = Words("这次修订还没有改动任何文本", "This revision does not change any text yet")
BROKEN = Words("还有 {count} 个问题，改好后才能送审", "There are {count} problems: mend them before it can be approved")
NOT_OWN = Words(
    "审定要由另一个人来做：您写过这次修订里的文本，或者发起了它",
    "Another person must approve it: you wrote some of these texts or began the revision",
)
NOT_APPROVER = Words("只有审定人可以审定或退回", "Only an approver approves or returns")
OTHER_OFFICE = Words(
    "这次修订改了各部门共用的文本，由政务服务管理机构的审定人审定",
    "It changes texts that all organs share: an approver of the government office approves it",
)
WRONG_ORGAN = Words(
    "{file} 的实施机关不是本部门。请改 organ，或请政务服务管理机构的编辑来做",
    "The organ of {file} is not yours. Change organ, or ask an editor of the government office",
)
MOVED_ON = Words(
    "您打开以后文本又改过。请看过现在的文本再审定", "The texts changed after you opened them. Read them as they are now"
)
NO_WORDS = Words("退回要写明哪里要改", "Say what has to change")
PAST_DAY = Words("施行日期不能早于今天", "The day must not be before today")
TOO_FAR = Words("施行日期不能超过今后两年", "The day must be within two years")
IN_FORCE = Words(
    "它已经生效，不能撤回。要恢复以前的内容，请用“恢复这一版”再发布一次旧内容",
    "It is in force and cannot be taken back. To restore what was before, publish the old content anew",
)
SAME = Words(
    "这一版和现行的内容一样，没有要恢复的", "That version is the same as the one in force: there is nothing to restore"
)
RESTORES = Words("恢复第 {number} 版的内容", "Restore the content of edition {number}")
LONGEST_AHEAD = timedelta(days=731)
_DAY = timedelta(days=1)


def contents_with(view: RevisionView, *, on: date | None = None) -> dict[str, bytes]:
    """What the whole content would hold with this revision on it. Raises `Overtaken`."""
    return as_contents(with_changes(texts_on(on), view.files))


def check(code: str, *, seen_by: Person) -> list[Problem]:
    """Everything that is wrong in the content with this revision on it: file, line, what is wrong, how to mend it.

    Where what is published meanwhile changed the same parts, that is the problem to mend first.
    """
    return problems_of(view_of(find(code, seen_by=seen_by)))


def problems_of(view: RevisionView, *, on: date | None = None) -> list[Problem]:
    try:
        return problems_in(contents_with(view, on=on))[1]
    except Overtaken as overtaken:
        return [Problem(overtaken.file, 1, overtaken.says, Words("然后再校验。", "Then check again."))]


@transaction.atomic
def submit(code: str, *, by: Person, at: datetime) -> RevisionView:
    """Lay a revision without a problem before an approver. Raises NotPossible with what is still wrong."""
    duty = drafting.editor(by)
    row = find(code, seen_by=by, locked=True)
    view = view_of(row)
    if not view.files:
        raise NotPossible(NOTHING)
    for file, one in view.files.items():
        is_other = file.startswith("items/") and one.text is not None and organ_of(one.text, file) != duty.organ.code
        if is_other and duty.organ.code != identity.GOVERNMENT_OFFICE:
            raise NotPossible(WRONG_ORGAN.filled(file=file))
    if found := problems_of(view, on=localdate(at)):
        raise NotPossible(BROKEN.filled(count=len(found)))
    moved(row, RevisionState.CHECKED, by=by, at=at)
    return view_of(row)


def approvers_of(view: RevisionView) -> list[Person]:
    """Who may approve it: approvers of its organ and of the government office, except who wrote any of it."""
    organs = {identity.GOVERNMENT_OFFICE} | ({view.organ} if not _is_shared(view) else set())
    found = [person for organ in sorted(organs) for person in identity.officials_of(organ, role=APPROVER)]
    return [person for person in found if person.code not in view.authors]


def _is_shared(view: RevisionView) -> bool:
    return any(not file.startswith(("items/", "cases/")) for file in view.files)


def _approving(code: str, by: Person) -> tuple[Revision, RevisionView]:
    row = find(code, seen_by=by, locked=True)
    duty, view = identity.official_of(by), view_of(row)
    if duty is None or duty.role != APPROVER:
        raise NotAllowed(NOT_APPROVER)
    if by.code in view.authors:
        raise NotAllowed(NOT_OWN)
    if _is_shared(view) and duty.organ.code != identity.GOVERNMENT_OFFICE:
        raise NotAllowed(OTHER_OFFICE)
    return row, view


@transaction.atomic
def approve(code: str, *, seen: str, by: Person, at: datetime) -> RevisionView:
    """Approve exactly the texts with the digest `seen`. Raises NotAllowed for who wrote any of it or is no approver."""
    row, view = _approving(code, by)
    if view.digest != seen:
        raise NotPossible(MOVED_ON)
    row.approved_by = by.code
    moved(row, RevisionState.APPROVED, by=by, at=at)
    return view_of(row)


@transaction.atomic
def give_back(code: str, *, words: str, by: Person, at: datetime) -> RevisionView:
    """Return a revision to its editors, with words. Raises NotPossible without words."""
    row, _ = _approving(code, by)
    if not words.strip():
        raise NotPossible(NO_WORDS)
    moved(row, RevisionState.DRAFT, by=by, at=at, words=words.strip()[:2000])
    return view_of(row)


@transaction.atomic
def publish(code: str, *, effective_on: date, by: Person, at: datetime) -> Edition:
    """Publish an approved revision: a new edition, in force from the day on by itself. Editions that wait are built anew on it.

    Raises NotPossible for a day that has passed, `Overtaken`, and `ContentBroken` where it no longer fits what is published.
    """
    lock()
    row = find(code, seen_by=by, locked=True)
    today = localdate(at)
    if effective_on < today:
        raise NotPossible(PAST_DAY)
    if effective_on > today + LONGEST_AHEAD:
        raise NotPossible(TOO_FAR)
    row.effective_on, row.published_at = effective_on, at
    moved(row, RevisionState.PUBLISHED, by=by, at=at)
    edition = put_in_force(view_of(row), effective_on=effective_on, by=by.code, at=at)
    plan_anew(after=effective_on, by=by.code, at=at)
    load_new_organs(edition)
    return edition


@transaction.atomic
def withdraw(code: str, *, by: Person, at: datetime) -> RevisionView:
    """Give up a revision, or take back a published one before its day. Raises NotPossible once it is in force."""
    lock()
    row = find(code, seen_by=by, locked=True)
    was_published, day = row.state == RevisionState.PUBLISHED, row.effective_on
    if was_published and day is not None and day <= localdate(at):
        raise NotPossible(IN_FORCE)
    moved(row, RevisionState.WITHDRAWN, by=by, at=at)
    if was_published and day is not None:
        plan_anew(after=day - _DAY, by=by.code, at=at)
    return view_of(row)


@transaction.atomic
def restore(number: int, files: Sequence[str], *, by: Person, at: datetime) -> RevisionView:
    """Begin a revision that brings the texts of an earlier edition back: approved and published like any other.

    Raises NotFound for an edition or a file that never was, NotPossible where nothing differs.
    """
    edition = PublishedEdition.objects.filter(number=number).first()
    if edition is None:
        raise NotFound(str(number))
    old, now = texts_of(edition), texts_on(localdate(at))
    if not set(files) <= old.keys() | now.keys():
        raise NotFound(", ".join(files))
    differing = [file for file in files if old.get(file) != now.get(file)]
    if not differing:
        raise NotPossible(SAME)
    view = drafting.start(RESTORES.filled(number=number).zh, by=by, at=at)
    Revision.objects.filter(code=view.code).update(restores=number)
    for file in differing:
        drafting.save(view.code, file, old.get(file), seen=0, by=by, at=at)
    return drafting.get_revision(view.code, seen_by=by)


@transaction.atomic
def catch_up(code: str, file: str, *, by: Person, at: datetime) -> FileView:
    """Take the text in force as the ground of a file: what only they changed is taken over, the rest stays."""
    now = open_file(code, file, seen_by=by, on=localdate(at))
    row, _ = drafting.writable(code, file, by=by, at=at)
    theirs = texts_on(localdate(at)).get(file)
    text = now.text
    if now.text is not None and now.ground is not None and theirs is not None:
        try:
            text = merged(now.ground, now.text, theirs, file=file)
        except PartsDiffer as differ:
            text = merged(now.ground, now.text, drafting.with_own(theirs, now, differ.parts), file=file)
    return rebased(row, now, text, theirs, by=by, at=at)
