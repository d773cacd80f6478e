"""Question → Query: its language, the names in it, the dates that bound it, and whether it asks who said what."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from retrieval import names
from retrieval.datatypes import Intent, Query
from retrieval.errors import QueryError, QueryProblem
from retrieval.names.roles import role
from retrieval.names.shapes import is_given, is_surname_like
from retrieval.search import courtesies, days, events, frames, speakers
from retrieval.search.frames import Frame
from retrieval.shelves import checked
from retrieval.text import language
from retrieval.text.cleaning import is_control, is_shown
from retrieval.text.function_words import function_words
from retrieval.text.plain import plain

MAX_CHARACTERS = 1000
SPEAKER_CHARACTERS = 200
"""Characters of a speaker's name at most, several times the longest of a person or body."""
_COMPOSED = 4
"""Code points that become one when composed, at most: a letter and its marks."""
_QUOTED_WORDS = 3  # in quotation marks that are words of somebody; fewer are a name or title: "Die Linke"
# Endings of what somebody is in, no name: "who is missing", "wer ist zuständig", "qui est blessé".
_STATE = re.compile(
    r"(?:ing|ed|able|ible|ous|ful|ive|lich|bar|end|isch|ant|ée?s?|eux)$|^(?:ge|ver|be|er|zer|ent)\w+(?:t|en)$|ig$"
)
_OPTION_CHARACTERS = 200  # read of an option that names days; more is no day
_NAME_WORDS = 4  # of a name at most
_QUOTED = re.compile(r"„[^“”]*[“”]|“[^”]*”|«[^»]*»|»[^«]*«|\"[^\"]*\"|‘[^’]*’(?!\w)")


def understand(
    question: str,
    *,
    speaker: str | None = None,
    since: str | None = None,
    until: str | None = None,
    shelves: Collection[str] | None = None,
    reads: tuple[str, ...] = (),
    max_characters: int = MAX_CHARACTERS,
    today: date | None = None,
) -> Query:
    """Read a question as a person typed it.

    `speaker` names whose statements are wanted, whatever the question's own frame says; of at most
    `SPEAKER_CHARACTERS`. `since` and `until` are days or periods as `days_named` reads them, both inclusive; where
    neither is given, the days that the question names limit it. Both are told from `today`, by default the current day
    in UTC. `max_characters` counts code points, in the longer form where a sign stands for several (U+FDFA for 18),
    which is what tokenizers and terms see. `shelves` are those of which anything may be seen, None for all;
    `shelves.seen_with` adds the shared one. `reads` are languages (ISO 639-1) that whoever asks understands beside the
    question's own.

    Raises:
        QueryError: the question is empty or too long, or the speaker's name is, or words for a day name none, or the
            days are in the wrong order.
        ShelfError: no shelf can have one of the names.
    """
    cleaned = _bounded(question, "The question", max_characters, "ask it in fewer words", "question_too_long")
    if not cleaned:
        raise QueryError("The question is empty; write at least one word.", "empty")
    name = speaker or ""
    given = _bounded(name, "The speaker's name", SPEAKER_CHARACTERS, "give the name alone", "speaker_too_long")
    today = today or datetime.now(UTC).date()
    first, last = _bounds(since, until, today)
    if first and last and first > last:
        sentence = f"since is {first}, which is after until, {last}; swap the two days."
        raise QueryError(sentence, "days_swapped", since=first, until=last)
    asked = courtesies.without_courtesies(cleaned)
    bare = asked.words
    spoken = _language(bare)
    frame, limit = _framed(bare, spoken, today)
    if frame is not None and frame.intent != "who_is":
        spoken = frame.language  # A frame tells surer than the few words of a question.
    if limit is not None and not (first or last):
        first, last = _written(limit.since), _written(limit.until)
    named = _outside(bare if limit is None else f"{bare[: limit.start]} {bare[limit.end :]}")
    mentioned = (named[start:end] for start, end in names.mentions(named, spoken))
    found = dict.fromkeys(filter(None, map(_without_opening, mentioned)))
    if given:
        found[given] = None
    guessed = names.question_names(named, spoken)
    others = [name for name in dict.fromkeys(map(_without_opening, guessed)) if name and name not in found]
    if frame is not None and frame.intent == "who_is":
        others += [name for name in _all_name(frame.topic, spoken) if name not in (*found, *others)]
    intent, topic, asked_for, pronoun = _wanted(frame, bare, (*found, *others), spoken)
    if intent == "who_is":
        topic = cleaned
    if given:
        intent, asked_for, pronoun = "said", (given,), None
    return Query(
        question=cleaned,
        language=spoken,
        intent=intent,
        topic=topic,
        speaker=asked_for[0] if asked_for else None,
        names=tuple(found),
        candidates=tuple(others),
        since=first,
        until=last,
        further_speakers=asked_for[1:],
        pronoun=pronoun,
        bare="" if bare == cleaned else bare,
        answer_language=asked.answer_language,
        shelves=None if shelves is None else frozenset(map(checked, shelves)),
        reads=reads,
        newest=days.is_about_now(named),
        event="" if first or last else events.event(bare, spoken),
    )


