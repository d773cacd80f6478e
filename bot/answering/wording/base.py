"""What a language must be able to say around the quotations of an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.answering.clipping import Cut
from retrieval.datatypes import Reason, Stance


@dataclass(frozen=True, slots=True)
class Facts:
    """What an abstention may tell, fit for print; `since`/`until` are ``YYYY-MM-DD``, `articles` counts those that
    mention `name`, `undated` those that a date filter left out.

    `nearest` is the title of the article that comes nearest, `nearest_day` its day as `Article.published` has it.
    `quoted_elsewhere` says that the articles quote `name` on something else.
    """

    name: str = ""
    spellings: tuple[str, ...] = ()
    did_you_mean: tuple[str, ...] = ()
    articles: int = 0
    undated: int = 0
    since: str | None = None
    until: str | None = None
    nearest: str = ""
    nearest_day: str | None = None
    quoted_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """How a language says a number of things; ``{n}`` is the number.

    `few` is for languages with a form of their own for 2, 3, 4, 22 and so on, in which 21 takes the form of 1.
    """

    one: str
    many: str
    none: str = ""
    few: str = ""

    def of(self, n: int) -> str:
        """Return the words for `n` things."""
        if n == 0 and self.none:
            return self.none
        if self.few and n % 100 // 10 != 1:
            form = self.one if n % 10 == 1 else self.few if n % 10 in (2, 3, 4) else self.many
        else:
            form = self.one if n == 1 else self.many
        return form.format(n=n)


class Wording:
    """The words of one language; it has no state. Names in braces are filled in.

    `months` are twelve, as a date has them; `marks` are pairs of quotation marks, the usual one first. `reported` marks
    indirect speech, whose words are the article's, `stances` what the speaker denies and what is a rumour, `not_said`
    what stands among a person's statements and is none, and `nameless` a quotation whose speaker is not known.
    `also_at` comes before further sources that hold a quotation, `differs` before copies of the story that tell it
    otherwise, `searched` before the spellings of a name, and `goes_on` says that a quotation ends before its sentence
    does. `found` says how many `statements` in how many `articles`. `meant` names the person whom the answer is about
    where the question's own name was taken for a typing error, and `elsewhere` stands above what a person is quoted on
    instead of what was asked. `limited` stands above an answer from articles of some days, with ``{since}`` and
    ``{until}``, or `on_day` in place of both for a single day. `carried` stands above the answer to a question that
    goes on from one before it, and names what it took over.

    `abstentions` has a sentence for each reason, which may use ``{name}``, made of `named` or `unnamed`, ``{searched}``
    and the parts that have their own names: ``{did_you_mean}`` (its names joined by `either`), ``{mentions}``,
    ``{on_this}``, ``{since}``, ``{until}``, ``{undated}`` and ``{nearest}``.
    """

    months: ClassVar[tuple[str, ...]]
    date: ClassVar[str] = "{day} {month} {year}"
    marks: ClassVar[tuple[tuple[str, str], ...]]
    reported: ClassVar[str]
    stances: ClassVar[Mapping[Stance, str]]
    not_said: ClassVar[str]
    nameless: ClassVar[str]
    also_at: ClassVar[str]
    differs: ClassVar[str]
    searched: ClassVar[str]
    goes_on: ClassVar[str]
    found: ClassVar[str]
    meant: ClassVar[str]
    namesakes: ClassVar[str]
    elsewhere: ClassVar[str]
    statements: ClassVar[Counted]
    articles: ClassVar[Counted]
    named: ClassVar[str]
    unnamed: ClassVar[str]
    did_you_mean: ClassVar[str]
    either: ClassVar[str]
    mentions: ClassVar[Counted]
    since: ClassVar[str]
    until: ClassVar[str]
    on_day: ClassVar[str]
    limited: ClassVar[str]
    carried: ClassVar[str]
    undated: ClassVar[Counted]
    on_this: ClassVar[str]
    nearest: ClassVar[str]
    abstentions: ClassVar[Mapping[Reason, str]]

    def day(self, published: str) -> str:
        """Write the day of an article, given as ``YYYY-MM-DD`` with or without a time."""
        year, month, day = published[:10].split("-")
        return self.date.format(day=int(day), month=self.months[int(month) - 1], year=year)

    def quoted(self, quote: str) -> str:
        """Put a quotation into the first quotation marks that it does not use itself."""
        opening, closing = next((pair for pair in self.marks if not _uses(quote, pair)), self.marks[0])
        return f"{opening}{quote}{closing}"

    def titled(self, title: str) -> str:
        """Put a title into quotation marks that nothing in it closes; "" for ""."""
        if all(_uses(title, pair) for pair in self.marks):
            title = re.sub("|".join(mark.strip() for mark in self.marks[0]), "'", title)
        return self.quoted(title) if title else ""

    def name(self, name: str) -> str:
        """Return a name for a line of Beleg's; one that could be taken for Beleg's words stands in quotation marks."""
        own = "|".join(map(re.escape, ("via", *self._beneath, *self._beside)))
        imitates = re.search(rf"\b(?:{own})\b|\d{{4}}|\[:\]", name, re.IGNORECASE)
        return self.named.format(name=name) if imitates else name

    @property
    def _beneath(self) -> tuple[str, ...]:
        return self.reported, *self.stances.values(), self.not_said, self.nameless

    @property
    def _beside(self) -> tuple[str, ...]:
        return self.also_at, self.differs, self.searched

    def cut(self, cut: Cut) -> str:
        """Say that a quotation ends early."""
        return f"[… {self.goes_on}]" if cut == "negation" else "[…]"

    def heading(self, speaker: str, spellings: Sequence[str], statements: int, articles: int) -> str:
        """Name the speaker, the other spellings that were searched, and how much was found."""
        found = self.found.format(statements=self.statements.of(statements), articles=self.articles.of(articles))
        return f"{speaker}{self._spelt(spellings)} · {found}"

    def abstention(self, reason: Reason, facts: Facts) -> str:
        """Say in up to three sentences why there is no answer."""
        name = self._named(facts.name)
        return self.abstentions[reason].format(
            name=name,
            searched=self._spelt(facts.spellings),
            did_you_mean=self.did_you_mean.format(names=self._listed(facts.did_you_mean)) if facts.did_you_mean else "",
            mentions=f"{self.mentions.of(facts.articles)} {name}",
            since=self.since.format(day=self.day(facts.since)) if facts.since else "",
            until=self.until.format(day=self.day(facts.until)) if facts.until else "",
            undated=self.undated.of(facts.undated),
            on_this=self.on_this if facts.quoted_elsewhere else "",
            nearest=self._nearest(facts.nearest, facts.nearest_day) if facts.nearest else "",
        )

    def above_elsewhere(self, name: str) -> str:
        """Return the line above what a person is quoted on instead of what was asked."""
        return self.elsewhere.format(name=self._named(name))

    def above_limited(self, since: str | None, until: str | None) -> str:
        """Return the line that says which days, ``YYYY-MM-DD``, an answer is limited to; "" for none."""
        if since and since == until:
            return self.limited.format(since=self.on_day.format(day=self.day(since)), until="")
        if not (since or until):
            return ""
        return self.limited.format(
            since=self.since.format(day=self.day(since)) if since else "",
            until=self.until.format(day=self.day(until)) if until else "",
        )

    def above_carried(self, names: Sequence[str]) -> str:
        """Return the line that says what a question took over from those before it; "" for nothing."""
        return self.carried.format(names=", ".join(map(self.name, names))) if names else ""

    def _named(self, name: str) -> str:
        return self.named.format(name=name) if name else self.unnamed

    def _nearest(self, title: str, published: str | None) -> str:
        day = f" ({self.day(published)})" if published else ""
        return self.nearest.format(article=f"{self.titled(title)}{day}")

    def _spelt(self, spellings: Sequence[str]) -> str:
        """Return the spellings that were searched, for the end of a name; "" for none."""
        return f" ({self.searched}: {', '.join(spellings)})" if spellings else ""

    def _listed(self, names: Sequence[str]) -> str:
        """Return at least one name as a list, `either` before the last."""
        return f" {self.either} ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _uses(text: str, pair: tuple[str, str]) -> bool:
    """Return whether a quotation mark of a pair, with or without its blank, stands in a text."""
    return any(mark.strip() in text for mark in pair)
