"""Where German clauses begin and end, and which phrase in them is the subject."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.german.cues import BE, BECOME, HAVE, MODALS, cues
from retrieval.statements.german.phrases import (
    CONJUNCTIONS,
    DETERMINERS,
    LOWERED,
    NOMINATIVE_PRONOUNS,
    OBLIQUE,
    OTHER_PRONOUNS,
    PREPOSITIONS,
    RELATIVE,
    REPORTED_MOOD,
    SUBORDINATORS,
    TIME_NOUNS,
    is_noun,
    noun_phrase,
)
from retrieval.statements.german.roles import ROLE_ENDINGS
from retrieval.statements.reports import Range
from retrieval.statements.tokens import Sentence

_LISTS = load("de", "statements")

SEPARATORS = frozenset(",;:–—()")
FINITE_HELPERS = HAVE | BECOME | BE | MODALS
_NESTED = PREPOSITIONS | {"sich", "das", "den", "die", "dem"}
_PREFIXES = _LISTS.words("separable_prefixes")
SEARCH = 40
"""Tokens looked at around a cue: longer than a readable clause, and keeps hostile text linear."""


def is_speech(sentence: Sentence, position: int) -> bool:
    """Return whether a quotation token is an utterance of its own rather than words within the clause."""
    if sentence.quotes[position] < 0:
        return False
    word = sentence.words[position]
    if word[-2:-1] in ".!?…":
        return True
    before = sentence.words[position - 1] if position else ","
    return word.count(" ") >= 5 and (not word[1:2].islower() or before in ",:;.!?–—")


def segment_start(sentence: Sentence, index: int) -> int:
    """Return where the clause around a token begins."""
    position = index - 1
    while position > max(-1, index - SEARCH):
        word = sentence.words[position]
        if word in SEPARATORS:
            if word not in "()" or not _in_brackets(sentence, position, index):
                return position + 1
            if word == ")":
                position = next(i for i in range(position, -1, -1) if sentence.words[i] == "(")
        elif is_speech(sentence, position):
            return position + 1
        position -= 1
    return max(0, index - SEARCH + 1)


def segment_end(sentence: Sentence, index: int) -> int:
    """Return where the clause around a token ends: punctuation, an utterance, or "und" with a further verb."""
    depth = 0
    for position in range(index + 1, min(len(sentence), index + SEARCH)):
        word = sentence.words[position]
        if word == "(":
            depth += 1
        elif word == ")":
            depth = max(0, depth - 1)
        elif (not depth and (word in SEPARATORS or word in ".!?…" or second_verb(sentence, position))) or is_speech(
            sentence, position
        ):
            return position
    return min(len(sentence), index + SEARCH)


def _in_brackets(sentence: Sentence, position: int, index: int) -> bool:
    """Return whether a bracket belongs to a short insertion like "(CDU)" that closes before `index`."""
    words = sentence.words
    if words[position] == ")":
        return "(" in words[max(0, position - 9) : position] and words[position + 1 : position + 2] != [","]
    return ")" in words[position : min(index, position + 9)]


def second_verb(sentence: Sentence, position: int) -> bool:
    """Return whether a conjunction joins a further finite verb: "kam nach Genf und sagte"."""
    if sentence.lower[position] not in ("und", "aber", "sowie", "oder") or position + 1 >= len(sentence):
        return False
    following = sentence.lower[position + 1]
    return following in FINITE_HELPERS or (following in cues() and sentence.words[position + 1][0].islower())


def resumes(sentence: Sentence, low: int, high: int) -> int:
    """Return where the main clause goes on after a clause that begins at `low`: with its verb, or the last of it."""
    for comma in range(low + 1, high - 1):
        if sentence.words[comma] != "," or not sentence.words[comma + 1][0].islower():
            continue
        word = sentence.lower[comma + 1]
        if comma + 2 >= high or sentence.words[comma + 2] in ",.;!?":
            if word in _PREFIXES or any(cue.participle for cue in cues().get(word, ())):
                return comma
        elif word in FINITE_HELPERS - REPORTED_MOOD or (
            word not in LOWERED | REPORTED_MOOD
            and len(word) > 3
            and (word.endswith(("t", "te", "ten")) or word in cues())
        ):
            return comma
        elif word.endswith("en") and word not in LOWERED and sentence.lower[comma + 2] in LOWERED:
            return comma  # ", liegen nicht vor"
    return high


def starts_main_clause(sentence: Sentence, index: int) -> bool:
    """Return whether a clause begins with its verb in the indicative: it goes on after a subordinate clause."""
    return sentence.words[index][0].islower() and sentence.lower[index] in FINITE_HELPERS - REPORTED_MOOD


def starts_phrase(sentence: Sentence, index: int, end: int) -> bool:
    """Return whether a word that can be a pronoun is the determiner of a phrase here ("diese Leute")."""
    return sentence.lower[index] in DETERMINERS and noun_phrase(sentence, index, end) > index + 1


def subject_after(sentence: Sentence, begin: int, end: int) -> Range | None:
    """Return the first noun phrase after a finite verb that can be its subject, with its apposition."""
    index = begin
    while index < min(end, begin + 20):
        lower = sentence.lower[index]
        if lower in OTHER_PRONOUNS or lower == "es":
            index += 1
            continue
        if lower in NOMINATIVE_PRONOUNS and not starts_phrase(sentence, index, end):
            return index, index + 1
        if lower in PREPOSITIONS:
            index = max(noun_phrase(sentence, index + 1, end), index + 1)
            continue
        after = noun_phrase(sentence, index, end)
        if after > index:
            if lower in OBLIQUE or sentence.lower[after - 1] in TIME_NOUNS or lower in TIME_NOUNS:
                index = after
                continue
            return index, with_apposition(sentence, index, _with_place(sentence, index, after), len(sentence))
        if sentence.words[index][0].islower() or lower in LOWERED or lower[0].isdigit():
            index += 1
            continue
        return None
    return None


def subject_before(sentence: Sentence, first: int, verb: int) -> Range | None:
    """Return the noun phrase that fills the place before a finite verb in second position."""
    last = verb
    while last > first + 1 and sentence.words[last - 1][0].islower() and sentence.lower[last - 1] in LOWERED:
        last -= 1
    lower = sentence.lower[first]
    if lower in ("das", "dies", "dieses") and last == first + 1:
        return first, first + 1
    if lower in NOMINATIVE_PRONOUNS and not starts_phrase(sentence, first, last):
        return first, first + 1
    if lower in ("auch", "selbst", "sogar", "nur", "allein") and first + 1 < last:
        return subject_before(sentence, first + 1, verb)
    if lower in PREPOSITIONS or lower in OBLIQUE or lower in OTHER_PRONOUNS or lower in TIME_NOUNS:
        return None
    if lower in ("der", "die", "das", "ein", "eine") and sentence.lower[first + 1] in _NESTED:
        participle = any(sentence.lower[i].endswith("ende") for i in range(first + 2, last - 1))
        if participle and is_noun(sentence, last - 1):
            return first, last  # "die das Unglück überlebende Mara Lindholm"
    after = noun_phrase(sentence, first, last, loose=True)
    if sentence.lower[after] == "zufolge":
        return None
    return (first, after) if after > first else None


def inserted_subject(sentence: Sentence, start: int) -> Range | None:
    """Return the subject that an apposition or relative clause parts from the verb: "X, der …, sagte"."""
    head = clause_head(sentence, start - 1)
    commas = [i + 1 for i in range(start - 2, max(-1, start - SEARCH), -1) if sentence.words[i] == ","]
    for begin in [] if head is None else [head, *(i for i in commas[:4] if i > head)]:
        found = _with_insertion(sentence, begin, start)
        if found is not None:
            return found
    return None


def _with_insertion(sentence: Sentence, begin: int, start: int) -> Range | None:
    """Return the phrase from `begin` if all between it and `start` is an insertion between commas."""
    if sentence.lower[begin] in PREPOSITIONS or sentence.lower[begin] in OBLIQUE:
        return None
    comma = next((i for i in range(begin, start) if sentence.words[i] in ",–("), start)
    if comma >= start - 1 or noun_phrase(sentence, begin, comma, loose=True) != comma:
        return None
    inner = comma + 1
    if sentence.lower[inner] in RELATIVE and noun_phrase(sentence, inner, start - 1) <= inner + 1:
        return begin, comma
    if _is_list(sentence, inner, start - 1):
        return begin, start - 1
    return None


def clause_head(sentence: Sentence, end: int) -> int | None:
    """Return where the main clause that reaches to `end` begins, conjunctions skipped."""
    begin = 0
    for index in range(end - 1, max(-1, end - 2 * SEARCH), -1):
        if sentence.words[index] in ";:" or is_speech(sentence, index):
            begin = index + 1
            break
    while begin < end and (sentence.lower[begin] in CONJUNCTIONS or sentence.lower[begin] in ("auch", ",")):
        begin += 1
    return begin if begin < end else None


def _is_list(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether a range is noun phrases with commas between: an apposition, or several."""
    index = start
    while index < end:
        after = noun_phrase(sentence, index, end, loose=True)
        if after == index:
            return False
        if after < end and sentence.words[after] == ")":
            after += 1
        if after < end and sentence.words[after] not in ",–":
            return False
        index = after + 1
    return start < end


