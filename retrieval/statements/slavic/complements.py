"""Which words a Slavic reporting clause reports: what follows it, or what stands before and around it."""

from __future__ import annotations

import re

from retrieval.statements.reports import Report
from retrieval.statements.slavic import runs
from retrieval.statements.slavic.vocabulary import SlavicCue, Vocabulary
from retrieval.statements.tokens import Sentence

SEARCH = 40
"""Tokens looked at around a cue: longer than a readable clause, and keeps hostile text linear."""
_LEAST = 3
"""Words before a trailing clause from which they can be a reported sentence."""
_BETWEEN: tuple[list[str], ...] = (
    [],
    [","],
    ["—"],
    ["–"],
    ["-"],
    [",", "—"],
    [",", "–"],
    [",", "-"],
    [".", "—"],
    [".", "–"],
    [",", "-", "-"],
)
"""What may stand between a quotation and the clause that reports it."""
_UNMARKED = ([",", "—"], [",", "–"], [",", "-"])
"""What parts speech without marks from its clause: "Ждать не будем, — сказал X"."""
_BEFORE_SPEECH = frozenset((*".!?…:;—–-", "..."))
_ABSTRACT = re.compile(r"(?:[оі]сть|ение|ание|ння|ття|ство|цию|цію)$")
_MARKS = frozenset('«„“”"')
_RESUMED = 12
"""Tokens after a reporting clause within which the second half of a broken quotation begins: ", передаёт ТАСС. —"."""
_GERUNDS = ("в", "вши", "вшись", "ючи", "учи", "ши", "я", "ясь", "ючись")


def is_speech(sentence: Sentence, index: int) -> bool:
    """Return whether a quotation token is an utterance of its own rather than a name or words within the clause."""
    word = sentence.words[index]
    return sentence.quotes[index] >= 0 and (word.count(" ") >= 4 or word[-2:-1] in ".!?,…")


def clause_end(words: Vocabulary, sentence: Sentence, index: int) -> int:
    """Return where the clause of a verb ends."""
    dated = -1
    for position in range(index + 1, min(len(sentence), index + SEARCH)):
        if sentence.words[position] in ",;:—–.!?…()" or is_speech(sentence, position):
            if position <= dated:
                continue
            dated = _dated(words, sentence, position)
            if dated < 0:
                return position
    return min(len(sentence), index + SEARCH)


def _dated(words: Vocabulary, sentence: Sentence, comma: int) -> int:
    """Return where a date between commas ends, with its comma where the clause goes on; -1 where there is none."""
    if sentence.words[comma] != ",":
        return -1
    end = comma + 1
    while end < min(len(sentence), comma + 5) and (
        sentence.words[end].isdigit() or sentence.lower[end] in words.months
    ):
        end += 1
    month = any(sentence.lower[i] in words.months for i in range(comma + 2, end))
    if not month:
        return -1
    closed = end < len(sentence) and sentence.words[end] == "," and not _goes_on_with(words, sentence, end + 1)
    return end if closed else end - 1


def _goes_on_with(words: Vocabulary, sentence: Sentence, index: int) -> bool:
    return index >= len(sentence) or sentence.lower[index] in words.that | words.wish | words.as_words


def complement(words: Vocabulary, sentence: Sentence, index: int, cue: SlavicCue, report: Report) -> None:
    """Add what follows the verb: "что …", a quotation, after verbs of asking an infinitive."""
    if cue.asks and _infinitive(words, sentence, index, report):
        return
    low, high = report.frame
    end = max(high, report.subject[1]) if report.subject is not None else high
    if any(
        sentence.lower[i] in words.conjunctions and sentence.lower[i + 1] in words.cues for i in range(index, end - 1)
    ):
        return  # "повторил призыв и добавил, что": what follows is the other verb's
    if sentence.words[end : end + 1] == ["("]:  # "сообщила министерству (Пентагону), что"
        closed = next((i for i in range(end, min(len(sentence), end + _RESUMED)) if sentence.words[i] == ")"), end - 1)
        end = closed + 1
    if end < len(sentence) and sentence.words[end] == "," and not _is_object(sentence, index, end, report):
        if _clause(words, sentence, end + 1, report):
            report.frame = low, end
            return
        inserted = _after_insertion(words, sentence, end)
        if inserted is not None and _clause(words, sentence, inserted + 1, report):
            report.frame = low, inserted
            return
    elif end + 1 < len(sentence) and sentence.words[end] == ":" and sentence.quotes[end + 1] >= 0:
        report.frame = low, end
        report.content = [(end + 1, len(sentence))]
        return
    elif end < len(sentence) and is_speech(sentence, end):
        report.frame = low, end
        report.content = [(end, len(sentence))]


