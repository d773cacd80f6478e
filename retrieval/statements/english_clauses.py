"""English reporting clauses: the verb, who reports, what, and through whom."""

from __future__ import annotations

from retrieval.statements.cues import Cue, english
from retrieval.statements.english_phrases import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    HAVE,
    PREPOSITIONS,
    SUBORDINATORS,
    TIMES,
    ambiguous,
    backward_phrase,
    forward_phrase,
    is_media,
    is_name_word,
    with_apposition,
)
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence
from retrieval.statements.vocabulary import words

_SEARCH = 40
"""Tokens looked at around a cue: longer than a readable clause, and keeps hostile text linear."""
_BREAKS = frozenset(",;:–—()")
_QUESTIONS = words("that whether if how why what when where who which")
_NOMINAL = words("there it he she they we i you this these those nobody everyone no any all")
_INFINITIVE = words("promise vow pledge threaten urge agree order tell ask demand swear expect hope")
_ADDRESSED = words("tell ask urge warn order remind")


def reports(sentence: Sentence) -> list[Report]:
    """Return the reporting clauses and phrases of an English sentence, in order of their cue."""
    cues = english()
    found: list[Report] = []
    for index, lower in enumerate(sentence.lower):
        report: Report | None = None
        if lower == "according" and sentence.lower[index + 1 : index + 2] == ["to"]:
            report = _according(sentence, index)
        elif lower in cues and sentence.words[index][0].islower():
            report = _verb(sentence, index, cues[lower])
        if report is not None and not any(other.frame == report.frame for other in found):
            found.append(report)
    return _divide(sentence, found)


def _according(sentence: Sentence, index: int) -> Report | None:
    begin = index + 2
    end = forward_phrase(sentence, begin, len(sentence))
    if end == begin or not _can_tell(sentence, begin, end):
        return None
    if sentence.lower[end : end + 1] == ["by"]:  # "a report by the Herald"
        author = forward_phrase(sentence, end + 1, len(sentence))
        begin, end = (end + 1, author) if author > end + 1 else (begin, end)
    close = with_apposition(sentence, end)
    report = Report(sentence.words[index], "say", (index, close), (begin, close), governs=(index, close))
    low, high = 0, len(sentence)
    report.content = [part for part in ((low, index), (close, high)) if part[0] < part[1]]
    return report


def _can_tell(sentence: Sentence, begin: int, end: int) -> bool:
    """Tell whether "according to" names a source: not "according to size" or "to plan"."""
    lower = sentence.lower[begin]
    return (
        end - begin > 1
        or not lower[0].islower()
        or sentence.words[begin][0].isupper()
        or lower.endswith("s")
        or lower in ("police", "media", "her", "him", "them")
    )


def _verb(sentence: Sentence, index: int, cue: Cue) -> Report | None:
    lower = sentence.lower
    previous = lower[index - 1] if index else ""
    if (
        previous in DETERMINERS | PREPOSITIONS | {"be", "not"}
        and previous
        not in (
            "one",
            "all",
            "both",
            "that",
            "this",
        )
        and lower[index] != "saying"
    ):
        return None
    if lower[index] == "saying" and previous == "as":
        return None
    start = clause_start(sentence, index)
    if cue.lemma == "quote":
        return _quoted(sentence, index, start)
    if cue.gerund:
        return _gerund(sentence, index, cue)
    helper = index - 1
    while helper > start and lower[helper] in ADVERBS:
        helper -= 1
    if helper >= start and lower[helper] in BE:
        return None
    if cue.participle and not cue.finite and not (helper >= start and lower[helper] in HAVE):
        return None
    report = Report(sentence.words[index], cue.use, (start, clause_end(sentence, index)), plural=False)
    report.governs = report.frame
    inverted = _inverted(sentence, index, start)
    if inverted is not None:
        report.subject = inverted
        report.frame = (index, max(report.frame[1], inverted[1]))
        report.content = _before(sentence, index)
        _continued(sentence, report)
        return _through(sentence, report)
    if not _subject(sentence, index, start, report):
        return None
    _complement(sentence, index, cue, report)
    if report.content and sentence.quotes[report.content[0][0]] >= 0 and _beside(sentence, report.frame[0]):
        report.content.insert(0, (0, report.frame[0]))
    if not report.content and cue.use == "say" and lower[index] not in ambiguous() - {"called", "posted"}:
        before = _before(sentence, report.frame[0])
        if before and _ends_frame(sentence, index):
            report.content = before
            _continued(sentence, report)
    if lower[index] in ambiguous() and not report.content and cue.use != "judge":
        return None
    return _through(sentence, report)