def shared_subject(sentence: Sentence, end: int) -> Range | None:
    """Return the subject of the clause that shares it with a later verb: "X kam und sagte"."""
    begin = clause_head(sentence, end)
    return None if begin is None else first_phrase(sentence, begin, min(end, begin + SEARCH))


def first_phrase(sentence: Sentence, start: int, end: int) -> Range | None:
    """Return the first phrase in a range that can be a subject."""
    index = start
    while index < end:
        lower = sentence.lower[index]
        if lower in NOMINATIVE_PRONOUNS and not starts_phrase(sentence, index, end):
            return index, index + 1
        if lower in PREPOSITIONS or lower in ("als", "wie"):
            index = max(noun_phrase(sentence, index + 1, end), index + 1)
            continue
        after = noun_phrase(sentence, index, end)
        if after > index:
            if lower in OBLIQUE or sentence.lower[after - 1] in TIME_NOUNS:
                index = after
                continue
            return index, with_apposition(sentence, index, min(_with_place(sentence, index, after), end), end)
        if sentence.words[index] in ";:":
            return None
        index += 1
    return None


def with_apposition(sentence: Sentence, start: int, after: int, end: int, *, oblique: bool = False) -> int:
    """Return the end of a phrase with ", Vorsitzender der …" or ", Jonas Ebeling" if a comma or stop closes that."""
    length = len(sentence)
    if after < length and sentence.lower[after] in PREPOSITIONS:
        loose = noun_phrase(sentence, start, length, loose=True)
        named = _name_after(sentence, loose)
        return named if named is not None else after
    if after + 1 >= length or sentence.words[after] != ",":
        return after
    named = _name_after(sentence, after)
    if named is not None:
        return named
    opens = sentence.lower[after + 1]
    if opens in PREPOSITIONS | SUBORDINATORS or (opens in OBLIQUE - {"eines"} and not oblique):
        return after
    close = noun_phrase(sentence, after + 1, min(length, max(end, after + 24)), loose=True)
    if close > after + 1 and (close >= length or sentence.words[close] in ",.;:–"):
        return close
    office = _office_after(sentence, after + 1)
    return office if office is not None else _described_after(sentence, after + 1) or after


