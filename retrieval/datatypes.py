"""The frozen values that travel between the stages.

All offsets count Unicode code points in `Article.text`, half open, so that ``article.text[start:end]`` is the span.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["direct", "indirect"]
Ground = Literal["verb", "source", "colon", "action", "mood", "continued", "beside", "guess"]
"""Why words count as somebody's: a reporting word ("sagte"); a source phrase ("according to"); a colon or bracket
behind a name; another verb beside the quotation („…“, freute sich X); reported mood that goes on; a quotation that goes
on where the same speaker's stood; a quotation in a sentence in which one speaker alone is heard; or nothing but who
acts nearby."""
Stance = Literal["said", "denied", "rumour"]
"""What the text says of the saying: that it was said, that the speaker denies it, or that others have it so."""
Reason = Literal[
    "no_articles",
    "unknown_name",
    "no_statement",
    "name_but_not_topic",
    "outside_dates",
    "not_in_articles",
    "who_is_meant",
    "nothing_more",
]
Intent = Literal["topic", "said", "who_said", "who_is", "summary"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article with validated metadata; `text` is what every offset counts in.

    `language` is ISO 639-1 in lower case. `published` is ``YYYY-MM-DD``, or ``YYYY-MM-DDTHH:MM:SS``
    with its offset, ``+HH:MM`` or ``Z``: its first ten characters are the day where it was published, which filters and
    people go by.
    `url` is the canonical address, `path` the absolute path it was read from; None where unknown. Without a `path` it
    was fetched, and `url` is where, or an address on the same site; a file's `url` is what the file says, unproven.
    `identity` is what the id is made of when the article names itself (front matter `id`, else the canonical URL); None
    means that the id comes from the text as first indexed, which the catalog remembers by source. `version` counts the
    texts that the article had in the index, from 1. `shelf` is the one shelf on which it stands, "" the shared one.
    """

    article_id: str
    title: str
    text: str
    language: str
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    path: str | None = None
    identity: str | None = None
    version: int = 1
    shelf: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one article, cut on sentence borders: the unit that is embedded, indexed and found.

    `text` equals ``article.text[start:end]``. `sentences` are the spans of its sentences, offsets in the article.
    `language` is the passage's own, which may differ from the article's.
    """

    key: str
    article_id: str
    start: int
    end: int
    text: str
    language: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what: one quotation or indirect report found in a text.

    `quote_start`/`quote_end` reach from the first to the last part, quotation marks included, and
    ``text[quote_start:quote_end] == quote``; `parts` are the contiguous pieces of a quotation that the reporting
    clause breaks, in order. `speaker` is the fullest form of the name in this article, None where the text does not
    tell; `mention` the words that name the speaker here ("er"), with their span. `cue` is the reporting word
    ("sagte"), `via` the agency or outlet it was quoted through. `office` is the role the article gives the speaker.
    `ground` is why the words count as the speaker's, `certainty` in 0…1 how often that was right where it was measured.
    Words whose ground is too weak to name anybody have no speaker and no mention.
    """

    speaker: str | None
    mention: str | None
    mention_start: int | None
    mention_end: int | None
    kind: Kind
    quote: str
    quote_start: int
    quote_end: int
    parts: tuple[tuple[int, int], ...]
    cue: str | None
    via: str | None
    office: str | None = None
    ground: Ground = "verb"
    certainty: float = 1.0
    stance: Stance = "said"


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood: what the read path needs to know about it.

    `names` are the person or organisation names the question mentions, as written there; `candidates` are words that
    may be names too, such as those of a question typed in lower case. `intent` "said" asks what `speaker` said,
    "who_said" for the speaker, "who_is" for what introduces a person, "summary" for what articles are about. `topic` is
    the question less its frame ("what did X say about") and empty when nothing is left. `since`/`until` are
    ``YYYY-MM-DD``, both inclusive, compared with the day of an article where it was published. `languages`,
    `publishers` and `article_ids` restrict the articles; empty means all.

    `further_speakers` are asked for beside `speaker`, each on the same topic. `pronoun` stands in the place of a
    speaker whom only a question before names ("he"). `bare` is the question without greeting, politeness and the like,
    "" where it has none. `answer_language` is the one it wants to be answered in, None for its own. `shelves` are
    those of which anything may be seen, None for all. `reads` are languages that whoever asks understands beside the
    question's, as far as somebody named any. `newest` says that it asks for what is so now: of what answers it about
    equally, the newest comes first. `event` is what it asks since, "" for none: "the talks in Geneva".
    """

    question: str
    language: str
    intent: Intent = "topic"
    topic: str = ""
    speaker: str | None = None
    names: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    languages: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    further_speakers: tuple[str, ...] = ()
    pronoun: str | None = None
    bare: str = ""
    answer_language: str | None = None
    shelves: frozenset[str] | None = None
    reads: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()
    newest: bool = False
    event: str = ""

    @property
    def asked(self) -> str:
        """The words to search and read by: the question without what only stands around it."""
        return self.bare or self.question


@dataclass(frozen=True, slots=True)
class Ranking:
    """What every search returns: parallel passage ids (int64) and scores (float32), best first, ties by id."""

    ids: NDArray[np.int64]
    scores: NDArray[np.float32]

    def __len__(self) -> int:
        """Return how many passages were ranked."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found for a query; `score` is higher for better and comparable within one retrieval only.

    `signals` names what each list contributed ("dense", "sentence", "lexical", "names", "said"), each a float
    whose meaning the retriever documents; abstention reads them.
    """

    passage: Passage
    score: float
    signals: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A further address of the same article: another path or URL with identical text."""

    path: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article of the same story, with its own text: what of it an answer must know.

    `also_at` are further sources of it. `earlier` says that it was seen, or else published, first.
    """

    article: Article
    statements: tuple[Statement, ...]
    also_at: tuple[Source, ...]
    earlier: bool


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask later whether a page has changed: its ETag and Last-Modified, as sent."""

    etag: str | None = None
    modified: str | None = None

    def __bool__(self) -> bool:
        """Return whether there is anything to ask with."""
        return bool(self.etag or self.modified)


