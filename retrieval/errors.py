"""One tree of errors; each message says in one sentence what was found, what was expected and what to do."""

from __future__ import annotations

from typing import Literal


class RetrievalError(Exception):
    """Root of all errors that `retrieval` raises on purpose; `code` names the kind for programs."""

    code = "retrieval_error"


class ArticleError(RetrievalError):
    """A file, address or byte string is not a usable article."""

    code = "bad_article"


QueryProblem = Literal["bad_question", "empty", "question_too_long", "speaker_too_long", "no_day", "days_swapped"]


class QueryError(RetrievalError):
    """The question cannot be asked: empty, too long, or a bad filter.

    `problem` says which of these, and `given` with what, for sentences in other languages.
    """

    code = "bad_question"

    def __init__(self, sentence: str, problem: QueryProblem = "bad_question", **given: object) -> None:
        super().__init__(sentence)
        self.problem: QueryProblem = problem
        self.given = given


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
