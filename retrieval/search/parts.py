"""A question without a known frame → what it asks for by its parts, whatever its form.

People ask for somebody's words in more ways than any list of frames has: "Macron, tariffs, any line on that?", "Was
hat man von Scholz dazu vernommen?" Here each word is told by lists: it asks who, it is of speech and stance, of news,
of the asker, it says nothing, or it is content. Runs of content are a name, a role, or a topic. A few rules, in order,
then decide; where no part or more than one can be the speaker, nothing is read and the question stays one about its
topic. The lists are described in ``languages/en/asking.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from retrieval.languages.word_data import languages
from retrieval.names.inflection import without_possessive
from retrieval.names.mentions import mentions
from retrieval.names.organisations import is_acronym, organisation
from retrieval.names.roles import role
from retrieval.names.shapes import is_common_noun, is_given, is_place, is_surname_like
from retrieval.names.words import capitalises_nouns
from retrieval.search.parting import (
    NOTHING,
    PART,
    Part,
    Word,
    begins_question,
    parts_of,
    without_joints,
    without_news_phrases,
    words_of,
)

_LONGEST = 220
"""Code points of a question that is read so; more is a text."""
_UNKNOWN = 2  # words beside a name that no list knows
_MOST_NAME = 5  # words of a name
_OFFICE = 3  # words of an office with its place
_CASES = frozenset({"ru", "uk"})
"""Languages where a place stands behind an office without a preposition."""
_NEWS_WORDS = 6  # of what news are asked on
_QUOTED = re.compile(r"[\"“”„«»‘‚](?P<words>[^\"“”„«»]{3,}?)[\"“”«»’]|(?<!\w)'(?P<single>[^']{3,})'(?!\w)")
# What begins a question about something else, and a noun that is asked for: "which band", "welche Krankheiten".
_OTHER = re.compile(
    r"(?:is|are|were|will|would|should|ist|sind|war|waren|wird|werden|kann|können|soll|sollte|"
    r"how (?:many|much|long|old|far|big|often)|when|where|why|wann|wo|warum|wieso|wie ?viele?|"
    r"wie (?:lange|alt|oft|hei(?:ß|ss)\w+)|"
    r"what(?:['’]?s| is| was) the name|как (?:зовут|звали|называ\w+)|як (?:звати|звуть|звали|назива\w+)|"
    r"когда|где|почему|сколько|как (?:долго|часто)|коли|де|чому|скільки|quand|où|pourquoi|combien)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_WHICH = frozenset({"which", "what", "quel", "quelle", "quels", "quelles"})
_WHICH_FORM = re.compile(r"welche[mnrs]?|как(?:ой|ая|ое|ие|ого|ому|им|их|ую|ом)|як(?:ий|а|е|і|ого|ому|им|их|у|ій)")

_SPOKEN = frozenset({"speech", "stance"})
_BEING = frozenset({"is", "was", "are", "were", "be", "been", "being"})
_GIVING = frozenset({"made", "gave", "issued", "has", "had", "released", "published", "put", "offered"})
_OF = frozenset({"of", "by", "from", "between"})

Kind = Literal["said", "who_said", "who_is", "summary"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a question asks for: the words of `name`, of whoever said `topic`, who `name` is, or news on `topic`."""

    kind: Kind
    name: str
    topic: str


def is_empty(words: str, language: str) -> bool:
    """Return whether some words hold no content, but courtesy, grammar, what only asks, or talk of the asker."""
    if language not in languages(PART):
        return False
    found = words_of(words, language)
    return not parts_of(found) or is_talk(found)


def is_talk(found: list[Word]) -> bool:
    """Return whether a clause tells of who asks or is asked, and of nobody's words: "I was away", "can you compare"."""
    kinds = {kind for word in found for kind in word.kinds}
    return "talk" in kinds and not kinds & {"speech", "stance", "who", "person", "news", "happened"}


def speaker(words: str, language: str, *, small: bool) -> bool:
    """Return whether words are a single name or role, and perhaps what says nothing beside it."""
    parts = parts_of(words_of(words, language)) if language in languages(PART) else []
    if len(parts) != 1 or parts[0].topical:
        return False
    if _is_speaker(parts[0], words, language, small=small):
        return True
    # Alone in its clause, and meant by a pronoun in another, it is a name if no noun.
    noun = any(is_common_noun(word, language) for word in parts[0].words)
    return _is_name(parts[0], small=small) and not noun


