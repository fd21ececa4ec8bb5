"""The states of a case and what may follow what: one table that a lawyer can read (Administrative Licensing Law).

docs/states.md is this table, printed; a test compares them. Two marks go beside a state and change no row: `with_gap`
(容缺受理, a material follows later) and `on_commitment` (告知承诺, a promise stands for materials, checked after the grant).
"""

from dataclasses import dataclass
from enum import StrEnum

from tongban.kernel.words import Words


class State(StrEnum):
    WAITING = "waiting"
    RECEIVED = "received"
    CORRECTING = "correcting"
    NOT_ACCEPTED = "not_accepted"
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Row:
    """One state: its name, what it means, the article, who must act now, and what may follow."""

    state: State
    name: Words
    means: Words
    article: str
    acts: Words
    may_follow: tuple[State, ...]


ORGAN, APPLICANT, NOBODY = Words("机关", "organ"), Words("申请人", "applicant"), Words("无", "nobody")
OTHERS = Words("前一事项的机关", "organ of the item before")

TABLE = (
    Row(
        State.WAITING,
        Words("等待", "waiting"),
        Words("已收件，要先等另一事项的结果", "received, but another item's result must come first"),
        "29",
        OTHERS,
        (State.RECEIVED, State.WITHDRAWN, State.TERMINATED),
    ),
    Row(
        State.RECEIVED,
        Words("收件", "received"),
        Words(
            "5 个工作日内受理、不予受理或一次告知全部补正内容，逾期视为自收到之日起受理",
            "accept, refuse to accept, or tell all defects at once within 5 working days; else deemed accepted as of receipt",
        ),
        "32",
        ORGAN,
        (State.CORRECTING, State.NOT_ACCEPTED, State.ACCEPTED, State.WITHDRAWN, State.TERMINATED),
    ),
    Row(
        State.CORRECTING,
        Words("补正", "correcting"),
        Words("已一次告知全部补正内容，不计时限", "all defects were told, once; no time counts"),
        "32",
        APPLICANT,
        (State.RECEIVED, State.WITHDRAWN, State.TERMINATED),
    ),
    Row(
        State.NOT_ACCEPTED,
        Words("不予受理", "not accepted"),
        Words("书面说明理由和救济途径", "told in writing, with reasons and remedies"),
        "32",
        NOBODY,
        (),
    ),
    Row(
        State.ACCEPTED,
        Words("受理", "accepted"),
        Words("法定时限和承诺时限都在计算", "the statutory and the promised limit run"),
        "32, 42",
        ORGAN,
        (
            State.SUSPENDED,
            State.GRANTED,
            State.REFUSED,
            State.WITHDRAWN,
            State.TERMINATED,
            State.CLOSED,  # only a bundle's parent, when its last part has ended
        ),
    ),
    Row(
        State.SUSPENDED,
        Words("特别程序", "suspended"),
        Words(
            "听证、检验、检测、检疫、鉴定、专家评审等所需时间不计时限，书面告知",
            "a hearing, inspection, testing, quarantine, appraisal or expert review: not counted, told in writing",
        ),
        "45",
        ORGAN,
        (State.ACCEPTED, State.WITHDRAWN, State.TERMINATED),
    ),
    Row(
        State.GRANTED,
        Words("准予许可", "granted"),
        Words("10 个工作日内制作并送达", "the result is made and delivered within 10 working days"),
        "38, 44",
        ORGAN,
        (State.CLOSED, State.ACCEPTED),  # back only by the recall of an automatic decision
    ),
    Row(
        State.REFUSED,
        Words("不予许可", "refused"),
        Words("说明理由，告知复议和诉讼权利", "with reasons, and the right to reconsideration and to go to court"),
        "38",
        NOBODY,
        (),
    ),
    Row(
        State.WITHDRAWN,
        Words("撤回", "withdrawn"),
        Words("申请人在决定前撤回", "taken back by the applicant before the decision"),
        "-",
        NOBODY,
        (),
    ),
    Row(
        State.TERMINATED,
        Words("终止", "terminated"),
        Words(
            "不能继续：前一事项没有办成、到期未补交，或机关说明理由后终止",
            "cannot go on: what it waited for did not come, nothing was supplied in time, or the organ ended it with reasons",
        ),
        "-",
        NOBODY,
        (),
    ),
    Row(
        State.CLOSED,
        Words("办结", "closed"),
        Words("结果已送达", "the result is delivered"),
        "44",
        NOBODY,
        (State.ACCEPTED,),  # back only by the recall of an automatic decision
    ),
)

NEXT: dict[State, frozenset[State]] = {row.state: frozenset(row.may_follow) for row in TABLE}
ENDED = frozenset({State.NOT_ACCEPTED, State.REFUSED, State.WITHDRAWN, State.TERMINATED, State.CLOSED})
OPEN = frozenset(State) - ENDED
RECALLED = frozenset({(State.GRANTED, State.ACCEPTED), (State.CLOSED, State.ACCEPTED)})
"""The two steps back that only a recall may take."""


class NotPossible(ValueError):
    """The case is in a state from which this cannot follow."""

    def __init__(self, now: State, wanted: State) -> None:
        super().__init__(f"{now} -> {wanted}")
        self.now, self.wanted = now, wanted


PAGE = """# States of a case · 办件状态

Printed from `src/tongban/cases/states.py` (`.venv/bin/python -m tests.house.write_states`); a test compares the two.
Articles are those of the Administrative Licensing Law (行政许可法). Limits are in working days (article 82).

| state | 状态 | what it means | article | who must act | may follow |
|---|---|---|---|---|---|
"""


def printed() -> str:
    """The table as a page of Markdown: the text of docs/states.md."""
    return PAGE + "".join(_printed_row(row) for row in TABLE)


def _printed_row(row: Row) -> str:
    following = ", ".join(f"`{state}`" for state in row.may_follow) or "-"
    means = f"{row.means.zh} {row.means.en}"
    return f"| `{row.state}` | {row.name.zh} | {means} | {row.article} | {row.acts.zh} {row.acts.en} | {following} |\n"
