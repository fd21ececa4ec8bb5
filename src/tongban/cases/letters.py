"""What the room writes to the applicant when something happens to a case, and the record of it (办理记录)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from tongban.approvals import public as approvals
from tongban.cases.models import Case
from tongban.cases.papers import REMEDIES
from tongban.cases.queries import SPECIAL
from tongban.cases.types import CaseView, LogLine, Opening
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.notices import public as notices


def opened(opening: Opening, edition: catalogue.Edition, *, at: datetime) -> None:
    """The receipt, as a message."""
    parts = len(opening.parts)
    named = edition.bundles[opening.bundle] if opening.bundle else edition.items[opening.parts[0].item]
    name = opening.title or named.name
    title = Words("“{name}”已收到", "“{name}” has been received").filled(name=name)
    body = Words(
        "{parts} 个事项已经交给各部门，同时办理。有进展会发消息给您。编号 {number}。",
        "{parts} items went to their departments at the same time. You will be told of each step. Number {number}.",
    ).filled(number=opening.number, parts=parts)
    whom = (opening.applicant, opening.holder.code)
    _send(whom, opening.number, title=title, body=body, at=at, told=opening.told)


def to_correct(case: Case, due: date, *, at: datetime) -> None:
    title = Words("“{name}”要补正", "“{name}” needs a correction").filled(name=_title(case))
    body = Words(
        "请在 {due}前补上，补好就继续办。要补的已一次说清，其他部门照常办。",
        "Please mend it by {due}. Everything is told at once. The other departments go on as before.",
    ).filled(due=say_day(due))
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


TOLD_AS: Mapping[str, tuple[Words, Words]] = {
    "not_accepted": (
        Words("“{name}”不予受理", "“{name}” is not accepted"),
        Words(
            "理由：{reasons}。决定书和救济途径在办件页的文书里。",
            "Reasons: {reasons}. The decision and your remedies are among the papers of the case.",
        ),
    ),
    "terminated": (
        Words("“{name}”终止办理", "“{name}” has ended"),
        Words(
            "理由：{reasons}。已填的内容可以再用，条件具备后可以重新申请。",
            "Reasons: {reasons}. You can apply again later and use what you filled in.",
        ),
    ),
    "suspended": (
        Words("“{name}”要做{procedure}", "“{name}” needs: {procedure}"),
        Words(
            "预计 {until}前完成。这段时间不计入办理时限。理由：{reasons}。",
            "It should be done by {until}. This time does not count towards the limits. Reasons: {reasons}.",
        ),
    ),
    "resumed": (
        Words("“{name}”的{procedure}做完了", "“{name}”: {procedure} is done"),
        Words("办理时限继续计算，承诺 {promised}前办结。", "The limits run again: it is promised by {promised}."),
    ),
    "extended": (
        Words("“{name}”延长审批期限", "“{name}” takes longer"),
        Words(
            "经机关负责人批准延长 {days} 日，承诺 {promised}前办结。理由：{reasons}。",
            "With the approval of the organ's head it is extended by {days} days, to {promised}. Reasons: {reasons}.",
        ),
    ),
    "deemed": (
        Words("“{name}”视为受理", "“{name}” is deemed accepted"),
        Words(
            "机关没有在 5 个工作日内答复，依法自收到之日起视为受理，时限从那天起算。",
            "The organ did not answer within 5 working days: by law it is accepted as of receipt, and the limits run from then.",
        ),
    ),
    "late": (
        Words("“{name}”超过了承诺的日子", "“{name}” is past its promised day"),
        Words(
            "应当在 {due}前办结，现在还没有。已经通知机关和督办人员；法定时限内仍会办理。",
            "It should have been done by {due} and is not. The organ and its supervisor have been told.",
        ),
    ),
    "late_statutory": (
        Words("“{name}”超过了法定时限", "“{name}” is past its statutory limit"),
        Words(
            "应当在 {due}前作出决定，现在还没有。已经通知机关和督办人员；您可以依法申请行政复议或者提起行政诉讼。",
            "It should have been decided by {due} and is not. The organ and its supervisor have been told; you may ask for "
            "administrative reconsideration or go to court.",
        ),
    ),
    "late_delivery": (
        Words("“{name}”的结果还没有送到", "“{name}”: the result is late"),
        Words(
            "应当在 {due}前送达，现在还没有。已经通知机关和督办人员。",
            "It should have been delivered by {due} and is not. The organ and its supervisor have been told.",
        ),
    ),
    "correction_near": (
        Words("“{name}”的补正快到期了", "“{name}”: your correction is due soon"),
        Words("请在 {due}前补上。", "Please mend it by {due}."),
    ),
    "correction_late": (
        Words("“{name}”的补正过期了", "“{name}”: your correction is late"),
        Words(
            "原定 {due}前补正。还可以补；机关也可以终止办理。",
            "It was due by {due}. You can still mend it, but the organ may end the case.",
        ),
    ),
    "gap_near": (
        Words("“{name}”还差一份材料", "“{name}” still lacks a material"),
        Words(
            "请在 {due}前补交“{materials}”，逾期会终止办理。",
            "Please supply “{materials}” by {due}; otherwise the case ends.",
        ),
    ),
    "held": (
        Words("“{name}”只差补交材料", "“{name}” waits only for your material"),
        Words(
            "审查已经同意。补齐容缺的材料并经核对后，就作出准予许可的决定。等您补交的这段时间，承诺时限停止计算；法定时限照常计算。",
            "The review agrees. It is granted once the material that may follow is there and has been looked at. While you are "
            "waited for, the promised limit stops; the statutory limit runs on.",
        ),
    ),
    "struck_off": (
        Words("“{name}”的登记已撤销或者注销", "“{name}”: struck off the register"),
        Words(
            "登记机关已经记下，从现在起不能再以它的名义申请。以它的名义办好的许可，由各机关重新看，结果会发消息给您。对撤销不服的，"
            "可以依法申请行政复议或者提起行政诉讼。",
            "The register has entered it: nothing new can be applied for in its name. Its organs look again at what was granted "
            "in that name, and you will be told. You may ask for administrative reconsideration of the revocation, or go to court.",
        ),
    ),
    "not_founded": (
        Words("“{name}”批准了，还没有建立新主体", "“{name}” is granted; no new party was set up"),
        Words(
            "人口库里没有您填的法定代表人，所以证照先记在您名下，一起办的许可也以您的名义发。要改到新主体名下，请之后对每张证照办“变更”。",
            "The population register does not know the legal representative that you named. The licence stands in your name, "
            "and so do the permits beside it. To move them to the new party, apply for a change of each licence afterwards.",
        ),
    ),
    "reinstated": (
        Words("“{name}”的登记恢复了", "“{name}”: back in the register"),
        Words(
            "登记机关已经恢复登记，可以继续以它的名义办事。",
            "The register has taken it back: you can act in its name as before.",
        ),
    ),
    "moved": (
        Words("“{name}”的办结日改了", "“{name}”: its day has moved"),
        Words(
            "新公布的放假安排使它从 {before}改到 {due}。",
            "The newly proclaimed holidays move it from {before} to {due}.",
        ),
    ),
    "deemed_renewed": (
        Words("“{name}”视为准予延续", "“{name}” is deemed renewed"),
        Words(
            "机关在有效期届满前没有作出决定，依法视为准予延续。",
            "The organ did not decide before the licence ended: by law it is deemed renewed.",
        ),
    ),
    "recalled": (
        Words("“{name}”的自动批准已撤回", "“{name}”: the automatic grant was recalled"),
        Words(
            "由工作人员重新审查，请等待结果。理由：{reasons}。",
            "A person reviews it again; please wait for the result. Reasons: {reasons}.",
        ),
    ),
    "shaken": (
        Words("“{name}”依据的结果被撤回了", "“{name}”: what it rests on was recalled"),
        Words(
            "它依据的“{first}”被撤回，正在重新审查。机关会重新看这一项，结果会告诉您；在那以前，您的证照仍然有效。",
            "“{first}”, on which it rests, was recalled and is under review again. The organ looks at this one again and will tell "
            "you; until then your licence stays valid.",
        ),
    ),
    "upheld": (
        Words("“{name}”继续有效", "“{name}” stands"),
        Words(
            "机关重新看过，决定继续有效。理由：{reasons}。",
            "The organ looked at it again, and it stands. Reasons: {reasons}.",
        ),
    ),
    "reopened": (
        Words("“{name}”重新审查", "“{name}” is under review again"),
        Words(
            "它依据的结果被撤回了，机关撤回原来的决定，重新审查。理由：{reasons}。不服的，可以依法申请行政复议或者提起行政诉讼。",
            "What it rests on was recalled, so the organ took its decision back and reviews it again. Reasons: {reasons}. You may "
            "ask for administrative reconsideration or go to court.",
        ),
    ),
    "breach": (
        Words("“{name}”的承诺没有履行", "“{name}”: the promise was not kept"),
        Words(
            "批后核查认定没有履行承诺，许可已撤销，并记入违诺名单。理由：{reasons}。",
            "The check found that the promise was not kept: the licence is revoked and the breach is listed. Reasons: {reasons}.",
        ),
    ),
}


def tell(case: Case, what: str, /, *, at: datetime, **values: object) -> None:
    """Write one of TOLD_AS to the applicant's side; days are said as people do."""
    said = {name: say_day(value) if isinstance(value, date) else value for name, value in values.items()}
    said = {name: value.rstrip("。.") if isinstance(value, str) else value for name, value in said.items()}
    title, body = TOLD_AS[what]
    _tell(case, title.filled(name=_title(case), **said), body.filled(**said), at)


