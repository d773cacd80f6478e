"""What a language must be able to say around the quotations of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.answering.answer import Cut, Facts, Heading
from bot.verification.claims import CheckName, Fault
from retrieval.datatypes import Reason, Stance

_PAIRS = frozenset({'""', "„“", "„”", "“”", "””", "»«", "«»", "»»", "‚‘", "‚’", "‘’", "‹›", "›‹"})
_DOUBLE = re.compile('["„“”‟«»＂〝〞〟″❝❞]')
_BEFORE_OPENING = frozenset("([{–—-/‚‘'")


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

    `months` are twelve, as a date has them; `marks` are the pairs of quotation marks around a quotation and inside
    one, `languages` the names of languages by code, `reported_in` stands above quotations in some of them,
    `ask_instead` above questions that can be asked. `reported` marks indirect speech, whose words are the article's,
    `stances` what the speaker denies and what is a rumour, `not_said` what stands among a person's statements and is
    none, and `nameless` a quotation whose speaker is not known.
    `also_at` comes before further sources that hold a quotation, `differs` before copies of the story that tell it
    otherwise, `searched` before the spellings of a name, and `goes_on` says that a quotation ends before its sentence
    does. `found` says how many `statements` in how many `articles`. `meant` names the person whom the answer is about
    where the question's own name was taken for a typing error, and `elsewhere` stands above what a person is quoted on
    instead of what was asked. `limited` stands above an answer from articles of some days, with ``{since}`` and
    ``{until}``, or `on_day` in place of both for a single day. `reports_differ` stands above
    reports with two figures for one thing, `without_day` above what undated articles tell in a timeline; `further` says
    how many quotations of a day are not shown. `carried` stands above the answer to a question that goes on from one
    before it, and names what it took over, `understood` above the answer to a question that a model worded anew.
    `translated` stands below a quotation in another language.
    `worded` names the model below sentences of its own, `left_out` counts those that are not shown.

    `verdicts` says what became of a sentence of a text that was checked against the articles. `faults` says what is
    wrong with a claim, by check; codes that are told otherwise stand as ``check.code``, and those of every check alone.

    `abstentions` has a sentence for each reason, which may use ``{name}``, made of `named` or `unnamed`, ``{searched}``
    and the parts that have their own names: ``{did_you_mean}`` (its names joined by `either`), ``{mentions}``,
    ``{on_this}``, ``{since}``, ``{until}``, ``{undated}`` and ``{nearest}``.
    """

    months: ClassVar[tuple[str, ...]]
    date: ClassVar[str] = "{day} {month} {year}"
    marks: ClassVar[tuple[tuple[str, str], tuple[str, str]]]
    languages: ClassVar[Mapping[str, str]]
    reported_in: ClassVar[str]
    conjunction: ClassVar[str]
    ask_instead: ClassVar[str]
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
    reports_differ: ClassVar[str]
    without_day: ClassVar[str]
    further: ClassVar[Counted]
    carried: ClassVar[str]
    understood: ClassVar[str]
    translated: ClassVar[str]
    undated: ClassVar[Counted]
    worded: ClassVar[str]
    left_out: ClassVar[Counted]
    on_this: ClassVar[str]
    nearest: ClassVar[str]
    verdicts: ClassVar[Mapping[str, str]]
    faults: ClassVar[Mapping[str, str]]
    abstentions: ClassVar[Mapping[Reason, str]]

    def day(self, published: str) -> str:
        """Write the day of an article, given as ``YYYY-MM-DD`` with or without a time."""
        year, month, day = published[:10].split("-")
        return self.date.format(day=int(day), month=self.months[int(month) - 1], year=year)

    def quoted(self, quote: str) -> str:
        """Put article text into quotation marks of this language; those that stand around it already make room.

        What other double marks are in it become the inner pair, so that nothing in a quotation ends it.
        """
        (opening, closing), inner = self.marks
        words = quote[1:-1] if in_marks(quote) else quote
        return f"{opening}{_DOUBLE.sub(lambda mark: inner[not _opens(mark)], words)}{closing}"

    def titled(self, title: str) -> str:
        """Put a title into quotation marks that nothing in it closes; "" for ""."""
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

    def above_statements(self, heading: Heading) -> str:
        """Name the speaker, the other spellings that were searched, and how much was found."""
        return f"{self.name(heading.speaker)}{self._spelt(heading.spellings)} · {self.counted(heading)}"

    def counted(self, heading: Heading) -> str:
        """Say how much was found."""
        statements, articles = self.statements.of(heading.statements), self.articles.of(heading.articles)
        return self.found.format(statements=statements, articles=articles)

    def above_apart(self, languages: Iterable[str]) -> str:
        """Return the line above quotations in languages, given by code, that the reader may not understand."""
        names = [self.language_of(code) for code in dict.fromkeys(languages)]
        return self.reported_in.format(languages=_listed(names, self.conjunction))

    def language_of(self, code: str) -> str:
        """Return the name of a language; its code where it has none here."""
        return self.languages.get(code, code)

    def above_namesakes(self, names: Sequence[str]) -> str:
        """Return the line that names the people who share a name; "" for none."""
        return self.namesakes.format(names=", ".join(map(self.name, names))) if names else ""

    def above_meant(self, name: str) -> str:
        """Return the line that says whom a misspelt name was taken for; "" for nobody."""
        return self.meant.format(name=self.name(name)) if name else ""

    def abstention(self, reason: Reason, facts: Facts) -> str:
        """Say in up to three sentences why there is no answer."""
        name, meant = self._named(facts.name), facts.did_you_mean
        return self.abstentions[reason].format(
            name=name,
            searched=self._spelt(facts.spellings),
            did_you_mean=self.did_you_mean.format(names=_listed(meant, self.either)) if meant else "",
            mentions=f"{self.mentions.of(facts.articles)} {name}",
            since=self._from(facts.since, facts.event),
            until=self.until.format(day=self.day(facts.until)) if facts.until else "",
            undated=self.undated.of(facts.undated),
            on_this=self.on_this if facts.quoted_elsewhere else "",
            nearest=self._nearest(facts.nearest, facts.nearest_day) if facts.nearest else "",
        )

    def fault(self, fault: Fault) -> str:
        """Say in a few words what is wrong with a claim."""
        names = (f"{fault.check}.{fault.code}", fault.code, fault.check)
        return next(self.faults[name] for name in names if name in self.faults)

    def above_elsewhere(self, name: str) -> str:
        """Return the line above what a person is quoted on instead of what was asked."""
        return self.elsewhere.format(name=self._named(name))

    def above_limited(self, since: str | None, until: str | None, event: str = "") -> str:
        """Return the line that says which days, ``YYYY-MM-DD``, an answer is limited to; "" for none.

        `event` is the headline of the article whose day is the first, "" where the question names it.
        """
        if since and since == until:
            return self.limited.format(since=self.on_day.format(day=self.day(since)), until="")
        if not (since or until):
            return ""
        return self.limited.format(
            since=self._from(since, event),
            until=self.until.format(day=self.day(until)) if until else "",
        )

    def _from(self, since: str | None, event: str) -> str:
        named = f" ({self.titled(event)})" if event else ""
        return self.since.format(day=self.day(since)) + named if since else ""

    def above_carried(self, names: Sequence[str]) -> str:
        """Return the line that says what a question took over from those before it; "" for nothing."""
        return self.carried.format(names=", ".join(map(self.name, names))) if names else ""

    def above_understood(self, question: str, model: str) -> str:
        """Return the line above what answers a question as a model worded it anew; "" for none."""
        return self.understood.format(question=self.quoted(question), model=model) if question else ""

    def translation(self, text: str, model: str) -> str:
        """Return the line that has a quotation's words in this language, by a model; "" for none."""
        return self.translated.format(text=self.quoted(text), model=model) if text else ""

    def below_prose(self, model: str, left_out: Mapping[CheckName, int]) -> str:
        """Return the line below a model's sentences: who worded and checked them, and what others lacked."""
        worded = self.worded.format(model=model)
        if not left_out:
            return worded
        reasons = "; ".join(self.faults[check] for check in left_out)
        return f"{worded}; {self.left_out.of(sum(left_out.values()))}: {reasons}"

    def _named(self, name: str) -> str:
        return self.named.format(name=name) if name else self.unnamed

    def _nearest(self, title: str, published: str | None) -> str:
        day = f" ({self.day(published)})" if published else ""
        return self.nearest.format(article=f"{self.titled(title)}{day}")

    def _spelt(self, spellings: Sequence[str]) -> str:
        """Return the spellings that were searched, for the end of a name; "" for none."""
        return f" ({self.searched}: {', '.join(spellings)})" if spellings else ""


def in_marks(quote: str) -> bool:
    """Return whether a quotation stands in quotation marks of its own, opened and closed once."""
    own = quote[:1] + quote[-1:]
    return len(quote) > 2 and own in _PAIRS and set(own).isdisjoint(quote[1:-1])


def _opens(mark: re.Match[str]) -> bool:
    """Return whether a quotation mark opens, as its neighbours show."""
    before = mark.string[mark.start() - 1 : mark.start()]
    return mark[0] == "„" or not before or before.isspace() or before in _BEFORE_OPENING


def _listed(names: Sequence[str], conjunction: str) -> str:
    """Return at least one name as a list, the conjunction before the last."""
    return f" {conjunction} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
