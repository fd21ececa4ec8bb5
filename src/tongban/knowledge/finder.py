"""An index in memory over one edition's bundles and items, built once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tantivy import Document, Index, Occur, Query, Schema, SchemaBuilder

from tongban.catalogue.public import Bundle, Edition, Item
from tongban.kernel.words import Words
from tongban.knowledge.analysis import HAN, matter, normal, sounds, syllable_pairs, syllables, tokens
from tongban.knowledge.types import Hit

WEIGHTS: Mapping[str, float] = {
    "name": 4.0, "alias": 4.0, "legal": 2.0, "summary": 1.5, "organ": 1.0, "guide": 0.6,
}  # fmt: skip
SYLLABLES, SOUND = "syllables", "sound"
SYLLABLE_WEIGHT, SOUND_WEIGHT = 0.35, 3.0
CANDIDATES = 40
LEAST = 0.35
CLOSENESS, WHOLE_EVENT = 6.0, 1.15


@dataclass(frozen=True)
class Entry:
    """A bundle or an item with the words by which it may be called."""

    kind: str
    code: str
    title: Words
    summary: Words
    called: tuple[str, ...]
    texts: Mapping[str, str]


class Finder:
    """Finds the entries of one edition."""

    def __init__(self, edition: Edition) -> None:
        self.entries = [
            *(_bundle_entry(bundle, edition) for bundle in edition.bundles.values()),
            *(_item_entry(item, edition) for item in edition.items.values()),
        ]
        self.schema = _schema()
        self.searcher = self._filled().searcher()

    def find(self, words: str, limit: int) -> list[Hit]:
        """The best entries for somebody's words, best first; none for words that are about nothing here."""
        asked = matter(words)
        clauses = list(self._clauses(asked))
        if not clauses or limit < 1:
            return []
        found = self.searcher.search(Query.boolean_query(clauses), limit=CANDIDATES).hits
        best = max((float(score) for score, _ in found), default=1.0)
        hits = [self._hit(int(self.searcher.doc(at)["at"][0]), float(score) / best, asked) for score, at in found]
        kept = [hit for hit in hits if hit.score >= LEAST * max(each.score for each in hits)]
        return sorted(kept, key=lambda hit: (-hit.score, hit.kind, hit.code))[:limit]

    @cached_property
    def aliases(self) -> list[tuple[str, ...]]:
        """For each entry everything that it is called, without the words of asking."""
        return [tuple(dict.fromkeys(matter(called) or normal(called) for called in e.called)) for e in self.entries]

    def _hit(self, at: int, nearness: float, asked: str) -> Hit:
        entry = self.entries[at]
        score = nearness + CLOSENESS * max((_closeness(asked, called) for called in self.aliases[at]), default=0.0)
        score *= WHOLE_EVENT if entry.kind == "bundle" else 1.0
        return Hit(entry.kind, entry.code, entry.title, entry.summary, round(score, 4))

    def _clauses(self, asked: str) -> Iterator[tuple[Occur, Query]]:
        """Any of the tokens in any of the fields: terms only, so that no sign in somebody's words is an instruction."""
        for token in dict.fromkeys(tokens(asked)):
            if len(token) == 1 and len(asked) > 2:
                continue  # one character of many says nothing
            for field, weight in WEIGHTS.items():
                yield Occur.Should, self._term(field, token, weight)
            if len(token) > 2 and token.isascii():
                yield from ((Occur.Should, self._nearly(field, token)) for field in ("name", "alias"))
        for pair in dict.fromkeys(syllable_pairs(asked)):
            yield Occur.Should, self._term(SYLLABLES, pair, SYLLABLE_WEIGHT)
        typed = asked.replace(" ", "").replace("'", "")
        if typed.isascii() and typed.isalnum() and len(typed) > 1:
            yield Occur.Should, self._term(SOUND, typed, SOUND_WEIGHT)
            if len(typed) > 4:
                yield Occur.Should, self._nearly(SOUND, typed)

    def _term(self, field: str, token: str, weight: float) -> Query:
        return Query.boost_query(Query.term_query(self.schema, field, token), weight)

    def _nearly(self, field: str, token: str) -> Query:
        """What begins like the token; with one letter wrong in a word of five or more, two in a long one."""
        distance = min(len(token) // 5, 2)
        found = Query.fuzzy_term_query(self.schema, field, token, distance=distance, prefix=True)
        return Query.boost_query(found, 0.8)

    def _filled(self) -> Index:
        index = Index(self.schema)
        writer = index.writer(heap_size=15_000_000, num_threads=1)
        for at, entry in enumerate(self.entries):
            document = Document()
            document.add_unsigned("at", at)
            for field, text in entry.texts.items():
                document.add_text(field, " ".join(tokens(normal(text))))
            heard = [sound for called in entry.called for sound in (*sounds(called), *sounds(matter(called)))]
            document.add_text(SOUND, " ".join(_beginnings(heard)))
            pairs = [pair for called in entry.called for pair in syllable_pairs(called)]
            document.add_text(SYLLABLES, " ".join(pairs))
            writer.add_document(document)
        writer.commit()
        index.reload()
        return index


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field("at", stored=True)
    for field in (*WEIGHTS, SYLLABLES, SOUND):
        builder.add_text_field(field, tokenizer_name="whitespace")
    return builder.build()


def _beginnings(sounds_of_it: list[str]) -> list[str]:
    """Every beginning of a sound, so that it is found while it is being typed; the whole of it counts twice."""
    begun = {sound[:end] for sound in sounds_of_it for end in range(2, len(sound) + 1)}
    return [*sorted(begun), *dict.fromkeys(sounds_of_it)]


def _closeness(asked: str, called: str) -> float:
    """1 when somebody asks for exactly this; the share of it when one is inside the other; else 0."""
    if asked == called:
        return 1.0
    heard = asked.replace(" ", "")
    if heard.isascii() and HAN.search(called):
        return _sound_closeness(heard, called)
    shorter, longer = sorted((asked, called), key=len)
    is_word = len(shorter) > 1 and (f" {shorter} " in f" {longer} " if shorter.isascii() else shorter in longer)
    return 0.9 * (len(shorter) / len(longer)) ** 0.5 if is_word else 0.0


def _sound_closeness(heard: str, called: str) -> float:
    said = syllables(called)
    whole, initials = "".join(said), "".join(each[0] for each in said)
    if len(heard) > 1 and heard in (whole, initials):
        return 0.9
    return 0.6 * len(heard) / len(whole) if len(heard) > 2 and whole.startswith(heard) else 0.0


def _both(*words: Words) -> str:
    return " ".join(f"{each.zh} {each.en}" for each in words)


def _bundle_entry(bundle: Bundle, edition: Edition) -> Entry:
    parts = [edition.items[part.item] for part in bundle.components]
    texts = {
        "name": _both(bundle.name),
        "alias": " ".join(bundle.aliases),
        "summary": _both(bundle.summary),
        "organ": _both(edition.organs[bundle.organ].name),
        "guide": _both(
            *(item.name for item in parts),
            *(part.reason for part in bundle.components),
            *(asked.question for asked in bundle.common_questions),
        ),
    }
    called = (bundle.name.zh, bundle.name.en, *bundle.aliases)
    return Entry("bundle", bundle.code, bundle.name, bundle.summary, called, texts)


def _item_entry(item: Item, edition: Edition) -> Entry:
    texts = {
        "name": _both(item.name),
        "alias": " ".join(item.aliases),
        "legal": _both(item.legal_name, item.result.name),
        "summary": _both(item.summary),
        "organ": _both(edition.organs[item.organ].name),
        "guide": _both(
            item.audience, *(each.sentence for each in item.conditions), *(each.name for each in item.materials)
        ),
    }
    called = (item.name.zh, item.name.en, item.legal_name.zh, item.result.name.zh, *item.aliases)
    return Entry("item", item.code, item.name, item.summary, called, texts)
