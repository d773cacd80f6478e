"""How many true claims pass a check, and how many with one change are caught, over aligned sentences.

    python -m tests.benchmarks.checks_passing PAIRS.tsv.gz --columns doc,en,de,fr,ru,uk --check numbers

The file has one sentence a line in several languages, and the document it is from. Documents are divided in halves by
their names: tune on the first ("a"), report the second ("b"). A change counts where the true claim passes.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from bot.verification.claims import LANGUAGES, Basis, Check, Claim, Fault
from bot.verification.dates import dates
from bot.verification.measures import counted, measures
from bot.verification.number_words import PART
from retrieval.languages.word_data import load
from retrieval.names import keys, mentions
from retrieval.names.places import places
from retrieval.names.words import function_words

Row = dict[str, str]
Change = Callable[[str, str, random.Random, list[Row]], str | None]
"""A sentence and its language to the same with one change, None where there is nothing to change."""

Finder = Callable[[Row, str], list[tuple[int, int]]]


def rows(path: Path, columns: list[str]) -> list[Row]:
    """Return the lines of a file, gzipped or not, by column."""
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode()
    return [dict(zip(columns, line.split("\t"), strict=False)) for line in text.splitlines()]


def half(document: str) -> str:
    """Return the half of a document, "a" or "b"; the same in each run."""
    return "ab"[zlib.crc32(document.encode()) % 2]


def digit(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Change one digit of a number."""
    places = [place for place, letter in enumerate(text) if letter.isdecimal()]
    if not places:
        return None
    place = chance.choice(places)
    other = chance.choice([one for one in "123456789" if one != text[place]])
    return text[:place] + other + text[place + 1 :]