def _is_object(sentence: Sentence, index: int, comma: int, report: Report) -> bool:
    """Return whether the noun behind a verb is what it is about, so that "що" behind it means "which"."""
    subject = report.subject
    begin = subject[1] if subject is not None and index < subject[0] < comma else index + 1
    return begin + 2 < comma and _ABSTRACT.search(sentence.lower[begin]) is not None


def _clause(words: Vocabulary, sentence: Sentence, begin: int, report: Report) -> bool:
    """Take the clause after a comma if a conjunction of reported speech opens it."""
    if begin < len(sentence) and sentence.lower[begin] in words.wish:
        report.content = [(begin, len(sentence))]
    elif begin + 1 < len(sentence) and sentence.lower[begin] in words.that:
        report.content = [(begin + 1, _main_clause(words, sentence, begin + 1))]
    return bool(report.content)


def _main_clause(words: Vocabulary, sentence: Sentence, begin: int) -> int:
    """Return where what is reported ends: at the last comma where the reporting clause itself is subordinate."""
    if sentence.lower[0] not in words.subordinating:
        return len(sentence)
    commas = [i for i in range(begin, min(len(sentence), begin + SEARCH)) if sentence.words[i] == ","]
    return commas[-1] if commas else len(sentence)


def _after_insertion(words: Vocabulary, sentence: Sentence, comma: int) -> int | None:
    """Return the comma that closes an insertion after which "что" follows: "заявил X, глава Y, что …"."""
    if sentence.lower[comma + 1 : comma + 2] and sentence.lower[comma + 1] in words.gerunds:
        return None  # "сказал X, добавив, что": a clause of its own
    for position in range(comma + 1, min(len(sentence) - 1, comma + 14)):
        if sentence.words[position] == ",":
            return position if sentence.lower[position + 1] in words.that | words.wish else None
        other = sentence.lower[position] in words.conditional or sentence.lower[position] in words.cues
        if other or sentence.words[position] in ".;:—–" or sentence.quotes[position] >= 0:
            return None
    return None


def _infinitive(words: Vocabulary, sentence: Sentence, index: int, report: Report) -> bool:
    """Take the infinitive that a verb of asking or promising is completed by, and what follows it."""
    for position in range(index + 1, min(report.frame[1], index + 7)):
        lower = sentence.lower[position]
        inside = report.subject is not None and report.subject[0] <= position < report.subject[1]
        if (
            inside
            or not lower.endswith(words.infinitives)
            or len(lower) < 4
            or lower.endswith(("ость", "ости", "ність", "ності"))
            or not sentence.words[position][0].islower()
        ):
            continue
        if (
            lower in words.function
            or sentence.lower[position - 1] in words.prepositions
            or runs.noun(words, lower) is not None
        ):
            continue
        begin = position - 1 if sentence.lower[position - 1] in words.negations else position
        report.content = [(begin, len(sentence))]
        report.frame = report.frame[0], begin
        return True
    return False