def _described_after(sentence: Sentence, start: int) -> int | None:
    """Return the end of an apposition with a participle: ", das auch die Zeitung verlegende Medienhaus Lensing,"."""
    if sentence.lower[start] not in ("der", "die", "das", "ein", "eine"):
        return None
    for index in range(start, min(len(sentence), start + 16)):
        if sentence.words[index] in ",.;:–":
            participle = any(sentence.lower[i].endswith("ende") for i in range(start, index))
            return index if participle and is_noun(sentence, index - 1) else None
        if sentence.lower[index] in FINITE_HELPERS:
            return None
    return None


def _office_after(sentence: Sentence, start: int) -> int | None:
    """Return the end of an office set after a name, which a preposition may follow: ", der Trainer Norlands nach …"."""
    close = noun_phrase(sentence, start, min(len(sentence), start + 24))
    noun = next((i for i in range(start, close) if is_noun(sentence, i)), None)
    if noun is None or not sentence.lower[noun].endswith(ROLE_ENDINGS) or close >= len(sentence):
        return None
    return close if sentence.lower[close] in PREPOSITIONS else None


def _with_place(sentence: Sentence, start: int, after: int) -> int:
    """Return the end of a phrase like "die Regierung in Ostrau": such a place belongs to an anonymous speaker."""
    if (
        after + 1 >= len(sentence)
        or sentence.lower[after] not in ("in", "im")
        or sentence.lower[start] not in DETERMINERS
    ):
        return after
    if not is_noun(sentence, after + 1) or sentence.lower[after + 1] in TIME_NOUNS:
        return after
    named = sum(1 for i in range(start, after) if is_noun(sentence, i)) > 1 and is_noun(sentence, after - 2)
    return after if named else after + 2


