"""A question that goes on from those before it → the question that is meant, without a model.

"And what about NATO?" after "What did Ryabkov say about the talks?" asks what Ryabkov said about NATO. What is carried
over is told, so that nobody takes an answer about somebody else for one to the words typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from bot.answering.slots import (
    Days,
    FullName,
    Slots,
    first_word,
    holds,
    is_joined,
    is_language,
    opened,
    says_something,
    slots,
    words_of,
)
from bot.answering.unseen import Place
from retrieval.datatypes import Query
from retrieval.languages.word_data import languages, load
from retrieval.names import given, same_person
from retrieval.search.frames import framed
from retrieval.statements.given_names import is_female_name

_SHORT = 4
"""Words that say something, at most, in a question that is no whole one: "and the closed border crossings?"."""
_ANYTHING = "that it rains"  # a topic for a frame that is tried without one

Understand = Callable[..., Query]
"""`retrieval.search.query.understand`, with the limits of the settings."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered, as it was meant.

    `about` are the words that say what it was about, `people` whose words were asked for or quoted, or who were named,
    the most important first; `spoken` whether it asked for words of theirs. `shown` is what the answer quoted.
    """

    query: Query
    about: str
    people: tuple[str, ...] = ()
    spoken: bool = False
    shown: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """A question as it is meant: `carried` is what it takes from the turns before, as names and words.

    `about`, `people` and `spoken` are as in `Turn`. `besides` are quotations that were shown already, where more of the
    same is asked for. `before` are the turns before it in words, the last one last, where it took nothing from them;
    `points_back` says that it seems to go on from them all the same.
    """

    query: Query
    about: str
    people: tuple[str, ...] = ()
    spoken: bool = False
    carried: tuple[str, ...] = ()
    besides: frozenset[Place] = frozenset()
    before: tuple[str, ...] = ()
    points_back: bool = False


def meant(question: str, turns: Sequence[Turn], understand: Understand, full_name: FullName, *, today: date) -> Meant:
    """Return what a question means after the turns before it, the last one last; `today` is a day in UTC.

    Raises:
        QueryError: what `understand` raises.
    """
    query = understand(question)
    bare, joined = opened(query.asked)
    before: Days = (turns[-1].query.since, turns[-1].query.until) if turns else (None, None)
    held = slots(bare, query.language, full_name, today=today, before=before)
    goes_on = is_joined(question) or is_joined(query.asked)
    if not turns or (not goes_on and any(query == _seen_as(turn.query, query) for turn in turns)):
        return _alone(query, held, full_name)  # One that stood alone before does so again.
    if joined and bare:
        # "And" hides the frame of what follows; its words are less sure to tell the language.
        query = replace(understand(bare), question=query.question, language=query.language)
    if not is_language(bare, query.language, turns[-1].query.language):
        query = replace(query, language=turns[-1].query.language)
    found = _Followup(query, bare, joined, held, turns, understand, full_name).meant()
    if found.carried:
        return found
    points_back = goes_on or held.refers or bool(held.pronouns)
    return replace(found, before=tuple(map(_in_words, turns)), points_back=points_back)


def _in_words(turn: Turn) -> str:
    """Return what was asked, and who was named or quoted; words of articles are not among it."""
    people = ", ".join(turn.people)
    return f"{turn.query.asked} ({people})" if people else turn.query.asked


def _seen_as(query: Query, other: Query) -> Query:
    """Return a question as whoever asks the other one would have asked it: what they see and read is no part of it."""
    return replace(query, shelves=other.shelves, reads=other.reads)


def _alone(query: Query, held: Slots, full_name: FullName) -> Meant:
    """Return a question that takes nothing from others, as it stands."""
    # A speaker in small letters whom nobody quotes may be a thing: "Where did the avalanche come down?"
    speakers = tuple(one for one in _speakers(query) if full_name(one) or not one.islower())
    if query.intent == "who_said":
        return Meant(query, query.topic, spoken=True)
    people = tuple(dict.fromkeys((*speakers, *held.people)))
    spoken = bool(speakers) or (bool(people) and query.intent == "topic" and _is_about_speech(query, held))
    if query.intent == "said" and speakers:
        return Meant(query, query.topic, people, spoken=True)
    return Meant(query, " ".join(held.content if spoken else held.telling), people, spoken)


def _is_about_speech(query: Query, held: Slots) -> bool:
    """Return whether a question without a known frame asks for words or a view: "Holt on taxes", "what Holt thinks"."""
    return holds(query.asked, "speech", "replying") or first_word(query.asked) == first_word(held.people[0])


def _speakers(query: Query) -> tuple[str, ...]:
    return tuple(filter(None, (query.speaker, *query.further_speakers)))


@dataclass(frozen=True, slots=True)
class _Followup:
    """One question after others; `bare` is it without what only opens it, `joined` says that "and" opened it."""

    query: Query
    bare: str
    joined: bool
    held: Slots
    turns: Sequence[Turn]
    understand: Understand
    full_name: FullName

    @property
    def last(self) -> Turn:
        """The turn before."""
        return self.turns[-1]

    def meant(self) -> Meant:
        """Return what the question means, by what it holds and what it lacks."""
        held, query = self.held, self.query
        if self._asks_who_is() and not held.people and (who := self._focus(held.pronouns or ("",))):
            return self._who_is(who)
        if query.intent in ("who_is", "summary") and holds(self.bare, "asking", "short") and not held.pronouns:
            return self._stands()
        if query.intent == "who_said" or self._asks_who_said():
            return self._who_said()
        if held.people and self._is_speech():
            return self._by(self._named())
        reads_on = self.joined and held.pronouns  # "What about the road, what does she say?" has no new speaker.
        if query.speaker and not held.people and not reads_on and self._is_somebody(query.speaker):
            return self._stands() if says_something(query.topic, query.language) else self._by(_speakers(query))
        if pronouns := (query.pronoun, *held.pronouns) if query.pronoun else held.pronouns:
            return self._of_somebody(tuple(filter(None, pronouns)))
        if self.last.spoken and self._is_short():
            speakers = _speakers(self.last.query) or self.last.people[:1]
            return self._by(speakers, carried=speakers) if speakers else self._on_topic()
        return self._on_topic()

    def _is_somebody(self, speaker: str) -> bool:
        """Return whether what a question has in a speaker's place is one: in small letters it may be a thing."""
        if self.full_name(speaker) or not speaker.islower():
            return True
        return self._is_whole() and holds(self.bare, "speech")  # "What did the mayor say?"

    def _stands(self) -> Meant:
        return _alone(self.query, self.held, self.full_name)

    def _is_speech(self) -> bool:
        """Return whether a question that names people asks for words of theirs."""
        if self.query.speaker:
            return True
        if not self.held.content:
            return self.last.spoken or not self.last.people or holds(self.bare, "speech", "replying")
        if first_word(self.bare) in words_of("asking"):
            return holds(self.bare, "speech", "replying")
        return self.last.spoken or holds(self.bare, "speech")

    def _named(self) -> tuple[str, ...]:
        """Return whose words are asked for, of those whom a question names."""
        own = tuple(one for one in _speakers(self.query) if self.full_name(one))
        return own if own and not self.held.aside else self.held.people

    def _is_short(self) -> bool:
        """Return whether a question is no whole one: it asks with one word, or has no verb of its own."""
        content = self.held.content
        # What politeness hid may be a request of its own: "Tell me about the harbour in Kiel."
        begins = {first_word(self.bare), first_word(opened(self.query.question)[0])}
        if len(content) > 1 and not begins.isdisjoint(words_of("asking") | words_of("short")):
            return False
        return len(content) <= _SHORT

    def _asks_who_is(self) -> bool:
        return any(_who_is_pattern(code).fullmatch(self.bare) for code in languages("followups"))

    def _who_is(self, who: str) -> Meant:
        found = replace(self.query, intent="who_is", topic=who, names=(who,), speaker=None, pronoun=None)
        return Meant(replace(found, bare=f"{self.bare} {who}"), who, (who,), carried=(who,))

    def _asks_who_said(self) -> bool:
        """Return whether all there is is "who said that?"."""
        if self.held.people or self.held.content:
            return False
        frame = framed(f"{self.bare} {_ANYTHING}", self.query.language)
        return frame is not None and frame.intent == "who_said"

    def _who_said(self) -> Meant:
        if says_something(self.query.topic, self.query.language) and self.query.intent == "who_said":
            return self._stands()
        about = self.last.about
        found = replace(self.understand(f"{self.bare} {about}"), intent="who_said", topic=about, pronoun=None)
        return Meant(self._typed(_of_nobody(found)), about, spoken=True, carried=(about,) if about else ())

    def _of_somebody(self, pronouns: tuple[str, ...]) -> Meant:
        """Take a question with pronouns: those of the speaker first, or of what the question is about."""
        spoken = bool(self.query.pronoun) or holds(self.bare, "speech")
        who = self._focus(pronouns[:1]) if spoken or self.last.people else None
        if who is None:
            # Nobody fits: the answer asks whom is meant, or the word is for a thing ("вона" of a fire).
            return self._stands() if self.query.pronoun else self._on_topic()
        if spoken or self.last.spoken:
            other = self._focus(tuple(one for one in pronouns if one.lower() != pronouns[0].lower()))
            return self._by((who,), carried=(who,), other=None if other == who else other)
        found = self.understand(f"{self.bare} {who}")
        found = _of_nobody(replace(found, intent="topic", topic=found.asked, pronoun=None))
        return Meant(self._typed(found), " ".join((*self.held.content, who)), (who,), carried=(who,))

    def _by(self, speakers: tuple[str, ...], *, carried: tuple[str, ...] = (), other: str | None = None) -> Meant:
        """Ask what somebody said, about what the question holds or else about what was asked before."""
        topic = self._topic(speakers, other)
        taken = topic or self._topic_before(carried=bool(carried))
        if not topic and taken:
            carried = (*carried, taken)
        found = self.understand(taken or speakers[0], speaker=speakers[0])
        named = tuple({speakers[0]: None, **dict.fromkeys(found.names)})
        found = replace(found, intent="said", names=named, topic=taken, further_speakers=speakers[1:])
        found = self._typed(found, afresh=not carried and self._is_whole())
        if not topic and taken:
            found = replace(found, bare=f"{self.bare} {taken}")
        shown = self._shown(speakers[0]) if holds(self.bare, "more") else frozenset()
        return Meant(found, taken, speakers, spoken=True, carried=carried, besides=shown)

    def _topic(self, speakers: tuple[str, ...], other: str | None) -> str:
        """Return the words of the question that say what somebody is asked about, "" for none."""
        query = self.query
        named = {word for one in speakers for word in one.split()}
        content = " ".join(word for word in self.held.content if word not in named)
        framed_topic = query.topic if query.speaker and not self.held.aside else ""
        if says_something(framed_topic, query.language):
            return framed_topic
        return content or other or ""

    def _topic_before(self, *, carried: bool) -> str:
        """Return what was asked about before, "" where the question is about anything."""
        query = self.query
        if carried and holds(self.bare, "more") and (query.speaker or query.pronoun or self._is_whole()):
            return ""  # "What else did she say?"
        goes_on = self.joined or not self.last.spoken or self.held.refers or holds(self.bare, "replying", "too")
        return self.last.about if carried or goes_on or not self._is_whole() else ""

    def _is_whole(self) -> bool:
        """Return whether the question has a frame of its own: "What did Holt say?"."""
        return bool(self.query.speaker) and first_word(self.bare) in words_of("asking")

    def _on_topic(self) -> Meant:
        """Take a question about a topic, with what was asked before where it lacks one."""
        about, content = self.last.about, self.held.content
        lacks = len(content) <= 1 or (self.joined and self._is_short()) or self.held.pronouns
        if not about or self.held.people or not (lacks or self.held.refers):
            return self._stands()
        found = self.understand(f"{self.bare} {about}")
        found = _of_nobody(replace(found, intent="topic", topic=found.asked, pronoun=None))
        return Meant(self._typed(found), " ".join((about, *content)), carried=(about,))

    def _focus(self, pronouns: Sequence[str]) -> str | None:
        """Return who was spoken of last and may be meant by a pronoun: surely, or else perhaps."""
        if not pronouns:
            return None
        word = pronouns[0].lower()
        female = word in words_of("she")
        any_sex = female == (word in words_of("he"))
        perhaps = None
        for one in self._spoken_of():
            sex = self._is_female(one)
            if any_sex or sex == female:
                return one
            if sex is None:
                perhaps = perhaps or one
        return perhaps

    def _spoken_of(self) -> Iterator[str]:
        for turn in reversed(self.turns):
            yield from (one for one in turn.people if self.full_name(one) or turn.spoken)

    def _is_female(self, name: str) -> bool | None:
        full = self.full_name(name) or name
        if " " not in full:
            return None
        first = full.split()[0].lower()
        slavic = given.find(first)
        sex = is_female_name(first)
        return is_female_name(slavic.cyrillic.lower()) if sex is None and slavic else sex

    def _shown(self, speaker: str) -> frozenset[Place]:
        """Return what was shown of a speaker's words."""
        return frozenset(
            place
            for one in self.turns
            if any(same_person(own, speaker) for own in _speakers(one.query))
            or (one.spoken and any(same_person(own, speaker) for own in one.people))
            for place in one.shown
        )

    def _typed(self, found: Query, *, afresh: bool = False) -> Query:
        """Return a query with the words and the language that were typed, limited to its own days or the last ones."""
        query = self.query
        own = (query.since, query.until) if query.since or query.until else (None, None)
        before = (None, None) if afresh else (self.last.query.since, self.last.query.until)
        since, until = self.held.limit or (own if any(own) else before)
        question, language = query.question, query.language
        return replace(found, question=question, bare=found.asked, language=language, since=since, until=until)


def _of_nobody(query: Query) -> Query:
    return replace(query, speaker=None, further_speakers=())


@cache
def _who_is_pattern(language: str) -> re.Pattern[str]:
    return re.compile(load(language, "followups").pairs("patterns")["who_is"], re.IGNORECASE)