def read(question: str, language: str) -> Wish | None:
    """Return what the parts of a question ask for, None where they do not tell."""
    if language not in languages(PART) or len(question) > _LONGEST:
        return None
    question = without_joints(question, language)
    quoted = _QUOTED.search(question)
    if quoted is not None and len(quoted[0].split()) > 1:
        return _of_quotation(question, quoted, language)
    typed = question
    question, news = without_news_phrases(question, language)
    found = words_of(question, language)
    if not found:
        return None
    if told := _of_clause(question, found):
        return told
    if any(map(_OTHER.match, _SENTENCE.split(question))) or _asks_which(found):
        return None
    if who := _is_who(question, found, language):
        return who
    found = _without_talk(found)
    asking = {kind for word in found for kind in word.kinds}
    if news:
        asking.add("news")
    parts = parts_of(found)
    small = question.islower()
    asks = not question.endswith(".") or bool(asking & {"who", "talk"}) or begins_question(found[0], language)
    if asks and asking & _SPOKEN and "who" not in asking:
        said = _said(question, found, parts, language, small=small)
        if said is not None:
            return said
    if (
        asks
        and asking & {"who", "person"}
        and not asking & _SPOKEN
        and len(parts) == 1
        and _is_name(parts[0], small=small)
    ):
        return Wish("who_is", _name_of(parts[0], question), "")
    if "news" in asking and asks and not _of_noun(found) and not asking & {"speech", "who"}:
        return _news(typed, parts)
    return Wish("summary", "", "") if "happened" in asking and not parts and "who" not in asking else None


def _of_quotation(question: str, quoted: re.Match[str], language: str) -> Wish | None:
    """Return that the speaker of what is quoted is asked for, where nothing else is said but that it was said."""
    outside = f"{question[: quoted.start()]} {question[quoted.end() :]}"
    found = words_of(outside, language)
    asking = {kind for word in found for kind in word.kinds}
    parts = parts_of(found)
    whose = _asks_which(found) and len(parts) == 1 and role(parts[0].words[0]) is not None
    if (parts and not whose) or not (whose or asking & {"who", "speech"}):
        return None
    return Wish("who_said", "", quoted[0])


def _of_clause(question: str, found: list[Word]) -> Wish | None:
    """Return that whoever said what a clause tells is asked for: "which minister was it who said that …"."""
    ends = next((at for at, word in enumerate(found) if word.kinds & _SPOKEN), None)
    if ends is None:
        return None
    head = found[:ends]
    asks = any({"who", "somebody"} & word.kinds for word in head)
    holders = [word for word in head if word.kinds == NOTHING]
    if holders and asks and not (_asks_which(head) and len(holders) == 1):
        return None
    if not asks and not (_asks_which(head) and len(holders) == 1 and role(holders[0].text) is not None):
        return None
    behind = next(
        (word for word in found[ends + 1 :] if "clause" in word.kinds or word.clause > found[ends].clause), None
    )
    if behind is None or any(word.kinds == NOTHING for word in found[ends + 1 : found.index(behind)]):
        return None
    clause = found[found.index(behind) :]
    asking = {word.clause for word in clause if "who" in word.kinds}
    told = [word for word in _without_talk(clause) if word.kinds == NOTHING and word.clause not in asking]
    if len(told) < _UNKNOWN:
        return None
    last = max(word.clause for word in told)
    start = behind.end if "clause" in behind.kinds else behind.start
    end = max(word.end for word in clause if word.clause == last)
    if any("somebody" in word.kinds for word in head) and not any("who" in word.kinds for word in found):
        return None
    return Wish("who_said", "", question[start:end].strip(" ,:"))


def _is_who(question: str, found: list[Word], language: str) -> Wish | None:
    """Return that a person is asked about whom another clause names: "I keep reading about Holt, who is that?"."""
    clauses: dict[int, list[Word]] = {}
    for word in found:
        clauses.setdefault(word.clause, []).append(word)
    kinds = {number: frozenset().union(*(word.kinds for word in clause)) for number, clause in clauses.items()}
    asks = [
        number
        for number, clause in clauses.items()
        if "who" in kinds[number] and not kinds[number] & _SPOKEN and not parts_of(clause)
    ]
    parts = parts_of([word for word in found if word.clause not in asks])
    spoken = any(some & {"speech"} and "talk" not in some for number, some in kinds.items() if number not in asks)
    if not asks or spoken or question.islower():
        return None
    named = [
        part for part in parts if _is_name(part, small=False) and _is_speaker(part, question, language, small=False)
    ]
    if len(named) != 1 or len(parts) > _UNKNOWN:
        return None
    return Wish("who_is", _name_of(named[0], question), "")


