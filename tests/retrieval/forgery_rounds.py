"""A round: true articles and forged copies come in, are edited, read again, go and come back.

Each time the index and its answers are judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from bot.answering.answer import Citation
from bot.answering.answerer import Answerer
from bot.answering.extractive import compose
from bot.settings import load_settings
from retrieval.indexer import Report
from retrieval.readers.loading import load_reader
from retrieval.retriever import Retriever
from retrieval.search.query import understand
from retrieval.store import open_catalog, open_vectors
from retrieval.text.lexicon import Lexicon
from tests.retrieval.forged_copies import Arrival, Case, World
from tests.retrieval.forged_doors import write_archive
from tests.retrieval.forgery_judge import Broken, Judge
from tests.retrieval.web_server import response

_MONDAY = datetime(2022, 1, 10, 8, tzinfo=UTC)


class Asker:
    """Asks the index of a world with the shipped reader and lexicon."""

    def __init__(self) -> None:
        self._reader, self._lexicon = load_reader(), Lexicon.shipped()

    def __call__(self, world: World, questions: Sequence[str]) -> list[Citation]:
        """Return what the answers to the questions cite."""
        with open_catalog(world.data) as catalog, open_vectors(catalog) as vectors:
            retriever = Retriever(catalog, vectors, world.encoder, self._lexicon, self._reader)
            answerer = Answerer(retriever, compose, load_settings().answer)
            answers = [answerer.answer(understand(question)) for question in questions]
        return [citation for answer in answers for citation in answer.citations]


@dataclass
class Result:
    """What a round found; `told` are cases whose true file was refused with a sentence that names the other one.

    `counts` are of "away", true pages that are missing for as long as they cannot be reached; "joined", cases in which
    the two are taken for one story; "cited", citations; "invented", those of them with a forger's words; "beside" and
    "differing", the further addresses and the differing ones that they name.
    """

    broken: list[tuple[str, Broken]] = field(default_factory=list)
    told: dict[int, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


class Round:
    """Plays a round in a world; no two cases may have the same true article."""

    def __init__(self, world: World, cases: Sequence[Case], ask: Asker, *, every: int = 1) -> None:
        """`every` so many cases are asked about each time that the index is judged."""
        self.world = world
        self.cases = cases
        self.result = Result()
        self._ask = ask
        self._urls = {case.number: case.url(world) for case in cases}
        self._every = every
        self._away: list[Case] = []
        self._runs = self._looks = 0

    def play(self) -> Result:
        """Let everything happen in turn; return what did not hold."""
        for case in self.cases:
            case.put_true(self.world)
        for first in (True, False):
            forged = [case.put_forged(self.world) for case in self.cases if case.before == first]
            self._run([case.source for case in self.cases if case.before != first], forged)
        self._look("both in")
        # Where the very text of a page was held by a copy that changes, the page has to be read, now or when it can be.
        self._away = [case for case in self.cases[::2] if case.form == "page"]
        for case in self._away:
            self.world.take_away(case.source)
        self._run([], [case.put_forged(self.world, edited=True) for case in self.cases])
        self._look("forged once more")
        for case in self._away:
            case.put_true(self.world)
        self._away = []
        for case in self.cases[::2]:
            case.put_true(self.world, note=case.article.text.split("\n\n")[0])
        self._run([], [])
        self._look("true one read again")
        for case in self.cases:
            self.world.take_away(case.source)
        pages = [case.source for case in self.cases if case.form == "page"]
        self._run([str(self.world.articles), *pages], [], prune=True)
        self._look("true one gone")
        for case in self.cases:
            case.put_true(self.world)
        self._run([], [])
        self._look("true one back")
        return self.result

    def _run(self, sources: Iterable[str], arrivals: Iterable[Arrival], *, prune: bool = False) -> None:
        """Have the sources and arrivals read, the archive first; without any, all that was read before."""
        self._runs += 1
        came = list(arrivals)
        if records := [one.record for one in came if one.record is not None]:
            file = self.world.data.parent / f"forged{self._runs}.tar"
            write_archive(file, records)
            self.world.indexer().import_archive(file)
        given = [*sources, *(one.place for one in came if one.record is None and not one.feed)]
        fed = [one.place for one in came if one.feed]
        if given or not came:
            self._note(self.world.indexer().index(given, prune_all=prune))
        if fed:
            self._note(self.world.indexer().index(feeds=[self._feed(fed)]))

    def _feed(self, pages: Sequence[str]) -> str:
        """Serve a feed that names pages, as changed since the run before; return its address."""
        stated = format_datetime(_MONDAY + timedelta(hours=self._runs))
        items = "".join(f"<item><link>{url}</link><pubDate>{stated}</pubDate></item>" for url in pages)
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
        self.world.server.answers["/feed"] = response(body, kind="application/rss+xml")
        return self.world.server.url("/feed")

    def _note(self, report: Report) -> None:
        """Note which true files were refused because another source has their address."""
        failed = dict(report.failed)
        for case in self.cases:
            sentence = failed.get(case.source, "")
            if "gives the same id or url as" in sentence:
                self.result.told[case.number] = sentence

    def _look(self, when: str) -> None:
        """Judge the index and its answers."""
        gone = when == "true one gone"
        with open_catalog(self.world.data) as catalog:
            judge = Judge(catalog, self.cases, self._urls)
            found = [] if gone else judge.true_articles()
            if when == "both in":
                self.result.counts["joined"] += sum(judge.joined(case) for case in self.cases)
            for citation in self._ask(self.world, self._questions()):
                self.result.counts["cited"] += 1
                self.result.counts["invented"] += judge.invented(citation)
                self.result.counts["beside"] += len(citation.also_at)
                self.result.counts["differing"] += len(citation.differs)
                found += judge.citation(citation)
        told = self.result.told
        for one in found:
            if one.promise == "lost" and (one.case.number in told or one.case in self._away):
                self.result.counts["away"] += one.case in self._away
            else:
                self.result.broken.append((when, one))

    def _questions(self) -> list[str]:
        """Return a question about every so many of the cases, each time about others."""
        self._looks += 1
        asked = self.cases[self._looks % self._every :: self._every]
        return [case.hand.questions()[self._looks % 2] for case in asked]
