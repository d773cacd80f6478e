"""Whose words a sentence tells: the people it names as having said, thought or wanted something, and which words.

What `retrieval.statements` finds in it comes first. Beside that counts a name or an office in whose clause a verb of
telling, wanting or judging stands ("Ellwig considers the bridge safe"), or a phrase that names a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from bot.verification.reading import DOUBTFUL, Reading, Span, read
from retrieval.datatypes import Statement
from retrieval.names.roles import role
from retrieval.statements import extract
from retrieval.statements.english import cues as english
from retrieval.statements.german import cues as german
from retrieval.statements.slavic.vocabulary import vocabulary

_BEHIND = 4
"""Words that may stand between a verb of telling and the name behind it: "kritisierte gestern auch Ellwig"."""
_OPENS = 3
"""Words of a clause among which its verb stands when the subject is behind it, but in German: ", said Ellwig"."""
_BESIDE = 3
"""Words between a source phrase and the name that belongs to it: "laut der Sprecherin Ellwig", "Ellwig zufolge"."""
_SUBJECT = 6
"""Words before a verb of telling that are looked at for its subject."""
_OF_OFFICE = 3
"""Words between an office and the name of who holds it: "Sprecherin der Stadtwerke Anna Ellwig"."""
_SHORT_NAMES = frozenset({"Ли"})
"""Names that are written like a word of grammar, and not told from it where they stand alone."""
_QUOTING = frozenset("\"'„“”«»‚‘’")
_VERB_ENDINGS = {
    "ru": re.compile(r"(?:верг|л[аои]?|[еиаяую]т|чь|[иаяеуы]ть|ен[аы]?)(?:ся|сь)?$"),
    "uk": re.compile(r"(?:в|л[аои]|є|[ияую]ть|ити|ати|ен[аі]|ний|н[аі])(?:ся|сь)?$"),
}
"""How verbs and short adjectives end: "прогноз", "критик" and "защитник" tell nothing."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody whose words are told.

    `name` is as written, with the office, "" for a pronoun and for who isn't named; `person` is the name alone, ""
    where only an office or body is given. `named` are the numbers of the words of the name, `told` those of the words
    that are told as his. A voice that is not `sure` is but the subject of a verb of telling.
    """

    name: str
    person: str
    named: frozenset[int]
    told: frozenset[int]
    sure: bool = True


@lru_cache(maxsize=256)
def voices(text: str, language: str) -> tuple[Voice, ...]:
    """Return who is heard in a sentence; names as they are written there."""
    reading = read(text, language)
    statements = extract(text, language)
    found = [_extracted(reading, one) for one in statements]
    quoted = frozenset[int]().union(*(voice.told for voice in found))
    passed = frozenset(at for one in statements for at in _frame(reading, one)) - quoted
    return (*found, *_labelled(reading), *_viewing(reading), *_beside(reading, passed, quoted))


def _frame(reading: Reading, statement: Statement) -> Iterator[int]:
    """Yield the numbers of the words of the clauses that name a statement's speaker or have its verb."""
    low, high = statement.mention_start or 0, statement.mention_end or 0
    inside = {at for at, token in enumerate(reading.tokens) if low <= token.start < high}
    inside |= {
        at
        for at, token in enumerate(reading.tokens)
        if token.text == statement.cue and not any(start <= token.start < end for start, end in statement.parts)
    }
    clauses = {reading.tokens[at].clause for at in inside}
    yield from (at for at, token in enumerate(reading.tokens) if token.clause in clauses)


def _extracted(reading: Reading, statement: Statement) -> Voice:
    """Return whose a statement is; a pronoun, or who isn't named, is nobody."""
    told = frozenset(
        at
        for at, token in enumerate(reading.tokens)
        if any(start <= token.start < end for start, end in statement.parts)
    )
    low, high = statement.mention_start, statement.mention_end
    if low is None or high is None:
        return Voice("", "", frozenset(), told)
    named = [at for at, token in enumerate(reading.tokens) if low <= token.start < high]
    return _voice(reading, (named[0], named[-1] + 1), iter(told)) if named else Voice("", "", frozenset(), told)


def _labelled(reading: Reading) -> Iterator[Voice]:
    """Yield whose name opens a sentence before a colon and the words that he says: Ellwig: „Das ist gut.“"""
    for first, last in _speakers(reading)[:1]:
        behind = [token.text for token in reading.tokens[last : last + 2]]
        opens = not any(token.is_word for token in reading.tokens[:first])
        if opens and len(behind) > 1 and behind[0] == ":" and behind[1] in _QUOTING:
            yield _voice(reading, (first, last), iter(range(last, len(reading.tokens))))


