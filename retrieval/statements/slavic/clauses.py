"""Slavic reporting clauses and source phrases: the cue, who reports, and what."""

from __future__ import annotations

from retrieval.statements.reports import Range, Report
from retrieval.statements.slavic import phrases
from retrieval.statements.slavic.complements import SEARCH, clause_end, complement, is_speech, trailing
from retrieval.statements.slavic.vocabulary import SlavicCue, Vocabulary
from retrieval.statements.tokens import Sentence

_BREAKS = frozenset(",;:—–()-")


def find(v: Vocabulary, s: Sentence) -> list[Report]:
    """Return the reporting clauses and phrases of a sentence, in order of their cue; a question has none."""
    if s.words[-1] == "?":
        return []
    found: list[Report] = []
    for index, lower in enumerate(s.lower):
        report: Report | None = None
        if lower in v.cues and s.quotes[index] < 0:
            report = _verb(v, s, index, v.cues[lower])
        elif lower in ("по", "за", "на", "со", "зі", "із"):
            report = _source(v, s, index)
        if report is not None:
            found.append(report)
    return found


def clause_start(v: Vocabulary, s: Sentence, index: int) -> int:
    """Return where the clause of a verb begins."""
    for position in range(index - 1, max(-1, index - SEARCH), -1):
        if s.words[position] in _BREAKS or (s.quotes[position] >= 0 and is_speech(s, position)):
            return position + 1
        if s.lower[position] in v.conjunctions and (position == index - 1 or _has_cue(v, s, position)):
            return position + 1
    return max(0, index - SEARCH + 1)


def _has_cue(v: Vocabulary, s: Sentence, end: int) -> bool:
    """Tell whether a conjunction at `end` joins clauses: a reporting verb, or a comma, stands shortly before it."""
    return any(s.lower[i] in v.cues for i in range(max(0, end - 14), end))


# --- verbs


def _verb(v: Vocabulary, s: Sentence, index: int, cue: SlavicCue) -> Report | None:
    lower = s.lower
    before = lower[index - 1] if index else ""
    after = lower[index + 1] if index + 1 < len(s) else ""
    if before in v.negations | v.conditional or after in v.conditional:
        return None
    start = clause_start(v, s, index)
    opening = lower[start] if start < index else ""
    if opening in v.unreal or (start > 1 and lower[start - 1] in v.unreal):
        return None
    if cue.quotes:
        return _quoting(v, s, start, index, cue)
    aside = opening in v.as_words
    report = Report(s.words[index], cue.use, (start, clause_end(s, index)), plural=cue.gender == "p")
    report.gender = cue.gender
    relative = v.relatives.get(opening)
    if relative is not None:
        if not _relative(v, s, start, relative, cue, report):
            return None
    elif not _find_subject(v, s, start + aside, index, cue, report):
        return None
    report.governs = report.frame
    if aside:
        return _aside(v, s, start, report)
    complement(v, s, index, cue, report)
    if not report.content and relative is None and cue.use != "judge" and not cue.asks:
        trailing(v, s, start, index, report)
    report.earlier = not report.content and start == 0 and tuple(lower[:2]) in v.back and report.subject is not None
    return report if report.content or report.earlier or cue.use == "judge" else None


def _find_subject(v: Vocabulary, s: Sentence, start: int, index: int, cue: SlavicCue, report: Report) -> bool:
    """Set who reports; tell whether the clause names somebody, shares its subject or leaves it out on purpose."""
    end = report.frame[1]
    leading = phrases.subjects(v, s, start, index, cue.gender)
    first = start == index or all(s.lower[i] in v.adverbs or s.lower[i] in v.times for i in range(start, index))
    following = phrases.subjects(v, s, index + 1, end, cue.gender)
    pair = phrases.both(v, s, start, index) if cue.gender == "p" else None
    if pair is None and cue.gender == "p":
        pair = phrases.both(v, s, index + 1, end)
    if pair is not None:
        report.subject = pair
    elif len(leading) == 1:
        report.subject = leading[0].low, leading[0].high
    elif leading:
        return False  # two may be the subject
    elif following and (following[0].strong or first or following[0].low == index + 1):
        report.subject = following[0].low, following[0].high
    elif cue.quotes:
        return False
    elif cue.gender in ("p", "n"):
        body = _body(v, s, start, index) or _body(v, s, index + 1, end)
        report.subject = body
        report.impersonal = body is None
        return cue.gender == "p"
    elif start and s.lower[start - 1] in v.conjunctions:
        shared = _shared(v, s, start - 1, cue)
        if shared is not None and s.lower[shared[0]] in v.pronouns:
            report.subject = shared
        else:
            report.antecedent = shared
        return shared is not None
    elif start > 1 and s.words[start - 1] in ",)":
        report.subject = _before_insertion(v, s, start - 1, cue)
        if report.subject is not None:
            report.frame = report.subject[0], report.frame[1]
        return report.subject is not None
    else:
        return False
    return True


def _quoting(v: Vocabulary, s: Sentence, start: int, index: int, cue: SlavicCue) -> Report | None:
    """Tell quoter from quoted: "ТАСС цитирует Рябкова: «…»", "агентство цитирует его слова о том, что …"."""
    quoters = phrases.subjects(v, s, start, index, cue.gender)
    begin = index + 1
    if len(quoters) != 1 or begin >= len(s):
        return None
    end = clause_end(s, index)
    report = Report(s.words[index], "say", (quoters[0].low, end), via=(quoters[0].low, quoters[0].high))
    if s.lower[begin] in v.possessors:
        report.subject = begin, begin + 1
    else:
        begin += s.lower[begin] in ("слова", "слово", "заявление", "заяву")
        after = phrases.oblique(v, s, begin, end)
        about = s.lower[after : after + 1] != [] and s.lower[after] in v.prepositions and s.lower[end - 1] in v.about
        report.subject = (begin, after) if after > begin and (after == end or about) else None
    if report.subject is None:
        return None
    report.governs = report.frame
    complement(v, s, index, cue, report)
    return report if report.content else None


