"""Which words of a German sentence a reporting clause reports."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.german.cues import CLAUSE_NOUNS, cues
from retrieval.statements.german.phrases import (
    CONJUNCTIONS,
    LOWERED,
    NOMINATIVE_PRONOUNS,
    OBLIQUE,
    PREPOSITIONS,
    RELATIVE,
    SUBORDINATORS,
    in_reported_mood,
    is_media,
    is_noun,
    noun_phrase,
)
from retrieval.statements.german.segments import FINITE_HELPERS, SEARCH, is_speech
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence

_LISTS = load("de", "statements")

_OPENERS = _LISTS.words("clause_openers")
_QUESTIONS = _LISTS.words("question_words")
_CONDITIONS = _LISTS.words("condition_words")
_ADVERBIAL = _LISTS.words("adverbial_openers")
_NEVER = _LISTS.words("never_reported")
_SUBJECTS = _LISTS.words("clause_subjects")
_COMMENTS = _LISTS.words("comment_openers")
_OBJECTS = _LISTS.words("object_determiners")
_RELATIVE_QUESTIONS = _LISTS.words("relative_questions")
_IRREAL = _LISTS.words("irreal_mood")
_REASONS = _LISTS.words("reason_openers")
_ASIDE = 12
"""Tokens of an aside between a reporting clause and what it reports."""
_ASIDE_LEAST = 4
"""Tokens of a subordinate clause that is a statement of its own."""
_STRONG_GAP = 25
"""Tokens in which a reported main clause shows its finite verb."""


def following(sentence: Sentence, end: int, report: Report, *, strong: bool) -> None:
    """Add the clause that follows the reporting clause ending at `end`, if one does.

    `strong` verbs ("sagte") take any main clause, others only one that its conjunction, mood or infinitive marks.
    """
    length = len(sentence)
    if end >= length:
        return
    word = sentence.words[end]
    if word == ":" or sentence.quotes[end] >= 0:
        begin = end + 1 if word == ":" else end
        if begin < length and (strong or sentence.quotes[begin] >= 0 or marked(sentence, begin)):
            report.content.append((begin, length))
    elif word == ",":
        strong = strong and not _has_object(sentence, end, report)
        if not _describes_noun(sentence, end, report):
            _after_comma(sentence, end + 1, report, strong=strong)


def _has_object(sentence: Sentence, end: int, report: Report) -> bool:
    """Return whether a reporting clause names with an object what it reports: "bemerkte die Störung, …"."""
    for index in range(report.subject[1], end - 1) if report.subject is not None else ():
        if sentence.lower[index] in _OBJECTS and sentence.lower[index - 1] not in PREPOSITIONS:
            after = noun_phrase(sentence, index, end)
            return after > index + 1 and not is_media(sentence, index, after)
    return False


def _describes_noun(sentence: Sentence, comma: int, report: Report) -> bool:
    """Return whether a question word behind an object is a relative pronoun: "schildert die Fehler, welche …"."""
    if comma + 1 >= len(sentence) or sentence.lower[comma + 1] not in _RELATIVE_QUESTIONS:
        return False
    if sentence.lower[comma + 1] == "wie" and not sentence.lower[comma - 1].endswith("weise"):
        return False
    return is_noun(sentence, comma - 1) and _has_object(sentence, comma, report)


def _after_comma(sentence: Sentence, begin: int, report: Report, *, strong: bool) -> None:
    length = len(sentence)
    if begin < length and sentence.lower[begin] not in _OPENERS and sentence.quotes[begin] < 0:
        colon = next((i for i in range(begin, min(length - 1, begin + SEARCH)) if sentence.words[i] == ":"), None)
        if colon is not None and sentence.quotes[colon + 1] >= 0 and not _reports_itself(sentence, begin, colon):
            report.content.append((colon + 1, length))
            return
    begin = _after_aside(sentence, begin)
    reason = _reported_aside(sentence, begin)
    for _ in range(4):
        if begin >= length:
            break
        if not _is_aside(sentence, begin):
            break
        comma = next((i for i in range(begin, min(length, begin + SEARCH)) if sentence.words[i] == ","), None)
        if comma is None or sentence.lower[comma - 1] in cues():
            begin = length  # what follows is reported by the verb of the clause between
            break
        begin = comma + 1
    if begin < length and (
        sentence.quotes[begin] >= 0 or marked(sentence, begin) or (strong and _main_clause(sentence, begin))
    ):
        report.content.append((begin, _without_comment(sentence, begin)))
    elif reason is not None:
        report.content.append(reason)


def _reported_aside(sentence: Sentence, begin: int) -> Range | None:
    """Return the relative or causal clause at `begin` if its Konjunktiv tells that it is reported: ", der fehle"."""
    if begin >= len(sentence) or not _is_aside(sentence, begin) or sentence.lower[begin] not in RELATIVE | _REASONS:
        return None
    comma = next((i for i in range(begin, min(len(sentence), begin + SEARCH)) if sentence.words[i] in ",.;:–"), None)
    if comma is None or comma - begin < _ASIDE_LEAST:
        return None
    last = comma - 1
    if not in_reported_mood(sentence, last) or sentence.lower[last] in _IRREAL:
        return None
    return begin, comma


def _without_comment(sentence: Sentence, begin: int) -> int:
    """Return where a clause in the Konjunktiv or with an infinitive ends and the narrator goes on in the indicative."""
    length = len(sentence)
    if sentence.quotes[begin] >= 0 or sentence.lower[begin] in _OPENERS or not opens_reported(sentence, begin):
        return length
    limit = min(length, begin + 3 * SEARCH)
    first = next((i for i in range(begin, limit) if sentence.words[i] in ",;:–"), limit)
    for index in range(begin + 2, limit - 2):
        word, following = sentence.words[index], sentence.lower[index + 1]
        if word == "," and following in _COMMENTS:
            end = next((i for i in range(index + 2, limit) if sentence.words[i] in ",;.:–"), limit)
        elif word == ";":
            end = limit
        elif word in ("und", "aber") and _is_past(sentence, index + 1):
            end, first = limit, min(first, index)
        else:
            continue
        said = any(in_reported_mood(sentence, i) for i in range(index, end))
        if not said and index >= first:
            return index
    return length


def _is_past(sentence: Sentence, index: int) -> bool:
    """Return whether a word can only be a verb of narration: "bemühte" before an article or a small word."""
    lower = sentence.lower[index]
    if not sentence.words[index][0].islower() or not lower.endswith(("te", "ten")) or lower in LOWERED:
        return False
    return sentence.lower[index + 1] in LOWERED and not in_reported_mood(sentence, index)


def _after_aside(sentence: Sentence, begin: int) -> int:
    """Return where "dass" begins after a short aside without a verb: ", kurz „DFB“, dann offiziell, dass"."""
    for index in range(begin, min(len(sentence) - 1, begin + _ASIDE)):
        if sentence.words[index] == "," and sentence.lower[index + 1] in _OPENERS:
            return index + 1
        if _is_finite(sentence, index) or sentence.words[index] in ";:" or sentence.lower[index] in cues():
            return begin
        if sentence.lower[index] in _OPENERS | _QUESTIONS or (
            sentence.words[index][0].islower() and sentence.lower[index].endswith("t")
        ):
            return begin
    return begin


def _reports_itself(sentence: Sentence, begin: int, colon: int) -> bool:
    """Return whether a clause before a colon has a reporting verb of its own: ", X erklärte:", "und fügte hinzu:"."""
    lower = sentence.lower
    for index in range(begin + 1, colon):
        if lower[index - 1] in CONJUNCTIONS and lower[index] in cues() and sentence.words[index][0].islower():
            return not in_reported_mood(sentence, index)
    return sentence.lower[colon - 1] in cues() and not in_reported_mood(sentence, colon - 1) and colon - begin > 1


def marked(sentence: Sentence, begin: int) -> bool:
    """Return whether a clause is marked as reported: by its conjunction, a Konjunktiv, or an infinitive with "zu"."""
    lower = sentence.lower
    if lower[begin] in ("und", "aber") and begin + 1 < len(sentence):
        begin += 1
    first = lower[begin]
    if first in _OPENERS or first in _QUESTIONS:
        return True
    if first == "nicht":
        return _has_infinitive(sentence, begin)  # "sagte zu, nicht weiter zu bauen"
    if first in _NEVER or (first in _ADVERBIAL and not (first == "damit" and _is_finite(sentence, begin + 1))):
        return False
    if any(quote >= 0 for quote in sentence.quotes[begin : begin + 2]):
        return True
    if _has_infinitive(sentence, begin):
        return True
    for index in range(begin, min(len(sentence), begin + _STRONG_GAP)):
        word = lower[index]
        if in_reported_mood(sentence, index) or (
            word.endswith("e") and len(word) > 3 and lower[index - 1] in _SUBJECTS
        ):
            return True
        if word in (";", ":"):
            return False
    return False


def _has_infinitive(sentence: Sentence, begin: int) -> bool:
    """Return whether an infinitive with "zu" follows within the reach of a clause: "zu bauen", "abzulehnen"."""
    lower = sentence.lower
    limit = min(len(sentence), begin + _STRONG_GAP)
    for index in range(begin, limit):
        word = lower[index]
        if word in (";", ":"):
            return False
        small = sentence.words[index][0].islower()
        if (
            word == "zu"
            and index + 1 < limit
            and lower[index + 1].endswith("n")
            and sentence.words[index + 1][0].islower()
        ):
            return True
        if small and "zu" in word[2:-3] and word.endswith("en") and _ends_clause(sentence, index):
            return True
    return False


def opens_reported(sentence: Sentence, begin: int) -> bool:
    """Return whether the clause at `begin` is marked as reported before it ends, and no aside."""
    if sentence.lower[begin] in _OPENERS or sentence.lower[begin] in _QUESTIONS:
        return True
    if _is_aside(sentence, begin) or _is_finite(sentence, begin) or not marked(sentence, begin):
        return False
    end = next((i for i in range(begin, len(sentence)) if sentence.words[i] in ",;:–"), len(sentence))
    return (
        any(in_reported_mood(sentence, i) for i in range(begin, end))
        or any("zu" in sentence.lower[i] for i in range(begin, end) if sentence.words[i][0].islower())
        or any(sentence.quotes[i] >= 0 for i in range(begin, end))
    )


def _ends_clause(sentence: Sentence, index: int) -> bool:
    return (
        index + 1 >= len(sentence)
        or sentence.words[index + 1] in ",.;:!?"
        or sentence.lower[index + 1] in ("und", "oder")
    )


def _main_clause(sentence: Sentence, begin: int) -> bool:
    """Return whether a clause can be a main clause in the indicative: phrase or adverb, then a verb."""
    lower = sentence.lower[begin]
    if lower in _NEVER or lower in _ADVERBIAL or lower in CONJUNCTIONS - {"und", "aber"}:
        return False
    if sentence.lower[begin + 1 : begin + 2] == ["aber"] and lower in cues():
        return False  # "bestätigte den Schaden, sprach aber von …"
    after = noun_phrase(sentence, begin, len(sentence), loose=True)
    if after > begin:
        if after >= len(sentence):
            return False
        verb = sentence.words[after][0].islower() and sentence.lower[after] not in CONJUNCTIONS
        return verb or sentence.quotes[after] >= 0
    stop = min(len(sentence), begin + 12)
    return (
        any(sentence.lower[i] in FINITE_HELPERS for i in range(begin, stop))
        or lower in _CONDITIONS
        or len(sentence) - begin > 3
    )


def _is_aside(sentence: Sentence, begin: int) -> bool:
    """Return whether a clause is relative or adverbial rather than what is reported."""
    lower = sentence.lower[begin]
    if sentence.quotes[begin] >= 0 or lower in _OPENERS or lower in _QUESTIONS:
        return False
    if lower in ("dessen", "deren"):
        return True
    if lower in _ADVERBIAL:
        return not (lower == "damit" and begin + 1 < len(sentence) and _is_finite(sentence, begin + 1))
    if lower in PREPOSITIONS and begin + 1 < len(sentence) and sentence.lower[begin + 1] in RELATIVE:
        return noun_phrase(sentence, begin + 1, len(sentence)) <= begin + 2
    if lower not in RELATIVE:
        return False
    after = noun_phrase(sentence, begin, len(sentence))
    return after <= begin + 1 or _ends_with_verb(sentence, begin, after)


def _ends_with_verb(sentence: Sentence, begin: int, after: int) -> bool:
    """Return whether what looks like a phrase with an article is a relative clause: ", die zwei Tage gedauert hat"."""
    comma = next((i for i in range(begin, min(len(sentence), begin + SEARCH)) if sentence.words[i] in ",.;:–"), begin)
    last = sentence.lower[comma - 1] if comma > after + 1 and sentence.lower[comma - 2] != "zu" else ""
    return last in FINITE_HELPERS and not any(_is_finite(sentence, i) for i in range(begin, comma - 1))


def _completes_noun(sentence: Sentence, low: int, start: int) -> bool:
    """Return whether all before a verb is a noun with its clause: "Auf den Vorwurf, er lüge, sagte X"."""
    comma = next((i for i in range(low, start - 1) if sentence.words[i] == ","), None)
    if comma is None or is_speech(sentence, start - 2):
        return False
    described = _is_aside(sentence, comma + 1) or sentence.lower[comma + 1] == "wie"
    if not described and CLAUSE_NOUNS.isdisjoint(sentence.lower[low:comma]):
        return False
    if any(_is_finite(sentence, i) or sentence.quotes[i] >= 0 for i in range(low, comma)):
        return False
    return not any(sentence.words[i] == "," and _is_finite(sentence, i + 1) for i in range(comma + 1, start - 1))


def _is_finite(sentence: Sentence, index: int) -> bool:
    return sentence.lower[index] in FINITE_HELPERS or in_reported_mood(sentence, index)


def preceding(sentence: Sentence, start: int) -> list[Range]:
    """Return what stands before an inverted reporting clause ("…, sagte X") if it can be reported speech."""
    if start == 0:
        return []
    low = 0
    for index in range(start - 1, max(-1, start - 120), -1):
        if sentence.words[index] == ":" and not is_speech(sentence, start - 1):
            low = 0
            break
    first = sentence.lower[low]
    if _completes_noun(sentence, low, start):
        return []
    like = first == "wie" and start > 1
    if like and (sentence.lower[start - 2] in cues() or sentence.lower[low + 1] in ("man", "es")):
        return []  # "Wie X meldete, sagte Y, …", "Wie man hört, …"
    if (
        sentence.quotes[low] < 0
        and first in SUBORDINATORS
        and first not in ("dass", "daß", "ob", "wenn", "wie", "warum")
        and not (first in PREPOSITIONS and sentence.lower[low + 1] in PREPOSITIONS | OBLIQUE | {"der"})
    ):
        commas = sum(1 for i in range(low, start - 1) if sentence.words[i] == ",")
        if not commas:
            return []  # "Als er kam, sagte X" reports nothing before the verb
    if sentence.quotes[start - 1] < 0 and (start < 2 or sentence.quotes[start - 2] < 0):
        only = noun_phrase(sentence, low, start, loose=True)
        if only >= start - 1:
            return []
        if first in PREPOSITIONS and noun_phrase(sentence, low + 1, start, loose=True) >= start - 1:
            return []
        if not _has_verb(sentence, low, start):
            return []
    return [(low, start)]


def _has_verb(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether a range holds what can be a finite verb: an auxiliary, a word with its ending or in its place."""
    for index in range(low, high):
        lower = sentence.lower[index]
        if lower in FINITE_HELPERS or in_reported_mood(sentence, index):
            return True
        if not sentence.words[index][0].islower() or len(lower) < 4:
            continue
        if lower.endswith(("t", "te", "ten")):
            return True
        behind_subject = index > low and (
            is_noun(sentence, index - 1) or sentence.lower[index - 1] in NOMINATIVE_PRONOUNS
        )
        if behind_subject and lower not in LOWERED:
            return True
    return False


def around(low: int, high: int, start: int, end: int) -> list[Range]:
    """Return the range from `low` to `high` without the frame between `start` and `end`."""
    return [part for part in ((low, start), (end, high)) if part[0] < part[1]]
