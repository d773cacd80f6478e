"""``python -m tests.benchmarks.passages FILE … [--every N]``: reading when the right passage is given.

Each FILE is a set of questions: SQuAD's JSON (named ``*.LANGUAGE.*json``; two of them with the same question ids are
asked across their languages too) or rows ``{lang_q, lang_p, question, passage, answers, answerable}`` in gzipped JSON
Lines. The passages are indexed with the default model; of what is found for a question only its own passage is read.
Printed for each pair of languages: how often the sentence judged first holds an answer, and token F1 and exact match of
the answer's words within it. Where a set has questions without an answer, and for SQuAD's JSON against the passage of
the same article that is nearest by vectors: the area under the curve of what the reader says.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.encoders.loading import load_encoder
from retrieval.evaluation.metrics import token_f1
from retrieval.indexer import Indexer
from retrieval.opening import OpenIndex, open_index
from retrieval.retriever import Clock
from retrieval.search.query import understand


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a passage of a pool; `answers` are verbatim words of it, none where it does not answer."""

    pair: str
    question: str
    passage: str
    answers: tuple[str, ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading a passage gave: the log odds that it answers, the first sentence, and the words."""

    reader: float
    sentence: str
    words: str


def rows(path: Path) -> Iterator[Asked]:
    """Yield the questions of a file of JSON Lines; claims are left out."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("unit") == "claim":
                continue
            text = row["passage"]
            answers = tuple(text[start:end] for start, end in row["answers"])
            if bool(answers) == bool(row.get("answerable", True)):
                yield Asked(f"{row['lang_q']}-{row['lang_p']}", row["question"], text, answers)


def squad(paths: Sequence[Path]) -> Iterator[Asked]:
    """Yield the questions of SQuAD files, each on the passages of every file that has its id."""
    held: dict[str, dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]]] = {}
    for path in paths:
        language = path.name.split(".")[1]
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
            passages = [str(paragraph["context"]) for paragraph in article["paragraphs"]]
            for paragraph, passage in zip(article["paragraphs"], passages, strict=True):
                beside = tuple(other for other in passages if other != passage)
                for entry in paragraph["qas"]:
                    answers = tuple(str(answer["text"]) for answer in entry["answers"])
                    held.setdefault(entry["id"], {})[language] = str(entry["question"]), passage, answers, beside
    for by_language in held.values():
        for own, (question, *_) in by_language.items():
            for other, (_, passage, answers, beside) in by_language.items():
                yield Asked(f"{own}-{other}", question, passage, answers, beside)


def indexed(folder: Path, passages: Sequence[str]) -> OpenIndex:
    """Index passages, each as a file of its own."""
    texts = folder / "texts"
    texts.mkdir()
    for number, passage in enumerate(passages):
        (texts / f"{number:06}.txt").write_text(passage, encoding="utf-8", newline="")
    report = Indexer(folder / "index", load_encoder(), max_bytes=10_000_000, joins=False).index([str(texts)])
    assert not report.failed, report.failed[0]
    return open_index(folder / "index")


def read_each(index: OpenIndex, question: str, wanted: Collection[str]) -> dict[str, Outcome]:
    """Read the passages of some articles for a question, each as if it were all that was found; best ranked first.

    What isn't among the passages found is left out.
    """
    query, clock = understand(question), Clock()
    found = {}
    with index.retriever.snapshot():
        search = index.retriever.search(query, index.retriever.encoded(query, clock), clock)
        ranked = index.retriever.found(search, clock).hits
        for article_id in dict.fromkeys(hit.passage.article_id for hit in ranked):
            if article_id not in wanted:
                continue
            hits = tuple(hit for hit in ranked if hit.passage.article_id == article_id)
            judged = index.retriever.read(search, hits, clock).read.judged
            if judged:
                text, best = index.catalog.articles([article_id])[article_id].text, judged[0]
                words = text[best.answer[0] : best.answer[1]] if best.answer else ""
                odds = max(other.reader for other in judged)
                found[article_id] = Outcome(odds, text[best.candidate.start : best.candidate.end], words)
    return found


def area(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Return the share of pairs in which the right one is higher, ties a half."""
    ones, others = np.array(right)[:, None], np.array(wrong)[None, :]
    return float((ones > others).mean() + (ones == others).mean() / 2)


def measure(name: str, asked: Sequence[Asked], every: int) -> None:
    """Index the passages of a set, ask each `every`-th question and print the figures of each pair of languages."""
    passages = list(dict.fromkeys(text for one in asked for text in (one.passage, *one.beside)))
    with (
        tempfile.TemporaryDirectory(prefix="beleg-passages-") as temporary,
        indexed(Path(temporary), passages) as index,
    ):
        ids = {passages[int(Path(line.path or "").stem)]: line.article_id for line in index.catalog.list_articles()}
        first: dict[str, list[tuple[bool, float, bool]]] = {}
        odds: dict[tuple[str, bool], list[float]] = {}
        for pair in sorted({one.pair for one in asked}):
            for one in [one for one in asked if one.pair == pair][::every]:
                beside = {ids[text] for text in one.beside if text in ids}
                found = read_each(index, one.question, {ids[one.passage], *beside})
                own = found.pop(ids[one.passage], None)
                if own is None:
                    continue
                odds.setdefault((pair, bool(one.answers)), []).append(own.reader)
                odds.setdefault((pair, False), []).extend([other.reader for other in found.values()][:1])
                if one.answers:
                    f1 = max(token_f1(own.words, answer) for answer in one.answers)
                    right = any(answer in own.sentence for answer in one.answers)
                    first.setdefault(pair, []).append((right, f1, f1 == 1.0))
    print(f"{name:24} {'n':>5} {'first':>6} {'F1':>6} {'exact':>6} {'AUC':>6}")
    for pair, outcomes in first.items():
        figures = np.array(outcomes, float).mean(0)
        wrong = odds.get((pair, False), [])
        auc = f"{area(odds[pair, True], wrong):6.3f}" if wrong else "     –"
        print(f"  {pair:22} {len(outcomes):5} {figures[0]:6.3f} {figures[1]:6.3f} {figures[2]:6.3f} {auc}", flush=True)


def main() -> None:
    """Measure every set that was given."""
    parser = argparse.ArgumentParser(description="Measure reading of the right passage.")
    parser.add_argument("files", type=Path, nargs="+", help="SQuAD's JSON, *.LANGUAGE.*json, or rows in *.jsonl.gz")
    parser.add_argument("--every", type=int, default=1, help="ask each so manieth question of a pair of languages")
    parser.add_argument("--pairs", nargs="*", help="only these pairs of languages, such as en-de")
    given = parser.parse_args()
    sets = {path.name.split(".")[0]: list(rows(path)) for path in given.files if path.name.endswith(".jsonl.gz")}
    if files := [path for path in given.files if path.name.endswith("json")]:
        sets[files[0].name.split(".")[0]] = list(squad(files))
    for name, asked in sets.items():
        measure(name, [one for one in asked if not given.pairs or one.pair in given.pairs], given.every)


if __name__ == "__main__":
    main()
