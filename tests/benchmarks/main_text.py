"""The main text of pages beside trafilatura's own: ``python -m tests.benchmarks.main_text [FOLDER]``.

A page of FOLDER, ``KIND/NAME.html``, has its known text beside it as ``NAME.txt``; without FOLDER, or beside it, the
pages are those of the tests' forty layouts. Reported for each kind are precision, recall and F1 over words, each word
counted as often as it occurs, as means over its pages, of Beleg and of `trafilatura.extract` as it comes.

Of a page without a known text the paragraphs are compared: what Beleg lacks of trafilatura's, and the other way round.
`--worst N` names the pages that Beleg reads worse, with the longest lost paragraph. Crashes and hangs are counted: what
the parser's child process died of, and what took it longer than its limit.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import trafilatura

from retrieval.articles import worker
from retrieval.articles.page import RawArticle
from retrieval.errors import ArticleError
from tests.retrieval.news_layouts import layouts
from tests.retrieval.news_sites import sites

SHARED = 0.8
"""Share of a paragraph's words that the other text must have for it not to count as lost."""

LEAST = 8
"""Words of a paragraph; shorter ones are captions and names of sections."""

MOST_BYTES = 10_000_000


@dataclass(frozen=True)
class Page:
    kind: str
    name: str
    data: bytes
    text: str | None


class Score(NamedTuple):
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Outcome:
    """What Beleg and trafilatura read of a page; `problem` is why Beleg read nothing."""

    page: Page
    ours: str
    theirs: str
    problem: str | None
    seconds: float


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def score(found: str, wanted: str) -> Score:
    """Return precision, recall and F1 of a text over words; all 0 where either has none."""
    one, other = words(found), words(wanted)
    shared = (one & other).total()
    if not shared:
        return Score(0, 0, 0)
    return Score(shared / one.total(), shared / other.total(), 2 * shared / (one.total() + other.total()))


def lost(text: str, other: str) -> list[str]:
    """Return the paragraphs of a text that another one lacks, the longest first."""
    there = words(other)
    missing = []
    for paragraph in filter(None, map(str.strip, text.split("\n"))):
        held = words(paragraph)
        if held.total() >= LEAST and (held & there).total() < SHARED * held.total():
            missing.append(paragraph)
    return sorted(missing, key=len, reverse=True)


def own_pages() -> Iterator[Page]:
    for site in sites():
        yield Page("sites of the tests", site.name, site.html.encode(site.charset), site.text)
    for layout in layouts():
        yield Page("layouts of the tests", layout.name, layout.html.encode(), layout.text)


def pages_of(folder: Path) -> Iterator[Page]:
    for file in sorted(folder.rglob("*.htm*")):
        known = file.with_suffix(".txt")
        text = known.read_text(encoding="utf-8") if known.is_file() else None
        yield Page(str(file.parent.relative_to(folder)), file.name, file.read_bytes(), text)


def outcome(page: Page) -> Outcome:
    """Read a page both ways."""
    problem = None
    began = time.monotonic()
    try:
        ours, _ = worker.read("html", RawArticle(page.data, page.name, max_bytes=MOST_BYTES))
    except ArticleError as exc:
        ours, problem = "", f"{exc.problem}: {exc}"
    seconds = time.monotonic() - began
    try:
        theirs = trafilatura.extract(page.data, include_comments=False) or ""
    except Exception as exc:
        theirs = ""
        print(f"trafilatura fails on {page.kind}/{page.name} ({type(exc).__name__})")
    return Outcome(page, ours, theirs, problem, seconds)


def report(kind: str, outcomes: list[Outcome]) -> None:
    """Print the line of a kind."""
    gold = [(one, one.page.text) for one in outcomes if one.page.text is not None]
    print(f"{kind}: {len(outcomes)} pages, {len(gold)} with a known text")
    for name, texts in (
        ("Beleg", [score(one.ours, text) for one, text in gold]),
        ("trafilatura", [score(one.theirs, text) for one, text in gold]),
    ):
        if texts:
            means = (statistics.fmean(figures) for figures in zip(*texts, strict=True))
            print(f"  {name:<12} precision {next(means):.3f}  recall {next(means):.3f}  F1 {next(means):.3f}")
    without = [one for one in outcomes if one.page.text is None and one.theirs]
    if without:
        ours = sum(words(one.ours).total() for one in without)
        theirs = sum(words(one.theirs).total() for one in without)
        lacking = sum(bool(lost(one.theirs, one.ours)) for one in without)
        beyond = sum(bool(lost(one.ours, one.theirs)) for one in without)
        print(f"  {ours} words beside {theirs}; paragraphs lost in {lacking} pages, gained in {beyond}")


def worse(one: Outcome) -> float:
    """Return by how much Beleg reads a page worse: in F1, or as the share of words of paragraphs it lost."""
    if one.page.text is not None:
        return score(one.theirs, one.page.text).f1 - score(one.ours, one.page.text).f1
    return sum(len(paragraph) for paragraph in lost(one.theirs, one.ours)) / max(1, len(one.theirs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="pages, as KIND/NAME.html and KIND/NAME.txt")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name the N pages that Beleg reads worst")
    given = parser.parse_args()
    pages = [*own_pages(), *(pages_of(given.folder) if given.folder else ())]
    outcomes = [outcome(page) for page in pages]
    for kind in dict.fromkeys(page.kind for page in pages):
        report(kind, [one for one in outcomes if one.page.kind == kind])
    problems = Counter(one.problem.split(":")[0] for one in outcomes if one.problem)
    slowest = max(one.seconds for one in outcomes)
    refused = ", ".join(f"{problem} {count}" for problem, count in problems.most_common()) or "none"
    print(f"{len(pages)} pages: crashes {problems['damaged']}, hangs {problems['too_slow']}; refused: {refused}")
    print(f"slowest page {slowest:.2f} s")
    for one in sorted(outcomes, key=worse, reverse=True)[: given.worst]:
        if worse(one) > 0:
            print(f"\n{one.page.kind}/{one.page.name}: worse by {worse(one):.3f}; {one.problem or 'read'}")
            wanted = one.page.text if one.page.text is not None else one.theirs
            print("  lost:  ", [paragraph[:200] for paragraph in lost(one.theirs, one.ours)[:3]])
            print("  gained:", [paragraph[:200] for paragraph in lost(one.ours, wanted)[:3]])


if __name__ == "__main__":
    main()
