"""Our own questions on the parallel news: kept as ids, line numbers and offsets, joined with the texts of the data.

A file NAME.xx-yy.jsonl.gz has rows {id, line, q: {xx, yy}, a: {xx: [start, end], yy: [start, end]}}: the id of the
first of five lines, the line that answers (null: none does), and code points within that line. `compact` makes it
from rows whose answers are the words themselves.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from retrieval.training.reading.sources import Passage, Question, Source

LINES = 5
FOLDER = Path(__file__).parent.parent / "questions"
DEV_EVERY = 8  # passages: one in eight is held out, whatever others there are
_ID = re.compile(r"(?P<set>.+)\.(?P<reference>[A-Z]+)\.(?P<number>\d+)")


def read_own(folder: Path, data: Path) -> tuple[Source, Source]:
    """Return the questions to train on and those held out; each is asked in both languages of both texts.

    Rows whose lines the data lack, or whose answers no longer fit, are left out.
    """
    parts: tuple[tuple[list[Passage], list[Question]], ...] = (([], []), ([], []))
    for path in sorted(folder.glob("*.jsonl.gz")):
        languages = path.name.split(".")[-3].split("-")
        lines = read_lines(data, languages)
        rows: dict[str, list[dict[str, Any]]] = {}
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                rows.setdefault(row["id"], []).append(row)
        for first, asked in sorted(rows.items()):
            texts = passage_lines(lines, first)
            if texts is not None:
                passages, questions = parts[zlib.crc32(first.encode()) % DEV_EVERY == 0]
                for side, language in enumerate(languages):
                    at = len(passages)
                    passages.append(Passage(tuple(pair[side] for pair in texts), language, first))
                    questions += _asked(asked, languages, language, at, passages[-1])
    train, dev = (Source("own", tuple(passages), tuple(questions)) for passages, questions in parts)
    return train, dev


def _asked(
    rows: Iterable[dict[str, Any]], languages: list[str], language: str, at: int, passage: Passage
) -> Iterator[Question]:
    for row in rows:
        answers: tuple[tuple[int, int, int], ...] = ()
        if row["line"] is not None:
            start, end = row["a"][language]
            if not 0 <= start < end <= len(passage.sentences[row["line"]]):
                continue
            answers = ((row["line"], start, end),)
        for asking in languages:
            yield Question(row["q"][asking], asking, at, answers)


def read_lines(data: Path, languages: list[str]) -> dict[str, tuple[str, str]]:
    """Return the news lines of two languages by id; raises FileNotFoundError."""
    found = {}
    with gzip.open(data / f"parallel.wmt-news.{'-'.join(languages)}.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            name, left, right = line.rstrip("\n").split("\t")
            found[name] = left, right
    return found


def passage_lines(lines: dict[str, tuple[str, str]], first: str) -> list[tuple[str, str]] | None:
    """Return five lines from the id `first` on, None where one is lacking."""
    if not (name := _ID.fullmatch(first)):
        return None
    ids = [f"{name['set']}.{name['reference']}.{int(name['number']) + step}" for step in range(LINES)]
    return [lines[id_] for id_ in ids] if all(id_ in lines for id_ in ids) else None


def compact(rows: Iterable[dict[str, Any]], lines: dict[str, tuple[str, str]], languages: list[str]) -> Iterator[str]:
    """Yield rows with offsets for rows with words; those that do not fit the texts are left out."""
    for row in rows:
        texts = passage_lines(lines, row["id"])
        if texts is None or set(row["q"]) != set(languages) or not all(row["q"].values()):
            continue
        answers = None
        if row["line"] is not None:
            held = dict(zip(languages, texts[row["line"]], strict=True))
            places = {language: held[language].find(row["a"][language]) for language in languages}
            if min(places.values()) < 0 or not all(row["a"].values()):
                continue
            answers = {language: [at, at + len(row["a"][language])] for language, at in places.items()}
        kept = {"id": row["id"], "kind": row.get("kind", ""), "line": row["line"], "q": row["q"], "a": answers}
        yield json.dumps(kept, ensure_ascii=False)


def main() -> None:
    """Turn NAME.xx-yy.*.jsonl files with the answers' words into compact ones."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.training.reading.own", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with parallel.wmt-news.*.tsv.gz")
    parser.add_argument("folder", type=Path, help="where to write news.xx-yy.jsonl.gz")
    parser.add_argument("files", type=Path, nargs="+", help="files of questions, named NAME.xx-yy.PART.jsonl")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    by_pair: dict[str, list[Path]] = {}
    for path in arguments.files:
        by_pair.setdefault(path.name.split(".")[1], []).append(path)
    for pair, paths in by_pair.items():
        rows = []
        for path in paths:
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    rows.append(json.loads(line))
                except ValueError:
                    print(f"left out, no JSON: {line[:80]}")
        kept = list(compact(rows, read_lines(arguments.data, pair.split("-")), pair.split("-")))
        with gzip.GzipFile(arguments.folder / f"news.{pair}.jsonl.gz", "wb", mtime=0) as file:
            file.write("".join(f"{line}\n" for line in kept).encode())
        print(f"{pair}: {len(kept)} of {len(rows)} rows")


if __name__ == "__main__":
    main()
