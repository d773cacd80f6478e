"""How each stage that reads a whole article grows with its text: ``python -m tests.benchmarks.linear``.

Texts that nobody would write, one kind each, are doubled until a stage takes `--seconds`, or they hold `--largest` code
points. Reported are the worst kinds of each stage: the factor of the last doubling (2 is linear, 4 quadratic) and the
seconds a megabyte takes, a megabyte being a million code points. `--largest 10000000 --seconds 60` goes all the way.
"""

from __future__ import annotations

import argparse
import gc
import random
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import NamedTuple

from bot.answering.clipping import clip
from bot.answering.marks import printable
from retrieval import names, statements
from retrieval.datatypes import Article, Passage
from retrieval.encoders.base import Encoder
from retrieval.encoders.loading import load_encoder
from retrieval.indexing import chunking
from retrieval.statements.quotations import pair
from retrieval.text import language, sentences, terms

LANGUAGES = ("de", "en", "ru", "uk")
FIRST = 1 << 13
"""Code points of the shortest text."""

LEAST_SECONDS = 0.02
"""Time below which a factor says more of the clock than of the stage."""

QUOTATION = 400
"""Code points of a quotation in an answer."""

_DANGEROUS = "„“”\"«»‹›‚‘’'(),;:.!?…–—- \n\t\u00a0\u200b\u200d\u200f\u0301\u0316IVX1aÄжA"
_MARKS = "„“”\"«»‹›‚‘’'"
_WORDS = ("Anna", "Holt", "sagte", "said", "сказал", "dass", "that", "что", "sei", "laut", "Minister", "ﷺ", "z. B.")

UNITS: dict[str, str] = {
    **{f"mark {mark}": mark for mark in _MARKS},
    **{f"mark {mark} apart": f"{mark} " for mark in _MARKS},
    **{f"words in {opens}{closes}": f"{opens}a b{closes} " for opens, closes in ("„“", "“”", "«»", "»«", '""', "‚‘")},
    "unclosed": "„a ",
    "closed only": "a“ ",
    "closed and opened": "a“ „b ",
    "commas": ",",
    "commas apart": ", ",
    "semicolons": ";",
    "brackets": "(",
    "closing brackets": ")",
    "square brackets": "[1]",
    "names": "Anna Holt ",
    "initials": "A. B. Holt, ",
    "dots": ".",
    "dots apart": ". ",
    "small letters after dots": "a. b",
    "ellipses": "… ",
    "abbreviations": "z. B. ",
    "numerals": "Elisabeth II. war ",
    "numerals before capitals": "Ab II. ",
    "spaces": " ",
    "no-break spaces": "\u00a0",
    "newlines": "\n",
    "blank lines": " \n \n",
    "lines": "Ein Wort\n",
    "carriage returns": "\r",
    "hyphens": "-",
    "joined words": "a-",
    "digits": "1",
    "grouped digits": "1.000",
    "digits apart": "1 000 ",
    "capitals": "A ",
    "capital words": "Hafen ",
    "one capital word": "A",
    "one word": "a",
    "one Cyrillic word": "ж",
    "one compound": "donaudampf",
    "combining marks": "\u0301",
    "letters with marks": "a\u0301",
    "marks out of order": "\u0301\u0316",
    "zero-width characters": "\u200b",
    "right-to-left marks": "א\u200f",
    "ligatures": "ﷺ",
    "nested lists": "  - a\n    * b\n",
    "bullets": "- a\n",
    "numbered": "1. a\n",
    "Markdown": "**a** _b_ [c](d) `e` ",
    "colons": ":",
    "colons apart": "a: ",
    "dashes": "–",
    "dashes apart": ", — ",
    "dialogue": "— а, — сказал он. ",
    "asides in marks": "«а,” — б, ",
    "German cues": "sagte ",
    "German clauses": "sagte er, dass ",
    "reported mood": "er sei, ",
    "German sources": "laut Anna Holt, ",
    "English cues": "said ",
    "English clauses": "said that ",
    "English quoted": '"a," he said, ',
    "Russian cues": "сказал ",
    "Russian clauses": "сказал, что ",
    "Russian sources": "по словам Рябкова, ",
    "Cyrillic names": "Сергей Рябков ",
    "roles": "Außenminister ",
    "Slavic roles": "министр ",
    "stops without spaces": "ab.Cd",
    "address": "https://example.org/a?b=c&d=%20#e/",
    "emoji": "👩\u200d👩\u200d👧\u200d👦",
    "apostrophes": "d'a",
    "Han": "漢",
    "Thai": "กา",
}


def _drawn(alphabet: tuple[str, ...], seed: int, length: int) -> str:
    draw = random.Random(seed)
    return "".join(draw.choices(alphabet, k=length))[:length]


