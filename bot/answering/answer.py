"""The values an answer is made of: what terminal, JSON and Discord each render in their own way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.verification.claims import CheckName
from retrieval.datatypes import Ground, Kind, Reason, Source

Cut = Literal["sentence", "clause", "negation"]
"""What a quotation has lost behind it: whole sentences, the rest of its sentence, or a rest that may turn it round."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One verbatim piece of one article: ``article.text[start:end] == quote``, numbered from 1 in its answer.

    `kind`, `speaker`, `via` and `ground` are None where the quotation is no statement; `ground` is why the words count
    as the speaker's. `denied` says that the speaker denies them, `rumour` that others have it that they were said.
    `version` counts the texts that the article had, from 1, and names the one quoted. `also_at` are further sources
    that hold it, said by the same person, `differs` those that tell the same story otherwise.
    `answer_start`/`answer_end` are the span of the words in the quotation that answer, offsets in the article; None
    where none do.
    """

    n: int
    quote: str
    article_id: str
    title: str
    publisher: str | None
    published: str | None
    url: str | None
    path: str | None
    language: str
    start: int
    end: int
    kind: Kind | None = None
    speaker: str | None = None
    via: str | None = None
    ground: Ground | None = None
    denied: bool = False
    rumour: bool = False
    also_at: tuple[Source, ...] = ()
    differs: tuple[Source, ...] = ()
    version: int = 1
    answer_start: int | None = None
    answer_end: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A quotation as an answer shows it.

    `headline` names its article. `late` says that its sentence begins before it, `cut` what it has lost behind it.
    `holder` is who said it, "" where that goes without saying, `manner` what else is told of it in the answer's
    language: reported, denied, through whom. `apart` sets it apart from what its reader understands.
    `differing` says that another report quoted beside it has another figure for the same. `translation` are its words
    in the answer's language, by the language model `translated_by` and verified; "" for none.
    """

    citation: Citation
    headline: str
    late: bool = False
    cut: Cut | None = None
    holder: str = ""
    manner: tuple[str, ...] = ()
    apart: bool = False
    differing: bool = False
    translation: str = ""
    translated_by: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose statements stand below: the speaker, the other spellings that were searched, and how much is quoted."""

    speaker: str
    spellings: tuple[str, ...]
    statements: int
    articles: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What an abstention may tell, fit for print; `since`/`until` are ``YYYY-MM-DD``, `articles` counts those that
    mention `name`, `undated` those that a date filter left out.

    `event` is the headline of the article whose day `since` is, "" where the question names the day. `nearest` is that
    of the article that comes nearest, `nearest_day` its day as `Article.published` has it.
    `quoted_elsewhere` says that the articles quote `name` on something else.
    """

    name: str = ""
    spellings: tuple[str, ...] = ()
    did_you_mean: tuple[str, ...] = ()
    articles: int = 0
    undated: int = 0
    since: str | None = None
    until: str | None = None
    event: str = ""
    nearest: str = ""
    nearest_day: str | None = None
    quoted_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """What is found for one speaker, or for a question that names none; all names are fit for print.

    `reason` and `facts` say why there is nothing that answers, if there is not; the entries are then what `elsewhere`
    is quoted on instead. `meant` is the person whom the section is about where the question's own name was taken for a
    typing error, `namesakes` are the people who share the name. `since`/`until` are the days, ``YYYY-MM-DD``, that its
    articles are limited to, `event` is the headline of the article whose day is the first of them, "" where the
    question names it. `understood` is the question that it answers where a language model, `reworded_by`, worded that
    anew; it then stands below what answers the question as it was typed.
    """

    entries: tuple[Entry, ...] = ()
    heading: Heading | None = None
    reason: Reason | None = None
    facts: Facts | None = None
    elsewhere: str = ""
    meant: str = ""
    namesakes: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    event: str = ""
    understood: str = ""
    reworded_by: str = ""

    @property
    def differing(self) -> tuple[int, ...]:
        """The numbers of the citations whose reports differ in a figure; none, or at least two."""
        return tuple(entry.citation.n for entry in self.entries if entry.differing)


@dataclass(frozen=True, slots=True)
class Headline:
    """An article near a question; `published` as in `Article`."""

    article_id: str
    title: str
    published: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What can be asked or read instead; each question is ready to be asked as it stands and is answered.

    `meant` are questions with a name like the one that is unknown, `undated` is the question without its days,
    `questions` are others that are near it. `headlines` are those of the nearest articles.
    """

    meant: tuple[str, ...] = ()
    undated: str | None = None
    questions: tuple[str, ...] = ()
    headlines: tuple[Headline, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """All questions, each once, the likeliest first."""
        undated = (self.undated,) if self.undated else ()
        return tuple(dict.fromkeys((*self.meant, *undated, *self.questions)))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that a language model worded and every check let pass, and the quotation that it stands on."""

    text: str
    entry: Entry

    @property
    def citation(self) -> Citation:
        """The quotation's citation."""
        return self.entry.citation


@dataclass(frozen=True, slots=True)
class Prose:
    """What a language model, `model`, adds to an answer; `left_out` counts its other sentences by what was wrong.

    Citations that the answer does not have are numbered on from its own.
    """

    model: str
    sentences: tuple[Sentence, ...] = ()
    left_out: Mapping[CheckName, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What Beleg says to a question, a section for each speaker that it names.

    `question` is as it was understood, on one line, `language` that of Beleg's own words. `also_searched` are the
    spellings searched beside the asker's own, `namesakes` the people of the articles who share the name asked for,
    where several do. `carried` is what the question took over from those before it, `suggestions` what can be asked
    instead. `greeting` answers a message that asks for nothing, in place of any section. `timings_ms` gives
    milliseconds per stage, `mode` the composer that wrote it. `prose` is what a model adds, None without one.
    """

    question: str
    language: str
    sections: tuple[Section, ...]
    also_searched: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    suggestions: Suggestions = field(default_factory=Suggestions)
    greeting: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
    mode: str = "extractive"
    prose: Prose | None = None

    @property
    def abstained(self) -> bool:
        """Whether the question is not answered; the citations are then of something near it."""
        return self.reason is not None

    @property
    def reason(self) -> Reason | None:
        """Why the question is not answered; None where any section answers it."""
        return reason_of(self.sections)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all sections, in the order of their numbers."""
        return citations_of(self.sections)

    @property
    def further_citations(self) -> tuple[Citation, ...]:
        """The citations that only its prose has, in the order of their numbers."""
        known = {one.n for one in self.citations}
        sentences = self.prose.sentences if self.prose else ()
        return tuple({one.citation.n: one.citation for one in sentences if one.citation.n not in known}.values())


def reason_of(sections: Iterable[Section]) -> Reason | None:
    """Return why sections do not answer; None where any does."""
    reasons = [section.reason for section in sections]
    return None if None in reasons else next(iter(reasons), None)


def citations_of(sections: Iterable[Section]) -> tuple[Citation, ...]:
    """Return the citations of sections in order."""
    return tuple(entry.citation for section in sections for entry in section.entries)


def by_source(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Return entries grouped by article and further sources, in the order of the first of each group."""
    groups: dict[object, list[Entry]] = {}
    for entry in entries:
        cited = entry.citation
        groups.setdefault((cited.article_id, cited.also_at, cited.differs), []).append(entry)
    return list(groups.values())