def clause_start(sentence: Sentence, index: int) -> int:
    """Return where the clause of a verb begins."""
    for position in range(index - 1, max(-1, index - _SEARCH), -1):
        lower = sentence.lower[position]
        if sentence.words[position] in _BREAKS and not _in_brackets(sentence, position, index):
            return position + 1
        if sentence.quotes[position] >= 0 and _speech(sentence, position):
            return position + 1
        if lower in SUBORDINATORS and lower not in ("so", "who", "which", "before", "after", "since"):
            return position + 1
        if lower in ("who", "which"):
            return position
        if lower in CONJUNCTIONS and (position == index - 1 or _has_verb(sentence, position)):
            return position + 1
    return max(0, index - _SEARCH + 1)


def _in_brackets(sentence: Sentence, position: int, index: int) -> bool:
    word = sentence.words[position]
    if word == ")":
        return "(" in sentence.words[max(0, position - 6) : position]
    return word == "(" and ")" in sentence.words[position : min(index, position + 6)]


def clause_end(sentence: Sentence, index: int) -> int:
    """Return where the clause of a verb ends."""
    for position in range(index + 1, min(len(sentence), index + _SEARCH)):
        if sentence.words[position] in ",;:–—.!?" or (sentence.quotes[position] >= 0 and _speech(sentence, position)):
            return position
        if sentence.lower[position] == "that" and position > index + 1:
            return position
    return min(len(sentence), index + _SEARCH)


def _speech(sentence: Sentence, position: int) -> bool:
    word = sentence.words[position]
    return word.count(" ") >= 4 or word[-2:-1] in ".!?,…"


def _has_verb(sentence: Sentence, end: int) -> bool:
    """Tell whether the words before a conjunction hold a verb, so that it joins clauses and not names."""
    for position in range(end - 1, max(-1, end - 14), -1):
        if sentence.words[position] in ",;:":
            return False
        lower = sentence.lower[position]
        if lower in AUXILIARIES or (
            sentence.words[position][0].islower() and (lower in english() or lower.endswith("ed"))
        ):
            return True
    return False


def _inverted(sentence: Sentence, index: int, start: int) -> Range | None:
    """Return the subject after the verb in ‘"…," said X’."""
    if start != index or index == 0:
        return None
    before = sentence.words[index - 1]
    if not (sentence.quotes[index - 1] >= 0 or before in ",–—"):
        return None
    after = forward_phrase(sentence, index + 1, len(sentence))
    if after == index + 1 or sentence.lower[index + 1] in ("that", "him", "her", "them", "me", "us"):
        return None
    if sentence.quotes[index - 1] < 0 and not (index > 1 and sentence.quotes[index - 2] >= 0):
        following = sentence.lower[after] if after < len(sentence) else "."
        if following in AUXILIARIES or not _sentence_like(sentence, index - 1):
            return None
    return index + 1, with_apposition(sentence, after)


def _sentence_like(sentence: Sentence, end: int) -> bool:
    """Tell whether the words before `end` can be a reported sentence: they hold a finite verb after a subject."""
    if end < 3:
        return False
    first = sentence.lower[0]
    if first in SUBORDINATORS - {"that", "what", "so", "who", "how", "why"} and "," not in sentence.words[: end - 1]:
        return False
    return any(
        sentence.lower[i] in AUXILIARIES or (sentence.lower[i].endswith(("ed", "s")) and sentence.words[i][0].islower())
        for i in range(1, end)
    ) and not (first in PREPOSITIONS and "," not in sentence.words[: end - 1] and end < 6)


