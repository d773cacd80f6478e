"""The answers that were given: which message quoted which words of which article, never the words themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from bot.answering.answer import Citation
from bot.state.database import Connection, Database
from retrieval.search.standing import Quoted
from retrieval.text.wording import fingerprint

Correction = Literal["changed", "removed"]
"""What a message already tells of an article that it quoted."""

_CORRECTIONS: dict[str | None, Correction | None] = {None: None, "changed": "changed", "removed": "removed"}
_OF_MESSAGE = "{} WHERE number = (SELECT answer FROM answer_messages WHERE message = ?)"
_AT_ONCE = 500  # SQLite takes 999 values in one statement where it is old


@dataclass(frozen=True, slots=True)
class KeptQuotation:
    """Where quotation `n` of an answer stood; offsets in the text of that version, `fingerprint` is of its words."""

    n: int
    article_id: str
    version: int
    start: int
    end: int
    fingerprint: str
    speaker: str | None = None
    correction: Correction | None = None

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """Return what is kept of a quotation."""
        place = citation.article_id, citation.version, citation.start, citation.end
        return cls(citation.n, *place, fingerprint(citation.quote), citation.speaker)

    @property
    def quoted(self) -> Quoted:
        """What finds the words again."""
        return Quoted(self.article_id, self.start, self.end, self.fingerprint, self.version)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that was shown; its messages are in their order, `at` is in seconds since 1970.

    `reason` is None where the question was answered. `asker` is None once they had Beleg forget them. `editable` says
    whether Discord lets Beleg edit the messages as long as they stand: not those that one person alone sees.
    """

    messages: tuple[int, ...]
    channel: int | None
    server: int | None
    asker: int | None
    at: int
    language: str
    reason: str | None
    quotations: tuple[KeptQuotation, ...]
    question: str | None = None
    editable: bool = True


def _quote(writing: Connection, number: int | None, quotations: Iterable[KeptQuotation]) -> None:
    """Store what answer `number` quotes."""
    writing.executemany(
        "INSERT INTO quotations VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
        [
            (number, one.n, one.article_id, one.version, one.start, one.end, one.fingerprint, one.speaker, one.version)
            for one in quotations
        ],
    )


