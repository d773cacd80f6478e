"""English reporting clauses: the verb, who reports, what, and through whom."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.cues import Cue
from retrieval.statements.english.complements import (
    SEARCH,
    clause_end,
    continued,
    ends_frame,
    following,
    is_sentence_like,
    is_speech,
    preceding,
    stands_beside,
)
from retrieval.statements.english.cues import cues
from retrieval.statements.english.phrases import (
    ADVERBS,
    AMBIGUOUS,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    HAVE,
    PREPOSITIONS,
    SUBORDINATORS,
    backward_phrase,
    forward_phrase,
    is_media,
    is_name_word,
    with_apposition,
)
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence

_LISTS = load("en", "statements")

_ADJECTIVES = ("ean", "ian", "ish", "ese", "ern", "ican")
"""Endings of what stands before "states" and the like where those are nouns: "eastern European states that …"."""
_ASKING = ("demand", "recommend", "propos", "insist", "urge")
"""Beginnings of verbs whose clause cannot stand without "that": "demanded that he resign"."""
_POINTED = _LISTS.words("pointed_nouns")
_BEFORE_NOUNS = (DETERMINERS | PREPOSITIONS | {"be", "not"}) - {"one", "all", "both", "that", "this"}
"""Words after which a verb's form reports nothing."""
_BREAKS = frozenset(",;:–—-()")


def reports(sentence: Sentence) -> list[Report]:
    """Return the reporting clauses and phrases of an English sentence, in order of their cue."""
    table = cues()
    found: list[Report] = []
    for index, lower in enumerate(sentence.lower):
        report: Report | None = None
        if lower == "according" and sentence.lower[index + 1 : index + 2] == ["to"]:
            report = _according(sentence, index)
        elif lower in table and sentence.words[index][0].islower():
            report = _verb(sentence, index, table[lower])
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
    report = Report(sentence.words[index], "say", (index, close), (begin, close), governs=(index, close), phrase=True)
    low, high = 0, len(sentence)
    report.content = [part for part in ((low, index), (close, high)) if part[0] < part[1]]
    return report


def _can_tell(sentence: Sentence, begin: int, end: int) -> bool:
    """Return whether "according to" names a source: not "according to size" or "to plan"."""
    lower = sentence.lower[begin]
    return (
        end - begin > 1
        or not lower[0].islower()
        or sentence.words[begin][0].isupper()
        or lower.endswith("s")
        or lower in ("police", "media", "her", "him", "them")
    )


def _verb(sentence: Sentence, index: int, cue: Cue) -> Report | None:
    if _follows_like_noun(sentence, index):
        return None
    start = clause_start(sentence, index)
    if cue.lemma == "quote":
        return _quoted(sentence, index, start)
    if cue.gerund:
        return _gerund(sentence, index, cue)
    if not _is_finite(sentence, index, start, cue):
        return None
    report = Report(sentence.words[index], cue.use, (start, clause_end(sentence, index)), plural=False)
    report.governs = report.frame
    inverted = _inverted(sentence, index, start)
    if inverted is not None:
        report.subject = inverted
        report.frame = (index, max(report.frame[1], inverted[1]))
        report.content = preceding(sentence, index)
        continued(sentence, report)
        return _through(sentence, report)
    if not _subject(sentence, index, start, report):
        return None
    _complete(sentence, index, cue, report)
    if sentence.lower[index] in AMBIGUOUS and cue.use != "judge":
        low, high = report.subject or (0, 0)
        adjective = high > low and sentence.lower[high - 1].endswith(_ADJECTIVES)
        if not report.content or adjective:
            return None
    return _through(sentence, report)


def _follows_like_noun(sentence: Sentence, index: int) -> bool:
    """Return whether the word before a verb's form makes it a noun or infinitive: "the claims", "to say"."""
    previous = sentence.lower[index - 1] if index else ""
    if sentence.lower[index] == "saying":
        return previous == "as"
    return previous in _BEFORE_NOUNS


def _is_finite(sentence: Sentence, index: int, start: int, cue: Cue) -> bool:
    """Return whether the verb is active and finite, with the auxiliary before it if it is a participle."""
    helper = index - 1
    while helper > start and sentence.lower[helper] in ADVERBS:
        helper -= 1
    auxiliary = sentence.lower[helper] if helper >= start else ""
    if auxiliary in BE:
        return False
    return cue.finite or not cue.participle or auxiliary in HAVE


def _complete(sentence: Sentence, index: int, cue: Cue, report: Report) -> None:
    """Add what the clause reports: what follows it, what a quotation before it holds, or what stands before it."""
    following(sentence, index, cue, report)
    if report.content and sentence.quotes[report.content[0][0]] >= 0 and stands_beside(sentence, report.frame[0]):
        report.content.insert(0, (0, report.frame[0]))
    if report.content or cue.use != "say" or sentence.lower[index] in AMBIGUOUS - {"called", "posted"}:
        return
    before = preceding(sentence, report.frame[0])
    if before and ends_frame(sentence, index):
        report.content = before
        continued(sentence, report)


