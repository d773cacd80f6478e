"""Reading data from files: passages as lists of sentences, and questions with the answers' places in them."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.text.sentences import split

Span = tuple[int, int]
_LINES = 6  # lone sentences of one source joined to a passage
_TITLED = {"squadshifts-wiki", "piaf"}  # their documents are named SOURCE:TITLE:NUMBER
_GROUPED = {"nqg-sentences", "qamr", "qasrl-gs"}  # every passage is one sentence; neighbours belong together


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentences of a text, in order, and its language; `document` groups the passages of one article.

    `title` is the article's, "" where the source doesn't tell it.
    """

    sentences: tuple[str, ...]
    language: str
    document: str = ""
    title: str = ""

    @property
    def text(self) -> str:
        """The sentences joined by spaces."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a passage; `answers` are (sentence, start, end), code points within that sentence.

    No answers: the passage does not answer. `whole`: the answer is somewhere in its sentence, no shorter span is known.
    """

    text: str
    language: str
    passage: int
    answers: tuple[tuple[int, int, int], ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Questions of one origin; `Question.passage` counts into `passages`."""

    name: str
    passages: tuple[Passage, ...]
    questions: tuple[Question, ...]


def read_source(path: Path) -> Source:
    """Read NAME.jsonl.gz, rows as the data's README describes; claims and answers that no sentence holds are left out.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a line is not a row.
    """
    name = path.name.split(".")[0]
    rows = list(_rows(path))
    return _grouped(name, rows) if name in _GROUPED else _passages(name, rows)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            if not isinstance(row, dict) or not {"question", "passage", "answers"} <= row.keys():
                raise ValueError(f"Line {number} of {path} is no row with question, passage and answers.")
            if row.get("unit") != "claim":
                yield row


def _passages(name: str, rows: list[dict[str, Any]]) -> Source:
    places: dict[str, int] = {}
    passages: list[Passage] = []
    borders: list[list[Span]] = []
    questions = []
    for row in rows:
        text, language = row["passage"], row["lang_p"]
        if text not in places:
            spans = split(text, language)
            if not spans:
                continue
            places[text] = len(passages)
            borders.append(spans)
            passages.append(
                Passage(tuple(text[a:b] for a, b in spans), language, row.get("doc", ""), _title(name, row))
            )
        at = places[text]
        answers = tuple(_placed(borders[at], row["answers"]))
        if answers or not row.get("answerable", True):
            questions.append(Question(row["question"], row["lang_q"], at, answers, row.get("unit") == "sentence"))
    return Source(name, tuple(passages), tuple(questions))


def _title(name: str, row: dict[str, Any]) -> str:
    """Return the article's title, which some sources have in the names of their documents."""
    document = str(row.get("doc") or "")
    if name in _TITLED and document.count(":") >= 2:
        return document.split(":", 1)[1].rsplit(":", 1)[0].replace("_", " ")
    return document.split("/", maxsplit=1)[0] if name == "selqa" else ""


def _placed(borders: list[Span], answers: Iterable[Span]) -> Iterator[tuple[int, int, int]]:
    """Yield each answer that lies within one sentence, once."""
    for start, end in dict.fromkeys((start, end) for start, end in answers):
        for number, (first, last) in enumerate(borders):
            if first <= start < end <= last:
                yield number, start - first, end - first


def _grouped(name: str, rows: list[dict[str, Any]]) -> Source:
    """Join lone sentences that follow one another, of one document where it is told, to passages of some lines."""
    passages: list[Passage] = []
    questions = []
    for document, members in itertools.groupby(rows, key=lambda row: _document(name, row)):
        kept = list(members)
        lines = list(dict.fromkeys(row["passage"] for row in kept))
        places = {}
        for first in range(0, len(lines), _LINES):
            part = lines[first : first + _LINES]
            places.update({line: (len(passages), number) for number, line in enumerate(part)})
            passages.append(Passage(tuple(part), kept[0]["lang_p"], document))
        for row in kept:
            at, number = places[row["passage"]]
            answers = tuple((number, start, end) for start, end in row["answers"])
            questions.append(Question(row["question"], row["lang_q"], at, answers, row.get("unit") == "sentence"))
    return Source(name, tuple(passages), tuple(questions))


def _document(name: str, row: dict[str, Any]) -> str:
    if name == "qasrl-gs":
        return str(row["id"].rsplit(":", 3)[0])
    return str(row.get("doc", ""))
