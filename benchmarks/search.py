"""Search among 10,000 nodes: ours, SQLite FTS5 and PostgreSQL trigrams on the same nodes and questions."""

import argparse
import json
import os
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import date
from statistics import median
from typing import Any

import django
import numpy as np
import psycopg

django.setup()

from tongban.catalogue import public as catalogue  # noqa: E402
from tongban.kernel.words import Words  # noqa: E402
from tongban.knowledge import public as knowledge  # noqa: E402
from tongban.knowledge.contrib.embedded import EmbeddedIndex  # noqa: E402
from tongban.knowledge.finding.entries import Entry, entries_of  # noqa: E402
from tongban.knowledge.finding.finder import Finder  # noqa: E402
from tongban.knowledge.finding.lexicon import Lexicon  # noqa: E402
from tongban.knowledge.finding.meaning import Meaning  # noqa: E402
from tongban.site.places import ROOT  # noqa: E402

SEED, LIMIT = 20261123, 20
PLACES = "黄浦徐汇长宁静安普陀虹口杨浦闵行宝山嘉定浦东金山松江青浦奉贤崇明"
DEEDS = "新办变更延续注销补发备案年检查询转入转出认定复核登记核销试点续签"
THINGS = "冷库车棚画室琴行果园码头锅炉电梯展厅剧场鱼塘花店球馆诊所仓库印厂苗圃影棚茶室货柜"


def main() -> None:
    given = options()
    entries = made_up(given.nodes)
    edition = catalogue.draft(ROOT / "content" / "shanghai", on=date(2026, 11, 23))
    lexicon = Lexicon(edition.lexicon.values())
    begun = time.perf_counter()
    finder = Finder(entries, lexicon, EmbeddedIndex, "bench")
    built = time.perf_counter() - begun
    questions = asked(given.questions)
    found: dict[str, Any] = {"nodes": len(entries), "questions": len(questions), "index_seconds": round(built, 2)}
    found["ours"] = timed(
        lambda words: [each.entry.code for each in finder.weigh(finder.read(words))[:LIMIT]], questions
    )
    found["sqlite_fts5"] = timed(sqlite_search(entries, finder), questions)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        found["postgres_trigram"] = timed(postgres_search(connection, entries), questions)
    if given.meaning:
        found["ours_with_meaning"] = timed(with_meaning(finder, entries), questions)
    print(json.dumps(found, ensure_ascii=False, indent=None if given.json else 2))


def options() -> argparse.Namespace:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--json", action="store_true")
    given.add_argument("--nodes", type=int, default=10_000)
    given.add_argument("--questions", type=int, default=600)
    given.add_argument(
        "--meaning", action="store_true", help="also with sentences read (their vectors take a minute to make)"
    )
    return given.parse_args()


def made_up(count: int) -> list[Entry]:
    """The content's nodes, and as many more as wanted: theirs with another place, thing and deed in every saying."""
    edition = catalogue.draft(ROOT / "content" / "shanghai", on=date(2026, 11, 23))
    real, chance = entries_of(edition), random.Random(SEED)
    patterns = [each for each in real if each.kind in ("item", "bundle", "policy")]
    made = list(real)
    while len(made) < count:
        pattern = chance.choice(patterns)
        extra = "".join(two(words, chance) for words in (PLACES, THINGS, DEEDS))
        made.append(
            Entry(
                kind=pattern.kind,
                code=f"node{len(made)}",
                title=Words(extra + pattern.title.zh, pattern.title.en),
                summary=pattern.summary,
                called=(extra + pattern.called[0], *chance.sample(pattern.called, min(3, len(pattern.called)))),
                asked=tuple(extra + each for each in pattern.asked[:4]),
                told=pattern.told[:6],
                facets=pattern.facets,
            )
        )
    return made


