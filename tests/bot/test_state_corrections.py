"""Which messages have to say that what they quote has changed: each once, over kills and restarts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.state.answers import Correction, KeptAnswer, KeptQuotation
from bot.state.corrections import Notice, notices, outdated
from bot.state.state import State
from tests.bot.memories import citations, state

QUOTATION = KeptQuotation(1, "a", 1, 0, 9, "f" * 16)
ANSWER = KeptAnswer((1,), 20, 30, 1, 0, "en", None, (QUOTATION, replace(QUOTATION, n=2, article_id="b")))


def fate(**articles: Correction | None) -> list[Notice]:
    return notices([ANSWER], lambda one: articles.get(one.article_id))


def test_an_answer_whose_words_stand_says_nothing() -> None:
    assert fate() == []


def test_an_answer_says_what_became_of_each_quotation() -> None:
    assert fate(a="changed") == [Notice(ANSWER, changed=(1,), removed=(), new=(1,))]
    assert fate(a="changed", b="removed") == [Notice(ANSWER, changed=(1,), removed=(2,), new=(1, 2))]


@pytest.mark.parametrize("answer", [replace(ANSWER, editable=False), replace(ANSWER, channel=None)])
def test_what_cannot_be_edited_is_left_alone(answer: KeptAnswer) -> None:
    assert notices([answer], lambda _: "removed") == []


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("changed", "changed", None),
        ("changed", None, None),
        ("removed", None, None),
        ("removed", "changed", None),
        ("changed", "removed", Notice(ANSWER, changed=(), removed=(1,), new=(1,))),
    ],
)
def test_what_was_said_stays_and_only_what_is_worse_is_said_anew(
    before: Correction, now: Correction | None, said: Notice | None
) -> None:
    answer = replace(ANSWER, quotations=(replace(QUOTATION, correction=before),))
    expected = [replace(said, answer=answer)] if said else []
    assert notices([answer], lambda _: now) == expected


def test_only_articles_that_have_changed_since_they_were_looked_at_are_looked_at_again() -> None:
    quoted = {"same": {3}, "changed": {3}, "partly": {2, 3}, "removed": {1}, "known to be gone": {0}, "back": {0}}
    versions = {"same": 3, "changed": 4, "partly": 3, "back": 1, "not quoted": 1}
    assert outdated(quoted, versions) == {"changed": 4, "partly": 3, "removed": 0, "back": 1}


class Channel:
    """Messages as Discord has them: each with the lines that it bears; an edit may be the last thing before a kill."""

    def __init__(self) -> None:
        self.lines: dict[int, list[tuple[int, Correction]]] = {}
        self.edits = 0

    def edit(self, notice: Notice) -> None:
        [message] = notice.answer.messages
        lines: list[tuple[int, Correction]] = [(n, "changed") for n in notice.changed]
        lines += [(n, "removed") for n in notice.removed]
        self.edits += 1
        self.lines[message] = lines


def correct(memory: State, channel: Channel, articles: dict[str, tuple[int, str]], *, killed_after: int) -> None:
    """Do what the bot does after a run, up to a kill after so many steps."""
    steps = 0

    def step() -> bool:
        nonlocal steps
        steps += 1
        return steps > killed_after

    versions = {one: version for one, (version, _) in articles.items()}
    for article, version in outdated(memory.answers.quoted(), versions).items():

        def fate_of(one: KeptQuotation) -> Correction | None:
            if one.article_id not in articles:
                return "removed"
            return None if articles[one.article_id][1] == "words" else "changed"

        for notice in notices(memory.answers.of_articles([article]), fate_of):
            if step():
                return
            channel.edit(notice)
            for n in notice.new:
                if step():
                    return
                memory.answers.corrected(notice.answer.messages[0], n, "removed" if n in notice.removed else "changed")
        if step():
            return
        memory.answers.checked(article, version)


texts = st.sampled_from(["words", "others", ""])
runs = st.lists(st.tuples(st.sampled_from("ab"), texts, st.integers(0, 8)), max_size=8)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs)
def test_after_any_edits_and_kills_each_message_says_once_what_became_of_its_words(
    tmp_path_factory: pytest.TempPathFactory, done: list[tuple[str, str, int]]
) -> None:
    folder, channel = tmp_path_factory.mktemp("state"), Channel()
    articles = {"a": (1, "words"), "b": (1, "words")}
    memory = state(folder)
    for message, quoted in enumerate(("a", "b", "ab"), 1):
        given_ = [replace(one, article_id=article) for one, article in zip(citations(2), quoted, strict=False)]
        memory.answers.keep([message], channel=20, server=30, asker=1, language="en", reason=None, citations=given_)
    worst: dict[str, Correction] = {}
    version = 1
    for article, text, killed_after in [*done, ("a", "", 0), ("b", "", 0)]:
        version += 1
        articles[article] = version, text
        if not text:
            del articles[article]
        correct(memory, channel, articles, killed_after=killed_after)
        memory.close()
        correct(memory, channel, articles, killed_after=999)
        if text == "others":
            worst.setdefault(article, "changed")
        elif not text:
            worst[article] = "removed"
        for message, quoted in enumerate(("a", "b", "ab"), 1):
            said = [(n, worst[one]) for n, one in enumerate(quoted, 1) if one in worst]
            assert sorted(channel.lines.get(message, [])) == said
        edits = channel.edits
        correct(memory, channel, articles, killed_after=999)
        assert channel.edits == edits
    memory.close()


def test_words_are_looked_for_once_in_each_version(tmp_path: Path) -> None:
    memory = state(tmp_path)
    memory.answers.keep([1], channel=20, server=30, asker=1, language="en", reason=None, citations=citations(1))
    [article] = memory.answers.quoted()
    assert memory.answers.quoted() == {article: {1}}
    memory.answers.checked(article, 5)
    assert memory.answers.quoted() == {article: {5}}
    memory.answers.checked("other", 6)
    assert memory.answers.quoted() == {article: {5}}
