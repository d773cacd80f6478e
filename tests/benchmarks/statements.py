"""Measure statement extraction against annotated news quotations: precision, recall, F1, speed, causes of error.

    python tests/benchmarks/statements.py german_news_quotes.dev.jsonl.gz [--errors 20] [--part 0/2] [--ground guess]
    python tests/benchmarks/statements.py english_news.jsonl --news parallel.wmt-news.de-en.tsv.gz [--half held]

One JSON object a line: `text`, `language` (German if missing) and `quotes`, each with `type`, with `quote` and
`speaker` as lists of [start, end) code points, and `who`, the speaker's full name or its span, if that is known.
english_news.jsonl holds places only: 97 English articles of the WMT test sets of 2021 to 2023, annotated by two hands;
what both agree on is gold, where they differ nothing counts. Gold are the Direct and Indirect quotations with an
annotated speaker. Matching is one to one within a kind, best overlap first; a statement is found when its characters
and the gold quotation's overlap in at least half of their union. Of gold quotations with the same characters (the
person quoted, and the paper that quotes) the one with the right speaker is taken. The speaker is right when `speaker`
or `mention` holds the head word of the gold speaker (its last capitalised word, inflection ignored) or, for a gold
pronoun, when `mention` is that pronoun or `speaker` was named before it; or when `mention` is that speaker's own
phrase without what describes it ("Jim Dorn" of "Jim Dorn, head of the office in Ostrau"). Where `who` is known,
`speaker` must share its last word with it, or be words annotated as that speaker's somewhere ("the bank", which names
nobody wrong). Such gold is parted at every paragraph and joined over a reporting clause where statements are not: the
pieces of one speaker within one quotation count as one on both sides. Statements that match nothing but overlap gold
of another type, or without a speaker, count neither way. `named` is the share of right speakers among the statements
that are found and name one, in all and by ground.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from retrieval.datatypes import Statement
from retrieval.statements import extract

Span = tuple[int, int]

_PRONOUNS = frozenset(
    re.findall(
        r"\w+",
        "he she they it him her them who which i we you "
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
    who: str = ""
    mentions: tuple[Span, ...] = ()
    """All that is annotated of the same `who` in the article, these speakers among them."""


@dataclass
class Counts:
    """What was counted for one kind."""

    right: int = 0
    gold: int = 0
    shown: int = 0
    matched: int = 0
    errors: list[tuple[str, str]] = field(default_factory=list)
    grounds: dict[str, list[bool]] = field(default_factory=dict)

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
    if gold.who and statement.speaker:
        full, shown_name = (_WORD.findall(name) for name in (gold.who, statement.speaker))
        if full and shown_name:
            return (
                _fold(full[-1]) in map(_fold, shown_name)
                or _fold(shown_name[-1]) in map(_fold, full)
                or _describes(text, gold, statement.speaker)
            )
    named = " ".join(text[start:end] for start, end in gold.speakers)
    words = _WORD.findall(named)
    shown = f"{statement.speaker or ''} {statement.mention or ''}"
    capitals = [word for word in words if word[0].isupper()]
    if named.lower() in _PRONOUNS or not capitals:
        if (statement.mention or "").lower() == named.lower():
            return True
        last = _WORD.findall(statement.speaker or "")[-1:]
        return bool(last) and last[0] in text[: gold.speakers[0][0]]
    return _fold(capitals[-1]) in {_fold(word) for word in _WORD.findall(shown)} or _begins_alike(text, gold, statement)


def _begins_alike(text: str, gold: Gold, statement: Statement) -> bool:
    """Return whether the mention is the gold speaker's own phrase without what describes it behind a name or noun.

    It begins where that phrase does, but for an article, and the speaker's last word is in it: whoever a pronoun or
    role was led back to does not pass.
    """
    start, end = statement.mention_start, statement.mention_end
    last = _WORD.findall(statement.speaker or "")[-1:]
    if start is None or end is None or not last or last[0] not in text[start:end]:
        return False
    return any(a <= start and end <= b and len(text[a:start].split()) <= 1 for a, b in gold.speakers)


def _describes(text: str, gold: Gold, shown: str) -> bool:
    """Return whether a speaker is shown by words annotated as that speaker's, but for an article: "the bank"."""
    named = (re.split(r"[,(]", text[a:b])[0] for a, b in (*gold.speakers, *gold.mentions))
    return any(re.sub(r"^(?:the|an?|this|that)\s+", "", words, flags=re.IGNORECASE).strip() == shown for words in named)


def _joined(text: str, quotes: list[Gold], statements: list[Statement]) -> tuple[list[Gold], list[Statement]]:
    """Return gold and statements with the pieces of one direct quotation as one, where either side parts it.

    Gold with `who` is parted at paragraphs, statements at a reporting clause that ends a sentence.
    """
    golds: list[Gold] = []
    mentions: dict[str, list[Span]] = {}
    for gold in quotes:
        mentions.setdefault(gold.who, []).extend(gold.speakers)
    for gold in (replace(one, mentions=tuple(mentions[one.who])) if one.who else one for one in quotes):
        last = next((one for one in reversed(golds) if one.kind == "Direct"), None)
        if (
            last is not None
            and gold.kind == "Direct"
            and gold.who
            and gold.who == last.who
            and any(s.quote_start <= last.spans[-1][0] and gold.spans[0][1] <= s.quote_end + 1 for s in statements)
        ):
            golds[golds.index(last)] = replace(last, spans=last.spans + gold.spans)
        else:
            golds.append(gold)
    shown: list[Statement] = []
    for one in statements:
        last_shown = next((s for s in reversed(shown) if s.kind == one.kind), None)
        if (
            last_shown is not None
            and one.kind == "direct"
            and one.speaker == last_shown.speaker
            and any(
                len(gold.spans) > 1
                and gold.who
                and gold.kind == "Direct"
                and all(any(a <= s < b for a, b in gold.spans) for s in (one.quote_start, last_shown.quote_start))
                for gold in golds
            )
        ):
            parts = last_shown.parts + one.parts
            shown[shown.index(last_shown)] = replace(
                last_shown, parts=parts, quote_end=one.quote_end, quote=text[last_shown.quote_start : one.quote_end]
            )
        else:
            shown.append(one)
    return golds, shown