def number_word(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Change a number in words, two to twenty, into another of the same form."""
    forms = load(language, PART).pairs("cardinals")
    table = [words.split() for value, words in forms.items() if 2 <= int(value) <= 20]
    by_word = {word: column for words in table for column, word in enumerate(words)}
    found = [match for match in re.finditer(r"[^\W\d_]+(?:['’ʼ]\w+)?", text) if match[0].lower() in by_word]
    if not found:
        return None
    match = chance.choice(found)
    word = match[0].lower()
    column = by_word[word]
    others = [words[column] for words in table if len(words) > column and word not in words]
    return text[: match.start()] + chance.choice(others) + text[match.end() :] if others else None


def weekday_or_month(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Change a weekday or a month into one of another sentence, of the same kind."""
    mine = [one for one in dates(text, language) if one.weekday or (one.month and not text[one.start].isdigit())]
    if not mine:
        return None
    one = chance.choice(mine)
    for _ in range(3000):
        row = chance.choice(all_rows)
        other = row.get(language, "")
        for date in dates(other, language):
            same_kind = (date.weekday is None) == (one.weekday is None) and not other[date.start].isdigit()
            differs = date.weekday != one.weekday if one.weekday else date.month and date.month != one.month
            if same_kind and differs:
                return text[: one.start] + other[date.start : date.end] + text[one.end :]
    return None


def year(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Change a year by some."""
    found = list(re.finditer(r"(?<!\d)(?:19|20)\d\d(?!\d)", text))
    if not found:
        return None
    match = chance.choice(found)
    return text[: match.start()] + str(int(match[0]) + chance.choice([-3, -2, -1, 1, 2, 3])) + text[match.end() :]


def unit(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Change the unit of a number into another of the language."""
    units = {name: forms.split() for name, forms in load(language, PART).pairs("units").items()}
    places: list[tuple[int, int, str, int]] = []
    for one in counted(text, language):
        if one.quantity.optional:
            continue
        behind = one.written[one.quantity.end - one.quantity.start :]
        match = re.search(r"[^\W\d_]+$|[%€$£]$", behind)
        if one.unit in units and match and match[0].lower() in units[one.unit]:
            begin = one.quantity.end + match.start()
            places.append((begin, begin + len(match[0]), one.unit, units[one.unit].index(match[0].lower())))
    if not places:
        return None
    begin, end, name, column = chance.choice(places)
    money = set(load("mul", PART).words("currencies"))
    alike = [other for other in units if other != name and (other in money) == (name in money) and other != "person"]
    words = [units[other][min(column, len(units[other]) - 1)] for other in alike if units[other][0].isalpha()]
    words = [word for word in words if word.isalpha() and len(word) > 2]
    return text[:begin] + chance.choice(words) + text[end:] if words else None


def name(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Change a person's or another's own name, one word, into one of another document that the text's has not."""
    return _exchanged(text, language, chance, all_rows, _names)


def place(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Change a country, people or city into one of another document that the text's has not."""
    return _exchanged(text, language, chance, all_rows, _places)


def _exchanged(text: str, language: str, chance: random.Random, all_rows: list[Row], kind: Finder) -> str | None:
    mine = next(row for row in all_rows if row.get(language) == text)
    found = kind(mine, language)
    if not found:
        return None
    start, end = chance.choice(found)
    whole = " ".join(row.get(language, "") for row in all_rows if row["doc"] == mine["doc"])
    for _ in range(300):
        row = chance.choice(all_rows)
        theirs = kind(row, language) if row["doc"] != mine["doc"] else []
        if theirs:
            begin, stop = chance.choice(theirs)
            other = row[language][begin:stop]
            same = places(other) & places(text[start:end])
            if other[:4] not in whole and not same:
                return text[:start] + other + text[end:]
    return None


def _names(row: Row, language: str) -> list[tuple[int, int]]:
    """Return words with a capital that English and German spell alike; in Cyrillic those that sound like one."""
    pattern = re.compile(r"(?<=[^\W\d_] )[^\W\d_]{4,}(?!\w)")
    alike = {match[0] for match in pattern.finditer(row.get("en", "")) if match[0].istitle()}
    alike &= set(re.findall(r"[^\W\d_]+", row.get("de", "")))
    alike = {word for word in alike if word.lower() not in _small}
    heard = frozenset().union(*map(keys, alike))
    found = [match for match in pattern.finditer(row.get(language, "")) if match[0].istitle()]
    return [
        match.span()
        for match in found
        if not places(match[0]) and (match[0] in alike if language in {"en", "de"} else keys(match[0]) & heard)
    ]


def _places(row: Row, language: str) -> list[tuple[int, int]]:
    words = re.finditer(r"(?<=[^\W\d_] )[^\W\d_]{4,}(?!\w)", row.get(language, ""))
    return [match.span() for match in words if places(match[0]) and match[0][0].isupper()]


_small: set[str] = set()
"""The words that English texts write small, and calendar words: what has a capital elsewhere is no name for sure."""


def note_small(found: list[Row]) -> None:
    """Note the words that English texts write small."""
    words = (word for row in found for word in re.findall(r"[^\W\d_]+", row.get("en", "")))
    _small.update(word for word in words if word[0].islower())
    _small.update(function_words("en"))


CHANGES: dict[str, tuple[Change, ...]] = {
    "numbers": (digit, number_word),
    "calendar": (weekday_or_month, year),
    "units": (unit,),
    "names": (name, place),
}
OF_INTEREST = {
    "numbers": lambda text, language: bool(measures(text, language)),
    "calendar": lambda text, language: bool(dates(text, language)),
    "units": lambda text, language: any(one.unit for one in measures(text, language)),
    "names": lambda text, language: bool(mentions(text, language)),
}


def basis(found: list[Row], place: int, language: str) -> Basis:
    """Return a line as the basis of a claim, with what stands next to it and the first line of its document."""
    row = found[place]
    near = [found[at] if 0 <= at < len(found) else {} for at in (place - 1, place + 1)]
    before, after = (one.get(language, "") if one.get("doc") == row["doc"] else "" for one in near)
    title = next(one for one in found if one["doc"] == row["doc"]).get(language, "")
    return Basis(row["doc"], 0, len(row[language]), row[language], language, before, after, title)


def pairs(found: list[Row], chosen: str, only: list[str]) -> Iterator[tuple[str, str, int]]:
    """Yield the language of the claim, that of the basis and the line, for all directions and lines of a half."""
    for place, row in enumerate(found):
        if half(row["doc"]) != chosen:
            continue
        for mine in only:
            for other in only:
                if mine != other and row.get(mine) and row.get(other):
                    yield mine, other, place


def main() -> None:
    """Print for each direction how many true claims pass, and how many changed ones are caught."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--columns", required=True, help="what the columns are: doc, and languages, by commas")
    parser.add_argument("--check", required=True, help=f"one or several by commas of {', '.join(CHANGES)}")
    parser.add_argument("--half", default="a", choices=["a", "b"])
    parser.add_argument("--only", default=",".join(LANGUAGES), help="languages, by commas")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N true claims with a fault")
    parser.add_argument("--missed", type=int, default=0, metavar="N", help="print N changed claims without one")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take each Nth line only")
    options = parser.parse_args()
    names = options.check.split(",")
    checks: list[Check] = [import_module(f"bot.verification.checks.{one}").check for one in names]
    changes = [change for one in names for change in CHANGES[one]]
    columns = options.columns.split(",")
    found = rows(options.pairs, columns)
    only = [language for language in options.only.split(",") if language in columns]
    note_small(found)
    counts: Counter[tuple[str, str, str]] = Counter()
    seconds, checked = 0.0, 0
    to_show, to_miss = options.show, options.missed
    chance = random.Random(7)
    for mine, other, place in pairs(found, options.half, only):
        if place % options.every:
            continue
        text = found[place][mine]
        given = basis(found, place, other)
        direction = f"{mine}<-{other}"
        begun = time.process_time()
        faults = _faults(checks, Claim(text, mine, given))
        seconds, checked = seconds + time.process_time() - begun, checked + 1
        interesting = any(OF_INTEREST[one](text, mine) for one in names)
        counts[direction, "true", "all"] += 1
        counts[direction, "true", "of interest"] += interesting
        if faults:
            counts[direction, "true", "faulted"] += 1
            if to_show:
                to_show -= 1
                print(direction, [(one.code, one.found, one.expected) for one in faults], text, given.text, sep="\n  ")
            continue
        for change in changes:
            changed = change(text, mine, chance, found)
            if changed is None or changed == text:
                continue
            counts[direction, change.__name__, "all"] += 1
            if _faults(checks, Claim(changed, mine, given)):
                counts[direction, change.__name__, "caught"] += 1
            elif to_miss:
                to_miss -= 1
                print("MISSED", direction, changed, given.text, sep="\n  ")
    _print(counts, changes)
    print(f"{1000 * seconds / max(1, checked):.2f} ms a claim")


def _faults(checks: list[Check], claim: Claim) -> list[Fault]:
    return [fault for check in checks for fault in check(claim)]


def _print(counts: Counter[tuple[str, str, str]], changes: list[Change]) -> None:
    directions = sorted({direction for direction, _, _ in counts})
    for direction in [*directions, "together"]:
        chosen = directions if direction == "together" else [direction]

        def total(kind: str, what: str, chosen: list[str] = chosen) -> int:
            return sum(counts[one, kind, what] for one in chosen)

        faulted, every, some = (total("true", what) for what in ("faulted", "all", "of interest"))
        parts = [f"true pass {1 - faulted / max(1, every):.3f} of {every}, {1 - faulted / max(1, some):.3f} of {some}"]
        for change in changes:
            name_, changed = change.__name__, total(change.__name__, "all")
            parts.append(f"{name_} caught {total(name_, 'caught') / max(1, changed):.3f} of {changed}")
        print(f"{direction:9} " + "; ".join(parts))


if __name__ == "__main__":
    main()