def _without_talk(found: list[Word]) -> list[Word]:
    """Return the words but for the clauses that tell of the asker, where others hold more than grammar."""
    clauses: dict[int, list[Word]] = {}
    for word in found:
        clauses.setdefault(word.clause, []).append(word)
    kept = [word for clause in clauses.values() if not is_talk(clause) for word in clause]
    return kept if parts_of(kept) else found


def _said(question: str, found: list[Word], parts: list[Part], language: str, *, small: bool) -> Wish | None:
    """Return whose words are asked for, and about what, where one part only can be the speaker."""
    parts = _with_places(parts, question)
    named = [part for part in parts if not part.topical]
    asked = [part for part in named if _is_speaker(part, question, language, small=small)]
    if not asked and (found_behind := _behind_topic(question, found, parts, language)):
        return found_behind
    for surer in (_is_surely, _has_capitals):
        if len(asked) > 1:
            asked = [part for part in asked if surer(part, question)]
    if not asked and not small:
        # What no list knows is a name where it is alone, and no noun or place.
        asked = [part for part in named if _may_be_name(part, language)]
        asked = asked if len(asked) == 1 or asked[:1] == named[:1] else []
        del asked[1:]
    if len(asked) != 1:
        return None
    one = asked[0]
    spoken = next((word for word in found if "speech" in word.kinds), None)
    if spoken is None:
        # A word that has other senses tells beside a sure name only.
        spoken = next(word for word in found if "stance" in word.kinds)
        if not _is_surely(one, question) or spoken.clause != one.clause:
            return None
    if language == "en" and not _speaks(one, spoken, found):
        return None
    others = [part for part in named if part is not one]
    objects = [part for part in others if part.clause != one.clause or part.start > max(one.end, spoken.start)]
    rest = [part for part in others if part not in objects]
    if rest:
        return None
    topics = sorted((*objects, *(part for part in parts if part.topical)), key=lambda part: part.start)
    before = [part for part in topics if part.start < one.start]
    behind = [part for part in topics if part.start > one.start]
    stretches = (question[some[0].start : some[-1].end] for some in (before, behind) if some)
    return Wish("said", _name_of(one, question), " ".join(stretches))


def _speaks(part: Part, spoken: Word, found: list[Word]) -> bool:
    """Return whether a name stands where English has who speaks: "Holt said", "words by Holt", no "Holt was called"."""
    if part.clause != spoken.clause:
        return True
    if part.start > spoken.start:
        before = [word.plain for word in found if spoken.end <= word.start < part.start]
        behind = next((word.plain for word in found if word.start >= part.end), "")
        return bool(_OF & set(before)) or (not before and behind in _GIVING)
    being = any(word.plain in _BEING for word in found if word.clause == spoken.clause and word.start < spoken.start)
    return not (being and spoken.plain.endswith(("ed", "written")))


def _behind_topic(question: str, found: list[Word], parts: list[Part], language: str) -> Wish | None:
    """Return the speaker that ends a topic, "про дамбу Орлов что-нибудь говорил", or stands in a place, "в Кремле"."""
    if capitalises_nouns(language):
        return None
    places = [part for part in parts if part.placed and role(question[part.start : part.end]) is not None]
    if len(places) == 1 and len(parts) <= _UNKNOWN:
        topics = [question[part.start : part.end] for part in parts if part is not places[0]]
        return Wish("said", _name_of(places[0], question), " ".join(topics))
    if len(parts) != 1 or not parts[0].topical:
        return None
    one = parts[0]
    spoken = [word for word in found if "speech" in word.kinds and word.start > one.end]
    for word in found:
        if not one.start < word.start < one.end or not spoken:
            continue
        name = question[word.start : one.end]
        person = word.end == one.end and word.text.istitle()
        before = question[one.start : word.start].rsplit(maxsplit=1)[-1]
        if role(name) is not None or (person and (before.isupper() or is_surname_like(word.text))):
            return Wish("said", name, question[one.start : word.start].strip(" ,"))
    return None