def _causes(text: str, gold: Gold, overlapping: list[Statement]) -> str:
    if not overlapping:
        return "missed: nothing shown there"
    best = max(overlapping, key=lambda s: len(_characters(s.parts) & _characters(gold.spans)))
    return "missed: other kind shown" if best.kind != gold.kind.lower() else "missed: other borders"


def compare(text: str, quotes: list[Gold], statements: list[Statement], counts: dict[str, Counts]) -> None:
    """Count the statements of one article against its gold."""
    quotes, statements = _joined(text, quotes, statements)
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
                right = speaker_is_right(text, quotes[partner[j]], statement)
                if statement.speaker:
                    result.grounds.setdefault(statement.ground, []).append(right)
                if right:
                    result.right += 1
                else:
                    shown_error = _show(text, statement, quotes[partner[j]])
                    result.errors.append(("wrong speaker", shown_error))
                    result.errors.append((f"ground {statement.ground}", shown_error))
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


def read(path: Path, news: Path | None = None, half: str | None = None) -> Iterator[tuple[str, str, list[Gold]]]:
    """Yield the text, its language and the annotated quotations of each article.

    `news` holds the texts of annotations that only count their places; `half` leaves the other half out.
    """
    segments = _segments(news) if news else {}
    opener: Callable[..., TextIO] = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            if half and article.get("half") != half:
                continue
            if "set" in article:
                numbers = [n for low, high in article["segments"] for n in range(low, high + 1)]
                article |= {"language": "en"}
                article["text"] = "\n\n".join(segments[f"{article['set']}.{n}"] for n in numbers) + "\n"
            yield article["text"], article.get("language", "de"), [_gold(article["text"], q) for q in article["quotes"]]


def _gold(text: str, quote: dict[str, Any]) -> Gold:
    who = quote.get("who", "")
    name = who if isinstance(who, str) else text[slice(*who)]
    return Gold(quote["type"], [(a, b) for a, b in quote["quote"]], [(a, b) for a, b in quote["speaker"]], name)


def _segments(path: Path) -> dict[str, str]:
    """Return the English side of parallel news, by the number of the segment: lines of number, other side, English."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {number: english for number, _, english in (line.rstrip("\n").split("\t") for line in lines)}


def main() -> None:
    """Print the figures, and with --errors examples of each cause."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, help="annotated articles, .jsonl.gz")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="examples printed for each cause of error")
    parser.add_argument("--part", default="0/1", metavar="K/N", help="only every Nth article, from the Kth")
    parser.add_argument("--ground", help="print the statements with a wrong speaker on this ground")
    parser.add_argument("--news", type=Path, help="the texts of annotations that only count places, .tsv.gz")
    parser.add_argument("--half", choices=("dev", "held"), help="only this half of the annotations")
    arguments = parser.parse_args()
    part, parts = map(int, arguments.part.split("/"))
    articles = list(read(arguments.path, arguments.news, arguments.half))[part::parts]
    extract(*articles[0][:2])  # warm: tables are built on first use
    counts = {"direct": Counts(), "indirect": Counts()}
    found = []
    begin = time.process_time()
    for text, language, _ in articles:
        found.append(extract(text, language))
    seconds = time.process_time() - begin
    for (text, _, quotes), statements in zip(articles, found, strict=True):
        compare(text, quotes, statements, counts)
    for kind, result in counts.items():
        precision, recall, f1 = result.scores()
        print(
            f"{kind:8} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}   "
            f"(gold {result.gold}, found {result.matched}, shown {result.shown}, right {result.right})"
        )
    grounds: dict[str, list[bool]] = {}
    for result in counts.values():
        for ground, judged in result.grounds.items():
            grounds.setdefault(ground, []).extend(judged)
    total = [right for judged in grounds.values() for right in judged]
    print(
        f"named    {sum(total) / max(1, len(total)):.3f} of {len(total)} right: "
        + "; ".join(f"{ground} {sum(judged)}/{len(judged)}" for ground, judged in sorted(grounds.items()))
    )
    size = sum(len(text) for text, _, _ in articles)
    print(f"speed    {size / 1000 / seconds:.0f} kB/s of one core ({size} code points)")
    for kind, result in counts.items():
        causes = Counter(cause for cause, _ in result.errors if not cause.startswith("ground "))
        for name, text in result.errors:
            if arguments.ground and name == f"ground {arguments.ground}":
                print(text + "\n")
        print(f"{kind}: " + "; ".join(f"{cause} {count}" for cause, count in causes.most_common()))
        for cause, _ in causes.most_common() if arguments.errors else []:
            print(f"\n== {kind}, {cause}")
            for example in [text for name, text in result.errors if name == cause][: arguments.errors]:
                print(example + "\n")


if __name__ == "__main__":
    main()
