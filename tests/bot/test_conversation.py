"""Questions that go on from the ones before, without a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Answer
from bot.answering.answerer import Answerer
from bot.answering.conversation import REMEMBERED, Conversation, turn
from bot.answering.extractive import compose
from bot.answering.followups import Meant, Turn, meant
from bot.answering.unseen import Place
from retrieval.datatypes import Query, Retrieval
from retrieval.errors import QueryError
from retrieval.names import same_person
from retrieval.search.people import full_name
from retrieval.search.query import understand
from tests.bot import answers
from tests.bot.dialogues import TODAY, judged
from tests.bot.test_extractive import SIZES
from tests.samples import Samples

QUOTED = ("Anna Holt", "Boris Weber", "Odo Brandis", "Анна Хольт", "Борис Вебер")
FLOORS = {"en": 0.97, "de": 0.97, "ru": 0.97, "uk": 0.95}


def known(name: str) -> str | None:
    return next((one for one in QUOTED if same_person(name, one)), None)


def silent(query: Query, *, besides: AbstractSet[Place] = frozenset()) -> tuple[Retrieval | None, Answer]:
    assert not besides
    return None, answers.silent(query.question, query.language)


def last_of(*questions: str) -> Meant:
    """Return what the last of some questions means after the others."""
    turns: list[Turn] = []
    for question in questions:
        meaning = meant(question, turns, partial(understand, today=TODAY), known, today=TODAY)
        turns.append(turn(meaning, silent(meaning.query)[1]))
    return meaning


def speakers(meaning: Meant) -> list[str]:
    return [name for name in (meaning.query.speaker, *meaning.query.further_speakers) if name]


def test_dialogues() -> None:
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for one in judged(Path(__file__).with_name("dialogues.jsonl")):
        asked[one.language] += 1
        right[one.language] += not one.wrong
    assert asked.total() > 180
    assert {
        language: right[language] / asked[language] >= floor for language, floor in FLOORS.items()
    } == dict.fromkeys(FLOORS, True)


@pytest.mark.parametrize(
    ("before", "question", "who", "topic"),
    [
        # A new topic of the same speaker.
        ("What did Holt say about the ferry?", "And what about the harbour?", "Holt", "harbour"),
        ("Was hat Holt zur Fähre gesagt?", "Danke! Und zum Hafen?", "Holt", "Hafen"),
        ("Что сказал Вебер о пароме?", "а про порт?", "Вебер", "порт"),
        # A new speaker on the same topic.
        ("What did Holt say about the ferry?", "And Weber?", "Weber", "the ferry"),
        ("What did Holt say about the ferry?", "Has Weber commented too?", "Weber", "the ferry"),
        ("Was hat Holt zur Fähre gesagt?", "Hat sich Weber auch geäußert?", "Weber", "Fähre"),
        # A frame that is missed leaves no name in the topic.
        ("Wüsste gern, was Holt von der Fähre hält", "Weber dagegen?", "Weber", "der Fähre"),
        # A correction.
        ("What did Holt say about the ferry?", "Not Holt, I meant Weber", "Weber", "the ferry"),
        ("Was hat Holt zur Fähre gesagt?", "Nein, nicht Holt, sondern Weber", "Weber", "Fähre"),
        ("Что сказал Вебер о пароме?", "Нет, не Вебер, а Хольт", "Хольт", "пароме"),
        # Nothing of its own.
        ("What did Holt say about the ferry?", "Why?", "Holt", "the ferry"),
        # A whole question of its own.
        ("What did Holt say about the ferry?", "What did Weber say about Holt?", "Weber", "Holt"),
        ("What did Holt say about the ferry?", "What did Weber say?", "Weber", ""),
        ("What did Holt say about the ferry?", "What did the mayor say?", "mayor", ""),
        # More of the same, and anything else.
        ("What did Holt say about the ferry?", "Anything else?", "Holt", "the ferry"),
        ("What did Holt say about the ferry?", "What else did she say?", "Holt", ""),
    ],
)
def test_a_question_goes_on(before: str, question: str, who: str, topic: str) -> None:
    meaning = last_of(before, question)
    assert (speakers(meaning), meaning.query.topic, meaning.query.question) == ([who], topic, question)


@pytest.mark.parametrize(
    "question",
    [
        "Where was the tunnel in Kiel built?",
        "Tell me about the new stadium in Kiel",
        "And when was the stadium in Kiel opened?",
        "Wann wurde das Stadion in Kiel eröffnet?",
        "Когда открыли стадион в Киле?",
    ],
)
def test_a_whole_question_takes_nothing_over(question: str) -> None:
    meaning = last_of("What did Holt say about the ferry on Monday?", question)
    assert (speakers(meaning), meaning.carried, meaning.query.since) == ([], (), None)
    assert "ferry" not in meaning.query.asked


def test_a_question_asked_again_means_what_it_meant() -> None:
    for question in ("What did the mayor say?", "What about the harbour?", "Was ist mit dem Hafen?"):
        assert last_of(question, "What did Holt say?", question).carried == last_of(question).carried == ()
    again = last_of("What did Holt say about the ferry?", "And Weber?", "What did Holt say about the ferry?")
    assert (speakers(again), again.query.topic) == (["Holt"], "the ferry")
    joined = "And what about the harbour?"
    assert last_of(joined, "What did Holt say?", joined).carried == ("Holt",)
    more = ("What did Holt say about the ferry?", "Anything else?", "Anything else?")
    assert last_of(*more).carried == ("Holt", "the ferry")


def test_a_short_question_after_one_on_a_topic_takes_the_topic() -> None:
    fire = "Where was the tunnel fire?"
    assert last_of(fire, "And the driver?").query.topic == "the driver tunnel fire"
    assert last_of(fire, "when?").carried == ("tunnel fire",)
    assert speakers(last_of(fire, "What did Weber say?")) == ["Weber"]
    assert last_of(fire, "What did Weber say?").query.topic == "tunnel fire"
    # A woman who was spoken of long before is not what "sie" means.
    assert last_of("Was sagte Holt?", "Wo brannte die Schule?", "Wie alt war sie?").carried == ("brannte Schule",)


def test_a_pronoun_means_whom_it_fits() -> None:
    both = ("What did Holt say about the ferry?", "And Weber?")
    assert speakers(last_of(*both, "What did she say about the harbour?")) == ["Holt"]
    assert speakers(last_of(*both, "What did he say about the harbour?")) == ["Weber"]
    about = last_of(*both, "And what did she say about him?")
    assert (speakers(about), about.query.topic) == (["Holt"], "Weber")
    # Nobody fits: the answer asks whom is meant.
    nobody = last_of("What did Weber say about the ferry?", "What did she say about the harbour?")
    assert (speakers(nobody), nobody.query.pronoun, nobody.carried) == ([], "she", ())


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("And the day before?", "2024-11-10", "2024-11-10"),
        ("and the next day?", "2024-11-12", "2024-11-12"),
        ("And the week before?", "2024-11-04", "2024-11-10"),
        ("Und am Tag davor?", "2024-11-10", "2024-11-10"),
        ("а днём раньше?", "2024-11-10", "2024-11-10"),
        ("А днем раніше?", "2024-11-10", "2024-11-10"),
        ("only since October please", "2024-10-01", None),
        ("And Weber?", "2024-11-11", "2024-11-11"),
        ("What did Weber say about the harbour?", None, None),
    ],
)
def test_days(question: str, since: str | None, until: str | None) -> None:
    query = last_of("What did Holt say about the ferry on Monday?", question).query
    assert (query.since, query.until) == (since, until)


def test_who_is_meant_and_who_said_it() -> None:
    who = last_of("What did Holt say about the ferry?", "Who is that?")
    assert (who.query.intent, who.query.topic, who.carried) == ("who_is", "Holt", ("Holt",))
    said = last_of("Where was the tunnel fire?", "Who said that?")
    assert (said.query.intent, said.query.topic) == ("who_said", "tunnel fire")


def test_a_short_question_is_in_the_language_of_the_one_before() -> None:
    assert last_of("Was hat Holt zur Fähre gesagt?", "Weber?").query.language == "de"
    assert last_of("What did Holt say about the ferry?", "Und was sagt Weber dazu?").query.language == "de"


def test_nothing_is_taken_from_another_conversation() -> None:
    first, second = (Conversation(silent, partial(understand, today=TODAY), known) for _ in range(2))
    first.ask("What did Holt say about the ferry?")
    assert second.ask("And about the harbour?")[1].carried == ()
    assert first.ask("And about the harbour?")[1].carried == ("Holt",)


def test_a_question_that_cannot_be_asked_leaves_the_conversation_as_it_was() -> None:
    conversation = Conversation(silent, partial(understand, today=TODAY), known)
    conversation.ask("What did Holt say about the ferry?")
    for question in ("", " ", "x" * 1001):
        with pytest.raises(QueryError):
            conversation.ask(question)
    assert conversation.ask("And Weber?")[1].carried == ("the ferry",)


def test_what_was_said_long_ago_is_forgotten() -> None:
    asked = ["What did Holt say about the ferry?", *["Where was the tunnel in Kiel built?"] * REMEMBERED]
    conversation = Conversation(silent, partial(understand, today=TODAY), known)
    for question in asked:
        conversation.ask(question)
    assert conversation.ask("What did she say about the harbour?")[1].carried == ()


_WORDS = "and what about not he sie он she else who said that Holt Weber ferry Monday why? ... 1 вона the день до"


@given(
    st.lists(st.lists(st.sampled_from(_WORDS.split()), min_size=1, max_size=7).map(" ".join), min_size=2, max_size=4)
)
def test_any_words_mean_something_and_only_what_was_said_is_carried(questions: list[str]) -> None:
    try:
        meaning = last_of(*questions)
    except QueryError:
        return
    assert meaning.query.question == " ".join(questions[-1].split())
    said = " ".join(questions[:-1])
    assert all(word in said for one in meaning.carried for word in one.split() if word not in " ".join(QUOTED))


@pytest.mark.slow
def test_more_of_the_same_never_shows_what_was_shown(samples: Samples) -> None:
    conversation = Conversation(
        Answerer(samples.retriever, compose, SIZES).answer_with,
        partial(understand, today=TODAY),
        partial(full_name, catalog=samples.catalog),
    )
    for name in ("Wollmers", "Khvorostova", "Ryabkov"):
        shown: list[Place] = []
        _, answer = conversation.ask(f"What did {name} say?")
        assert answer.citations
        for _ in range(30):
            new = [(one.article_id, one.start, one.end) for one in answer.citations]
            assert not [one for one in new for old in shown if one[0] == old[0] and one[1] < old[2] and old[1] < one[2]]
            shown += new
            if answer.abstained:
                break
            _, answer = conversation.ask(f"What else did {name} say?")
        assert answer.reason == "nothing_more"
