"""Object to a use of one's data (异议), and answer such an objection: never by whoever looked."""

from datetime import date, datetime
from secrets import token_hex

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from tongban.applications.events import UseJudged, UseQuestioned
from tongban.applications.models import Objection
from tongban.applications.types import NotSubmitted
from tongban.applications.uses.looks import looks_of, objection_view
from tongban.applications.uses.types import Look, LookKind, ObjectionView
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.notices import public as notices

ANSWER_WITHIN = 10  # working days: this product's setting, sample
LONGEST = 1000
NO_WORDS = Words("请写明理由", "Please say why")
TOO_LONG = Words("最多写 {most} 个字，请写短一些", "At most {most} characters: please shorten it")
ALREADY = Words(
    "对这次查看已经提过异议，答复会发消息给您", "You have objected to this use already; the answer is sent to you"
)
ANSWERED = Words("这个异议已经答复过了", "This objection has been answered already")
NOT_BY_WHO_LOOKED = Words(
    "查看人不能答复对自己的异议，请由其他督办人员答复",
    "Whoever looked does not answer the objection: let another supervisor do it",
)
ASKED = Words("{person}对一次数据查看提出异议", "{person} objects to a use of their data")
ASKED_BODY = Words(
    "{told}。理由：{words}。请在 {due_on} 以前答复。", "{told}. Their reasons: {words}. Please answer by {due_on}."
)
TOLD = Words("您的数据异议有答复了", "Your objection to a use of data is answered")
PROPER = Words("经核查，这次查看合规。{answer}", "It was looked into: the use was in order. {answer}")
IMPROPER = Words(
    "经核查，这次查看不合规，已按规定处理。{answer}",
    "It was looked into: the use was not in order and is dealt with. {answer}",
)
WHAT = {
    LookKind.REGISTER: Words(
        "{day}，{who}因“{why}”查了{party}的登记数据", "On {day}, {who} asked registers about {party} for “{why}”"
    ),
    LookKind.EXTRACT: Words(
        "{day}，{who}因“{why}”批量查了登记数据（{party}）", "On {day}, {who} asked registers about {party} for “{why}”"
    ),
    LookKind.DOSSIER: Words(
        "{day}，{who}打开了{party}“{why}”的材料", "On {day}, {who} opened the dossier of {party} for “{why}”"
    ),
    LookKind.WINDOW: Words(
        "{day}，{who}在窗口接待时看了{party}的事", "On {day}, {who} saw the affairs of {party} at the counter"
    ),
}


@transaction.atomic
def object_to(key: str, *, words: str, by: identity.Person, at: datetime) -> ObjectionView:
    """Object to one look at one's data, with reasons. Its organ's supervisors are told, those of the city where it has none.

    Raises NotFound for a look that is not among theirs, NotSubmitted without words or the second time.
    """
    look = next((one for one in looks_of(by, on=localdate(at)) if one.key == key), None)
    if look is None:
        raise identity.NotFound(key)
    if look.objection is not None:
        raise NotSubmitted(ALREADY)
    kept = {"person_name": by.name, "by": look.by, "organ": _answering(look), "words": _said(words), "at": at}
    kept |= {"code": token_hex(10), "due_on": catalogue.calendar().add_working_days(localdate(at), ANSWER_WITHIN)}
    one, is_new = Objection.objects.get_or_create(person=by.code, key=key, defaults=kept | {"told": _told(look)})
    if not is_new:
        raise NotSubmitted(ALREADY)
    journal.publish(UseQuestioned(subject=one.code, key=key, organ=one.organ, due_on=one.due_on), by=by.code, at=at)
    _tell_supervisors(one, at)
    return objection_view(one)


def _tell_supervisors(one: Objection, at: datetime) -> None:
    supervisors = identity.officials_of(one.organ, role=identity.Official.Role.SUPERVISOR)
    notices.send(
        to=[official.code for official in supervisors],
        title=ASKED.filled(person=one.person_name),
        body=ASKED_BODY.filled(told=Words(*one.told), words=one.words, due_on=one.due_on),
        about=one.code,
        link="/desk/objections/",
        at=at,
    )


def _said(words: str) -> str:
    said = words.strip()
    if not said:
        raise NotSubmitted(NO_WORDS)
    if len(said) > LONGEST:
        raise NotSubmitted(TOO_LONG.filled(most=LONGEST))
    return said


def _answering(look: Look) -> str:
    """The organ whose supervisors answer."""
    own = look.organ and identity.officials_of(look.organ, role=identity.Official.Role.SUPERVISOR)
    return look.organ if own else identity.GOVERNMENT_OFFICE


def _told(look: Look) -> list[str]:
    """What was looked at, in both languages."""
    day, name = localdate(look.last_at), look.name or look.by
    said = WHAT[look.kind].filled(day=day, who=name, why=look.why, party=look.party)
    return [said.zh, said.en]


def _visible_to(official: identity.Person, on: date) -> QuerySet[Objection]:
    """Those that this supervisor answers: of their organ, or of the whole city. None for anybody else."""
    can = identity.capacity(official, on=on)
    if can is None or not can.oversees:
        return Objection.objects.none()
    return Objection.objects.all() if can.oversees_all else Objection.objects.filter(organ=can.organ)


def objections_for(official: identity.Person, *, on: date, limit: int = 100) -> list[ObjectionView]:
    """The objections that this supervisor may answer or has, what is due first before what is answered. None for anybody else."""
    found = _visible_to(official, on)
    waiting = list(found.filter(answered_at=None).order_by("due_on", "id")[:limit])
    rest = list(found.exclude(answered_at=None).order_by("-answered_at", "-id")[: limit - len(waiting)])
    return [objection_view(one) for one in (*waiting, *rest)]


@transaction.atomic
def answer_objection(code: str, *, was_proper: bool, words: str, by: identity.Person, at: datetime) -> None:
    """Say whether the use was in order, and why; the person who objected is told.

    Raises NotFound for anybody but a supervisor who answers for that organ, NotAllowed for whoever looked, NotSubmitted without
    words or the second time.
    """
    one = _visible_to(by, localdate(at)).select_for_update().filter(code=code).first()
    if one is None:
        raise identity.NotFound(code)
    if one.by == by.code:
        raise identity.NotAllowed(NOT_BY_WHO_LOOKED)
    if one.answered_at is not None:
        raise NotSubmitted(ANSWERED)
    one.was_proper, one.answer, one.answered_by, one.answered_at = was_proper, _said(words), by.code, at
    one.save(update_fields=["was_proper", "answer", "answered_by", "answered_at"])
    journal.publish(UseJudged(subject=code, was_proper=was_proper, words=one.answer), by=by.code, at=at)
    body = (PROPER if was_proper else IMPROPER).filled(answer=one.answer)
    notices.send(to=[one.person], title=TOLD, body=body, about=code, link="/space/uses/", at=at)