def _beside(sentence: Sentence, start: int) -> bool:
    """Tell whether a quotation, and at most a comma, stands right before `start`."""
    if start == 0:
        return False
    return sentence.quotes[start - 1] >= 0 or (
        start > 1 and sentence.words[start - 1] == "," and sentence.quotes[start - 2] >= 0
    )


def _before(sentence: Sentence, start: int) -> list[Range]:
    """Return what stands before a reporting clause at the end: a quotation or a sentence."""
    if start == 0:
        return []
    if _beside(sentence, start) or (sentence.words[start - 1] in ",–—" and _sentence_like(sentence, start - 1)):
        return [(0, start)]
    return []


def _continued(sentence: Sentence, report: Report) -> None:
    """Add the second half of a quotation that the reporting clause breaks."""
    begin = report.frame[1]
    if begin < len(sentence) and sentence.words[begin] in ",:;–—.":
        begin += 1
    if begin < len(sentence) and sentence.quotes[begin] >= 0 and report.content:
        report.content.append((begin, len(sentence)))


def _ends_frame(sentence: Sentence, index: int) -> bool:
    """Tell whether nothing but circumstances follows the verb in its clause."""
    position = index + 1
    end = clause_end(sentence, index)
    if position >= end:
        return True
    lower = sentence.lower[position]
    return lower in PREPOSITIONS | TIMES | ADVERBS or forward_phrase(sentence, position, end) == end


def _subject(sentence: Sentence, index: int, start: int, report: Report) -> bool:
    """Set who reports before the verb at `index`; tell whether anyone does."""
    lower = sentence.lower
    phrase = backward_phrase(sentence, start, index)
    if phrase is not None:
        if lower[phrase[0]] in ("who", "which") and phrase[0] > 1:
            comma = phrase[0] - (1 if sentence.words[phrase[0] - 1] == "," else 0)
            head = backward_phrase(sentence, clause_start(sentence, comma), comma)
            report.subject, report.antecedent = (phrase[0], phrase[0] + 1), head
            return head is not None
        report.subject = phrase
        report.frame = (phrase[0], report.frame[1])
        return True
    if start > 1 and sentence.words[start - 1] == ",":  # "Ryabkov, who heads the team, said"
        comma = next((i for i in range(start - 2, max(-1, start - _SEARCH), -1) if sentence.words[i] == ","), None)
        if comma is not None:
            begin = clause_start(sentence, comma)
            head = backward_phrase(sentence, begin, comma)
            if head is not None and lower[head[0]] not in PREPOSITIONS:
                relative = lower[comma + 1] in ("who", "which", "whose")
                report.subject = head if relative else (head[0], start - 1)
                report.frame = (head[0], report.frame[1])
                return True
    if index and (lower[index - 1] in CONJUNCTIONS or lower[index - 1] in ADVERBS):
        report.antecedent = shared_subject(sentence, index)
        return report.antecedent is not None
    return False


def shared_subject(sentence: Sentence, index: int) -> Range | None:
    """Return the subject of the sentence, which a later verb shares."""
    begin = 0
    while begin < index:
        if sentence.lower[begin] in PREPOSITIONS | SUBORDINATORS | ADVERBS:
            comma = next((i for i in range(begin, min(index, begin + 20)) if sentence.words[i] == ","), None)
            if comma is None:
                begin += 1
                continue
            begin = comma + 1
            continue
        end = forward_phrase(sentence, begin, index)
        if end > begin:
            return begin, end
        begin += 1
    return None


