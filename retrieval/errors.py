"""One tree of errors; each message says in one sentence what was found, what was expected and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args


class RetrievalError(Exception):
    """Root of all errors that `retrieval` raises on purpose; `code` names the kind for programs."""

    code = "retrieval_error"


ArticleProblem = Literal[
    "bad_address",
    "bad_metadata",
    "bad_name",
    "bad_status",
    "binary",
    "busy",
    "damaged",
    "empty",
    "encoding",
    "encrypted",
    "fault",
    "forbidden",
    "gone",
    "missing",
    "no_access",
    "no_feed",
    "no_file",
    "no_host",
    "no_text",
    "no_time",
    "outside",
    "private_address",
    "redirects",
    "resting",
    "rival",
    "timed_out",
    "too_complex",
    "too_large",
    "too_slow",
    "unreachable",
    "wrong_kind",
]
"""Why a file or an address is no usable article; "rival" is that another one has its id or address, "forbidden" that
its site's robots.txt says so."""

ARTICLE_PROBLEMS: frozenset[str] = frozenset(get_args(ArticleProblem))
PASSING: frozenset[str] = frozenset(
    {"bad_status", "busy", "no_access", "no_host", "no_time", "timed_out", "unreachable"}
)
"""Problems that may be gone the next time without anything having been corrected."""


class ArticleError(RetrievalError):
    """A file, address or byte string is not a usable article.

    `problem` says why, and `given` with what, for sentences in other languages: "most" bytes, the "status" of HTTP.
    """

    code = "bad_article"

    def __init__(self, sentence: str, problem: ArticleProblem, **given: int) -> None:
        super().__init__(sentence)
        self.problem: ArticleProblem = problem
        self.given: Mapping[str, int] = given


QueryProblem = Literal[
    "bad_question", "empty", "question_too_long", "speaker_too_long", "no_day", "day_unclear", "days_swapped"
]


class QueryError(RetrievalError):
    """The question cannot be asked: empty, too long, or a bad filter.

    `problem` says which of these, and `given` with what, for sentences in other languages.
    """

    code = "bad_question"

    def __init__(self, sentence: str, problem: QueryProblem = "bad_question", **given: object) -> None:
        super().__init__(sentence)
        self.problem: QueryProblem = problem
        self.given = given


class ShelfError(RetrievalError):
    """A shelf has a name that none can have."""

    code = "bad_shelf"


class EncoderError(RetrievalError):
    """The embedding model cannot be loaded or does not fit the index."""

    code = "bad_model"


class ReaderError(RetrievalError):
    """The model that reads passages for an answer cannot be loaded."""

    code = "bad_reader"


class DataFolderMissingError(RetrievalError):
    """There is no index at the data folder."""

    code = "no_data_folder"


class CatalogDamagedError(RetrievalError):
    """The SQLite catalog cannot be read: the one damage that Beleg cannot repair by itself."""

    code = "catalog_damaged"


class StorageError(RetrievalError):
    """The data folder cannot be written: disk full, read-only, or failing."""

    code = "storage"


class IndexReplacedError(StorageError):
    """The data folder was moved, deleted or replaced while it was open; opening it again gives what is there now."""

    code = "replaced"


class LockedError(RetrievalError):
    """Another process is writing to the data folder."""

    code = "locked"


class QuestionsError(RetrievalError):
    """A file of judged questions or a SQuAD file is not in the expected form."""

    code = "bad_questions"


class ArchiveError(RetrievalError):
    """A file of `beleg export` cannot be written, or is none."""

    code = "bad_archive"