class KeptAnswers:
    """The answers of so many days."""

    def __init__(self, database: Database, clock: Callable[[], int], *, questions: bool, seconds: int) -> None:
        """`questions` says whether questions are kept, too; `seconds` is how long."""
        self._database = database
        self._clock = clock
        self._questions = questions
        self._seconds = seconds

    def keep(
        self,
        messages: Sequence[int],
        *,
        channel: int | None,
        server: int | None,
        asker: int,
        language: str,
        reason: str | None,
        citations: Iterable[Citation] = (),
        question: str = "",
        editable: bool = True,
    ) -> None:
        """Keep an answer that was just shown; the question only where the settings say so."""
        row = (channel, server, asker, self._clock(), language, reason, self._kept(question), editable)
        quoted = [KeptQuotation.of(one) for one in citations]
        with self._database.writing() as writing:
            number = writing.execute(
                "INSERT INTO answers (channel, server, asker, at, language, reason, question, editable) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            ).lastrowid
            for message in messages:  # one that is edited into another answer shows that one alone
                writing.execute(_OF_MESSAGE.format("DELETE FROM answers"), (message,))
            writing.executemany("INSERT INTO answer_messages VALUES (?, ?)", [(one, number) for one in messages])
            _quote(writing, number, quoted)

    def add(self, message: int, citations: Iterable[Citation]) -> None:
        """Keep further quotations of the answer that a message is part of, if it is kept; those it has stay."""
        with self._database.writing() as writing:
            for (number,) in writing.execute("SELECT answer FROM answer_messages WHERE message = ?", (message,)):
                known = {n for (n,) in writing.execute("SELECT n FROM quotations WHERE answer = ?", (number,))}
                _quote(writing, number, [KeptQuotation.of(one) for one in citations if one.n not in known])

    def of_message(self, message: int) -> KeptAnswer | None:
        """Return the answer that a message is part of."""
        with self._database.reading() as reading:
            found = reading.execute("SELECT answer FROM answer_messages WHERE message = ?", (message,)).fetchall()
            return next(iter(self._answers(reading, [row[0] for row in found])), None)

    def of_articles(self, article_ids: Collection[str]) -> list[KeptAnswer]:
        """Return the answers that quote any of these articles, the latest first."""
        numbers: set[int] = set()
        wanted = sorted(article_ids)
        with self._database.reading() as reading:
            for at in range(0, len(wanted), _AT_ONCE):
                some = wanted[at : at + _AT_ONCE]
                places = ", ".join("?" * len(some))
                query = f"SELECT DISTINCT answer FROM quotations WHERE article_id IN ({places})"
                numbers.update(row[0] for row in reading.execute(query, some))
            return self._answers(reading, sorted(numbers, reverse=True))

    def count_quoting(self, article_id: str) -> int:
        """Return how many answers quote an article."""
        query = (
            "SELECT count(DISTINCT number) FROM answers JOIN quotations ON answer = number "
            "WHERE article_id = ? AND at >= ?"
        )
        with self._database.reading() as reading:
            return int(reading.execute(query, (article_id, self._since())).fetchone()[0])

    def quoted(self) -> dict[str, set[int]]:
        """Return each article that is quoted, with the versions of it in which its words were last looked for."""
        found: dict[str, set[int]] = {}
        with self._database.reading() as reading:
            for article_id, checked in reading.execute("SELECT DISTINCT article_id, checked FROM quotations"):
                found.setdefault(article_id, set()).add(checked)
        return found

    def checked(self, article_id: str, version: int) -> None:
        """Note that all words quoted from an article were looked for in that version, 0 where there is none."""
        with self._database.writing() as writing:
            writing.execute("UPDATE quotations SET checked = ? WHERE article_id = ?", (version, article_id))

    def corrected(self, message: int, n: int, correction: Correction) -> bool:
        """Note what a message now tells of its quotation `n`; return whether it didn't before."""
        query = (
            "UPDATE quotations SET correction = :correction WHERE n = :n AND correction IS NOT :correction "
            "AND answer = (SELECT answer FROM answer_messages WHERE message = :message)"
        )
        with self._database.writing() as writing:
            given = {"correction": correction, "n": n, "message": message}
            return writing.execute(query, given).rowcount > 0

    def forget(self, message: int) -> None:
        """Forget the answer that a message is part of: the message is gone."""
        with self._database.writing() as writing:
            writing.execute(_OF_MESSAGE.format("DELETE FROM answers"), (message,))

    def _kept(self, question: str) -> str | None:
        return question.encode("utf-8", "replace").decode() if self._questions and question else None

    def _since(self) -> int:
        return self._clock() - self._seconds

    def _answers(self, reading: Connection, numbers: Sequence[int]) -> list[KeptAnswer]:
        """Return the answers with these numbers that are not too old."""
        found = [self._answer(reading, number) for number in numbers]
        return [one for one in found if one is not None and one.at >= self._since()]

    @staticmethod
    def _answer(reading: Connection, number: int) -> KeptAnswer | None:
        query = "SELECT channel, server, asker, at, language, reason, question, editable FROM answers WHERE number = ?"
        row = reading.execute(query, (number,)).fetchone()
        if row is None:
            return None
        channel, server, asker, at, language, reason, question, editable = row
        query = "SELECT message FROM answer_messages WHERE answer = ? ORDER BY message"
        messages = tuple(one[0] for one in reading.execute(query, (number,)))
        query = (
            "SELECT n, article_id, version, start, stop, fingerprint, speaker, correction FROM quotations "
            "WHERE answer = ? ORDER BY n"
        )
        quotations = tuple(_quotation(row) for row in reading.execute(query, (number,)))
        return KeptAnswer(
            messages, channel, server, asker, at, language, reason, quotations, question, editable=bool(editable)
        )


def _quotation(row: tuple[Any, ...]) -> KeptQuotation:
    n, article_id, version, start, end, words, speaker, correction = row
    return KeptQuotation(n, article_id, version, start, end, words, speaker, _CORRECTIONS.get(correction))
