"""Indexes of any size for scale runs: invented words, the hashed encoder of the tests, the real catalog and Chroma."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval import names
from retrieval.datatypes import Article, Passage, Source, Statement
from retrieval.indexing import preparing
from retrieval.store import open_mirror, open_writer
from retrieval.store.records import IndexedPassage, IndexedStatement, PassageVectors, PreparedArticle, content_hash
from retrieval.store.source_records import SourceState
from retrieval.text import terms
from tests.fakes import HashedEncoder

PASSAGES_PER_ARTICLE = 10
SENTENCES, WORDS = 5, 13  # of a passage, of a sentence
VOCABULARY = 20_000  # invented words of each language
PEOPLE = 2_000
ARTICLES_AT_ONCE = 100
_COMMON = {
    "de": "Das ist nicht das, was die Stadt will, und es wird auch nicht mehr so.",
    "en": "That is not what the town would like, and it will not be so any more.",
}
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvw" for vowel in "aeio"]


@dataclass(frozen=True, slots=True)
class Language:
    """A language of invented words; `terms` and `vectors` go with `words`, the most frequent first."""

    code: str
    words: list[str]
    terms: list[str]
    vectors: NDArray[np.float32]


class World:
    """Everything that invented articles are made of; the same for the same seed."""

    def __init__(self, encoder: HashedEncoder, seed: int = 0) -> None:
        rng = random.Random(seed)
        invented = list(
            dict.fromkeys("".join(rng.choices(_SYLLABLES, k=rng.choice((2, 3, 3, 4)))) for _ in range(60_000))
        )
        self.encoder = encoder
        self.people = [word.capitalize() for word in invented[-PEOPLE:]]
        self.keys = [" ".join(sorted(names.keys(name))) for name in self.people]
        self.languages = [
            self._language("de", invented[:VOCABULARY]),
            self._language("en", invented[VOCABULARY // 2 : VOCABULARY // 2 * 3]),
        ]
        # Zipf's law with Mandelbrot's shift: what is left of a text once stop words are gone.
        weights = 1 / (np.arange(1, VOCABULARY + 1) + 20) ** 1.05
        self.frequency = np.cumsum(weights / weights.sum())

    def _language(self, code: str, words: list[str]) -> Language:
        stems = [" ".join(terms.terms(word, code)) for word in words]
        return Language(code, words, stems, self.encoder.encode(words, kind="passage"))

    def questions(self, count: int, seed: int = 1) -> list[str]:
        """Return questions of six words each, frequent and rare ones, every other one with a name."""
        rng = np.random.default_rng(seed)
        asked = []
        for number in range(count):
            language = self.languages[number % 2]
            picked = np.searchsorted(self.frequency, rng.random(6))
            words = [language.words[min(place, VOCABULARY - 1)] for place in picked]
            asked.append(" ".join([*words, self.people[rng.integers(PEOPLE)]][number % 2 :]) + "?")
        return asked


def build(folder: Path, passages: int, *, world: World | None = None, seed: int = 0) -> World:
    """Write an index of `passages` invented passages to `folder` (100,000: about a minute); return their world."""
    world = world or World(HashedEncoder(), seed)
    rng = np.random.default_rng(seed)
    with open_writer(folder) as writer:
        model = writer.use_model(world.encoder.fingerprint, world.encoder.dimension)
        built = preparing.build(world.encoder, world.encoder.max_tokens)
        articles = [
            (number, min(PASSAGES_PER_ARTICLE, passages - number))
            for number in range(0, passages, PASSAGES_PER_ARTICLE)
        ]
        for first in range(0, len(articles), ARTICLES_AT_ONCE):
            with writer.transaction():
                for number, count in articles[first : first + ARTICLES_AT_ONCE]:
                    prepared, embedded = _article(world, rng, number, count)
                    contents = [item.content for item in prepared.passages]
                    writer.add_vectors(model.number, zip(contents, embedded, strict=True))
                    row = writer.put_article(None, prepared, build=built)
                    unread = SourceState(None, 0, b"")
                    writer.put_source(f"/invented/{number}.txt", row, Source(prepared.article.path, None), unread)
        mirror = open_mirror(writer, model)
        mirror.sync()
        mirror.close()
    return world


def write_files(folder: Path, count: int, *, seed: int = 0) -> None:
    """Write `count` invented articles of three paragraphs as text files."""
    folder.mkdir(parents=True, exist_ok=True)
    world = World(HashedEncoder(), seed)
    rng = np.random.default_rng(seed)
    for number in range(count):
        article = _article(world, rng, number, 3)[0].article
        (folder / f"{number:06}.txt").write_text(f"{article.title}\n\n{article.text}", encoding="utf-8")


def build_text(world: World, rng: random.Random, number: int) -> str:
    """Return the text of an invented article of three paragraphs; no two are alike.

    Between its sentences stand common words, by which real texts are known to be German or English.
    """
    article = _article(world, np.random.default_rng(rng.randrange(2**32)), number, 3)[0].article
    return f"{article.title}\n\n{article.text}".replace(". ", f". {_COMMON[article.language]} ")


def _article(
    world: World, rng: np.random.Generator, number: int, count: int
) -> tuple[PreparedArticle, list[PassageVectors]]:
    """Return one invented article of `count` passages with one statement each."""
    language = world.languages[int(rng.random() < 0.3)]
    article_id = f"{number:012x}"
    text = ""
    analysed, said, embedded = [], [], []
    for place in range(count):
        picked = np.minimum(np.searchsorted(world.frequency, rng.random((SENTENCES, WORDS))), VOCABULARY - 1)
        person = int(rng.integers(PEOPLE))
        start = len(text)
        sentences = []
        for row in picked:
            begin = len(text)
            text += " ".join([world.people[person], *(language.words[word] for word in row)]) + "."
            sentences.append((begin, len(text)))
            text += " "
        passage = Passage(
            f"{article_id}-{place}", article_id, start, len(text) - 1, text[start:-1], language.code, tuple(sentences)
        )
        stems = " ".join(language.terms[word] for word in picked.ravel())
        analysed.append(IndexedPassage(passage, content_hash(passage), stems, world.keys[person]))
        name = world.people[person]
        span = sentences[0]
        quote = text[span[0] : span[1]]
        found = Statement(name, name, span[0], span[0] + len(name), "indirect", quote, *span, (span,), "sagte", None)
        said.append(IndexedStatement(found, frozenset(world.keys[person].split())))
        by_sentence = language.vectors[picked].sum(axis=1)
        embedded.append(_embedded(by_sentence))
        text = text[:-1] + "\n\n"
    path = f"/invented/{number}.txt"
    day = f"2024-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
    article = Article(article_id, f"Article {number}", text.rstrip(), language.code, "Invented", day, None, path)
    return PreparedArticle(article, tuple(analysed), tuple(said)), embedded


def _embedded(by_sentence: NDArray[np.float32]) -> PassageVectors:
    """Return the vectors of a passage and its units from the sums of the word vectors of its sentences."""
    rows = np.concatenate([by_sentence, by_sentence[:-1] + by_sentence[1:]])
    return PassageVectors(_unit(by_sentence.sum(axis=0)[None, :])[0], _unit(rows))


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return found