def _body(v: Vocabulary, s: Sentence, low: int, high: int) -> Range | None:
    """Return the body in "сообщили в пресс-службе"."""
    for index in range(low, high - 1):
        if s.lower[index] in v.locative:
            head = index + 1
            named = s.lower[head] in v.bodies or phrases.is_abbreviation(s.words[head])
            if named and not phrases.is_media(v, s, head, head + 1):
                return head, phrases.extent(v, s, head, high)
    return None


def _shared(v: Vocabulary, s: Sentence, end: int, cue: SlavicCue) -> Range | None:
    """Return the subject of the clause before a conjunction, if one alone can be that of the verb as well."""
    low = max(0, end - SEARCH)
    found = phrases.subjects(v, s, low, end, cue.gender)
    return (found[0].low, found[0].high) if len(found) == 1 else None


def _before_insertion(v: Vocabulary, s: Sentence, comma: int, cue: SlavicCue) -> Range | None:
    """Return the subject parted from its verb: "Рябков, заместитель министра, заявил"."""
    for opening in range(comma - 1, max(0, comma - 16), -1):
        if s.words[opening] in ",(":
            begin = clause_start(v, s, opening)
            found = phrases.subjects(v, s, begin, opening, cue.gender)
            if len(found) == 1 and found[0].high == opening:
                relative = s.lower[opening + 1] in v.relatives or s.lower[opening + 1] in v.openers
                apposed = phrases.noun(v, s.lower[opening + 1]) is not None
                return (found[0].low, comma if apposed and not relative else opening)
    return None


def _relative(v: Vocabulary, s: Sentence, start: int, gender: str, cue: SlavicCue, report: Report) -> bool:
    """Set the noun that "который" refers to; tell whether it is certain."""
    if gender != cue.gender and cue.gender not in ("s", "p"):
        return False
    comma = start - 1
    if comma < 1 or s.words[comma] != ",":
        return False
    begin = clause_start(v, s, comma)
    found = [p for p in phrases.subjects(v, s, begin, comma, gender) if p.high == comma and p.strong]
    if len(found) != 1:
        return False
    report.subject, report.antecedent = (start, start + 1), (found[0].low, found[0].high)
    return True


def _aside(v: Vocabulary, s: Sentence, start: int, report: Report) -> Report | None:
    """Read "как сообщил X, …" as a source of the sentence around it."""
    if report.subject is None:
        return None
    end = _close(s, max(report.frame[1], report.subject[1]))
    before = start == 0 or s.words[start - 1] in _BREAKS or s.lower[start - 1] in v.conjunctions
    if end is None or not before:
        return None
    report.frame = start, end
    report.governs = report.frame
    report.phrase = True
    report.content = [part for part in ((0, start), (end, len(s))) if part[1] - part[0] > 1]
    return report


def _close(s: Sentence, end: int) -> int | None:
    """Return where an inserted clause is closed, None where what follows belongs to it or to nothing."""
    if end >= len(s):
        return end
    return end if s.words[end] in ",.—–;)!…" else None


# --- phrases


def _source(v: Vocabulary, s: Sentence, index: int) -> Report | None:
    """Read "по словам X", "по его словам", "на думку X"."""
    position = index + 1
    possessor: int | None = None
    if position < len(s) and s.lower[position] in v.possessors:
        possessor = position
        position += 1
    if position >= len(s) or (s.lower[index], s.lower[position]) not in v.sources:
        return None
    if possessor is None and index + 2 < len(s) and s.lower[position + 1] in v.possessors:
        return None  # "по словам его помощника"
    begin = position + 1
    end = begin if possessor is not None else phrases.oblique(v, s, begin, len(s))
    if end < len(s) and s.words[end] == "," and possessor is None:
        end = _apposition(v, s, end)
    close = _close(s, end)
    if close is None or (possessor is None and end == begin):
        return None
    subject = (possessor, possessor + 1) if possessor is not None else (begin, end)
    report = Report(s.words[position], "say", (index, close), subject, governs=(index, close), phrase=True)
    report.content = [part for part in ((_since(s, index), index), (close, len(s))) if part[1] - part[0] > 1]
    return report


def _apposition(v: Vocabulary, s: Sentence, comma: int) -> int:
    """Return the index after an apposition between commas: "по словам Рябкова, заместителя министра, …"."""
    head = next((i for i in range(comma + 1, min(len(s), comma + 4)) if phrases.noun(v, s.lower[i])), None)
    found = phrases.noun(v, s.lower[head]) if head is not None else None
    if found is not None and "singular" not in found.nominative:
        end = phrases.oblique(v, s, comma + 1, len(s))
        if end < len(s) and s.words[end] == ",":
            return end
    return comma


def _since(s: Sentence, index: int) -> int:
    """Return from where the words before an inserted source are its own: after a colon or semicolon."""
    for position in range(index - 1, max(-1, index - SEARCH), -1):
        if s.words[position] in (":", ";"):
            return position + 1
    return 0