def by_speaker(query: Query) -> tuple[Query, ...]:
    """Return a query for each speaker of a question, the first one's first; of others it knows nothing."""
    if not query.further_speakers:
        return (query,)
    each = tuple(filter(None, (query.speaker, *query.further_speakers)))

    def others(name: str, speaker: str) -> bool:
        return any(name in one or one in name for one in each if one != speaker and one not in speaker)

    return tuple(
        replace(
            query,
            speaker=speaker,
            further_speakers=(),
            names=tuple(name for name in query.names if not others(name, speaker)),
            candidates=tuple(name for name in query.candidates if not others(name, speaker)),
        )
        for speaker in each
    )


def days_named(words: str, *, option: str, today: date) -> days.Period:
    """Return the days that an option names: ``YYYY-MM-DD``, or as people write them in any language that is known.

    Raises:
        QueryError: they name none ("no_day"), or may be several ("day_unclear").
    """
    typed = clean(words[:_OPTION_CHARACTERS])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", typed):
        with contextlib.suppress(ValueError):
            day = date.fromisoformat(typed)
            return days.Period(day, day)
        raise _no_day(words, option)
    found = days.readings(typed, today)
    if not found:
        raise _no_day(words, option)
    if len(found) > 1:
        one, other, *_ = (_written(period.since or period.until) for period in found)
        shown = typed[:40]
        sentence = f"{option} is {shown!r}, which may mean {one} or {other}; write the day that is meant like these."
        raise QueryError(sentence, "day_unclear", option=option, value=shown, one=one, other=other)
    return found[0]


def clean(text: str) -> str:
    """Make one line of what was typed: controls become spaces, other characters that are not shown go."""
    return _composed(_line(text))


def _line(text: str) -> str:
    letters = (" " if is_control(char) else char for char in text if is_control(char) or is_shown(char))
    return " ".join("".join(letters).split())


def _composed(line: str) -> str:
    return " ".join(unicodedata.normalize("NFC", plain(line)).split())


def _bounded(typed: str, what: str, longest: int, advice: str, problem: QueryProblem) -> str:
    """Return what was typed as `clean` does; raises QueryError where that, or what it stands for, is too long."""
    cleaned = _line(typed)
    length = len(cleaned)
    # What is longer is not normalised: marks out of order take time with the square of their number.
    if length <= _COMPOSED * longest:
        cleaned = _composed(cleaned)
        length = max(len(cleaned), len(unicodedata.normalize("NFKC", cleaned)))
    if length > longest:
        counted = "" if length == len(cleaned) else ", counting what its signs stand for"
        sentence = f"{what} has {length:,} characters{counted}, at most {longest:,} are read; {advice}."
        raise QueryError(sentence, problem, length=length, longest=longest)
    return cleaned


def _language(question: str) -> str:
    """Return the language that a question is in: that of the words outside quotation marks, where there are any."""
    return language.detect(_outside(question))


def _outside(question: str) -> str:
    """Return the words outside quotation marks, where there are any; words that are quoted ask for nobody."""
    outside = _QUOTED.sub(lambda quoted: quoted[0] if len(quoted[0].split()) < _QUOTED_WORDS else " ", question)
    return outside if any(map(str.isalpha, outside)) else question


