"""How good an encoder is on the dev sets: XQuAD paragraphs and NTREX sentences, dense search alone."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.training.tokens import Role

Encode = Callable[[list[str], Role], NDArray[np.float32]]
_NTREX_COLUMNS = ("en", "de", "fr", "ru", "uk")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"'„“A-ZÄÖÜА-Я0-9(])")


def measure(encode: Encode, folder: Path) -> dict[str, float]:
    """Return Recall@1 by name: "xquad en-de passage", "… sentences", "… passage+sentences", and "ntrex de-en".

    `encode(texts, role)` gives unit rows. Files that the folder lacks are left out.
    """
    figures: dict[str, float] = {}
    squads = {path.name.split(".")[1]: path for path in sorted(folder.glob("xquad.*"))}
    texts = {language: _squad(path) for language, path in squads.items()}
    queries = {name: encode([question for question, _ in questions], "query") for name, (_, questions) in texts.items()}
    for language, (paragraphs, _) in texts.items():
        whole = encode(paragraphs, "passage")
        windows = [_windows(paragraph) for paragraph in paragraphs]
        rows = encode([window for some in windows for window in some], "passage")
        starts = np.cumsum([0] + [len(some) for some in windows[:-1]])
        for asked, (_, questions) in texts.items():
            gold = np.array([paragraph for _, paragraph in questions])
            asked_rows = queries[asked]
            scores = {
                "passage": asked_rows @ whole.T,
                "sentences": np.maximum.reduceat(asked_rows @ rows.T, starts, axis=1),
            }
            scores["passage+sentences"] = scores["passage"] + scores["sentences"]
            for name, matrix in scores.items():
                figures[f"xquad {asked}-{language} {name}"] = float((matrix.argmax(axis=1) == gold).mean())
    for path in folder.glob("ntrex.*.tsv.gz"):
        figures |= _translations(encode, path)
    return figures


def _squad(path: Path) -> tuple[list[str], list[tuple[str, int]]]:
    raw = path.read_bytes()
    articles = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)["data"]
    blocks = [paragraph for article in articles for paragraph in article["paragraphs"]]
    questions = [(asked["question"], place) for place, block in enumerate(blocks) for asked in block["qas"]]
    return [block["context"] for block in blocks], questions


def _windows(text: str) -> list[str]:
    sentences = [sentence for sentence in _SENTENCE_END.split(text) if sentence.strip()]
    return sentences + [f"{one} {two}" for one, two in itertools.pairwise(sentences)]


def _translations(encode: Encode, path: Path) -> dict[str, float]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    columns = {language: [row[at] for row in rows] for at, language in enumerate(_NTREX_COLUMNS, start=1)}
    vectors = {language: encode(texts, "query") for language, texts in columns.items()}
    gold = np.arange(len(rows))
    pairs = [(a, b) for a in vectors for b in vectors if a != b and "en" in (a, b)]
    return {f"ntrex {a}-{b}": float(((vectors[a] @ vectors[b].T).argmax(axis=1) == gold).mean()) for a, b in pairs}