def _name_after(sentence: Sentence, comma: int) -> int | None:
    """Return the end of a full name between commas, or before the end, that begins after `comma`."""
    length = len(sentence)
    if comma + 2 >= length or sentence.words[comma] != "," or sentence.lower[comma + 1] in DETERMINERS:
        return None
    close = noun_phrase(sentence, comma + 1, min(length, comma + 9))
    if close < comma + 3 or any(w[0].islower() and len(w) > 3 for w in sentence.words[comma + 1 : close]):
        return None
    return close if close >= length or sentence.words[close] in ",.;:–" or _parts(sentence, close) else None


def _parts(sentence: Sentence, index: int) -> bool:
    """Return whether a new phrase begins at `index` though no comma stands before it."""
    return sentence.lower[index] in ("das", "den", "dem") and sentence.lower[index] in DETERMINERS


def phrase_before(sentence: Sentence, comma: int) -> Range | None:
    """Return the longest noun phrase that ends right before a comma."""
    for start in range(max(0, comma - 8), comma):
        if sentence.lower[start] not in PREPOSITIONS and noun_phrase(sentence, start, comma) == comma:
            return start, comma
    return None


def is_attribute(sentence: Sentence, index: int) -> bool:
    """Return whether a form like "erwartete" is an attribute before a noun rather than a finite verb."""
    if index + 1 >= len(sentence) or not sentence.lower[index].endswith(("te", "ten", "e", "en")):
        return False
    following = sentence.words[index + 1]
    if not following[0].isupper() or sentence.lower[index + 1] in LOWERED:
        return False
    previous = sentence.lower[index - 1] if index else ""
    if previous in DETERMINERS and previous not in ("das", "dies", "diese"):
        return True
    article = sentence.lower[index - 2] if index > 1 else ""
    if previous in LOWERED - FINITE_HELPERS and article in DETERMINERS - {"das", "dies", "diese", "dieser"}:
        return True  # "in einer gestern veröffentlichten Botschaft"
    for position in range(max(0, index - 8), index - 1):
        if sentence.lower[position] in DETERMINERS and sentence.lower[position + 1] in PREPOSITIONS:
            return True
    return False
