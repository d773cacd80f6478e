"""What a language must be able to say around the quotations of an answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.answering.clipping import Cut
from retrieval.datatypes import Reason


@dataclass(frozen=True, slots=True)
class Facts:
    """What an abstention may tell, fit for print; `since`/`until` are ``YYYY-MM-DD``, `articles` counts those that
    mention `name`, `undated` those that a date filter left out.
    """

    name: str = ""
    spellings: tuple[str, ...] = ()
    did_you_mean: tuple[str, ...] = ()
    articles: int = 0
    undated: int = 0
    since: str | None = None
    until: str | None = None


class Wording(ABC):
    """The words of one language; it has no state.

    `months` are twelve, as a date has them; `marks` are pairs of quotation marks, the usual one first. `reported` marks
    indirect speech, whose words are the article's, and `denied` indirect speech that the speaker denies. `also_at`
    comes before further addresses of the same article, `searched` before the spellings of a name, and `goes_on` says
    that a quotation ends before its sentence does.
    """

    months: ClassVar[tuple[str, ...]]
    marks: ClassVar[tuple[tuple[str, str], ...]]
    reported: ClassVar[str]
    denied: ClassVar[str]
    also_at: ClassVar[str]
    searched: ClassVar[str]
    goes_on: ClassVar[str]

    @abstractmethod
    def found(self, statements: int, articles: int) -> str:
        """Count the statements and the articles they are in; both are at least 1."""

    @abstractmethod
    def abstention(self, reason: Reason, facts: Facts) -> str:
        """Say in one or two sentences why there is no answer."""

    def date(self, day: int, month: str, year: str) -> str:
        """Write a date; `month` is one of `months`."""
        return f"{day} {month} {year}"

    def day(self, published: str) -> str:
        """Write the day of an article, given as ``YYYY-MM-DD`` with or without a time."""
        year, month, day = published[:10].split("-")
        return self.date(int(day), self.months[int(month) - 1], year)

    def quoted(self, quote: str) -> str:
        """Put a quotation into the first quotation marks that it does not use itself."""
        opening, closing = next((p for p in self.marks if p[0] not in quote and p[1] not in quote), self.marks[0])
        return f"{opening}{quote}{closing}"

    def cut(self, cut: Cut) -> str:
        """Say that a quotation ends early."""
        return f"[… {self.goes_on}]" if cut == "negation" else "[…]"

    def heading(self, speaker: str, spellings: Sequence[str], statements: int, articles: int) -> str:
        """Name the speaker, the other spellings that were searched, and how much was found."""
        return f"{speaker}{self.spelt(spellings)} · {self.found(statements, articles)}"

    def spelt(self, spellings: Sequence[str]) -> str:
        """Return the spellings that were searched, for the end of a name; "" for none."""
        return f" ({self.searched}: {', '.join(spellings)})" if spellings else ""


def listed(names: Sequence[str], conjunction: str) -> str:
    """Return at least one name as a list, `conjunction` before the last."""
    return f" {conjunction} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
