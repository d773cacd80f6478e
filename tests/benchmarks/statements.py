"""Measure statement extraction against annotated news quotations: precision, recall, F1, speed, causes of error.

    python tests/benchmarks/statements.py german_news_quotes.dev.jsonl.gz [--errors 20]

One JSON object a line: `text` and `quotes`, each with `type`, and `quote` and `speaker` as lists of [start, end) code
points. Gold are the Direct and Indirect quotations with an annotated speaker. Matching is one to one within a kind,
best overlap first; a statement is found when its characters and the gold quotation's overlap in at least half of
their union. Of gold quotations with the same characters (the person quoted, and the paper that quotes) the one with
the right speaker is taken. The speaker is right when `speaker` or `mention` holds the head word of the gold speaker
(its last capitalised word, inflection ignored) or, for a gold pronoun, when `mention` is that pronoun or `speaker` was
named before it. Statements that match nothing but overlap gold of another type, or without a speaker, count neither
way.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from retrieval.datatypes import Statement
from retrieval.statements import extract

Span = tuple[int, int]

_PRONOUNS = frozenset(
    re.findall(
        r"\w+",
        "er sie es ich wir man ihr ihm ihn ihnen der die das den dem denen deren dessen welcher welche welches dieser "
        "diese dieses jener jene beide wer sein seiner seinen seinem ihre ihren ihrer ihrem demnach wonach danach",
    )
)
_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = ("es", "en", "er", "em", "s", "n", "e")


@dataclass(frozen=True)
class Gold:
    """One annotated quotation."""

    kind: str
    spans: list[Span]
    speakers: list[Span]


@dataclass
class Counts:
    """What was counted for one kind."""

    right: int = 0
    gold: int = 0
    shown: int = 0
    matched: int = 0
    errors: list[tuple[str, str]] = field(default_factory=list)

    def scores(self) -> tuple[float, float, float]:
        """Return precision, recall and F1."""
        precision = self.right / self.shown if self.shown else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        return precision, recall, 2 * precision * recall / (precision + recall) if self.right else 0.0


def _characters(spans: list[Span] | tuple[Span, ...]) -> set[int]:
    return {position for start, end in spans for position in range(start, end)}


def _fold(word: str) -> str:
    lower = word.lower()
    for ending in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= 3:
            return lower[: -len(ending)]
    return lower


def speaker_is_right(text: str, gold: Gold, statement: Statement) -> bool:
    """Return whether the statement names the gold speaker (see the module's docstring for the rule)."""
    named = " ".join(text[start:end] for start, end in gold.speakers)
    words = _WORD.findall(named)
    shown = f"{statement.speaker or ''} {statement.mention or ''}"
    capitals = [word for word in words if word[0].isupper()]
    if named.lower() in _PRONOUNS or not capitals:
        if (statement.mention or "").lower() == named.lower():
            return True
        last = _WORD.findall(statement.speaker or "")[-1:]
        return bool(last) and last[0] in text[: gold.speakers[0][0]]
    return _fold(capitals[-1]) in {_fold(word) for word in _WORD.findall(shown)}


def _causes(text: str, gold: Gold, overlapping: list[Statement]) -> str:
    if not overlapping:
        return "missed: nothing shown there"
    best = max(overlapping, key=lambda s: len(_characters(s.parts) & _characters(gold.spans)))
    return "missed: other kind shown" if best.kind != gold.kind.lower() else "missed: other borders"


def compare(text: str, quotes: list[Gold], statements: list[Statement], counts: dict[str, Counts]) -> None:
    """Count the statements of one article against its gold."""
    characters = [_characters(gold.spans) for gold in quotes]
    shown = [_characters(statement.parts) for statement in statements]
    for kind, result in counts.items():
        wanted = [i for i, gold in enumerate(quotes) if gold.kind.lower() == kind and gold.speakers]
        ours = [j for j, statement in enumerate(statements) if statement.kind == kind]
        pairs = sorted(
            (
                (
                    len(characters[i] & shown[j]) / len(characters[i] | shown[j]),
                    speaker_is_right(text, quotes[i], statements[j]),
                    -i,
                    -j,
                )
                for i in wanted
                for j in ours
                if characters[i] & shown[j]
            ),
            reverse=True,
        )
        partner: dict[int, int] = {}
        taken: set[int] = set()
        for overlap, _, i, j in pairs:
            if overlap >= 0.5 and -i not in taken and -j not in partner:
                partner[-j] = -i
                taken.add(-i)
        result.gold += len(wanted)
        for j in ours:
            statement = statements[j]
            if j in partner:
                result.matched += 1
                result.shown += 1
                if speaker_is_right(text, quotes[partner[j]], statement):
                    result.right += 1
                else:
                    result.errors.append(("wrong speaker", _show(text, statement, quotes[partner[j]])))
                continue
            overlaps = [i for i in range(len(quotes)) if characters[i] & shown[j]]
            if any(quotes[i].kind.lower() != kind or not quotes[i].speakers for i in overlaps):
                continue
            result.shown += 1
            cause = "shown: other borders" if overlaps else "shown: no quotation there"
            result.errors.append((cause, _show(text, statement, quotes[overlaps[0]] if overlaps else None)))
        for i in wanted:
            if i not in taken:
                near = [s for s, marked in zip(statements, shown, strict=True) if marked & characters[i]]
                result.errors.append((_causes(text, quotes[i], near), _show(text, None, quotes[i])))


def _show(text: str, statement: Statement | None, gold: Gold | None) -> str:
    lines = []
    anchor = gold.spans[0][0] if gold else statement.quote_start if statement else 0
    stop = gold.spans[-1][1] if gold else statement.quote_end if statement else 0
    lines.append("    " + text[max(0, anchor - 130) : stop + 100].replace("\n", "⏎"))
    if gold:
        who = " ".join(text[a:b] for a, b in gold.speakers)
        lines.append(f"    gold:  [{who}] " + " | ".join(text[a:b] for a, b in gold.spans).replace("\n", "⏎"))
    if statement:
        said = " | ".join(text[a:b] for a, b in statement.parts).replace("\n", "⏎")
        lines.append(f"    shown: [{statement.speaker}; {statement.mention}; {statement.cue}] {said}")
    return "\n".join(lines)


def read(path: Path) -> Iterator[tuple[str, list[Gold]]]:
    """Yield the text and the annotated quotations of each article."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article: dict[str, Any] = json.loads(line)
            quotes = [
                Gold(q["type"], [(a, b) for a, b in q["quote"]], [(a, b) for a, b in q["speaker"]])
                for q in article["quotes"]
            ]
            yield article["text"], quotes


def main() -> None:
    """Print the figures, and with --errors examples of each cause."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, help="annotated articles, .jsonl.gz")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="examples printed for each cause of error")
    arguments = parser.parse_args()
    articles = list(read(arguments.path))
    extract(articles[0][0], "de")  # warm: tables are built on first use
    counts = {"direct": Counts(), "indirect": Counts()}
    found = []
    begin = time.process_time()
    for text, _ in articles:
        found.append(extract(text, "de"))
    seconds = time.process_time() - begin
    for (text, quotes), statements in zip(articles, found, strict=True):
        compare(text, quotes, statements, counts)
    for kind, result in counts.items():
        precision, recall, f1 = result.scores()
        print(
            f"{kind:8} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}   "
            f"(gold {result.gold}, found {result.matched}, shown {result.shown}, right {result.right})"
        )
    size = sum(len(text) for text, _ in articles)
    print(f"speed    {size / 1000 / seconds:.0f} kB/s of one core ({size} code points)")
    for kind, result in counts.items():
        causes = Counter(cause for cause, _ in result.errors)
        print(f"{kind}: " + "; ".join(f"{cause} {count}" for cause, count in causes.most_common()))
        for cause, _ in causes.most_common() if arguments.errors else []:
            print(f"\n== {kind}, {cause}")
            for example in [text for name, text in result.errors if name == cause][: arguments.errors]:
                print(example + "\n")


if __name__ == "__main__":
    main()
