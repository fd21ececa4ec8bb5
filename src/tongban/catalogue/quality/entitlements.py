"""What an editor should look at in a policy although it can be published. What stops publishing is told by `check`: a condition
that no source proves, bands that overlap or leave a gap, two policies of which only one excludes the other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tongban.catalogue.policies import BenefitKind, Bound, Mode, Passage, Policy, Proof
from tongban.catalogue.quality.lints import Finding, Severity
from tongban.catalogue.queries import amount, rule
from tongban.catalogue.types import Edition
from tongban.kernel.words import Words
from tongban.rules import public as rules

WITHOUT_ASKING = (Mode.AUTO, Mode.CONFIRM)


@dataclass(frozen=True)
class Tied:
    """One sentence of a document with what rests on it (要点标注): conditions and exclusions by their codes, the benefit, and the
    periods (`valid` and `pay_day`)."""

    passage: Passage
    conditions: tuple[str, ...]
    exclusions: tuple[str, ...]
    benefit: bool
    periods: tuple[str, ...] = ()

    @property
    def is_used(self) -> bool:
        return bool(self.conditions or self.exclusions or self.benefit or self.periods)

    @property
    def is_settled(self) -> bool:
        """Whether something rests on it, or it is said why nothing does."""
        return self.is_used or self.passage.why_idle is not None


def tied(policy: Policy) -> tuple[Tied, ...]:
    """The sentences of a policy's document, each with what rests on it (拆解): how far the policy was taken apart."""
    periods = {"valid": policy.valid_passage, "pay_day": policy.pay_day.passage if policy.pay_day else None}
    return tuple(
        Tied(
            each,
            tuple(one.code for one in policy.conditions if one.passage == each.code),
            tuple(one.code for one in policy.exclusions if one.passage == each.code),
            policy.benefit.passage == each.code,
            tuple(name for name, passage in periods.items() if passage == each.code),
        )
        for each in policy.document.passages
    )


def lint_policies(edition: Edition, *, cases: Mapping[str, int] | None = None) -> tuple[Finding, ...]:
    """Warnings and hints about every policy, in the order of the content. `cases` are the numbers of test cases by policy."""
    alike, used = _alike(edition), _parameters_used(edition)
    found: list[Finding] = []
    for policy in edition.policies.values():
        for check in CHECKS:
            found.extend(check(policy, edition))
        found.extend(_unused_parameters(policy, used))
        found.extend(_same_people(policy, alike.get(policy.code, ()), edition))
        if cases is not None and not cases.get(policy.code):
            mend = Words(f"请写 cases/{policy.code}.yaml。", f"Write cases/{policy.code}.yaml.")
            found.append(_warn("untried", policy, (), Words("没有测试用例。", "It has no test case."), mend=mend))
    return tuple(found)


def _warn(code: str, policy: Policy, place: Sequence[str | int], says: Words, *, mend: Words) -> Finding:
    return Finding(Severity.WARNING, code, policy.code, tuple(place), says, mend)


def _hint(code: str, policy: Policy, place: Sequence[str | int], says: Words, *, mend: Words) -> Finding:
    return Finding(Severity.HINT, code, policy.code, tuple(place), says, mend)


def _idle_sentences(policy: Policy, edition: Edition) -> Iterator[Finding]:
    for number, each in enumerate(tied(policy)):
        if not each.is_settled:
            says = Words(
                f"“{each.passage.text.zh}”没有条件、金额、期限或排除情形连着它。",
                f"Nothing rests on “{each.passage.text.en}”.",
            )
            mend = Words(
                "拆成条件、金额、期限或排除情形；只作说明的写明原因（why_idle）。",
                "Take it apart; where it only explains, say so (why_idle).",
            )
            yield _hint("idle_sentence", policy, ("document", "passages", number), says, mend=mend)


def _declared_though_held(policy: Policy, edition: Edition) -> Iterator[Finding]:
    for number, condition in enumerate(policy.conditions):
        if condition.proof is Proof.DECLARED and condition.rule:
            facts = rules.facts_of(rule(edition, condition.rule))
            if facts and all(edition.facts[code].source for code in facts):
                says = Words(
                    f"“{condition.sentence.zh}”要人申报，但它的数据项都有数源。",
                    f"“{condition.sentence.en}” is declared, though sources hold all its facts.",
                )
                mend = Words("改成 proof: source。", "Write proof: source.")
                yield _warn("declared_though_held", policy, ("conditions", number), says, mend=mend)


def _amounts_without_source(policy: Policy, edition: Edition) -> Iterator[Finding]:
    if policy.mode not in WITHOUT_ASKING or not policy.benefit.formula:
        return
    for code in rules.facts_of(amount(edition, policy.benefit.formula)):
        if not edition.facts[code].source:
            says = Words(
                f"不用申请就发，但金额要用的“{edition.facts[code].label.zh}”没有数源。",
                f"It is paid without applying, but no source holds “{edition.facts[code].label.en}”, which the amount needs.",
            )
            mend = Words("给这个数据项写 source:，或者改 mode。", "Give the fact a source:, or change the mode.")
            yield _warn("amount_without_source", policy, ("benefit", "formula"), says, mend=mend)