def _complement(sentence: Sentence, index: int, cue: Cue, report: Report) -> None:
    """Add what follows the verb: a quotation, "that …", a bare clause, an infinitive."""
    length = len(sentence)
    position = index + 1
    if cue.lemma in _ADDRESSED and position < length and sentence.lower[position] not in _QUESTIONS:
        after = forward_phrase(sentence, position, length)
        if after > position:
            if is_media(sentence, position, after):
                report.via = position, after
            position = after
    limit = min(length, index + 16)
    while position < limit:
        lower = sentence.lower[position]
        if sentence.quotes[position] >= 0:
            report.frame = (report.frame[0], position)
            report.content = [(position, length)]
            return
        if lower in (":", ",") and position + 1 < length:
            begin = position + 1
            if lower == ":" or sentence.quotes[begin] >= 0 or sentence.lower[begin] == "that":
                report.frame = (report.frame[0], position)
                report.content = [(begin, length)]
                return
            aside = _aside_end(sentence, position)
            if aside is None:
                return
            position = aside
            continue
        if lower in _QUESTIONS:
            if lower == "that" or cue.lemma in (
                "say",
                "ask",
                "tell",
                "explain",
                "know",
                "wonder",
                "doubt",
                "reveal",
                "describe",
            ):
                report.frame = (report.frame[0], position)
                report.content = [(position, length)]
            return
        if (
            lower == "to"
            and cue.lemma in _INFINITIVE
            and position + 1 < length
            and sentence.words[position + 1][0].islower()
        ):
            report.frame = (report.frame[0], position)
            report.content = [(position, length)]
            return
        if lower in (".", ";", "!", "?"):
            return
        after = _circumstance(sentence, position)
        if after > position:
            position = after
            continue
        if cue.bare and _clause(sentence, position):
            report.frame = (report.frame[0], position)
            report.content = [(position, length)]
        return


def _aside_end(sentence: Sentence, comma: int) -> int | None:
    """Return the index after an insertion between commas that "that" or a quotation follows."""
    for position in range(comma + 1, min(len(sentence) - 1, comma + 14)):
        if sentence.words[position] == ",":
            following = position + 1
            if sentence.lower[following] == "that" or sentence.quotes[following] >= 0:
                return following
            return None
    return None


def _circumstance(sentence: Sentence, position: int) -> int:
    """Return the index after a time, adverb or prepositional phrase, or `position` if none stands there."""
    lower = sentence.lower[position]
    if lower in TIMES or (lower in ADVERBS and lower not in ("only", "even", "now")):
        return position + 1
    if lower in PREPOSITIONS - {"to", "of", "than"}:
        begin = position + 1
        while begin < len(sentence) and (sentence.lower[begin] in TIMES or sentence.lower[begin].isdigit()):
            begin += 1
        if begin > position + 1:
            return begin
        after = forward_phrase(sentence, begin, len(sentence))
        return after if after > begin else position
    return position


def _clause(sentence: Sentence, position: int) -> bool:
    """Tell whether a clause without "that" begins here: a subject, then a verb."""
    lower = sentence.lower[position]
    after = forward_phrase(sentence, position, len(sentence))
    if lower in _NOMINAL and after <= position + 1:
        return position + 2 < len(sentence)
    if after == position or after >= len(sentence):
        return False
    following = sentence.lower[after]
    if following in AUXILIARIES or following in english() or following in ADVERBS | {"not"}:
        return True
    tail = sentence.lower[after - 1] if after - 1 > position else ""
    verbal = any(
        (sentence.lower[i].endswith(("ed", "s")) and sentence.words[i][0].islower()) or sentence.lower[i] in AUXILIARIES
        for i in range(position + 1, min(len(sentence), after + 3))
    )
    return verbal and (following in PREPOSITIONS | DETERMINERS | {"the", "a", "that"} or tail.endswith(("ed", "s")))


def _gerund(sentence: Sentence, index: int, cue: Cue) -> Report | None:
    """Read ", saying that …" and ", adding: …": the subject is that of the sentence."""
    if not index or not (
        sentence.words[index - 1] in ",–—" or sentence.lower[index - 1] in ("and", "by", "while", "before", "after")
    ):
        return None
    report = Report(sentence.words[index], "say", (index, index + 1))
    _complement(sentence, index, cue, report)
    if not report.content:
        return None
    report.antecedent = shared_subject(sentence, index)
    report.governs = report.frame
    return _through(sentence, report) if report.antecedent else None


