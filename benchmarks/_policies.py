"""Synthetic people and policies for benchmarks: each policy in the rule language, and by hand for the peers of the same run."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from tongban.kernel.words import Words
from tongban.rules.public import FactKind, FactType, Parameter, Program, Step, compile, parse, parse_amount

ON = date(2026, 11, 22)
SEED = 20261122
DISTRICTS = tuple(f"d{place:02}" for place in range(16))


@dataclass(frozen=True)
class Made:
    """A condition or an amount four times: in the rule language, and by hand for Polars, for SQL and for arrays (OpenFisca).

    Of arrays, `v` has the values and `k` what is known; a sum of money is in fen.
    """

    text: str
    peer: Any
    sql: str
    arrays: str


def facts() -> dict[str, FactType]:
    """60 facts: 20 yes or no, 12 small numbers, 8 codes, 12 sums of money, 8 dates."""
    kinds = {f"flag{n}": FactKind.BOOLEAN for n in range(20)} | {f"count{n}": FactKind.INTEGER for n in range(12)}
    kinds |= {f"code{n}": FactKind.CHOICE for n in range(8)} | {f"money{n}": FactKind.MONEY for n in range(12)}
    kinds |= {f"day{n}": FactKind.DATE for n in range(8)}
    options = {each: Words(each, each) for each in DISTRICTS}
    return {
        code: FactType(code, kind, Words(code, code), None, options if kind is FactKind.CHOICE else {})
        for code, kind in kinds.items()
    }


def columns(people: int, seed: int = SEED) -> pa.Table:
    """The people, seeded; in every third column 3 of 100 values are not known."""
    source, made = np.random.default_rng(seed), {}
    for place, (code, fact) in enumerate(facts().items()):
        unknown = source.random(people) < 0.03 if place % 3 == 0 else None
        if fact.kind is FactKind.BOOLEAN:
            values = pa.array(source.random(people) < 0.2 + 0.6 * (place % 5) / 5, mask=unknown)
        elif fact.kind is FactKind.INTEGER:
            values = pa.array(source.integers(0, 60, people, dtype=np.int8), mask=unknown)
        elif fact.kind is FactKind.CHOICE:
            places = pa.array(source.integers(0, len(DISTRICTS), people, dtype=np.int8), mask=unknown)
            values = pa.DictionaryArray.from_arrays(places, pa.array(DISTRICTS))
        elif fact.kind is FactKind.MONEY:
            values = pa.array(source.integers(0, 2_000_000, people, dtype=np.int32), mask=unknown)
        else:
            days = source.integers(-20_000, 20_500, people, dtype=np.int32)
            values = pa.array(days, mask=unknown).cast(pa.date32())
        made[code] = values
    return pa.table(made)


def blocks(people: int, size: int) -> Iterator[pa.Table]:
    """The same kind of people block by block: a city need not fit into memory to be made."""
    for start in range(0, people, size):
        yield columns(min(size, people - start), SEED + start // size)


def birthday(years: int) -> date:
    """Who is born on this day or before has full `years` today."""
    return ON.replace(year=ON.year - years)


def known(code: str, arrays: str) -> str:
    return f"(({arrays}) & k['{code}'])"


def predicates(chance: random.Random) -> list[Made]:
    """The clauses from which policies are made: many policies share them."""
    found = [Made(f"flag{n}", pl.col(f"flag{n}"), f"flag{n}", known(f"flag{n}", f"v['flag{n}']")) for n in range(20)]
    for n in range(20):
        found.append(Made(f"not flag{n}", ~pl.col(f"flag{n}"), f"NOT flag{n}", known(f"flag{n}", f"~v['flag{n}']")))
    for n in range(12):
        for bound in chance.sample(range(2, 58), 8):
            found += [compared(f"count{n}", "<=", bound), compared(f"count{n}", ">", bound)]
    for n in range(8):
        for _ in range(4):
            found.append(listed(f"code{n}", chance.sample(DISTRICTS, chance.randint(3, 10))))
        for years in chance.sample(range(16, 90), 8):
            found += [aged(f"day{n}", ">=", years), aged(f"day{n}", "<", years)]
    for n in range(12):
        for yuan in chance.sample(range(1_000, 19_000), 8):
            code, fen = f"money{n}", yuan * 100
            arrays = known(code, f"v['{code}'] <= {fen}")
            found.append(Made(f"{code} <= {yuan}", pl.col(code) <= fen, f"{code} <= {fen}", arrays))
    return found


def compared(code: str, sign: str, bound: int) -> Made:
    peer = pl.col(code) <= bound if sign == "<=" else pl.col(code) > bound
    return Made(f"{code} {sign} {bound}", peer, f"{code} {sign} {bound}", known(code, f"v['{code}'] {sign} {bound}"))


def listed(code: str, chosen: list[str]) -> Made:
    quoted, places = ", ".join(f'"{each}"' for each in chosen), [DISTRICTS.index(each) for each in chosen]
    sql = ", ".join(f"'{each}'" for each in chosen)
    arrays = known(code, f"np.isin(v['{code}'], {places})")
    return Made(f"{code} in {{{quoted}}}", pl.col(code).is_in(chosen), f"{code} IN ({sql})", arrays)


def aged(code: str, sign: str, years: int) -> Made:
    """Age as a limit on the day of birth, as one who writes for speed does."""
    day, turned = birthday(years), "<=" if sign == ">=" else ">"
    peer = pl.col(code) <= day if sign == ">=" else pl.col(code) > day
    arrays = known(code, f"v['{code}'] {turned} np.datetime64('{day}')")
    return Made(f"age({code}) {sign} {years}", peer, f"{code} {turned} DATE '{day}'", arrays)


def rate(n: int, percent: int, *, most: int) -> Made:
    """A share of a sum of money, rounded half up to the fen, at most so many yuan."""
    code, top = f"money{n}", most * 100
    share = (pl.col(code).cast(pl.Int64) * 2 * percent + 100) // 200
    # min_horizontal takes what is not known for no matter; so does least in SQL.
    capped = pl.when(share.is_not_null()).then(pl.min_horizontal(share, top))
    sql = f"CASE WHEN {code} IS NOT NULL THEN least((CAST({code} AS BIGINT) * {2 * percent} + 100) // 200, {top}) END"
    arrays = f"np.minimum((v['{code}'].astype(np.int64) * {2 * percent} + 100) // 200, {top}) * k['{code}']"
    return Made(f"min({code} * {percent} / 100, {most})", capped.sum(), sql, arrays)


def banded(n: int) -> Made:
    code, bands = f"day{n}", ((65, 75), (70, 150), (80, 180), (90, 350), (100, 600))
    peer, arrays, sql = pl.lit(0), "0", ""
    for years, yuan in bands:
        day = birthday(years)
        peer = pl.when(pl.col(code) <= day).then(yuan * 100).otherwise(peer)
        arrays = f"np.where(v['{code}'] <= np.datetime64('{day}'), {yuan * 100}, {arrays})"
        sql = f" WHEN {code} <= DATE '{day}' THEN {yuan * 100}{sql}"
    table = "{65: 75, 70: 150, 80: 180, 90: 350, 100: 600}"
    due = pl.when(pl.col(code).is_not_null()).then(peer).cast(pl.Int64).sum()
    return Made(f"band(age({code}), {table})", due, f"CASE{sql} ELSE 0 END", f"{arrays} * k['{code}']")


def amounts(chance: random.Random) -> Made:
    """A fixed sum, a table by age, a share with a ceiling, or one of two sums."""
    kind, n = chance.randrange(4), chance.randrange(8)
    if kind == 0:
        yuan = chance.randint(50, 900)
        return Made(str(yuan), pl.len().cast(pl.Int64) * (yuan * 100), str(yuan * 100), str(yuan * 100))
    if kind == 1:
        return banded(n)
    if kind == 2:
        return rate(n, chance.randint(5, 60), most=chance.randint(500, 5_000))
    flag = f"flag{n}"
    peer = pl.when(pl.col(flag)).then(80_000).when(~pl.col(flag)).then(50_000)
    # Polars adds up 32 bits in 32 bits, and says nothing when they overflow.
    return Made(
        f"800 if {flag} else 500", peer.cast(pl.Int64).sum(),
        f"CASE WHEN {flag} THEN 80000 WHEN NOT {flag} THEN 50000 END",
        f"np.where(v['{flag}'], 80000, 50000) * k['{flag}']",
    )  # fmt: skip


def policies(count: int) -> tuple[Program, list[tuple[Made, Made]]]:
    """The program, and each condition and amount by hand. The first three have a dated threshold, which is moved."""
    chance = random.Random(SEED)
    named, clauses = facts(), predicates(chance)
    limit = Parameter("limit", FactKind.INTEGER, Words("上限", "limit"), (Step(date(2020, 1, 1), 30),))
    conditions, due, peers = {}, {}, []
    while len(conditions) < count:
        made = condition([chance.choice(clauses) for _ in range(chance.randint(3, 8))], first=len(conditions) < 3)
        try:
            name = f"p{len(conditions)}"
            conditions[name] = parse(made.text, facts=named, parameters={"limit": limit})
        except ValueError:
            continue  # Clauses that contradict each other are refused; another policy is made.
        sum_of = amounts(chance)
        due[name] = parse_amount(sum_of.text, facts=named)
        peers.append((made, sum_of))
    return compile(conditions, amounts=due), peers


def condition(chosen: list[Made], *, first: bool) -> Made:
    one, two, three, *rest = chosen
    text, sql = f"{one.text} and ({two.text} or {three.text})", f"{one.sql} AND ({two.sql} OR {three.sql})"
    peer, arrays = one.peer & (two.peer | three.peer), f"{one.arrays} & ({two.arrays} | {three.arrays})"
    for each in rest:
        text, sql = f"{text} and ({each.text})", f"{sql} AND ({each.sql})"
        peer, arrays = peer & each.peer, f"{arrays} & {each.arrays}"
    if first:
        limit = compared("count0", "<=", 30)
        text, sql = f"count0 <= limit and {text}", f"{limit.sql} AND {sql}"
        peer, arrays = limit.peer & peer, f"{limit.arrays} & {arrays}"
    return Made(text, peer, sql, arrays)
