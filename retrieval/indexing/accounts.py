"""`Account`: what a run tells of the sources of a shelf."""

from __future__ import annotations

from functools import partial

from retrieval.errors import ArticleError
from retrieval.indexing import sources
from retrieval.indexing.entries import Entry, metadata
from retrieval.indexing.ledger import Decision, Ledger
from retrieval.indexing.report import FailedSource, NamedArticle, Report, changed_sentences


class Account:
    """Counts and names articles in a report, as the ledger knows them."""

    def __init__(self, ledger: Ledger, report: Report) -> None:
        self._ledger = ledger
        self.report = report

    def called(self, entry: Entry, source: str | None) -> NamedArticle:
        """Return what a report says of an article that is known."""
        return NamedArticle.of(entry.article_id, entry.metadata, source, lambda: self._ledger.text(entry))

    def pass_over(self, source: str, entry: Entry) -> None:
        """Count an article whose source is what it was."""
        self.report.count("unchanged", partial(self.called, entry, source))
        self.visit(source)

    def took(self, source: str, decision: Decision, *, count: bool) -> None:
        """Tell what became of an article that was read; `count` counts it."""
        if count:
            self.report.count(decision.outcome, partial(_named, source, decision))
        self.visit(source)

    def visit(self, source: str) -> None:
        """Note that a source was tried, and that this went well."""
        self.report.visit(self._ledger.shelf, source)

    def fail(self, source: str, error: ArticleError) -> None:
        """Note what could not be read; the article that it had stays."""
        known = self._ledger.sources.get(source)
        title = self.called(known.entry, source).title if known else None
        failure = FailedSource.of(source, sources.shown(source), error, title)
        self.report.fail(failure)
        self.report.visit(self._ledger.shelf, source, failure)


def named(entry: Entry) -> str:
    """Return where an article came from, as users know it; its id where it has no source."""
    return sources.shown(entry.first) if entry.first else entry.article_id


def _named(source: str, decision: Decision) -> NamedArticle:
    """Return what a report says of an article that was read."""
    article = decision.article
    changed = 0 if decision.before is None else changed_sentences(decision.before, article.text, article.language)
    return NamedArticle.of(decision.entry.article_id, metadata(article), source, lambda: article.text, changed)
