"""How many errors of one change the verifier catches, by kind and pair of languages, and how many true claims pass.

    python -m tests.benchmarks.altered PAIRS.tsv.gz --columns doc,en,de,fr,ru,uk --half b

The file has one sentence a line in several languages, and the document it is from. The claim is the sentence in one
language, what it rests on the same in another, with its neighbours and the statements found in its document. Documents
are divided in halves: tune on the first ("a"), report the second ("b"). A line whose form no claim may have (a
question, two sentences, more than 300 characters) is left out, and so is one whose speaker stands in another line: its
translation has lost him. An error counts where the true claim passes.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bot.verification.checks import form
from bot.verification.checks.support import Floors, Support
from bot.verification.claims import LANGUAGES, Basis, Claim
from bot.verification.verifier import Verifier
from retrieval.encoders.loading import load_encoder
from retrieval.statements import extract
from tests.benchmarks.altering import CHANGES
from tests.benchmarks.checks_passing import Row, half, note_small, rows

PAIRS = "en-de,en-ru,en-uk,de-en,de-de,en-en"
_QUANTILES = {"cosine": 0.02, "covered": 0.03, "margin": 0.03}
"""Shares of true claims that may fall below each of `Floors`."""


def bases(found: list[Row], language: str) -> list[Basis]:
    """Return each line as what a claim rests on, as if the lines of a document were its article."""
    made: list[Basis] = []
    first = 0
    while first < len(found):
        document = found[first]["doc"]
        last = next((at for at in range(first, len(found)) if found[at]["doc"] != document), len(found))
        lines = [found[at].get(language, "") for at in range(first, last)]
        text = " ".join(lines)
        statements = extract(text, language)
        start = 0
        for at, line in enumerate(lines):
            end = start + len(line)
            own = tuple(one for one in statements if one.quote_start < end and start < one.quote_end)
            before, after = (lines[near] if 0 <= near < len(lines) else "" for near in (at - 1, at + 1))
            made.append(Basis(document, start, end, line, language, before, after, lines[0], statements=own))
            start = end + 1
        first = last
    return made


def claims(found: list[Row], pair: str, chosen: str, every: int) -> Iterator[Claim]:
    """Yield the true claims of a half for a pair "en-de", the language of the claim first."""
    mine, other = pair.split("-")
    for at, (row, basis) in enumerate(zip(found, bases(found, other), strict=True)):
        if half(row["doc"]) != chosen or at % every or not row.get(mine) or not basis.text:
            continue
        claim = Claim(row[mine], mine, basis)
        if not any(form.check(claim)) and not _speaker_elsewhere(basis):
            yield claim


def _speaker_elsewhere(basis: Basis) -> bool:
    """Return whether somebody speaks in a line who is named in another one."""
    return any(
        one.mention_start is None or not basis.start <= one.mention_start < basis.end for one in basis.statements
    )


def main() -> None:
    """Print the table, a block for each pair."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--columns", required=True, help="what the columns are: doc, and languages, by commas")
    parser.add_argument("--half", default="a", choices=["a", "b"])
    parser.add_argument("--only", default=PAIRS, help="pairs of languages, claim first, by commas")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take each Nth line only")
    parser.add_argument("--missed", type=int, default=0, metavar="N", help="print N errors of each kind not caught")
    parser.add_argument("--floors", action="store_true", help="print the floors of `support` that the half asks for")
    options = parser.parse_args()
    found = rows(options.pairs, options.columns.split(","))
    note_small(found)
    encoder = load_encoder()
    if options.floors:
        for mine in LANGUAGES:
            for other in LANGUAGES:
                if mine != other:
                    floors = chosen_floors(
                        Support(encoder), claims(found, f"{mine}-{other}", options.half, options.every)
                    )
                    print(f"    ({mine!r}, {other!r}): {floors},".replace("'", '"'), flush=True)
        return
    verifier = Verifier(encoder)
    verifier.warm_up()
    for pair in options.only.split(","):
        _measure(verifier, found, pair, list(claims(found, pair, options.half, options.every)), options.missed)


def chosen_floors(support: Support, true: Iterator[Claim]) -> Floors:
    """Return the floors below which the shares `_QUANTILES` of true claims fall."""
    measured = [support.measures(claim) for claim in true]
    return Floors(
        *(
            round(float(np.quantile([getattr(one, name) for one in measured], share)), 4)
            for name, share in _QUANTILES.items()
        )
    )


def _measure(verifier: Verifier, found: list[Row], pair: str, true: list[Claim], missed: int) -> None:
    chance = random.Random(7)
    counts: Counter[tuple[str, str]] = Counter()
    alarms: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    seconds = 0.0
    for claim in true:
        begun = time.perf_counter()
        fault = verifier.check(claim)
        seconds += time.perf_counter() - begun
        if fault is not None:
            alarms[fault.check] += 1
            continue
        for kind, change in CHANGES.items():
            text = change(claim.text, claim.language, chance, found)
            if text is None or text == claim.text:
                continue
            counts[kind, "all"] += 1
            if verifier.check(Claim(text, claim.language, claim.basis)) is not None:
                counts[kind, "caught"] += 1
            elif shown[kind] < missed:
                shown[kind] += 1
                print(f"MISSED {pair} {kind}\n  {text}\n  {claim.basis.text}")
    passed = 1 - sum(alarms.values()) / max(1, len(true))
    print(
        f"{pair}: true claims passed {passed:.3f} of {len(true)}; {1000 * seconds / max(1, len(true)):.0f} ms a claim"
    )
    print("  left out by " + ", ".join(f"{name} {number / len(true):.3f}" for name, number in alarms.most_common()))
    total = Counter[str]()
    for kind in CHANGES:
        every, caught = counts[kind, "all"], counts[kind, "caught"]
        total.update({"all": every, "caught": caught})
        print(f"  {kind:15} caught {caught / every:.3f} of {every}" if every else f"  {kind:15} none")
    print(f"  {'together':15} caught {total['caught'] / max(1, total['all']):.3f} of {total['all']}", flush=True)


if __name__ == "__main__":
    main()