def clause_start(sentence: Sentence, index: int) -> int:
    """Return where the clause of a verb begins."""
    for position in range(index - 1, max(-1, index - SEARCH), -1):
        lower = sentence.lower[position]
        if sentence.words[position] in _BREAKS and not _in_brackets(sentence, position, index):
            return position + 1
        if sentence.quotes[position] >= 0 and is_speech(sentence, position):
            return position + 1
        if lower in SUBORDINATORS and lower not in ("so", "who", "which", "before", "after", "since"):
            return position + 1
        if lower in ("who", "which"):
            return position
        if lower in CONJUNCTIONS and (position == index - 1 or _has_verb(sentence, position)):
            return position + 1
    return max(0, index - SEARCH + 1)


def _in_brackets(sentence: Sentence, position: int, index: int) -> bool:
    word = sentence.words[position]
    if word == ")":
        return "(" in sentence.words[max(0, position - 6) : position]
    return word == "(" and ")" in sentence.words[position : min(index, position + 6)]


def _has_verb(sentence: Sentence, end: int) -> bool:
    """Return whether the words before a conjunction hold a verb, so that it joins clauses and not names."""
    for position in range(end - 1, max(-1, end - 14), -1):
        if sentence.words[position] in ",;:":
            return False
        lower = sentence.lower[position]
        if lower in AUXILIARIES or (
            sentence.words[position][0].islower() and (lower in cues() or lower.endswith("ed"))
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
        if following in AUXILIARIES or not is_sentence_like(sentence, index - 1):
            return None
    return index + 1, with_apposition(sentence, after)


def _subject(sentence: Sentence, index: int, start: int, report: Report) -> bool:
    """Set who reports before the verb at `index`; return whether anyone does."""
    lower = sentence.lower
    phrase = backward_phrase(sentence, start, index)
    if phrase is not None:
        if lower[phrase[0]] in ("who", "which") and phrase[0] > 1:
            comma = phrase[0] - (1 if sentence.words[phrase[0] - 1] == "," else 0)
            head = backward_phrase(sentence, clause_start(sentence, comma), comma)
            first = head[0] if head is not None else 0
            while (
                first > 1 and is_name_word(sentence, first - 2) and (head is None or sentence.words[head[0] - 1] == ",")
            ):
                first -= 1
            if head is not None and first < head[0] - 1:  # "Ona Brandt, an astronomer who wrote …"
                head = first - 1, head[1]
            report.subject, report.antecedent = (phrase[0], phrase[0] + 1), head
            return head is not None
        report.subject = phrase
        report.frame = (phrase[0], report.frame[1])
        return True
    if start > 1 and sentence.words[start - 1] == ",":  # "Belov, who heads the team, said"
        opening = next((i for i in range(start - 2, max(-1, start - SEARCH), -1) if sentence.words[i] == ","), None)
        if opening is not None:
            begin = clause_start(sentence, opening)
            head = backward_phrase(sentence, begin, opening)
            if head is not None and lower[head[0]] not in PREPOSITIONS:
                relative = lower[opening + 1] in ("who", "which", "whose")
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


def _gerund(sentence: Sentence, index: int, cue: Cue) -> Report | None:
    """Read ", saying that …" and ", adding: …": the subject is that of the sentence."""
    if not index or not (
        sentence.words[index - 1] in ",–—" or sentence.lower[index - 1] in ("and", "by", "while", "before", "after")
    ):
        return None
    report = Report(sentence.words[index], "say", (index, index + 1))
    following(sentence, index, cue, report)
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
        report.quoted = lower[index] == "quoted"
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
        report.content = preceding(sentence, report.frame[0])
    report.governs = report.frame
    return report if report.subject is not None else None


def _through(sentence: Sentence, report: Report) -> Report:
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
            if trailing and report.content[0][0] <= outer.frame[0]:
                kept = [r for r in kept if r is not outer]  # "She expects rain, Brandt said": Brandt said it all
                kept.append(report)
                continue
            if not (joined or gerund) or not report.content or trailing:
                continue
            outer.content = [(low, min(high, start)) for low, high in outer.content if low < start]
        for other in kept:
            if other.content and other.frame[1] <= report.frame[0]:
                report.content = [
                    (max(low, other.frame[1]), high) for low, high in report.content if high > other.frame[1]
                ]
        kept.append(report)
    for report in kept:
        if not report.cue.startswith(_ASKING):
            report.content = [(_after_that(sentence, low, high), high) for low, high in report.content]
    return kept


def _after_that(sentence: Sentence, low: int, high: int) -> int:
    """Return where reported words begin after the conjunction "that", which is none in "that day is far off"."""
    if sentence.lower[low] != "that" or high - low < 3:
        return low
    pointing = sentence.lower[low + 1] in _POINTED and sentence.lower[low + 2] in AUXILIARIES
    return low if pointing or sentence.lower[low + 1] in AUXILIARIES else low + 1