def _viewing(reading: Reading) -> Iterator[Voice]:
    """Yield whose view a sentence tells that begins with his name: "To Anna Ellwig, the bridge is a disgrace"."""
    opening = next((at for at, token in enumerate(reading.tokens) if token.is_word), None)
    if not any(span[0] == opening for span in reading.of("view_opening")):
        return
    for first, last in _speakers(reading)[:1]:
        person = any(reading.tokens[at].is_name for at in range(first, last))
        beside = all(reading.tokens[at].is_word for at in range(first))
        verbs = [span for span in reading.of("view_verbs") if span[0] >= last]
        if person and beside and first <= _BESIDE and verbs:
            yield _voice(reading, (first, last), iter(range(last, len(reading.tokens))))


def has_view(reading: Reading) -> bool:
    """Return whether a sentence tells somebody's view, as `_viewing` finds it."""
    return any(True for _ in _viewing(reading))


def _beside(reading: Reading, passed: frozenset[int], quoted: frozenset[int]) -> Iterator[Voice]:
    """Yield those beside whom a verb of telling or a source phrase stands, some words passed over.

    A verb within words that are `quoted` has its subject there too.
    """
    speakers = _speakers(reading)
    rumours = reading.of("hearsay")
    hearsay = {at for span in rumours for at in range(*span)}
    beside = {at for span in rumours for at in range(span[0] - 1, span[1] + 1)}
    for span in reading.of("sources"):
        clause = reading.tokens[span[0]].clause
        own = [one for one in speakers if reading.tokens[one[0]].clause == clause]
        inside = [one for one in own if span[0] <= one[0] < span[1]]
        behind = [one for one in own if 0 <= one[0] - span[1] < _BESIDE]
        before = [one for one in own[-1:] if 0 <= span[0] - one[1] < _BESIDE]
        if not inside and _is_vague(reading, (span[1], min(span[1] + _BESIDE, len(reading.tokens)))):
            yield Voice("", "", frozenset(), frozenset(_told(reading, clause, span[0], source=True)))
            continue
        for chosen in (inside or behind or before)[:1] if beside.isdisjoint(range(*span)) else []:
            yield _voice(reading, chosen, _told(reading, clause, span[0], source=True))
    judging = set(reading.of("opinion"))
    for span in reading.of("reporting", "opinion"):
        if not is_telling(reading, span) or passed.intersection(range(*span)) or hearsay.intersection(range(*span)):
            continue
        clause = reading.tokens[span[0]].clause
        own = [one for one in speakers if reading.tokens[one[0]].clause == clause]
        if span[0] in quoted:
            own = [one for one in own if one[0] in quoted]
        before = [one for one in own if one[1] <= span[0]]
        opens = reading.language == "de" or span[0] - reading.clause(clause)[0] < _OPENS
        if reading.language != "de" and (span[0] - 1, span[0]) in reading.of("pronouns"):
            opens = False  # "I think Ellwig": the verb has its subject
        behind = [one for one in own if opens and 0 < one[0] - span[0] < _BEHIND]
        told = _told(reading, clause, span[0], source=False)
        if named := (before or behind or _continued(reading, speakers, span[0]))[:1]:
            rumoured = any(reading.tokens[at].clause == clause for at in hearsay)
            sure = span in judging or reading.tokens[span[0]].lower in telling_words(reading.language)
            yield replace(
                _voice(reading, named[0], told), sure=sure and not rumoured and not _is_passive(reading, span)
            )
        elif subject := _subject(reading, span[0]):
            yield replace(_voice(reading, subject, told), sure=False)


def verbs_of_telling(reading: Reading) -> list[Span]:
    """Return the verbs of telling and thinking of a sentence, in order."""
    known = telling_words(reading.language)
    spans = [(at, at + 1) for at, token in enumerate(reading.tokens) if token.lower in known]
    return [span for span in spans if is_telling(reading, span)]


@cache
def telling_words(language: str) -> frozenset[str]:
    """Return the verbs of telling and thinking that `retrieval.statements` knows, in all forms, lower case."""
    if language == "de":
        found = german.cues()
        return frozenset(form for form, cues in found.items() if any(cue.use != "judge" for cue in cues))
    if language == "en":
        return frozenset(form for form, cue in english.cues().items() if cue.use != "judge")
    return frozenset(form for form, cue in vocabulary(language).cues.items() if cue.use != "judge")


def _voice(reading: Reading, span: Span, told: Iterator[int]) -> Voice:
    name = reading.words([span])
    places = _name_in(reading, span)
    person = reading.words([(places[0], places[-1] + 1)]) if places else ""
    known = any(reading.tokens[at].terms or reading.tokens[at].text in _SHORT_NAMES for at in range(*span))
    nobody = not person and (_is_vague(reading, span) or not known)
    return Voice("" if nobody else name, person, frozenset(range(*span)), frozenset(told))


def _name_in(reading: Reading, span: Span) -> list[int]:
    """Return the numbers of the words of the name in a span, with a surname that looks like a noun, without offices."""
    tokens = reading.tokens
    places = [at for at in range(*span) if tokens[at].is_name]
    while len(places) > 1 and _is_office(tokens[places[0]].text):
        places = places[1:]
    if places and places[-1] + 1 < span[1] and tokens[places[-1] + 1].text[0].isupper():
        places.append(places[-1] + 1)
    return places


