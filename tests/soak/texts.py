"""Texts glued from anything go through every stage of the write path without an exception.

Run it with ``python -m tests.soak.texts [COUNT] [SEED]``.
"""

from __future__ import annotations

import random
import sys
import time

from retrieval import names, statements
from retrieval.datatypes import Article
from retrieval.indexing import chunking
from retrieval.text import terms
from retrieval.text.language import detect
from tests.retrieval.glued_texts import LANGUAGES, glued


def examine(text: str, language: str) -> None:
    """Put a text through language, chunking, terms, names and statements; raises what one of them raises."""
    detect(text)
    article = Article("0" * 12, "Title", text, language)
    for passage in chunking.split(article, max_tokens=40, count_tokens=lambda part: len(part.split())):
        terms.terms(passage.text, passage.language)
        names.passage_keys(passage.text, passage.language)
    names.mentions(text, language)
    names.question_names(text, language)
    for found in statements.extract(text, language):
        if text[found.quote_start : found.quote_end] != found.quote:
            raise AssertionError("a quotation that is not the text's")
        if found.speaker:
            names.keys(names.surname(found.speaker))
            names.variants(found.speaker)


def main() -> int:
    """Print how many texts were tried; return 1 with the first that fails."""
    arguments = [int(word) for word in sys.argv[1:]]
    count, seed = [*arguments, *(100_000, 11)[len(arguments) :]]
    draw, began = random.Random(seed), time.monotonic()
    for number in range(count):
        text, language = glued(draw), draw.choice(LANGUAGES)
        try:
            examine(text, language)
        except Exception as exc:
            print(f"texts: seed {seed}, text {number} in {language}: {exc!r}\n{text!r}")
            return 1
    print(f"texts: seed {seed}: {count:,} texts in {time.monotonic() - began:.0f} s, none raised")
    return 0


if __name__ == "__main__":
    sys.exit(main())
