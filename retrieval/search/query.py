"""Question → Query: its language, the names in it, the dates that bound it, and whether it asks who said what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import cast

from retrieval import names
from retrieval.datatypes import Intent, Query
from retrieval.errors import QueryError
from retrieval.names.shapes import is_surname_like
from retrieval.search import frames
from retrieval.text import language
from retrieval.text.cleaning import is_control, is_shown
from retrieval.text.function_words import function_words
from retrieval.text.plain import plain

MAX_CHARACTERS = 1000
SPEAKER_CHARACTERS = 200
"""Characters of a speaker's name at most, several times the longest of a person or body."""
_COMPOSED = 4
"""Code points that become one when composed, at most: a letter and its marks."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def understand(
    question: str,
    *,
    speaker: str | None = None,
    since: str | None = None,
    until: str | None = None,
    max_characters: int = MAX_CHARACTERS,
) -> Query:
    """Read a question as a person typed it.

    `speaker` names whose statements are wanted, whatever the question's own frame says; of at most
    `SPEAKER_CHARACTERS`. `since` and `until` are ``YYYY-MM-DD`` in UTC, both inclusive. `max_characters` counts code
    points, in the longer form where a sign stands for several (U+FDFA for 18), which is what tokenizers and terms see.

    Raises:
        QueryError: the question is empty or too long, or the speaker's name is, or a day is no calendar day, or the
            days are in the wrong order.
    """
    cleaned = _bounded(question, "The question", max_characters, "ask it in fewer words")
    if not cleaned:
        raise QueryError("The question is empty; write at least one word.")
    given = _bounded(speaker or "", "The speaker's name", SPEAKER_CHARACTERS, "give the name alone")
    first, last = _day(since, "since"), _day(until, "until")
    if first and last and first > last:
        raise QueryError(f"since is {first}, which is after until, {last}; swap the two days.")
    spoken = language.detect(cleaned)
    intent, framed, topic = _frame(cleaned, spoken)
    wanted = given if speaker else "" if _is_pronoun(framed, spoken) else framed
    found = dict.fromkeys(cleaned[start:end] for start, end in names.mentions(cleaned, spoken))
    if given:
        found[given] = None
    others = [name for name in names.question_names(cleaned, spoken) if name not in found]
    if intent == "who_is" and not _is_named(topic, (*found, *others), spoken):
        intent = "topic"  # "Who is the mayor of Oldham?" asks for a person, not about one.
    if intent == "said" and not wanted:
        # "What did , say?" and "What did it say about Geneva?" ask for the words of nobody that is known.
        intent, topic = "topic", cleaned if topic or not framed.isalnum() else ""
    elif intent in {"topic", "who_is"}:
        topic = cleaned
    return Query(
        question=cleaned,
        language=spoken,
        intent="said" if wanted else intent,
        topic=topic,
        speaker=wanted or None,
        names=tuple(found),
        candidates=tuple(others),
        since=first,
        until=last,
    )


def clean(text: str) -> str:
    """Make one line of what was typed: controls become spaces, other characters that are not shown go."""
    return _composed(_line(text))


def _line(text: str) -> str:
    letters = (" " if is_control(char) else char for char in text if is_control(char) or is_shown(char))
    return " ".join("".join(letters).split())


def _composed(line: str) -> str:
    return " ".join(unicodedata.normalize("NFC", plain(line)).split())


def _bounded(typed: str, what: str, longest: int, advice: str) -> str:
    """Return what was typed as `clean` does; raises QueryError where that, or what it stands for, is too long."""
    cleaned = _line(typed)
    length = len(cleaned)
    # What is longer is not normalised: marks out of order take time with the square of their number.
    if length <= _COMPOSED * longest:
        cleaned = _composed(cleaned)
        length = max(len(cleaned), len(unicodedata.normalize("NFKC", cleaned)))
    if length > longest:
        counted = "" if length == len(cleaned) else ", counting what its signs stand for"
        raise QueryError(f"{what} has {length:,} characters{counted}, at most {longest:,} are read; {advice}.")
    return cleaned


def _frame(question: str, spoken: str) -> tuple[Intent, str, str]:
    """Return the intent, the words that name the speaker ("" if asked for) and the topic ("" if none is left).

    The topic of "who is X" is X.
    """
    bare = question.rstrip(" ?!.…")
    for code in frames.tried(spoken):
        for pattern in frames.frames(code):
            match = pattern.match(bare)
            if match is None:
                continue
            parts = match.groupdict()
            topic = " ".join(filter(None, (parts.get(name) for name in ("before", "topic", "rest"))))
            topic = frames.leading().sub("", topic, count=1).strip() if frames.leading().match(topic) else topic.strip()
            named = parts.get("speaker")
            if named is None:
                return "who_said", "", topic
            speaker = frames.before_speaker().sub("", named).strip(" ,")
            return ("who_said", "", topic) if speaker.casefold() in frames.anyone() else ("said", speaker, topic)
        for intent, pattern in frames.intents(code).items():
            if (match := pattern.match(bare)) is not None:
                rest = match.groupdict().get("topic") or match.groupdict().get("name") or ""
                return cast(Intent, intent), "", frames.leading().sub("", f" {rest}", count=1).strip()
    return "topic", "", question


def _is_pronoun(speaker: str, spoken: str) -> bool:
    """Return whether the place of a speaker holds a word of the grammar: "it", "er"; not "may", who may be Theresa."""
    return speaker.islower() and speaker in function_words(spoken) and not is_surname_like(speaker)


def _is_named(words: str, known: Iterable[str], spoken: str) -> bool:
    """Return whether words are a name, with no more before it than what somebody is called: "Mayor Anna Holt"."""
    name = next((one for one in known if words.endswith(one)), None)
    if name is None:
        return False
    before = words.removesuffix(name).split()
    return not before or before[-1].casefold() not in function_words(spoken)


def _day(value: str | None, name: str) -> str | None:
    if value is None:
        return None
    try:
        if not _DAY.fullmatch(value):
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        shown = clean(value[:200])[:40]
        raise QueryError(
            f"{name} is {shown!r}, expected a calendar day as YYYY-MM-DD, for example 2022-01-31."
        ) from None
    return value
