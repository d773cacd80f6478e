"""``python -m tests.benchmarks.asker_language [QUESTIONS ARTICLES …]``: are answers in a language the asker reads?

Indexes each folder of articles with the default model, by default `seeds/`, asks its judged questions, and prints for
each split how often an article in the question's language answers, how often the first quotation then is in that
language, and what the choice costs: whether quotations answer and come from articles that do. ``--keep FOLDER`` keeps
the indexes there for the next run, ``--list`` prints the questions whose first quotation is in another language.
"""

from __future__ import annotations

import argparse
import tempfile
import zlib
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from bot.answering.answer import Answer
from bot.answering.answerer import Answerer
from bot.answering.evaluation import Answered, judge
from bot.answering.extractive import compose
from bot.settings import load_settings
from retrieval.encoders.loading import load_encoder
from retrieval.evaluation.evaluate import Outcome, evaluate_questions
from retrieval.evaluation.judged_questions import JudgedQuestion, read_questions
from retrieval.indexer import Indexer
from retrieval.opening import OpenIndex, open_index
from tests.samples import QUESTIONS, ROOT

EUROPEAN = ("de", "en")
"""Languages whose askers are taken to read both."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its answer; `judged` is None where it has no answer, `languages` are those of what answers."""

    question: JudgedQuestion
    answer: Answer
    languages: frozenset[str]
    judged: Answered | None
    gold: frozenset[str]

    @property
    def own(self) -> bool:
        """Whether an article in the question's language answers."""
        return self.question.language in self.languages

    @property
    def shown(self) -> bool:
        """Whether there is an answer that was not refused."""
        return self.judged is not None and not self.answer.abstained

    @property
    def quoted(self) -> list[str]:
        """The languages of the quotations."""
        return [one.language for one in self.answer.citations]

    @property
    def split(self) -> str:
        """The question's split; where it has none, half of the questions each by their ids."""
        return self.question.split or ("dev" if zlib.crc32(self.question.id.encode()) % 2 == 0 else "test")


def cases(questions: Sequence[JudgedQuestion], index: OpenIndex) -> list[Case]:
    """Ask every question, follow-ups left out."""
    answerer = Answerer(index.retriever, compose, load_settings().answer)
    articles = index.catalog.articles([line.article_id for line in index.catalog.list_articles()])
    found: list[Case] = []

    def answer(one: Outcome) -> None:
        given = answerer.answer_from(one.found)
        judged = judge(one.question, given, pair=one.pair, places=one.places)
        gold = frozenset(place.article_id for place in one.places)
        languages = frozenset(articles[key].language for key in gold)
        found.append(Case(one.question, given, languages, judged if isinstance(judged, Answered) else None, gold))

    evaluate_questions(questions, index.retriever, index.catalog, tell=answer)
    return found


def share(of: Iterable[bool]) -> str:
    """Return how many hold, of how many, and the share."""
    counted = list(of)
    return f"{sum(counted):3}/{len(counted):<3} {sum(counted) / max(1, len(counted)):.3f}"


def report(some: Sequence[Case]) -> None:
    """Print the table of one split."""
    own = [one for one in some if one.own and one.shown]
    answered = [one for one in some if one.judged]
    quoted = [citation.article_id in one.gold for one in answered if one.shown for citation in one.answer.citations]
    third = [
        one.quoted[0] not in EUROPEAN
        for one in some
        if one.shown and one.question.language in EUROPEAN and not one.languages.isdisjoint(EUROPEAN)
    ]
    rows = {
        "an article in the asker's language answers": share(one.own for one in answered),
        "  of these refused": share(one.answer.abstained for one in answered if one.own),
        "  first quotation in that language": share(one.quoted[0] == one.question.language for one in own),
        "  no quotation in that language": share(one.question.language not in one.quoted for one in own),
        "  first quotation answers": share(one.judged.first for one in own if one.judged),
        "English or German, first quotation in a third language": share(third),
        "first quotation answers": share(one.judged.first for one in answered if one.judged),
        "a quotation answers": share(one.judged.shown for one in answered if one.judged),
        "refused": share(one.answer.abstained for one in answered),
        "refused, without an answer": share(one.answer.abstained for one in some if not one.judged),
        "quotations from an article that answers": share(quoted),
    }
    for name, figure in rows.items():
        print(f"    {name:56} {figure}")


def main() -> None:
    """Print the tables of each set of questions."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="*", type=Path, default=[QUESTIONS, ROOT / "seeds"], metavar="QUESTIONS ARTICLES")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    with nullcontext(given.keep) if given.keep else tempfile.TemporaryDirectory() as kept:
        for number, (questions, articles) in enumerate(zip(given.sets[::2], given.sets[1::2], strict=True)):
            folder = Path(kept or "") / f"{number}-{articles.name}"
            Indexer(folder, load_encoder(), max_bytes=10_000_000).index([str(articles)])
            with open_index(folder) as index:
                found = cases(read_questions(questions), index)
            print(articles.name)
            for split in sorted({one.split for one in found}):
                print(f"  {split}")
                report([one for one in found if one.split == split])
            for one in found if given.list else ():
                if one.own and one.shown and one.quoted[0] != one.question.language:
                    print(f"  {one.split} {one.question.id}: {one.quoted} {one.question.question}")


if __name__ == "__main__":
    main()