def _unverified(policy: Policy, edition: Edition) -> Iterator[Finding]:
    if policy.mode in WITHOUT_ASKING and policy.benefit.formula and not policy.benefit.verified:
        says = Words(
            "不用申请就发，金额却没有对照文件核实。", "It is paid without applying, but its amount was not verified."
        )
        mend = Words("对照文件核实后写 verified: true。", "Compare it with the document, then write verified: true.")
        yield _warn("unverified_amount", policy, ("benefit",), says, mend=mend)


def _not_granted_in_full(policy: Policy, edition: Edition) -> Iterator[Finding]:
    """What a payment without asking still lacks. Who has still to verify an amount has that to do first."""
    benefit = policy.benefit
    if policy.mode not in WITHOUT_ASKING or benefit.kind is not BenefitKind.PAYMENT or not benefit.formula:
        return
    if policy.budget is None:
        says = Words("没有写预算，发放前没有可比的数。", "Without a budget there is nothing to compare a payment with.")
        yield _hint("no_budget", policy, (), says, mend=Words("请写 budget:。", "Add budget:."))
    if policy.granting is None and benefit.verified and benefit.bound is Bound.EXACT:
        says = Words(
            "没有写怎么发：没有部门联审名单，也不知道打到哪个账户。",
            "It does not say how it is granted: no organ reviews the list, and no account is known.",
        )
        yield _warn("no_granting", policy, (), says, mend=Words("请写 granting:。", "Add granting:."))


def _parameters_used(edition: Edition) -> set[str]:
    """The parameters that any text of any policy or exclusion names."""
    policies = edition.policies.values()
    texts = [each.rule for policy in policies for each in policy.conditions if each.rule]
    texts += [each.rule for policy in policies for each in policy.exclusions if each.rule]
    texts += [one.rule for one in edition.exclusions.values()]
    formulas = [text for each in policies for text in (each.benefit.formula, each.benefit.total) if text]
    used = {each.code for text in texts for each in rule(edition, text).dated}
    return used | {each.code for text in formulas for each in amount(edition, text).dated}


def _unused_parameters(policy: Policy, used: set[str]) -> Iterator[Finding]:
    for code, parameter in policy.parameters.items():
        if code not in used:
            says = Words(f"参数“{parameter.label.zh}”没有用到。", f"Nothing uses the parameter “{parameter.label.en}”.")
            yield _warn("unused_parameter", policy, ("parameters", code), says, mend=Words("请删去。", "Remove it."))


def _ended(policy: Policy, edition: Edition) -> Iterator[Finding]:
    if policy.valid_until and policy.valid_until < edition.effective_on.isoformat():
        says = Words(f"有效期到 {policy.valid_until}，已经过了。", f"It ended on {policy.valid_until}.")
        mend = Words("延续的请改日期，停止的请发布终止的修订。", "Extend it, or let a revision end it.")
        yield _hint("ended", policy, ("valid_until",), says, mend=mend)


def _alike(edition: Edition) -> dict[str, tuple[str, ...]]:
    """Of each policy those of the same people: the same facts decide both, and neither says that they exclude each other."""
    found: dict[str, tuple[str, ...]] = {}
    of_facts: dict[tuple[str, frozenset[str]], list[Policy]] = {}
    for policy in edition.policies.values():
        texts = frozenset(each.rule or "" for each in policy.conditions)
        if all(texts):
            of_facts.setdefault((policy.audience, texts), []).append(policy)
    for one, two in (pair for several in of_facts.values() for pair in combinations(several, 2)):
        said = {code for each in (*one.exclusions, *two.exclusions) for code in each.policies}
        if not said & {one.code, two.code}:
            found[one.code] = (*found.get(one.code, ()), two.code)
            found[two.code] = (*found.get(two.code, ()), one.code)
    return found


def _same_people(policy: Policy, others: Sequence[str], edition: Edition) -> Iterator[Finding]:
    for code in others:
        other = edition.policies[code]
        says = Words(
            f"和“{other.name.zh}”的条件一模一样，却没说能不能同时享受。",
            f"Its conditions are those of “{other.name.en}”, and neither says whether one may have both.",
        )
        mend = Words("不能重复享受的，请在两项里都写 exclusions。", "If one may not, write exclusions in both.")
        yield _warn("same_people", policy, ("exclusions",), says, mend=mend)


CHECKS: Sequence[Callable[[Policy, Edition], Iterator[Finding]]] = (
    _idle_sentences, _declared_though_held, _amounts_without_source, _unverified, _not_granted_in_full,
    _ended,
)  # fmt: skip