def ask_officials(case: Case, *, role: str, title: Words, body: Words, anchor: str, at: datetime) -> None:
    """A message to those of the case's organ who must act now: what nobody hears of would wait for ever."""
    track = approvals.track_of(case.number, organ=case.organ)
    notices.send(
        to=[official.code for official in identity.officials_of(case.organ, role=role)],
        title=title.filled(name=_title(case)),
        body=body,
        about=case.number,
        link=f"/desk/{track}/course/#{anchor}",
        at=at,
    )


def say_day(on: date) -> Words:
    """11 月 26 日（周四）, with spaces that do not break."""
    return Words(
        f"{on.month}\u00a0月\u00a0{on.day}\u00a0日（周{'一二三四五六日'[on.weekday()]}）", f"{on:%a} {on.day} {on:%B}"
    )


def _title(case: Case) -> Words:
    return Words(case.title_zh, case.title_en)


def _tell(case: Case, title: Words, body: Words, at: datetime) -> None:
    about = case.parent.number if case.parent else case.number
    _send((case.applicant, case.holder_code), about, title=title, body=body, at=at)


def _send(
    whom: tuple[str, str],
    about: str,
    *,
    title: Words,
    body: Words,
    at: datetime,
    told: Sequence[identity.Person] = (),
) -> None:
    applicant, holder_code = whom
    to = told or identity.people_to_tell(applicant, party_code=holder_code, on=localdate(at))
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
    "CaseNotAccepted": Words("“{title}”不予受理：{reasons}", "“{title}” not accepted: {reasons}"),
    "CaseSuspended": Words("“{title}”开始{kind}，不计时限", "“{title}”: {kind} began, time does not count"),
    "CaseResumed": Words("“{title}”的{kind}做完了，继续计时", "“{title}”: {kind} is done, the limits run again"),
    "extended": Words("“{title}”延长 {days} 日：{words}", "“{title}” extended by {days} days: {words}"),
    "GapSupplied": Words("“{title}”容缺的材料补交了", "“{title}”: the material that was to follow arrived"),
    "DecisionDelayed": Words(
        "“{title}”审查同意，等容缺的材料", "“{title}”: agreed, and waiting for the material that may follow"
    ),
    "CaseRecalled": Words("“{title}”的批准撤回了，重新审查：{reasons}", "“{title}”: the grant was recalled: {reasons}"),
    "HolderFounded": Words("“{name}”登记成立了，后面的证照都归它", "“{name}” is registered: what follows is its own"),
    "GrantShaken": Words(
        "“{title}”依据的结果被撤回，机关要重新看", "“{title}”: what it rests on was recalled; it is looked at again"
    ),
    "GrantConfirmed": Words("“{title}”继续有效", "“{title}” stands"),
    "DeadlineMissed": Words("“{title}”超过了时限：{due}", "“{title}” is overdue: {due}"),
    "DeadlineMoved": Words("“{title}”的办结日改为 {due}", "“{title}”: its day is now {due}"),
    "CommitmentKept": Words("“{title}”批后核查：承诺已履行", "“{title}”: the check found the promise kept"),
    "CommitmentBroken": Words("“{title}”批后核查：承诺没有履行", "“{title}”: the check found the promise broken"),
}