def _quoted(sentence: Sentence, index: int, start: int) -> Report | None:
    """Tell quoter from quoted: "Interfax quoted X as saying", "X was quoted by RIA as saying"."""
    lower = sentence.lower
    length = len(sentence)
    end = clause_end(sentence, index)
    report = Report(sentence.words[index], "say", (start, end), governs=(start, end))
    helper = index - 1
    while helper > start and lower[helper] in ADVERBS | {"been"}:
        helper -= 1
    passive = helper >= start and lower[helper] in BE | HAVE and (lower[helper] in BE or lower[index - 1] == "been")
    position = index + 1
    if passive:
        report.passive = True
        report.subject = backward_phrase(sentence, start, helper)
        report.frame = (report.subject[0] if report.subject else start, end)
    else:
        quoter = backward_phrase(sentence, start, index)
        quoted_end = forward_phrase(sentence, position, length)
        if quoter is None or quoted_end == position:
            return None
        report.via, report.subject = quoter, (position, quoted_end)
        report.frame = (quoter[0], end)
        position = quoted_end
    for step in range(position, min(length, position + 14)):
        if lower[step] == "by" and report.via is None:
            after = forward_phrase(sentence, step + 1, length)
            report.via = (step + 1, after) if after > step + 1 else None
        if lower[step] in ("saying", "telling") or sentence.quotes[step] >= 0 or lower[step] == ":":
            begin = step + 1 if lower[step] in ("saying", "telling", ":") else step
            if lower[step] == "telling":
                begin = forward_phrase(sentence, begin, length)
            if begin < length and sentence.words[begin] in ",:" and begin + 1 < length:
                begin += 1
            report.frame = (report.frame[0], begin)
            if begin < length and sentence.words[begin] not in ".,;":
                report.content = [(begin, length)]
            break
    if not report.content:
        report.content = _before(sentence, report.frame[0])
    report.governs = report.frame
    return report if report.subject is not None else None


def _through(sentence: Sentence, report: Report) -> Report:
    """Find the medium told: "in an interview with ABC News", "on CNN"."""
    if report.via is not None:
        return report
    low, high = report.frame
    for index in range(low, min(high, low + _SEARCH)):
        if sentence.lower[index] in ("with", "to", "on", "by") and index + 1 < high:
            after = forward_phrase(sentence, index + 1, high)
            if after > index + 1 and is_media(sentence, index + 1, after) and not _within(report.subject, index):
                report.via = index + 1, after
        elif sentence.lower[index] == "interview" and index > low and is_name_word(sentence, index - 1):
            first = index - 1
            while first > low and is_name_word(sentence, first - 1):
                first -= 1
            report.via = first, index
    return report


def _within(part: Range | None, index: int) -> bool:
    return part is not None and part[0] <= index < part[1]


def _divide(sentence: Sentence, found: list[Report]) -> list[Report]:
    """Let no report's content run into a further reporting clause; drop what is part of reported speech."""
    kept: list[Report] = []
    for report in found:
        outer = next(
            (r for r in kept if any(low <= report.frame[0] < high for low, high in r.content if low >= r.frame[1])),
            None,
        )
        if outer is not None:
            start = report.frame[0]
            joined = start > 0 and (sentence.lower[start - 1] in CONJUNCTIONS or sentence.lower[start] in CONJUNCTIONS)
            gerund = sentence.words[start].endswith("ing") and sentence.words[start - 1] == ","
            trailing = report.content and report.content[0][1] <= start
            if not (joined or gerund) or not report.content or trailing:
                continue
            outer.content = [(low, min(high, start)) for low, high in outer.content if low < start]
        for other in kept:
            if other.frame[1] <= report.frame[0]:
                report.content = [
                    (max(low, other.frame[1]), high) for low, high in report.content if high > other.frame[1]
                ]
        kept.append(report)
    return kept