def _nested(opens: str, closes: str, length: int) -> str:
    return opens * (length // 4) + f"{opens}a{closes}" * (length // 8) + closes * (length // 4)


def _repeated(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def _before(word: str, unit: str, length: int) -> str:
    return f"{word} {_repeated(unit, length)}"


KINDS: dict[str, Callable[[int], str]] = {
    **{name: partial(_repeated, unit) for name, unit in UNITS.items()},
    **{f"nested {opens}{closes}": partial(_nested, opens, closes) for opens, closes in ("„“", "«»", "‹›", "()")},
    **{f"drawn characters {seed}": partial(_drawn, tuple(_DANGEROUS), seed) for seed in range(3)},
    **{f"drawn words {seed}": partial(_drawn, (*_WORDS, *_DANGEROUS, *[" "] * 20), seed) for seed in range(3, 6)},
    **{f"one word after {cue}": partial(_before, cue, "Ab") for cue in ("sagte", "said", "laut", "сказал", "z.")},
}
"""Each makes a text of about as many code points as it is told."""

Run = Callable[[], object]


@cache
def _encoder() -> Encoder:
    return load_encoder()


def _passages(text: str) -> list[Passage]:
    article = Article("0" * 12, "Title", text, "de")
    return chunking.split(article, max_tokens=256, count_tokens=lambda part: len(part.split()))


def _sentences(spoken: str, text: str) -> Run:
    return partial(sentences.split, text, spoken)


def _statements(spoken: str, text: str) -> Run:
    return partial(statements.extract, text, spoken)


def _chunking(text: str) -> Run:
    encoder = _encoder()
    article = Article("0" * 12, "Title", text, "de")
    return partial(chunking.split, article, max_tokens=encoder.max_tokens, count_tokens=encoder.count_tokens)


def _of_passages(stage: Callable[[str, str], object], spoken: str, text: str) -> Run:
    passages = [passage.text for passage in _passages(text)]
    return lambda: [stage(passage, spoken) for passage in passages]


def _quoting(text: str) -> Run:
    def run() -> None:
        middle = len(text) // 2
        for keep in (None, (middle, middle + 1)):
            clipped = clip(text, 0, len(text), limit=QUOTATION, language="de", keep=keep)
            printable(text[clipped.start : clipped.end])

    return run


def _speakers(text: str) -> Run:
    found = statements.extract(text, "de")
    return lambda: [names.keys(names.surname(one.speaker)) for one in found if one.speaker]


STAGES: dict[str, Callable[[str], Run]] = {
    "language": lambda text: partial(language.detect, text),
    **{f"sentences {code}": partial(_sentences, code) for code in ("de", "fr")},
    "quotations": lambda text: partial(pair, text),
    "chunking": _chunking,
    **{f"terms {code}": partial(_of_passages, terms.terms, code) for code in ("de", "uk")},
    **{f"names {code}": partial(_of_passages, names.passage_keys, code) for code in ("de", "ru")},
    **{f"mentions {code}": partial(_of_passages, names.mentions, code) for code in ("de", "ru")},
    **{f"statements {code}": partial(_statements, code) for code in LANGUAGES},
    "speakers": _speakers,
    "quoting": _quoting,
}
"""Each is given a text and returns what is timed."""


class Growth(NamedTuple):
    """How a stage grew with one kind of text up to `length` code points."""

    kind: str
    length: int
    seconds: float
    factor: float
    """By which the last doubling of the text multiplied the time; 0 where the stage was too fast to tell."""

    @property
    def seconds_per_megabyte(self) -> float:
        """Return the time of a million code points at the rate of the longest text."""
        return 1e6 * self.seconds / self.length


def _timed(run: Run) -> float:
    gc.disable()  # a collection takes as long as what else is in memory
    try:
        began = time.process_time()
        run()
        return time.process_time() - began
    finally:
        gc.enable()


def growth(stage: str, kind: str, *, seconds: float, largest: int) -> Growth:
    """Double a kind of text until a stage takes `seconds` or it has `largest` code points."""
    STAGES[stage](KINDS[kind](FIRST))()  # what is loaded at first use
    length, before = FIRST, 0.0
    while True:
        text = KINDS[kind](length)
        spent = _timed(STAGES[stage](text))
        factor = spent / before if before >= LEAST_SECONDS else 0.0
        if spent >= seconds or 2 * length > largest:
            return Growth(kind, len(text), spent, factor)
        length, before = 2 * length, spent


def report(
    *, stages: Sequence[str], kinds: Sequence[str] = tuple(KINDS), seconds: float, largest: int, worst: int
) -> None:
    """Print the kinds of text that grow steepest and those that take longest, `worst` of each, by stage."""
    for stage in stages:
        found = [growth(stage, kind, seconds=seconds, largest=largest) for kind in kinds]
        print(f"{stage}: {len(found)} kinds of text, by the factor of the last doubling and by time")
        steepest = sorted(found, key=lambda one: -one.factor)[:worst]
        slowest = sorted(found, key=lambda one: -one.seconds_per_megabyte)[:worst]
        for one in dict.fromkeys((*steepest, *slowest)):
            factor = f"{one.factor:5.2f}" if one.factor else "    –"
            print(
                f"  {one.kind:<28} {factor} {one.seconds_per_megabyte:8.2f} s/MB at {one.length:,} code points",
                flush=True,
            )


def main() -> None:
    """Measure the stages and kinds that are named, else all."""
    parser = argparse.ArgumentParser(description="Measure how each stage grows with its text.")
    parser.add_argument("--stage", nargs="+", default=list(STAGES), metavar="NAME", help=", ".join(STAGES))
    parser.add_argument("--kind", nargs="+", default=list(KINDS), metavar="NAME", help="kinds of text, as printed")
    parser.add_argument("--seconds", type=float, default=0.2, help="end with the text that takes as long")
    parser.add_argument("--largest", type=int, default=1 << 20, help="code points of the longest text")
    parser.add_argument("--worst", type=int, default=3, help="kinds to print of each stage")
    given = parser.parse_args()
    report(stages=given.stage, kinds=given.kind, seconds=given.seconds, largest=given.largest, worst=given.worst)


if __name__ == "__main__":
    main()
