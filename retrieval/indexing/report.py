"""What a run says of itself: how far it is, and what it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from retrieval.errors import ArticleError, ArticleProblem
from retrieval.store.records import Metadata, PreparedArticle
from retrieval.store.writing import Writer
from retrieval.text import sentences
from retrieval.text.untitled import called

Outcome = Literal["added", "changed", "unchanged"]
Step = Callable[[Writer], None]
"""A change that is decided; it is carried out inside a transaction."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `done` of `total` files read, articles made again, or passages put into the vector index.

    `seconds_left` estimates the rest of a rebuild, None where nothing is known. "waiting" is for another writer.
    """

    stage: Literal["files", "rebuild", "vectors", "waiting"]
    done: int
    total: int
    seconds_left: float | None = None


MOST_NAMED = 200
"""Articles that a report names of each kind; all are counted."""


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """An article of which a report tells: how it is called and where it was read.

    `sentences` counts how many sentences of a changed one are others than before: 0 where only its metadata are.
    """

    article_id: str
    title: str
    publisher: str | None
    published: str | None
    source: str | None
    sentences: int = 0

    @classmethod
    def of(
        cls, ident: str, known: Metadata, source: str | None, text: Callable[[], str], sentences: int = 0
    ) -> NamedArticle:
        """Return the article with this id and what is known of it; `text` is read where it has no title."""
        title, _, publisher, published, _, path, _ = known
        return cls(ident, called(title, path, text), publisher, published, source, sentences)


@dataclass(frozen=True, slots=True)
class FailedSource:
    """A file, address or feed that could not be read: where, why in a sentence, and the same as a code.

    `title` is that of its last good version, which stays; None where there is none. `source` is what `shown` may have
    had to change for a message.
    """

    source: str
    shown: str
    sentence: str
    problem: ArticleProblem
    given: Mapping[str, int]
    title: str | None = None

    @classmethod
    def of(cls, source: str, shown: str, error: ArticleError, title: str | None = None) -> FailedSource:
        """Return the failure that an error is."""
        return cls(source, shown, str(error), error.problem, error.given, title)


@dataclass(slots=True)
class Report:
    """What a run did; counts are of articles, `skipped` of files of unknown kinds in folders.

    `removed_earlier` counts files and addresses left out because their article was removed on purpose, and `left_out`
    has the first of them. `named` has the first articles of each kind. `passages` and `statements` are those of the
    articles written. `visited` are the sources of each shelf that were tried, None where that went well. `warnings` are
    sentences about articles that were read although something of them could not be. `read_anew` counts files that are
    as before and were read again, since an earlier version of Beleg had read them.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    removed_earlier: int = 0
    skipped: int = 0
    failures: list[FailedSource] = field(default_factory=list)
    passages: int = 0
    statements: int = 0
    named: dict[Outcome | Literal["removed"], list[NamedArticle]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    visited: dict[str, dict[str, FailedSource | None]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    read_anew: int = 0
    seconds: float = 0.0

    @property
    def failed(self) -> list[tuple[str, str]]:
        """What could not be read: (path, sentence)."""
        return [(failure.shown, failure.sentence) for failure in self.failures]

    def count(self, outcome: Outcome, article: Callable[[], NamedArticle]) -> None:
        """Count an article by what became of it; `article` is called as long as it is among the first."""
        if outcome == "added":
            self.added += 1
        elif outcome == "changed":
            self.changed += 1
        else:
            self.unchanged += 1
        self._name(outcome, article)

    def remove(self, article: Callable[[], NamedArticle]) -> None:
        """Count an article that went with its last source."""
        self.removed += 1
        self._name("removed", article)

    def wrote(self, prepared: PreparedArticle) -> None:
        """Count an article that is written."""
        self.passages += len(prepared.passages)
        self.statements += len(prepared.said)

    def leave_out(self, source: str) -> None:
        """Count a source whose article was removed on purpose."""
        self.removed_earlier += 1
        if len(self.left_out) < MOST_NAMED:
            self.left_out.append(source)

    def fail(self, failure: FailedSource) -> None:
        """Note what could not be read."""
        self.failures.append(failure)

    def visit(self, shelf: str, source: str, failure: FailedSource | None = None) -> None:
        """Note that a source of a shelf was tried; `failure` is why it could not be read."""
        self.visited.setdefault(shelf, {})[source] = failure

    def _name(self, kind: Outcome | Literal["removed"], article: Callable[[], NamedArticle]) -> None:
        named = self.named.setdefault(kind, [])
        if len(named) < MOST_NAMED:
            named.append(article())


def changed_sentences(before: str, after: str, language: str) -> int:
    """Return how many sentences of a text are others than before, or were added or left out."""
    old, new = (
        Counter(" ".join(text[start:end].split()) for start, end in sentences.split(text, language))
        for text in (before, after)
    )
    return max((new - old).total(), (old - new).total())


class Changes(Protocol):
    """Takes the changes that a run decides on, in order."""

    def __call__(self, step: Step, prepared: PreparedArticle | None = None, /) -> None:
        """Carry a change out, now or later; `prepared` is what it writes."""
        ...