def trailing(
    words: Vocabulary, sentence: Sentence, start: int, index: int, report: Report, *, quoted_only: bool = False
) -> None:
    """Take what stands before a reporting clause at the end or inside: a quotation, or a sentence and its rest.

    `quoted_only` leaves the sentence: verbs of asking follow one that is their own as well.
    """
    if start < 2 and not (start == 1 and sentence.quotes[0] >= 0):
        return
    before = "," if sentence.words[max(0, start - 2) : start] in _UNMARKED else sentence.words[start - 1]
    quoted = next((i for i in range(start - 1, max(-1, start - 5), -1) if sentence.quotes[i] >= 0), -1)
    between = sentence.words[quoted + 1 : start]
    end = max(report.frame[1], report.subject[1]) if report.subject is not None else report.frame[1]
    inverted = report.subject is None or report.subject[0] > index
    if quoted >= 0 and between in _BETWEEN and (quoted == 0 or sentence.words[quoted - 1] in _BEFORE_SPEECH):
        if inverted or runs.is_dash(sentence.words[start - 1]):
            _beside_quotation(sentence, quoted, start, end, report)
        return
    if quoted_only or any(sentence.lower[i] not in words.adverbs for i in range(start, index)):
        return
    if before != "," or not inverted or report.subject is None:
        return
    inside = end + 1 < len(sentence) and sentence.words[end] == "," and _goes_on(words, sentence, end + 1)
    if (
        (start - 1 < _LEAST and not inside)
        or _is_subordinate(words, sentence, start - 1)
        or (end < len(sentence) and sentence.words[end] not in ",.;!…")
    ):
        return
    begin = _begin(sentence, start)
    if tuple(sentence.lower[begin : begin + 2]) in words.back:
        return  # "Об этом сообщил X, пишет ТАСС"
    report.frame = start, end
    report.content = [(begin, start)]
    if inside:
        report.content.append((end, len(sentence)))


def _beside_quotation(sentence: Sentence, quoted: int, start: int, end: int, report: Report) -> None:
    """Take the quotation before the clause, alone or as the sentence's, and its second half behind the clause."""
    report.frame = start, end
    report.content = [(quoted, quoted + 1)]
    for position in range(end, min(len(sentence), end + _RESUMED)):
        if sentence.quotes[position] >= 0:
            if position <= end + 2 or sentence.words[position][0] not in _MARKS:
                report.content.append((position, position + 1))
            return


def _begin(sentence: Sentence, start: int) -> int:
    """Return where the reported sentence before `start` begins: after a semicolon, else with the sentence."""
    for position in range(start - 2, max(-1, start - SEARCH), -1):
        if sentence.words[position] == ";":
            return position + 1
    return 0


def _is_subordinate(words: Vocabulary, sentence: Sentence, end: int) -> bool:
    """Return whether the words before a comma at `end` are no sentence: one clause that a conjunction opens."""
    return sentence.lower[0] in words.openers | words.unreal and "," not in sentence.words[:end]


def _goes_on(words: Vocabulary, sentence: Sentence, begin: int) -> bool:
    """Return whether the words behind an inserted clause go on with what it reports."""
    lower = sentence.lower[begin]
    apposed = next((i for i in range(begin, min(len(sentence), begin + 3)) if sentence.lower[i] in words.roles), None)
    if apposed is not None and "singular" in words.roles[sentence.lower[apposed]].nominative:
        return False  # "…, сообщил X, официальный представитель …"
    if lower in words.openers or lower in words.that or lower in words.wish or lower in words.as_words:
        return False
    if any(sentence.lower[i] in words.cues for i in range(begin, min(len(sentence), begin + 4))):
        return False
    return not (lower.endswith(_GERUNDS) and lower not in words.function and sentence.words[begin][0].islower())


def date_start(words: Vocabulary, sentence: Sentence, comma: int) -> int | None:
    """Return the comma before the date that a comma closes ("в четверг, 9 февраля, …"), None where it closes none."""
    for position in range(comma - 2, max(-1, comma - 6), -1):
        if sentence.words[position] == ",":
            return position if _dated(words, sentence, position) == comma else None
        if not sentence.words[position].isdigit() and sentence.lower[position] not in words.months:
            return None
    return None
