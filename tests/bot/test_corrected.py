"""Messages that tell what became of what they quote: whatever they say, limits hold and nothing is told twice."""

from __future__ import annotations

import re
from dataclasses import replace

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.answer import Answer
from bot.answering.fates import Fate
from bot.discord_app import card as drawing
from bot.discord_app import corrected
from bot.discord_app.corrected import SIGN
from bot.discord_app.markdown import LIMIT, length
from bot.discord_app.notices import notice
from bot.discord_app.rendering import messages
from bot.discord_app.texts import ENGLISH, GERMAN, Texts
from bot.state.answers import KeptAnswer
from bot.state.corrections import Notice
from tests.bot.answers import answer as written
from tests.bot.answers import entry
from tests.bot.discord_world import HEADING, LONG, citation
from tests.bot.readings import of_discord
from tests.bot.test_discord_card import hostile
from tests.bot.test_discord_rendering import answers

KEPT = KeptAnswer((1,), 20, 30, 1, 0, "en", None, ())
FULL, BRIEF = f"{SIGN}{'word ' * 60}.", f"{SIGN}Told."
texts = st.text(st.characters() | st.sampled_from([*'\\*_~|`<>[]()@#-:/."„“ \n1', "😀", "\u202e"]), max_size=200)
days = st.sampled_from([None, "2022-01-09T12:00:00Z", "2022-01-10T12:00:00Z", "2022-02-10T12:00:00Z"])
fates = st.builds(Fate, st.sampled_from(["stands", "attributed", "changed", "gone"]), texts, days, texts) | st.builds(
    Fate, st.just("removed"), when=days
)


def below(contents: list[str]) -> list[int]:
    return [int(n) for one in contents for n in re.findall(r"^-# \[(\d+)\]", one, re.MULTILINE)]


@settings(max_examples=25)
@given(answers(), st.data())
def test_plain_text_keeps_its_limits_and_loses_what_was_taken_down_alone(answer: Answer, data: st.DataObject) -> None:
    contents = messages(answer)
    numbers = [one.n for one in answer.citations]
    removed = data.draw(st.sets(st.sampled_from(numbers))) if numbers else set[int]()
    told = corrected.plain(contents, FULL, BRIEF, removed)
    assert len(told) == len(contents)
    assert all(0 < length(one) <= LIMIT for one in told)
    assert told[0].startswith((FULL, BRIEF))
    assert "".join(told).count(SIGN) == 1
    assert corrected.plain(told, FULL, BRIEF, removed) == told
    left = [n for n in numbers if n not in removed]
    if length(contents[0]) + length(FULL) < LIMIT:
        assert below(told) == [n for n in below(contents) if n not in removed]
        markers = re.findall(r"^((?:\[\d+\] )+)", "\n".join(told), re.MULTILINE)
        assert sorted(int(n) for one in markers for n in re.findall(r"\d+", one)) == left
    else:
        assert set(below(told)) <= set(left)


@settings(max_examples=25)
@given(hostile(), st.data())
def test_a_card_keeps_its_limits_and_loses_what_was_taken_down_alone(answer: Answer, data: st.DataObject) -> None:
    numbers = [one.n for one in answer.citations]
    buttons: dict[int, list[drawing.Item]] = {
        n: [discord.ui.Button(label="Passage", custom_id=f"passage:{n}:x")] for n in numbers
    }
    shown = drawing.card(answer, drawing.Parts(quotations=buttons))
    if shown is None:
        return
    removed = data.draw(st.sets(st.sampled_from(numbers)))
    marked = dict.fromkeys(data.draw(st.sets(st.sampled_from(numbers))) - removed, "Changed.")
    before = {item.id for item in shown.walk_children()}
    told = corrected.card(shown, FULL, marked, removed)
    assert told is not None
    assert drawing.fits(told)
    payload = told.to_components()  # type: ignore[no-untyped-call]
    again = corrected.card(told, FULL, marked, removed)
    assert again is not None
    assert again.to_components() == payload  # type: ignore[no-untyped-call]
    gone = {of(n) for n in removed for of in (drawing.component_of, drawing.row_of)}
    after = {item.id for item in told.walk_children()}
    assert not after & gone
    assert {one for one in before - gone if one and one > drawing.component_of(0)} <= after
    assert repr(payload).count(SIGN) == 1


@given(st.lists(fates, min_size=1, max_size=9), st.booleans(), st.booleans(), st.sampled_from([ENGLISH, GERMAN]))
def test_a_notice_is_a_few_sentences_in_which_no_title_acts(
    given_: list[Fate], numbered: bool, brief: bool, words: Texts
) -> None:
    of = dict(enumerate(given_, 1))
    removed = tuple(n for n, one in of.items() if one.state == "removed")
    told = Notice(KEPT, tuple(n for n in of if n not in removed), removed, tuple(of))
    lines = notice(told, of, words, numbered=numbered, brief=brief).split("\n")
    assert 1 <= len(lines) <= 6
    assert all(line.startswith(SIGN) and line.endswith(".") for line in lines)
    assert len(set(lines)) == len(lines)
    of_discord(lines)
    if brief:
        assert length("\n".join(lines)) < 400


def test_a_quotation_that_began_in_a_deleted_message_goes_too() -> None:
    words = " ".join(f"word{number}" for number in range(600))
    contents = messages(written(entry(citation(1)), question="?", heading=HEADING))
    long = messages(written(entry(replace(citation(1), n=2, quote=words)), question="?", heading=HEADING))
    assert len(long) > 1
    told = corrected.plain([*contents, long[0]], FULL, BRIEF, {2})
    assert "word5" not in "".join(told)
    assert below(told) == [1]


@pytest.mark.parametrize("removed", [set[int](), {1}, set(range(1, 31))])
def test_an_answer_of_many_quotations_is_corrected_in_each_of_its_messages(removed: set[int]) -> None:
    contents = messages(LONG)
    told = corrected.plain(contents, FULL, BRIEF, removed)
    assert below(told) == [n for n in range(1, 31) if n not in removed]
    assert all(told)


def test_nothing_is_left_that_heads_or_parts_what_was_taken_down() -> None:
    own, other = entry(citation(1)), entry(citation(2), apart=True)
    shown = drawing.card(written(own, other, heading=HEADING), drawing.Parts())
    assert shown
    told = corrected.card(shown, BRIEF, {}, {2})
    assert told
    kinds = [type(item).__name__ for item in told.walk_children()]
    assert kinds.count("TextDisplay") == 3
    assert "Separator" not in kinds