def is_vague(phrase: str, language: str) -> bool:
    """Return whether words name nobody in particular: "a source", "er", "Beobachter"."""
    reading = read(phrase, language)
    vague = _is_vague(reading, (0, len(reading.tokens))) or not any(token.terms for token in reading.tokens)
    return vague and not any(token.is_name or token.text in _SHORT_NAMES for token in reading.tokens)


def _is_vague(reading: Reading, span: Span) -> bool:
    vague = {at for one in reading.of("group_speakers", "hearsay", "hearsay" + DOUBTFUL) for at in range(*one)}
    return not vague.isdisjoint(range(*span))


def is_telling(reading: Reading, span: Span) -> bool:
    """Return whether a word of telling or opinion is a verb that tells something: no noun, no relative clause or
    condition.
    """
    at = span[0]
    token = reading.tokens[at]
    opening = set(reading.clause(token.clause)[:2])
    if token.clause and any(one[0] in opening and not _is_article(reading, one[0]) for one in reading.of("relatives")):
        return False
    if any(not opening.isdisjoint(range(*one)) for one in reading.of("condition")):
        return False
    if reading.language == "de" and token.text[0].isupper() and at:
        return False
    if (
        reading.language in _VERB_ENDINGS
        and span[1] - at == 1
        and not _VERB_ENDINGS[reading.language].search(token.lower)
    ):
        return False
    return (at - 1, at) not in reading.of("determiners")


def _is_article(reading: Reading, at: int) -> bool:
    """Return whether a German "der" that opens a clause stands before its noun, and is no relative pronoun."""
    behind = reading.tokens[at + 1 : at + 2]
    return reading.language == "de" and bool(behind) and (behind[0].text[0].isupper() or bool(behind[0].terms))


def _is_passive(reading: Reading, span: Span) -> bool:
    """Return whether the verb tells what is said of its subject: "is accused of", "wird beschuldigt", "обвиняют"."""
    at = span[0]
    if any(set(range(*span)) & set(range(*one)) for one in reading.of("impersonal")):
        return True
    helpers = {place for one in reading.of("passive_helpers") for place in range(*one)}
    if reading.language != "de":
        return not helpers.isdisjoint(range(at - _BESIDE, at))
    clause = reading.clause(reading.tokens[at].clause)
    behind = [place for place in clause if place >= span[1] and reading.tokens[place].is_word]
    return not helpers.isdisjoint(clause) and len(behind) <= 1


def _subject(reading: Reading, at: int) -> Span | None:
    """Return the words before a verb in its clause, else those behind it, that may be its subject."""
    members = reading.clause(reading.tokens[at].clause)
    before = [place for place in members if place < at and reading.tokens[place].is_word]
    behind = [place for place in members if at < place < at + _BEHIND and reading.tokens[place].is_word]
    for places in (before[-_SUBJECT:], behind):
        if any(reading.tokens[place].terms for place in places):
            return places[0], places[-1] + 1
    return (before[0], before[-1] + 1) if before else None


def _continued(reading: Reading, speakers: list[Span], at: int) -> list[Span]:
    """Return the speaker of a clause before, where an apposition or a source stands between him and his verb."""
    clause = reading.tokens[at].clause
    opens = at - reading.clause(clause)[0] <= 1
    earlier = [one for one in speakers if reading.tokens[one[0]].clause < clause]
    return earlier[:1] if opens and clause and earlier else []


def _told(reading: Reading, clause: int, at: int, *, source: bool) -> Iterator[int]:
    """Yield the words that a verb of telling reaches: all behind it, and all before where it stands at the end."""
    ends = not any(token.terms for token in reading.tokens if token.clause > clause)
    for number, token in enumerate(reading.tokens):
        if source or ends or token.clause >= clause or number > at:
            yield number


def _speakers(reading: Reading) -> list[Span]:
    """Return the spans of names and offices in order, an office with the name of who holds it."""
    found: list[Span] = []
    tokens = reading.tokens
    telling = {span[0] for span in reading.of("reporting", "sources", "opinion")}
    for at, token in enumerate(tokens):
        goes_on = bool(found) and found[-1][1] == at and tokens[at - 1].is_name and token.text[0].isupper()
        if not token.is_word or not (goes_on or token.is_name or (token.terms and _is_office(token.text))):
            continue
        if not found:
            found.append((at, at + 1))
            continue
        first, last = found[-1]
        between = range(last, at)
        joined = not between or (
            token.is_name
            and len(between) <= _OF_OFFICE
            and not any(tokens[place].is_name for place in range(first, last))
            and all(tokens[place].is_word for place in between)
            and telling.isdisjoint(between)
        )
        if joined and tokens[first].clause == token.clause:
            found[-1] = (first, at + 1)
        else:
            found.append((at, at + 1))
    return found


@lru_cache(maxsize=1 << 12)
def _is_office(word: str) -> bool:
    found = role(word, office=True)
    return found is not None and bool(found.offices)