def two(words: str, chance: random.Random) -> str:
    """One of the words of two characters that are written in a row."""
    at = 2 * chance.randrange(len(words) // 2)
    return words[at : at + 2]


def asked(count: int) -> list[str]:
    """The city's own questions, in turn, with a word of the made-up nodes in every third."""
    rows = [
        row.question
        for path in sorted((ROOT / "content" / "shanghai" / "questions").glob("*.md"))
        for row in knowledge.read_rows(path.read_text(encoding="utf8"))
    ]
    chance = random.Random(SEED)
    some = [rows[at % len(rows)] for at in range(count)]
    return [words if at % 3 else two(THINGS, chance) + words for at, words in enumerate(some)]


def timed(search: Callable[[str], Sequence[Any]], questions: Sequence[str]) -> dict[str, float]:
    for words in questions[:20]:
        search(words)
    times = []
    for words in questions:
        begun = time.perf_counter()
        search(words)
        times.append((time.perf_counter() - begun) * 1000)
    return {"p50_ms": round(median(times), 2), "p99_ms": round(float(np.percentile(times, 99)), 2)}


def sqlite_search(entries: Sequence[Entry], finder: Finder) -> Callable[[str], list[Any]]:
    """The same tokens in one FTS5 column for each field, by bm25 with the same weights for names, questions and texts."""
    from tongban.knowledge.finding.analysis import normal
    from tongban.knowledge.finding.likeness import words_of

    store = sqlite3.connect(":memory:")
    store.execute("CREATE VIRTUAL TABLE nodes USING fts5(called, asked, told, tokenize='unicode61')")

    def cut(texts: Sequence[str]) -> str:
        return " ".join(token.replace("=", "s") for text in texts for token in words_of(normal(text), finder.lexicon))

    store.executemany(
        "INSERT INTO nodes VALUES (?, ?, ?)", [(cut(e.called), cut(e.asked), cut(e.told)) for e in entries]
    )

    def search(words: str) -> list[Any]:
        tokens = [token.replace("=", "s") for token in finder.read(words).words if len(token) > 1]
        query = " OR ".join(f'"{token}"' for token in dict.fromkeys(tokens)) or '"x"'
        select = "SELECT rowid FROM nodes WHERE nodes MATCH ? ORDER BY bm25(nodes, 3.0, 2.0, 0.6) LIMIT ?"
        return store.execute(select, (query, LIMIT)).fetchall()

    return search


def postgres_search(connection: psycopg.Connection[Any], entries: Sequence[Entry]) -> Callable[[str], list[Any]]:
    """Names and questions in one text with a trigram index, by word similarity."""
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    connection.execute("DROP TABLE IF EXISTS bench_nodes")
    connection.execute("CREATE TABLE bench_nodes (code text NOT NULL, said text NOT NULL)")
    with connection.cursor().copy("COPY bench_nodes FROM STDIN") as copy:
        for each in entries:
            copy.write_row((f"{each.kind}:{each.code}", " ".join((*each.called, *each.asked))))
    connection.execute("CREATE INDEX ON bench_nodes USING gin (said gin_trgm_ops)")
    connection.execute("ANALYZE bench_nodes")
    connection.execute("SET pg_trgm.word_similarity_threshold = 0.2")
    select = "SELECT code FROM bench_nodes WHERE %s <%% said ORDER BY word_similarity(%s, said) DESC LIMIT %s"
    return lambda words: connection.execute(select, (words, words, LIMIT)).fetchall()


def with_meaning(finder: Finder, entries: Sequence[Entry]) -> Callable[[str], list[Any]]:
    from django.conf import settings

    from tongban.knowledge.contrib.sentences import SentenceEncoder

    said = [(text, at) for at, each in enumerate(entries) for text in (*each.called, *each.asked)]
    finder.meaning = Meaning([t for t, _ in said], [at for _, at in said], SentenceEncoder(), settings.HOME / "search")
    finder.meaning.prepare(wait=True)
    return lambda words: finder.weigh(finder.read(words))[:LIMIT]


if __name__ == "__main__":
    main()