TOLD = (*SAYINGS, "CaseDecided", "ExtensionDecided", "CheckRecorded")
HOT = frozenset(
    {
        "CorrectionAsked",
        "refused",
        "CaseNotAccepted",
        "DeadlineMissed",
        "CommitmentBroken",
        "CaseRecalled",
        "GrantShaken",
    }
)


def log_of(case: CaseView) -> list[LogLine]:
    """What happened to a case and its parts, newest first, in words for the applicant."""
    titles = {part.number: part.title for part in (case, *case.children)}
    lines = [_line(entry, titles[entry.subject]) for entry in journal.history(*titles, kinds=TOLD)]
    return [line for line in reversed(lines) if line]


def _line(entry: journal.Entry, title: Words) -> LogLine | None:
    body: Mapping[str, Any] = entry.body
    kind = _kind_of(entry)
    if kind not in SAYINGS:
        return None
    procedure = SPECIAL.get(body.get("kind", ""), Words("特别程序", "the special procedure"))
    due = say_day(date.fromisoformat(body["due_on"])) if "Deadline" in kind else ""
    told = {name: body.get(name, "") for name in ("reasons", "days", "words", "name")}
    says = SAYINGS[kind].filled(title=title, kind=procedure, due=due, **told)
    return LogLine(entry.at, entry.subject, entry.kind, says, hot=kind in HOT)


def _kind_of(entry: journal.Entry) -> str:
    """The key of SAYINGS: the event's name, or what came out of it."""
    if entry.kind == "CaseDecided":
        return "granted" if entry.body["granted"] else "refused"
    if entry.kind == "ExtensionDecided":
        return "extended" if entry.body["agreed"] else ""
    if entry.kind == "CheckRecorded":
        return "CommitmentKept" if entry.body["kept"] else "CommitmentBroken"
    return entry.kind