UNASKED = Validators()
"""Of files, and of pages whose server gives nothing to ask with."""


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence of the evidence as it was judged; offsets in the article.

    `score` compares the sentences of one retrieval, higher is better. `reader` is what the reader says alone: the log
    odds that the sentence answers. `answer` is the span of the words that answer, None where there are none.
    """

    start: int
    end: int
    score: float
    reader: float
    answer: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer may quote: one contiguous span of an article, with its statements.

    Neighbouring hits are merged, so `text` may be longer than one passage; ``article.text[start:end] == text``.
    `best` are its sentences, the likeliest to answer first, headings left out. `statements` are those whose
    quotation overlaps the span, offsets in the article. `also_at` are further sources of the same text, `copies` other
    articles of the same story, the one that came first first.
    """

    article: Article
    start: int
    end: int
    text: str
    score: float
    best: tuple[ReadSentence, ...] = ()
    statements: tuple[Statement, ...] = ()
    also_at: tuple[Source, ...] = ()
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked for, for the reader's eyes.

    `names` maps each name of the question to the spellings that were searched, the asker's own first; `unknown` are
    those that no article holds under any spelling, `did_you_mean` similar names that the articles do hold. `undated`
    counts the articles that a date filter left out because their date is unknown. `meant` is the name that the
    articles hold where the question's own was taken for a typing error of it. `resolved` is the fullest form of
    the speaker's name in the articles; where a role or an organisation was asked for, `speakers` are those who hold it
    or speak for it there. `namesakes` are the people of the articles who share the speaker's name, by their
    fullest names, the most quoted first, where several do and the question does not say which.
    `event` is the article from whose day on articles were searched, None where the question names no event or no
    article is clearly about it. `articles` is how many are indexed. All of it is of the shelves that the query may see.
    """

    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    did_you_mean: tuple[str, ...] = ()
    undated: int = 0
    meant: str | None = None
    resolved: str | None = None
    speakers: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()
    articles: int = 0
    event: Article | None = None


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The seam between `retrieval` and `bot`: what was found for a query, or why that is not enough.

    `reason` is None when `evidence` is enough to answer, else the code of the abstention (`evidence` may then still
    hold near misses, which no answer shows). `hits` is the ranking before evidence was merged, best first.
    `timings_ms` gives the milliseconds of each stage. `further` is the same for each further speaker of the question;
    each `query` then has one speaker.
    """

    query: Query
    evidence: tuple[Evidence, ...]
    reason: Reason | None
    searched: Searched
    hits: tuple[Hit, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    further: tuple[Retrieval, ...] = ()
