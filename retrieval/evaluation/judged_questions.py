"""Files of judged questions → values: Beleg's own TOML form and SQuAD's JSON."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from retrieval.errors import QuestionsError
from retrieval.regular_files import read_regular

LONGEST_FILE = 500_000_000
"""Bytes of a file of questions: ten times what the largest of SQuAD's has."""

_FIELDS: dict[str, type] = {
    "id": str, "question": str, "language": str, "split": str, "articles": list, "evidence": list, "speaker": str,
    "since": str, "until": str, "after": str, "reason": str, "answer": str, "kind": str,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question and what a good ranking holds: `evidence` words of `articles` (file names); no articles: no answer.

    `answer` is the shortest words that answer, verbatim within an evidence string. `kind` is a free word by which
    figures are grouped, such as "missing fact" or "wrong speaker". `reason` is the code of the abstention that is
    right.
    """

    id: str
    question: str
    language: str
    split: str
    articles: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    speaker: str | None = None
    since: str | None = None
    until: str | None = None
    after: str | None = None
    reason: str | None = None
    answer: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Squad:
    """SQuAD-format questions over a pool of paragraphs: `gold` holds the pool indices of a question's paragraphs."""

    paragraphs: tuple[str, ...]
    questions: tuple[tuple[str, frozenset[int]], ...]


def read_questions(path: Path) -> tuple[JudgedQuestion, ...]:
    """Read a questions.toml.

    Raises:
        QuestionsError: the file cannot be read, is no TOML, or an entry lacks or misuses a field.
    """
    try:
        table = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise QuestionsError(f"{path} is not valid TOML ({error}); fix that line.") from error
    entries = table.get("question")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise QuestionsError(f"{path} holds no [[question]] tables; write at least one.")
    questions = tuple(_question(path, number, entry) for number, entry in enumerate(entries, start=1))
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise QuestionsError(f"{path} uses the id {question.id!r} twice; give each question its own.")
        seen.add(question.id)
    return questions


def _question(path: Path, number: int, entry: dict[str, Any]) -> JudgedQuestion:
    where = f"{path}, question {number}"
    for key, value in entry.items():
        expected = _FIELDS.get(key)
        if expected is None:
            raise QuestionsError(f"{where} has an unknown field {key!r}; known are {', '.join(_FIELDS)}.")
        if not isinstance(value, expected) or (isinstance(value, list) and any(not isinstance(x, str) for x in value)):
            kind = "a list of strings" if expected is list else "a string"
            raise QuestionsError(f"{where} has {key} = {value!r}; expected {kind}.")
    missing = [key for key in ("id", "question", "language", "split", "articles") if key not in entry]
    if missing:
        raise QuestionsError(f"{where} lacks {', '.join(missing)}; add it.")
    if entry["split"] not in ("dev", "test"):
        raise QuestionsError(f"{where} has split = {entry['split']!r}; expected 'dev' or 'test'.")
    if entry["articles"] and not entry.get("evidence"):
        raise QuestionsError(f"{where} names articles but no evidence; give the verbatim words that answer it.")
    if "answer" in entry and not any(entry["answer"] in words for words in entry.get("evidence", ())):
        raise QuestionsError(f"{where} has an answer that no evidence holds; copy it word for word from the evidence.")
    fields = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return JudgedQuestion(**cast(Any, fields))


def read_squad(questions: Path, passages: Sequence[Path] = ()) -> Squad:
    """Read questions from one SQuAD file and the pool of paragraphs from others (default: the same file).

    Raises:
        QuestionsError: a file cannot be read or is not in SQuAD's form, or no question has a paragraph in the pool.
    """
    pool: dict[str, set[str]] = {}
    for path in passages or (questions,):
        for context, asked in _paragraphs(path):
            pool.setdefault(context, set()).update(identity for identity, _ in asked)
    paragraphs = tuple(pool)
    gold: dict[str, set[int]] = {}
    for index, identities in enumerate(pool.values()):
        for identity in identities:
            gold.setdefault(identity, set()).add(index)
    found = tuple(
        (question, frozenset(gold[identity]))
        for _, asked in _paragraphs(questions)
        for identity, question in asked
        if identity in gold
    )
    if not found:
        raise QuestionsError(
            f"No question of {questions} has its paragraph in the pool; give --passages with the same question ids."
        )
    return Squad(paragraphs, found)


def _paragraphs(path: Path) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (context, [(question id, question)]) for each paragraph of a SQuAD file."""
    try:
        table = json.loads(_text(path))
        return [
            (str(paragraph["context"]), [(str(asked["id"]), str(asked["question"])) for asked in paragraph["qas"]])
            for article in table["data"]
            for paragraph in article["paragraphs"]
        ]
    except (json.JSONDecodeError, RecursionError) as error:
        raise QuestionsError(f"{path} is not valid JSON ({error}); expected a file in SQuAD's format.") from error
    except (KeyError, TypeError) as error:
        raise QuestionsError(
            f"{path} is JSON but not SQuAD (data → paragraphs → context, qas → id, question); check the file."
        ) from error


def _text(path: Path) -> str:
    try:
        return read_regular(path, LONGEST_FILE).decode("utf-8-sig")
    except OSError as error:
        raise QuestionsError(f"{path} cannot be read ({error.strerror}); check the path.") from error
    except UnicodeDecodeError as error:
        raise QuestionsError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
