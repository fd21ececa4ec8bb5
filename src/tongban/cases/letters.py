"""What the room writes to the applicant when something happens to a case, and the record of it (办理记录)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from tongban.cases.models import Case
from tongban.cases.types import CaseView, LogLine, Opening
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.notices import public as notices

REMEDIES = Words(
    "不服本决定的，可以自收到之日起 60 日内申请行政复议，或者 6 个月内提起行政诉讼。",
    "If you disagree, you may ask for administrative reconsideration within 60 days, or go to court within six months.",
)


def opened(opening: Opening, edition: catalogue.Edition, *, at: datetime) -> None:
    """The receipt, as a message."""
    parts = len(opening.parts)
    name = edition.bundles[opening.bundle].name if opening.bundle else edition.items[opening.parts[0].item].name
    title = Words("“{name}”已收到", "“{name}” has been received").filled(name=name)
    body = Words(
        "{parts} 个事项已经交给各部门，同时办理。有进展会发消息给您。编号 {number}。",
        "{parts} items went to their departments at the same time. You will be told of each step. Number {number}.",
    ).filled(number=opening.number, parts=parts)
    _send((opening.applicant, opening.holder.code), opening.number, title=title, body=body, at=at)


def to_correct(case: Case, due: date, *, at: datetime) -> None:
    title = Words("“{name}”要补正", "“{name}” needs a correction").filled(name=_title(case))
    body = Words(
        "请在 {due}前补上，补好就继续办。要补的已一次说清，其他部门照常办。",
        "Please mend it by {due}. Everything is told at once. The other departments go on as before.",
    ).filled(due=_day(due))
    _tell(case, title, body, at)


def decided(case: Case, *, at: datetime) -> None:
    if case.state == "granted":
        title = Words("“{name}”批准了", "“{name}” is granted").filled(name=_title(case))
        body = Words(
            "电子证照正在制作，做好就发给您。", "Your electronic licence is being made and will be sent to you."
        )
    else:
        title = Words("“{name}”不予许可", "“{name}” is refused").filled(name=_title(case))
        said = Words("理由：{reasons}。", "Reasons: {reasons}. ").filled(reasons=case.reasons.strip().rstrip("。.；;"))
        body = Words(said.zh + REMEDIES.zh, said.en + REMEDIES.en)
    _tell(case, title, body, at)


def delivered(case: Case, *, at: datetime) -> None:
    title = Words("“{name}”办好了", "“{name}” is done").filled(name=_title(case))
    body = Words(
        "电子证照已经放进“我的空间”，随时可以下载、出示。",
        "Your electronic licence is in your space: download or show it any time.",
    )
    _tell(case, title, body, at)


def ended_without(case: Case, waited_for: Case, *, at: datetime) -> None:
    title = Words("“{name}”不能继续办", "“{name}” cannot go on").filled(name=_title(case))
    body = Words(
        "它要等“{first}”的结果，而“{first}”没有办成。条件具备后可以重新申请，已填的内容可以再用。",
        "It needed the result of “{first}”, which did not come. You can apply again later and use what you filled in.",
    ).filled(first=_title(waited_for))
    _tell(case, title, body, at)


def all_ended(parent: Case, *, at: datetime) -> None:
    title = Words("“{name}”全部办结", "“{name}” is complete").filled(name=_title(parent))
    body = Words("每一项的结果都在这里，可以查看和下载。", "The result of every part is here to see and download.")
    _tell(parent, title, body, at)


def _day(on: date) -> Words:
    """11 月 26 日（周四）, with spaces that do not break."""
    return Words(
        f"{on.month}\u00a0月\u00a0{on.day}\u00a0日（周{'一二三四五六日'[on.weekday()]}）", f"{on:%a} {on.day} {on:%B}"
    )


def _title(case: Case) -> Words:
    return Words(case.title_zh, case.title_en)


def _tell(case: Case, title: Words, body: Words, at: datetime) -> None:
    about = case.parent.number if case.parent else case.number
    _send((case.applicant, case.holder_code), about, title=title, body=body, at=at)


def _send(whom: tuple[str, str], about: str, *, title: Words, body: Words, at: datetime) -> None:
    applicant, holder_code = whom
    to = identity.people_to_tell(applicant, party_code=holder_code, on=localdate(at))
    notices.send(to=to, title=title, body=body, about=about, link=f"/cases/{about}/", at=at)


SAYINGS: Mapping[str, Words] = {
    "CaseOpened": Words("“{title}”收到了", "“{title}” received"),
    "CaseAccepted": Words("“{title}”受理了", "“{title}” accepted"),
    "CorrectionAsked": Words("“{title}”请您补正", "“{title}”: you are asked for a correction"),
    "CaseCorrected": Words("“{title}”补正交回了", "“{title}”: your correction arrived"),
    "CaseReleased": Words(
        "“{title}”等的结果到了，开始办", "“{title}”: what it waited for is there, and it has started"
    ),
    "granted": Words("“{title}”批准了", "“{title}” granted"),
    "refused": Words("“{title}”不予许可：{reasons}", "“{title}” refused: {reasons}"),
    "CaseWithdrawn": Words("“{title}”撤回了", "“{title}” withdrawn"),
    "CaseTerminated": Words("“{title}”终止了，前面的事项没有办成", "“{title}” ended: what it waited for did not come"),
    "CaseClosed": Words("“{title}”办结了", "“{title}” closed"),
}


TOLD = (*SAYINGS, "CaseDecided")


def log_of(case: CaseView) -> list[LogLine]:
    """What happened to a case and its parts, newest first, in words for the applicant."""
    titles = {part.number: part.title for part in (case, *case.children)}
    lines = [_line(entry, titles[entry.subject]) for entry in journal.history(*titles, kinds=TOLD)]
    return [line for line in reversed(lines) if line]


def _line(entry: journal.Entry, title: Words) -> LogLine | None:
    body: Mapping[str, Any] = entry.body
    kind = entry.kind
    if kind == "CaseDecided":
        kind = "granted" if body["granted"] else "refused"
    if kind not in SAYINGS:
        return None
    says = SAYINGS[kind].filled(title=title, reasons=body.get("reasons", ""))
    return LogLine(entry.at, entry.subject, entry.kind, says, hot=kind in {"CorrectionAsked", "refused"})
