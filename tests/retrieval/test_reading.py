"""Which stretches of the evidence are read, and what a verdict says of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.datatypes import Article, Hit, Passage, Query
from retrieval.readers.base import Reading
from retrieval.search.reading import (
    CHARACTERS,
    SAME_MATTER,
    SAME_SAID,
    SENTENCES,
    SURELY_SAME,
    UNREAD,
    WEIGHTS,
    WINDOWS,
    Candidate,
    _windows,
    candidates,
    is_heading,
    read,
)
from retrieval.search.scoring import Fit
from tests.fakes import WordReader

Span = tuple[int, int]
NO_UNITS = np.zeros((0, 0), np.float32)


@dataclass(frozen=True)
class Corpus:
    """Made-up articles, the hits in them and the sentences of the hits as candidates."""

    articles: dict[str, Article]
    hits: list[Hit]
    wanted: list[Candidate]


def article(key: str, paragraphs: Sequence[Sequence[str]], title: str = "") -> tuple[Article, list[Span]]:
    """Return an article of paragraphs of sentences, and the spans of its sentences."""
    text, spans = title, []
    for paragraph in paragraphs:
        text += "\n\n" if text else ""
        for number, sentence in enumerate(paragraph):
            text += " " if number else ""
            spans.append((len(text), len(text) + len(sentence)))
            text += sentence
    return Article(key, title, text, "en"), spans


def hit(of: Article, sentences: Sequence[Span], score: float = 1.0) -> Hit:
    start, end = sentences[0][0], sentences[-1][1]
    text = of.text[start:end]
    passage = Passage(f"{of.article_id}:{start}", of.article_id, start, end, text, "en", tuple(sentences))
    return Hit(passage, score)


def candidate(own: Hit, span: Span, fit: float) -> Candidate:
    return Candidate(own, *span, fit=fit, below=0.0, rank=0, by=0.0)


SENTENCE = st.builds(
    lambda words, size: (f"{words} " * size).strip() + ".",
    st.sampled_from(["ferry", "the old bridge", "Anna Holt said nothing", "12", "Ufer ä"]),
    st.integers(1, 30),
)


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """Draw one to three articles, of which some passages are hits."""
    articles, hits, wanted = {}, [], []
    for key in "abc"[: draw(st.integers(1, 3))]:
        made, spans = article(key, draw(st.lists(st.lists(SENTENCE, min_size=1, max_size=5), min_size=1, max_size=5)))
        articles[key] = made
        while spans:
            size = draw(st.integers(1, 5))
            own, spans = hit(made, spans[:size]), spans[size:]
            if draw(st.booleans()):
                hits.append(own)
                fits = st.floats(0, 2, width=16)
                wanted += [candidate(own, span, draw(fits)) for span in own.passage.sentences]
    return Corpus(articles, hits, wanted)


def likeliest_first(corpus: Corpus) -> list[Candidate]:
    return sorted(corpus.wanted, key=lambda one: (-one.prior(WEIGHTS), one.hit.passage.key, one.start))


def holds(window: tuple[str, Span], one: Candidate) -> bool:
    article_id, (start, end) = window
    return article_id == one.hit.passage.article_id and start <= one.start and one.end <= end


@given(corpora())
def test_windows_are_small_and_made_of_whole_sentences(corpus: Corpus) -> None:
    windows = _windows(likeliest_first(corpus), corpus.hits)
    assert len(windows) <= WINDOWS
    for window in windows:
        _, (start, end) = window
        held = [one for one in corpus.wanted if holds(window, one)]
        assert (min(one.start for one in held), max(one.end for one in held)) == (start, end)
        assert len(held) == 1 or (len(held) <= SENTENCES and end - start <= CHARACTERS)


@given(corpora())
def test_windows_of_an_article_do_not_overlap(corpus: Corpus) -> None:
    for (one, (start, end)), (other, (first, last)) in combinations(_windows(likeliest_first(corpus), corpus.hits), 2):
        assert one != other or end <= first or last <= start


@given(corpora())
def test_windows_hold_the_likeliest_sentences(corpus: Corpus) -> None:
    order = likeliest_first(corpus)
    windows = _windows(order, corpus.hits)
    read_ones = [any(holds(window, one) for window in windows) for one in order]
    unread = read_ones.index(False) if False in read_ones else len(order)
    assert len(windows) == WINDOWS or unread == len(order)
    assert all(any(holds(window, one) for one in order[:unread]) for window in windows)
    assert not order or holds(windows[0], order[0])


@given(corpora())
def test_the_order_of_candidates_and_hits_changes_nothing(corpus: Corpus) -> None:
    shuffled = replace(corpus, wanted=list(reversed(corpus.wanted)), hits=list(reversed(corpus.hits)))
    found, again = (
        read(Query("Who said that the ferry stopped?", "en"), one.wanted, one.hits, one.articles, WordReader())
        for one in (corpus, shuffled)
    )
    assert found == again


@given(corpora())
def test_answers_are_words_of_their_sentence(corpus: Corpus) -> None:
    found = read(
        Query("Where is the bridge of Anna Holt?", "en"), corpus.wanted, corpus.hits, corpus.articles, WordReader()
    )
    assert len(found.judged) == len(corpus.wanted)
    scores = [one.score(found.weights) for one in found.judged]
    assert scores == sorted(scores, reverse=True)
    for one in found.judged:
        if one.answer is not None:
            start, end = one.answer
            words = corpus.articles[one.candidate.hit.passage.article_id].text[start:end]
            assert one.candidate.start <= start < end <= one.candidate.end
            assert words == words.strip()


class WholeReader(WordReader):
    """Gives each word with the white space around it."""

    def read(self, question: str, texts: Sequence[str], leads: Sequence[str] = ()) -> list[Reading]:
        return [replace(one, offsets=one.offsets + np.array([-1, 1])) for one in super().read(question, texts)]


def test_an_answer_has_no_white_space_at_its_ends() -> None:
    made, spans = article("a", [["The old ferry stopped on Monday."]])
    own = hit(made, spans)
    found = read(
        Query("When did the ferry stop?", "en"), [candidate(own, spans[0], 1.0)], [own], {"a": made}, WholeReader()
    )
    assert found.judged[0].answer is not None
    assert made.text[slice(*found.judged[0].answer)] == "old"


def test_a_line_break_is_read_as_a_blank() -> None:
    seen: list[str] = []

    class Listening(WordReader):
        def read(self, question: str, texts: Sequence[str], leads: Sequence[str] = ()) -> list[Reading]:
            seen.extend(texts)
            return super().read(question, texts)

    made, spans = article("a", [["The ferry\nstopped."], ["It rained."]])
    own = hit(made, spans)
    read(Query("Why?", "en"), [candidate(own, spans[0], 1.0)], [own], {"a": made}, Listening())
    assert seen == ["The ferry stopped.  It rained."]


def test_nothing_to_read_is_nothing_judged() -> None:
    found = read(Query("Why?", "en"), [], [], {}, WordReader())
    assert (found.judged, found.sentences()) == ((), {})


def test_the_sentence_that_answers_is_judged_best() -> None:
    made, spans = article(
        "a", [["The mayor was born in Tiefenau.", "On Monday of last week, at noon, the old ferry to Ostend stopped."]]
    )
    own = hit(made, spans)
    wanted = [candidate(own, span, 0.5) for span in spans]
    found = read(Query("When was the ferry to Ostend stopped?", "en"), wanted, [own], {"a": made}, WordReader())
    assert [(one.start, one.end) for one in found.sentences()["a"]] == [spans[1], spans[0]]


# title | text | the line in question | whether it is a heading
HEADINGS = [
    ("Ferry stops", "Ferry stops\n\nIt stopped on Monday.", "Ferry stops", True),
    ("Ferry stops.", "Ferry stops.\n\nIt stopped on Monday.", "Ferry stops.", True),
    ("T", "What comes next\n\nNobody knows.", "What comes next", True),
    ("T", "It stopped.\n\nWhat comes next\n\nNobody knows.", "What comes next", True),
    ("T", "It stopped.\nWhat comes next\nNobody knows.", "What comes next", True),
    ("T", "It stopped.\n\nWhat comes next", "What comes next", True),
    ("Moscow warns. Kyiv answers", "Moscow warns. Kyiv answers\n\nIt stopped.", "Moscow warns.", True),
    ("„Ferry stops“ – soon", '"Ferry stops" - soon!\n\nIt stopped.', '"Ferry stops" - soon!', True),
    ("Ferry stops", "It stopped. Ferry stops\n\nNobody knows.", "Ferry stops", False),
    ("T", "Nobody knows what comes next.", "Nobody knows what comes next.", False),
    ("T", "It stopped. What comes next\nNobody knows.", "What comes next", False),
    ("T", "It stopped.\nWhat comes next, nobody\nknows.", "What comes next, nobody\nknows.", False),
    ("T", "It stopped.\n\n“What comes next”\n\nNobody knows.", "“What comes next”", False),
    ("T", "Es ruht.\n\n„Was kommt danach“\n\nNiemand weiß es.", "„Was kommt danach“", False),
    ("T", "It stopped.\n\n«What comes next»\n\nNobody knows.", "«What comes next»", False),
    ("T", "Es ruht.\n\n»Was kommt danach«\n\nNiemand weiß es.", "»Was kommt danach«", False),
    ("T", "It stopped.\n\nWhat comes next …\n\nNobody knows.", "What comes next …", False),
    ("T", "It stopped.\n\nWhat comes next:\n\nNobody knows.", "What comes next:", False),
    ("T", "It stopped.\n\nWhat comes next (perhaps)\n\nNobody knows.", "What comes next (perhaps)", False),
]


@pytest.mark.parametrize(("title", "text", "line", "heading"), HEADINGS, ids=[row[1] for row in HEADINGS])
def test_headings(title: str, text: str, line: str, heading: bool) -> None:
    start = text.index(line)
    assert is_heading(Article("a", title, text, "en"), start, start + len(line)) == heading


def made_candidates(made: Article, spans: Sequence[Span], *, only: bool = False) -> list[Candidate]:
    own = hit(made, spans)
    fit = {own.passage.key: Fit(tuple((span, 0.5) for span in spans), NO_UNITS, 1.0)}
    by = {"a": {spans[-1]: 0.6}}
    return candidates([own], fit, {"a": made}, Query("?", "en"), by=by, only=only)


def test_headings_are_no_candidates() -> None:
    made, spans = article("a", [["What comes next"], ["It stopped.", "Nobody knows."]], title="Ferry stops")
    title = (0, len(made.title))
    found = made_candidates(made, [title, *spans])
    assert [(one.start, one.end) for one in found] == spans[1:]
    assert [one.by for one in found] == [0.0, 0.6]


@pytest.mark.parametrize(("sure", "found"), [(0.0, False), (1.0, True)])
def test_a_question_on_a_line_of_its_own_is_an_answer_only_as_the_speakers_words(sure: float, found: bool) -> None:
    made, spans = article("a", [["What comes next?"], ["It stopped.", "Why?", "Nobody knows."]])
    own = hit(made, spans)
    fit = {own.passage.key: Fit(tuple((span, 0.5) for span in spans), NO_UNITS, 1.0)}
    kept = candidates([own], fit, {"a": made}, Query("?", "en"), by={"a": {spans[0]: sure}}, only=False)
    assert [(one.start, one.end) for one in kept] == spans[0 if found else 1 :]


def test_only_the_speakers_sentences_are_candidates_if_asked_for() -> None:
    made, spans = article("a", [["It stopped.", "Nobody knows."]])
    assert [(one.start, one.end) for one in made_candidates(made, spans, only=True)] == [spans[1]]


def test_a_sentence_in_two_hits_is_one_candidate() -> None:
    made, spans = article("a", [["It stopped.", "Nobody knows."]])
    hits = [hit(made, spans, 3.0), hit(made, spans[1:], 1.0)]
    fit = {one.passage.key: Fit(tuple((span, 0.5) for span in one.passage.sentences), NO_UNITS, 1.0) for one in hits}
    found = candidates(hits, fit, {"a": made}, Query("?", "de"), by={}, only=False)
    assert [(one.start, one.end, one.below, one.rank) for one in found] == [(*span, 0.0, 2) for span in spans]


@pytest.mark.parametrize(("cosine", "first"), [(0.95, "de"), (0.8, "en")])
def test_of_two_sentences_that_say_the_same_the_one_in_the_askers_language_comes_first(
    cosine: float, first: str
) -> None:
    english, (there,) = article("en", [["The ferry to Ostend was stopped on Monday."]])
    german, (here,) = article("de", [["Die Fähre nach Ostende wurde Montag stopped."]])
    wanted = [
        replace(candidate(hit(english, [there]), there, 2.0), rank=2, vector=np.array([1.0, 0.0], np.float32)),
        replace(
            candidate(hit(german, [here]), here, 1.0),
            vector=np.array([cosine, (1 - cosine**2) ** 0.5], np.float32),
        ),
    ]
    found = read(
        Query("Wann wurde die ferry stopped?", "de"),
        wanted,
        [one.hit for one in wanted],
        {"en": english, "de": german},
        WordReader(),
    )
    assert found.judged[0].candidate.hit.passage.article_id == first
    scores = [one.score for some in found.sentences().values() for one in some]
    assert max(scores) == found.sentences()[first][0].score


def towards(cosine: float) -> np.ndarray:
    """Return a unit vector with a cosine to the first axis."""
    return np.array([cosine, (1 - cosine**2) ** 0.5], np.float32)


@pytest.mark.parametrize(
    ("cosine", "by", "first", "decides"),
    [
        (SURELY_SAME + 0.01, 0.0, "de", "de"),
        ((SURELY_SAME + SAME_SAID) / 2, 0.0, "de", "en"),
        (SAME_SAID - 0.01, 0.0, "en", "en"),
        (SURELY_SAME + 0.01, 0.5, "en", "en"),
    ],
)
def test_a_sentence_in_the_askers_language_leads_where_it_says_the_same(
    cosine: float, by: float, first: str, decides: str
) -> None:
    english, (there,) = article("en", [["The ferry to Ostend was stopped on Monday."]])
    german, (here,) = article("de", [["Die ferry nach Ostende war Montag stopped."]])
    wanted = [
        replace(candidate(hit(english, [there]), there, 2.0), rank=2, by=by, vector=towards(1.0)),
        replace(candidate(hit(german, [here]), here, 1.9), below=-0.5, vector=towards(cosine)),
    ]
    articles = {"en": english, "de": german}
    found = read(Query("Wann?", "de"), wanted, [one.hit for one in wanted], articles, WordReader())
    assert found.lead is not None
    assert found.lead.candidate.hit.passage.article_id == first
    assert next(iter(found.sentences())) == first
    assert found.judged[0].candidate.hit.passage.article_id == decides
    assert len(found.judged) == len(wanted)


@pytest.mark.parametrize(
    ("fit", "below", "first"),
    [(1.6, 0.0, "de"), (1.6, 0.1 - SAME_MATTER, "de"), (1.6, -0.1 - SAME_MATTER, "en"), (1.4, 0.0, "en")],
)
def test_a_sentence_in_the_askers_language_leads_where_it_answers_nearly_as_well_on_the_same_matter(
    fit: float, below: float, first: str
) -> None:
    english, (there,) = article("en", [["The ferry to Ostend was stopped on Monday."]])
    german, (here,) = article("de", [["Die ferry nach Ostende war Montag stopped."]])
    wanted = [
        replace(candidate(hit(english, [there]), there, 2.0), rank=2, vector=towards(1.0)),
        replace(candidate(hit(german, [here]), here, fit - below / 4), below=below, vector=towards(0.5)),
    ]
    articles = {"en": english, "de": german}
    found = read(Query("Wann?", "de"), wanted, [one.hit for one in wanted], articles, WordReader())
    assert found.lead is not None
    assert found.lead.candidate.hit.passage.article_id == first


@pytest.mark.parametrize(("cosine", "first"), [(0.95, "de"), (0.5, "en")])
def test_of_what_is_read_beside_only_what_says_the_same_in_the_askers_language_counts(
    cosine: float, first: str
) -> None:
    english = [article(f"en{n}", [["The ferry to Ostend was stopped on Monday."]]) for n in range(WINDOWS + 2)]
    german, few = article("de", [["Es regnet."], ["Die ferry nach Ostende war Montag stopped."], ["Es ist kalt."]])
    wanted = [replace(candidate(hit(of, spans), spans[0], 2.0), rank=2, vector=towards(1.0)) for of, spans in english]
    wanted += [
        replace(candidate(hit(german, [one]), one, 0.1), vector=towards(cosine if at == 1 else 0.0))
        for at, one in enumerate(few)
    ]
    found = read(
        Query("Wann wurde die ferry stopped?", "de"),
        wanted,
        [one.hit for one in wanted],
        {of.article_id: of for of in (german, *(of for of, _ in english))},
        WordReader(),
    )
    lead = found.lead
    assert lead is not None
    assert lead.candidate.hit.passage.article_id[:2] == first
    assert first == "en" or (lead.candidate.start, lead.candidate.end) == few[1]
    assert lead.reader > UNREAD
    assert {one.reader for one in found.judged if one.candidate.rank == 0} == {UNREAD}
    assert len(found.judged) == len(wanted)
    assert sum(map(len, found.sentences().values())) == len(wanted)


class CountingReader(WordReader):
    """Counts how often it is asked to read."""

    def __init__(self) -> None:
        self.turns = 0

    def read(self, question: str, texts: Sequence[str], leads: Sequence[str] = ()) -> list[Reading]:
        self.turns += 1
        return super().read(question, texts, leads)


def test_where_the_best_is_in_the_askers_language_nothing_is_read_beside() -> None:
    made, spans = article("a", [["The ferry stopped on Monday."], *([["It rained."]] * 9)])
    own = hit(made, spans)
    wanted = [replace(candidate(own, one, 1.0 / (at + 1)), vector=towards(1.0)) for at, one in enumerate(spans)]
    reader = CountingReader()
    read(Query("When did the ferry stop?", "en"), wanted, [own], {"a": made}, reader)
    assert reader.turns == 1
