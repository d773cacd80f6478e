"""English sources beside the plain verb: "according to X", "X's claim that …", "X was quoted"; the medium told."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.english.complements import clause_end, is_sentence_like, preceding
from retrieval.statements.english.naming import is_role
from retrieval.statements.english.phrases import forward_phrase, with_apposition
from retrieval.statements.english.subjects import SEARCH, subject, verb_start
from retrieval.statements.english.telling import is_rumour
from retrieval.statements.english.wording import within, words
from retrieval.statements.english.words import (
    BE,
    DETERMINERS,
    PREPOSITIONS,
    is_break,
    is_media,
    is_name_word,
)
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence

_LISTS = load("en", "statements")

_POSSESSIVES = _LISTS.pairs("possessives")
_REPORT_NOUNS = _LISTS.words("report_nouns")
_SOURCES = _LISTS.words("plain_sources")
_STANDARDS = _LISTS.words("standards")
_OWNED = ("'s", "’s", "s'", "s’")


def according(sentence: Sentence, index: int) -> Report | None:
    """Return the report of "according to X" at `index`, None where that names no source."""
    if sentence.lower[index + 1 : index + 2] != ["to"]:
        return None
    begin = index + 2
    end = forward_phrase(sentence, begin, len(sentence))
    if end == begin or not _can_tell(sentence, begin, end) or is_rumour(sentence, begin, end):
        return None
    author = end + 1 if sentence.lower[end : end + 1] != ["cited"] else end + 2
    if sentence.lower[author - 1 : author] == ["by"]:  # "a report by the Herald"
        after = forward_phrase(sentence, author, len(sentence))
        begin, end = (author, after) if after > author else (begin, end)
    close = with_apposition(sentence, end)
    if not is_sentence_like(sentence, index) and not _describes(sentence, end, close):
        close = end
    report = Report(sentence.words[index], "say", (index, close), (begin, close), governs=(index, close), phrase=True)
    behind = close, len(sentence)
    if is_sentence_like(sentence, index) and close < len(sentence) and sentence.words[close] not in ",–—-":
        behind = close, close  # "…, according to Norlink with reference to the council"
    report.content = [part for part in ((0, index), behind) if part[0] < part[1]]
    return report


def _describes(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether the words after a source at the head of a sentence describe it, and a comma closes them."""
    closed = low + 1 < high < len(sentence) and sentence.words[high] == ","
    if closed and is_role(sentence.lower[low - 1]) and all(is_name_word(sentence, i) for i in range(low + 1, high)):
        return True  # "the school's director, Ona Brandt,"
    return closed and sentence.words[low + 1][0].islower() and any(map(is_role, sentence.lower[low + 1 : high]))


def _can_tell(sentence: Sentence, begin: int, end: int) -> bool:
    """Return whether "according to" names a source: not "according to size" or "to plan"."""
    lower = sentence.lower[begin]
    if sentence.lower[end - 1] in _STANDARDS:
        return False
    return (
        end - begin > 1
        or not lower[0].islower()
        or sentence.words[begin][0].isupper()
        or lower.endswith("s")
        or lower in _SOURCES
    )


def claimed(sentence: Sentence, index: int) -> Report | None:
    """Return the report of "X's claim that …", None where `index` is no such noun."""
    if sentence.lower[index] not in _REPORT_NOUNS or sentence.lower[index + 1 : index + 2] != ["that"] or not index:
        return None
    owner = index - 1
    while owner > max(0, index - 3) and not _owns(sentence, owner) and sentence.words[owner][0].isalpha():
        owner -= 1
    if not _owns(sentence, owner) or index + 2 >= len(sentence):
        return None
    start = owner
    while (
        start > 0
        and owner - start < SEARCH
        and sentence.lower[owner] not in _POSSESSIVES
        and sentence.words[start - 1][0].isalnum()
        and sentence.lower[start - 1] not in PREPOSITIONS
        and sentence.lower[start] not in DETERMINERS
        and (sentence.lower[start - 1] in DETERMINERS or is_name_word(sentence, start - 1) or start == owner)
    ):
        start -= 1
    report = Report(sentence.words[index], "say", (start, index + 1), (start, owner + 1))
    report.content = [(index + 1, len(sentence))]
    report.governs = report.frame
    if within("refuted_patterns").search(words(sentence, index + 2, index + SEARCH)):
        report.telling = "unsaid"
    return report


def _owns(sentence: Sentence, index: int) -> bool:
    return sentence.lower[index] in _POSSESSIVES or sentence.words[index].endswith(_OWNED)


def quoted(sentence: Sentence, index: int) -> Report | None:
    """Tell quoter from quoted: "Interfax quoted X as saying", "X was quoted by RIA as saying"."""
    lower = sentence.lower
    length = len(sentence)
    if index and lower[index - 1] in (DETERMINERS | PREPOSITIONS) - {"by"}:
        return None
    start = verb_start(sentence, index)
    end = clause_end(sentence, index)
    report = Report(sentence.words[index], "say", (start, end))
    position = index + 1
    found = subject(sentence, start)
    if found is None:
        return None
    low = min(found.phrase[0], start)
    if any(word in BE for word in lower[start:index]):
        report.passive = True
        report.quoted = lower[index] == "quoted"
        report.subject, report.antecedent = found.phrase, found.antecedent
    else:
        quoted_end = forward_phrase(sentence, position, length)
        if quoted_end == position:
            return None
        report.via, report.subject = found.phrase, (position, quoted_end)
        position = quoted_end
    report.frame = (low, end)
    for step in range(position, min(length, position + 14)):
        if lower[step] == "by" and report.via is None:
            after = forward_phrase(sentence, step + 1, length)
            report.via = (step + 1, after) if after > step + 1 else None
        if lower[step] in ("saying", "telling") or sentence.quotes[step] >= 0 or lower[step] == ":":
            _after_saying(sentence, step, report)
            break
    if not report.content:
        report.content = preceding(sentence, report.frame[0])
    report.governs = report.frame
    return report


def _after_saying(sentence: Sentence, step: int, report: Report) -> None:
    """Set what is quoted behind "as saying", "as telling Y", a colon, or as a quotation at once."""
    lower, length = sentence.lower, len(sentence)
    begin = step + 1 if lower[step] in ("saying", "telling", ":") else step
    if lower[step] == "telling":
        begin = forward_phrase(sentence, begin, length)
    if begin < length and sentence.words[begin] in ",:" and begin + 1 < length:
        begin += 1
    report.frame = (report.frame[0], begin)
    if begin < length and sentence.words[begin] not in ".,;":
        report.content = [(begin, length)]


def through(sentence: Sentence, report: Report) -> Report:
    """Find the medium told: "in an interview with ABC News", "on CNN"."""
    if report.via is not None:
        return report
    low, high = report.frame
    for index in range(low, min(high, low + SEARCH)):
        if sentence.lower[index] in ("with", "to", "on", "by") and index + 1 < high:
            after = forward_phrase(sentence, index + 1, high)
            if after > index + 1 and is_media(sentence, index + 1, after) and not _within(report.subject, index):
                report.via = index + 1, after
        elif sentence.lower[index] == "interview" and index > low and is_name_word(sentence, index - 1):
            first = index - 1
            while first > low and is_name_word(sentence, first - 1):
                first -= 1
            report.via = first, index
        elif is_break(sentence, index) and sentence.words[index] == ";":
            break
    return report


def _within(part: Range | None, index: int) -> bool:
    return part is not None and part[0] <= index < part[1]