def _framed(question: str, spoken: str, today: date) -> tuple[Frame | None, days.Named | None]:
    """Return the frame of a question, and the days that limit whose words it asks for or which articles."""
    limit = days.named(question, spoken, today)
    if limit is None:
        return frames.framed(question, spoken), None
    before, behind = question[: limit.start].rstrip(" ,"), question[limit.end :]
    frame = frames.framed(f"{before}{behind}" if before else behind.lstrip(" ,"), spoken)
    if frame is None or frame.intent == "who_is":
        return frames.framed(question, spoken), limit if days.asks_for_news(question, limit) else None
    if limit.year and frame.topic and question.find(frame.topic) < limit.start:
        # "What did Holt say about the elections in 2024?"
        return frames.framed(question, spoken), None
    return frame, limit


def _wanted(
    frame: Frame | None, bare: str, known: tuple[str, ...], spoken: str
) -> tuple[Intent, str, tuple[str, ...], str | None]:
    """Return the intent, the topic, the speakers and the pronoun in the place of one."""
    if frame is None:
        return "topic", bare, (), None
    if frame.intent == "who_is":
        # "Who is the mayor of Oldham?" asks for a person, not about one.
        return ("who_is" if _is_named(frame.topic, known, spoken, small=bare.islower()) else "topic"), bare, (), None
    if frame.speakers is None:
        return frame.intent, frame.topic, (), None
    if not frame.speakers.names:
        # "What did he say?", "What did it say about Geneva?" ask for the words of nobody that is known.
        return "topic", bare if frame.topic else "", (), frame.speakers.pronoun
    return "said", frame.topic, frame.speakers.names, None


def _has_name_shape(word: str) -> bool:
    return is_surname_like(word) or is_given(word)


def _without_opening(name: str) -> str:
    """Return a name without the words that only begin a question: "Цитаты Рябкова"."""
    words = name.split()
    while words and words[0].casefold() in frames.openings():
        del words[0]
    return " ".join(words)


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _is_named(words: str, known: Iterable[str], spoken: str, *, small: bool) -> bool:
    """Return whether words are a name, with no more before it than what somebody is called: "Mayor Anna Holt".

    `small` says that the question was typed without capitals.
    """
    name = next((one for one in known if words.endswith(one)), None)
    if name is None or not speakers.may_name(words, spoken):
        return False
    if words.islower() and not any(map(_has_name_shape, words.split())) and not (small and not _STATE.search(words)):
        return False  # "Who was elected?"
    before = [part.casefold() for part in re.split(r"[\s'’]+", words.removesuffix(name)) if part]
    if " " in name:
        before = before[1:]  # An article may begin it: "the singer Anna Holt".
    return not any(part in function_words(spoken) or len(part) == 1 for part in before)


def _all_name(words: str, spoken: str) -> list[str]:
    """Return the name that is all there is behind "who is", in capitals or in small letters; a role is none.

    A single word must have a shape of names, but for the frames that only persons have (кто такой).
    """
    if role(words) is not None:
        return []
    if all(word[0].isupper() for word in words.split()):
        return [words] if 1 < len(words.split()) <= _NAME_WORDS else []
    if not words.islower():
        return []
    if len(words.split()) < 2 and not _has_name_shape(words) and _STATE.search(words):
        return []
    return names.question_names(words, spoken)


def _bounds(since: str | None, until: str | None, today: date) -> tuple[str | None, str | None]:
    """Return the first day that `since` and the last that `until` names; of a stretch between two, both."""
    first = days_named(since, option="since", today=today) if since is not None else days.Period(None, None)
    last = days_named(until, option="until", today=today) if until is not None else days.Period(None, None)
    if since is not None and first.since is None:
        raise _no_day(since, "since")
    if until is not None and last.until is None:
        raise _no_day(until, "until")
    begins = first.since if since is not None or not last.stretch else last.since
    ends = last.until if until is not None or not first.stretch else first.until
    return _written(begins), _written(ends)


def _no_day(words: str, option: str) -> QueryError:
    shown = clean(words[:200])[:40]
    sentence = (
        f"{option} is {shown!r}, expected a day or a period, for example 2022-01-31, 31.1.2022, January 2022, "
        "yesterday or last week."
    )
    return QueryError(sentence, "no_day", option=option, value=shown)