def _with_places(parts: list[Part], question: str) -> list[Part]:
    """Return the parts, in which a role and the place it is held in are one: "envoy to Kyiv", "посол в Берлине"."""
    kept: list[Part] = []
    for part in parts:
        last = kept[-1] if kept else None
        if last and not last.topical and part.placed and part.words[0][0].isupper() and part.clause == last.clause:
            held, wider = role(question[last.start : last.end]), role(question[last.start : part.end])
            if (
                held
                and wider
                and len(wider.places) > len(held.places)
                and len(question[last.end : part.start]) <= len(" in ")
            ):
                kept[-1] = Part(last.start, part.end, (*last.words, *part.words), False, last.clause, False)
                continue
        kept.append(part)
    return kept


def _news(question: str, parts: list[Part]) -> Wish | None:
    if sum(len(part.words) for part in parts) > _NEWS_WORDS or len({part.clause for part in parts}) > 1:
        return None
    return Wish("summary", "", question[parts[0].start : parts[-1].end] if parts else "")


def _of_noun(found: list[Word]) -> bool:
    """Return whether what is asked is no news but a thing of that name: "what is the summary judgment"."""
    asked = found[0].plain in _WHICH | {"how", "was", "wie", "что", "как", "що", "як"}
    pairs = pairwise(found)
    return asked and any("news" in word.kinds and not behind.kinds for word, behind in pairs)


def _asks_which(found: list[Word]) -> bool:
    """Return whether a noun is asked for: "which band"."""
    return any(
        (word.plain in _WHICH or _WHICH_FORM.fullmatch(word.plain))
        and (not behind.kinds or behind.kinds & {"news", "person"})
        for word, behind in pairwise(found)
    )


def _has_capitals(part: Part, question: str) -> bool:
    return not question.islower() and all(word[0].isupper() for word in part.words)


def _may_be_name(part: Part, language: str) -> bool:
    """Return whether a part could be no other than a name that no list knows."""
    words = [word for word in part.words if word[0].isupper()]
    return (
        len(words) == len([word for word in part.words if word.isalpha()])
        and len(words) <= _MOST_NAME
        and not any(is_common_noun(word, language) or is_place(word, language) for word in words)
    )


def _is_surely(part: Part, question: str) -> bool:
    """Return whether a part is a speaker even beside others that could be: a body, a role, a person's name."""
    words = question[part.start : part.end]
    if role(words) is not None or organisation(words, typed=True) is not None:
        return True
    if _has_capitals(part, question) and len(words.split()) > len(part.words):
        return True  # Names that are joined.
    return any(is_acronym(word) or is_surname_like(word) or is_given(word) for word in part.words)


def _is_speaker(part: Part, question: str, language: str, *, small: bool) -> bool:
    """Return whether content words are a role, or a name that its own shape or the words around it tell."""
    if len(part.words) > 2 * _MOST_NAME:
        return False
    words = question[part.start : part.end]
    if role(words) is not None or organisation(words, typed=True) is not None:
        return True
    if len(part.words) > _MOST_NAME:
        return False
    if small:
        return any(is_surname_like(word) or is_given(word) for word in part.words) or len(part.words) == 1
    if not capitalises_nouns(language) and part.words[0].islower() and part.words[-1].istitle() and language in _CASES:
        return len(part.words) <= _OFFICE  # "премьерка Дании": an office that no list knows, and its place.
    told = part.start > 0 and not capitalises_nouns(language)
    told = told or any(is_surname_like(word) or is_given(word) for word in part.words)
    told = told or any(start < part.end and part.start < end for start, end in mentions(question, language))
    return _is_name(part, small=small) and (told or any(len(word) > 1 and word.isupper() for word in part.words))


def _is_name(part: Part, *, small: bool) -> bool:
    if small:
        return len(part.words) <= 2
    return len(part.words) <= _MOST_NAME and all(word[0].isupper() for word in part.words)


def _name_of(part: Part, question: str) -> str:
    words = question[part.start : part.end].rstrip(".")
    *before, last = words.split(" ")
    return " ".join((*before, without_possessive(last)))
