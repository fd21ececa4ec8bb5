"""What the right answer is: results, a question first, a refusal, or an honest nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tongban.catalogue.public import AdviceKind, Edition
from tongban.knowledge.finding.analysis import HAN, LATIN, matter, wanted
from tongban.knowledge.finding.entries import AMBIGUITY, QUESTION
from tongban.knowledge.finding.finder import Finder, Question, Weighed
from tongban.knowledge.types import Found, Hit, NodeKind, Searcher, Verdict

LEAST, LEAST_BY_WORDS, LEAST_SHARE = 0.62, 0.3, 0.15
TAIL, PLENTY = 0.4, 1.25
WHOLLY, NEARLY = 0.75, 0.9
ASKED_AMONG, FAR_AHEAD, CLEARLY, FEW_WORDS = 3, 1.2, 1.2, 8
UNEXPLAINED, LEAST_UNEXPLAINED = 0.05, 0.9
MOSTLY, HALF, NOT_FAR_BEHIND = 0.9, 0.6, 0.75
FAINT, FAINTLY_NEAR, CLEAR_OF_OTHERS = 0.5, 0.6, 1.25
WARMER = 1.06
CHILD_UNTIL, ELDER_FROM = 18, 60
OUTSIDE = frozenset({AdviceKind.REFUSAL, AdviceKind.ELSEWHERE})
AGES: Mapping[str, frozenset[str]] = {
    "young": frozenset({"birth", "stage_birth", "education", "stage_school", "stage_marriage", "work", "stage_work"}),
    "old": frozenset({"retirement", "stage_old", "stage_after", "care", "health", "stage_health"}),
}


class Judge:
    """Answers questions about one edition."""

    def __init__(self, finder: Finder, edition: Edition) -> None:
        self.finder, self.edition = finder, edition
        self.refusals = {a.code for a in edition.advice.values() if a.kind == AdviceKind.REFUSAL}

    def answer(self, words: str, *, searcher: Searcher, chosen: Mapping[str, str], limit: int) -> Found:
        question = self.finder.read(wanted(words))
        if not question.words and not question.typed:
            return self._asking_alone(question)
        weighed = self.finder.weigh(question)
        if not weighed or not self._is_enough(weighed[0]):
            return Found(Verdict.NOTHING, meant=question.meant)
        weighed = self._sent_away_first(weighed)
        best = weighed[0]
        if self._is_refusal(best):
            return Found(Verdict.REFUSE, refusal=best.entry.summary)
        hits = self._hits(weighed, searcher)
        counts = counted(hits)
        kept = [hit for hit in hits if all(value in facet(hit, name) for name, value in chosen.items())]
        shown = Found(Verdict.FOUND, tuple(kept[:limit]), meant=question.meant, counts=counts, total=len(kept))
        if asking := _asking(question, weighed):
            ambiguity = self.edition.ambiguities[asking.entry.code]
            return Found(Verdict.ASK, shown.hits, ambiguity.question, ambiguity.choices, counts=counts, total=len(kept))
        return shown if hits else Found(Verdict.NOTHING, meant=question.meant)

    def _asking_alone(self, question: Question) -> Found:
        """Words that name no matter at all, as 怎么弄: asked back where the content has them, else nothing."""
        for at in self.finder.same.get(question.text, ()):
            if self.finder.entries[at].kind == AMBIGUITY:
                ambiguity = self.edition.ambiguities[self.finder.entries[at].code]
                return Found(Verdict.ASK, question=ambiguity.question, choices=ambiguity.choices)
        return Found(Verdict.NOTHING)

    def _is_enough(self, best: Weighed) -> bool:
        """Whether the best is good enough to be shown: with its meaning known, or by words alone."""
        if best.nearness:
            return best.score >= (LEAST_UNEXPLAINED if best.share < UNEXPLAINED else LEAST)
        return best.score >= LEAST_BY_WORDS and best.share >= LEAST_SHARE

    def _sent_away_first(self, weighed: list[Weighed]) -> list[Weighed]:
        """The weighed, what is out of scope before a node that shares its words, and a faint refusal behind what is in scope.

        Out of scope is what explains nearly all of the words where the best node explains a part of them: the one names the
        matter, the other only its object. A refusal that explains little and is not near in meaning shares a word by chance.
        """
        best = weighed[0]
        if self._is_refusal(best):
            real = next((each for each in weighed if self._is_offered(each)), None)
            is_faint = best.share < FAINT and best.nearness < FAINTLY_NEAR
            if real and is_faint and best.score < CLEAR_OF_OTHERS * real.score:
                return [real, *(each for each in weighed if each is not real and not self._is_refusal(each))]
        elif self._is_offered(best) and best.share <= HALF:
            for each in weighed[1:]:
                if self._is_outside(each) and each.share >= MOSTLY and each.score >= NOT_FAR_BEHIND * best.score:
                    return [each, *(other for other in weighed if other is not each)]
        return weighed

    def _is_refusal(self, each: Weighed) -> bool:
        return each.entry.kind == NodeKind.ADVICE and each.entry.code in self.refusals

    def _is_outside(self, each: Weighed) -> bool:
        return each.entry.kind == NodeKind.ADVICE and self.edition.advice[each.entry.code].kind in OUTSIDE

    @staticmethod
    def _is_offered(each: Weighed) -> bool:
        return each.entry.kind in (NodeKind.BUNDLE, NodeKind.ITEM, NodeKind.POLICY)

    def suggestions(self, words: str, *, searcher: Searcher, limit: int) -> list[Hit]:
        question = self.finder.read(words)
        weighed = self.finder.weigh(question, quick=True) if question.words or question.typed else []
        found = [hit for hit in self._hits(weighed, searcher) if hit.kind != NodeKind.LAW]
        return found[:limit]

    def _hits(self, weighed: Sequence[Weighed], searcher: Searcher) -> list[Hit]:
        """The nodes among the weighed, ordered for the searcher, without the long tail.

        A common question is no hit of its own: it is shown with the node that it belongs to.
        """
        asked: dict[str, Weighed] = {}
        for each in weighed:
            if each.entry.kind == QUESTION:
                asked.setdefault(each.entry.about, each)
        nodes = [w for w in weighed if w.entry.kind not in (AMBIGUITY, QUESTION) and w.entry.code not in self.refusals]
        hits = [_hit(each, asked.get(each.entry.code), searcher) for each in nodes]
        least = TAIL * min(max((hit.score for hit in hits), default=0.0), PLENTY)
        kept = sorted((hit for hit in hits if hit.score >= least), key=lambda hit: (-hit.score, hit.kind, hit.code))
        return self._in_pairs(kept)

    def _in_pairs(self, hits: Sequence[Hit]) -> list[Hit]:
        """A policy and the item by which one applies for it as one hit, where the better of them stands."""
        shown: dict[tuple[str, str], Hit] = {}
        taken: set[tuple[str, str]] = set()
        for hit in hits:
            if (hit.kind, hit.code) in taken:
                continue
            pair = next(
                (each for each in hits if self._belong(hit, each) and (each.kind, each.code) not in taken), None
            )
            taken |= {(hit.kind, hit.code)} | ({(pair.kind, pair.code)} if pair else set())
            shown[hit.kind, hit.code] = replace(hit, partner=pair)
        return list(shown.values())

    def _belong(self, one: Hit, other: Hit) -> bool:
        policy, item = (one, other) if one.kind == NodeKind.POLICY else (other, one)
        if policy.kind != NodeKind.POLICY or item.kind != NodeKind.ITEM:
            return False
        return self.edition.policies[policy.code].item == item.code


def _asking(question: Question, weighed: Sequence[Weighed]) -> Weighed | None:
    """The ambiguity that is to be asked about: the words say nothing beyond it, and nothing else is better.

    One that was said exactly may stand a little behind a node whose name says as little. Of few words it is enough that
    it is far ahead: what it does not explain of them is how somebody talks.
    """
    asking = next((each for each in weighed[:ASKED_AMONG] if each.entry.kind == AMBIGUITY), None)
    if asking is None:
        return None
    others = max((each.score for each in weighed if each.entry.kind != AMBIGUITY), default=0.0)
    least = NEARLY if asking.is_exact else 1.0
    if asking.share >= WHOLLY and asking.score >= least * others:
        return asking
    is_far_ahead = asking.score >= max(CLEARLY, FAR_AHEAD * others)
    return asking if is_far_ahead and _size(question) <= FEW_WORDS else None


def _size(question: Question) -> int:
    """How much somebody said: the characters of the Chinese and the words of the English, without the words of asking."""
    said = matter(question.text)
    return sum(len(run) for run in HAN.findall(said)) + len(LATIN.findall(said))


def suits(facets: Mapping[str, tuple[str, ...]], searcher: Searcher) -> bool:
    """Whether a node is for such a searcher: their audience, and a heading of their time of life."""
    audiences = facets.get("audience", ())
    if searcher.audience and audiences and searcher.audience not in audiences:
        return False
    if searcher.district and searcher.district in facets.get("district", ()):
        return True
    if searcher.born_on and searcher.on:
        return bool(_group_of(searcher) & set(facets.get("theme", ()))) or len(audiences) == 1
    return bool(searcher.audience) and audiences == (searcher.audience,)


def fits(facets: Mapping[str, tuple[str, ...]], searcher: Searcher) -> int:
    """How well a node is for such a searcher where nothing was asked, the more the better; 0 where it does not suit them.

    1 where it suits, and one more for each heading of their time of life beyond those of another, and for their district.
    """
    if not suits(facets, searcher):
        return 0
    themes, own = set(facets.get("theme", ())), _group_of(searcher)
    others = {code for group in AGES.values() if group is not own for code in group} if own else set()
    is_near = bool(searcher.district) and searcher.district in facets.get("district", ())
    return 1 + max(0, len(own & themes) - len(others & themes)) + is_near


def _group_of(searcher: Searcher) -> frozenset[str]:
    """The headings of the searcher's time of life."""
    if searcher.born_on is None or searcher.on is None:
        return frozenset()
    return AGES["old"] if searcher.on.year - searcher.born_on.year >= ELDER_FROM else AGES["young"]


def facet(hit: Hit, name: str) -> tuple[str, ...]:
    """What stands under a facet for a hit; its kind is one too."""
    return (hit.kind,) if name == "kind" else hit.facets.get(name, ())


def counted(hits: Iterable[Hit]) -> dict[str, dict[str, int]]:
    """How many hits stand under each value of each facet."""
    found: dict[str, Counter[str]] = {}
    for hit in hits:
        for name in ("kind", *hit.facets):
            found.setdefault(name, Counter()).update(facet(hit, name))
    return {name: dict(counter.most_common()) for name, counter in found.items()}


def _hit(each: Weighed, asked: Weighed | None, searcher: Searcher) -> Hit:
    entry = each.entry
    score = max(each.score, asked.score) if asked and entry.kind != NodeKind.LAW else each.score
    score *= WARMER if suits(entry.facets, searcher) else 1.0
    told = asked.entry if asked and asked.score >= 0.8 * each.score else None
    return Hit(
        entry.kind, entry.code, entry.title, entry.summary, round(score, 4), entry.facets,
        told.title if told else None, told.summary if told else None,
    )  # fmt: skip
