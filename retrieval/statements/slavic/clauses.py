"""Slavic reporting clauses and source phrases: the cue, who reports, and what."""

from __future__ import annotations

from retrieval.statements.reports import Range, Report
from retrieval.statements.slavic import phrases
from retrieval.statements.slavic.complements import SEARCH, clause_end, complement, is_speech, trailing
from retrieval.statements.slavic.vocabulary import SlavicCue, Vocabulary
from retrieval.statements.tokens import Sentence

_BREAKS = frozenset(",;:—–()-")


def find(words: Vocabulary, sentence: Sentence) -> list[Report]:
    """Return the reporting clauses and phrases of a sentence, in order of their cue; a question has none."""
    if sentence.words[-1] == "?":
        return []
    found: list[Report] = []
    for index, lower in enumerate(sentence.lower):
        report: Report | None = None
        if lower in words.cues and sentence.quotes[index] < 0:
            report = _verb(words, sentence, index, words.cues[lower])
        elif lower in ("по", "за", "на", "со", "зі", "із"):
            report = _source(words, sentence, index)
        if report is not None:
            found.append(report)
    return found


def clause_start(words: Vocabulary, sentence: Sentence, index: int) -> int:
    """Return where the clause of a verb begins."""
    for position in range(index - 1, max(-1, index - SEARCH), -1):
        if sentence.words[position] in _BREAKS or (sentence.quotes[position] >= 0 and is_speech(sentence, position)):
            return position + 1
        if sentence.lower[position] in words.conjunctions and (
            position == index - 1 or _has_cue(words, sentence, position)
        ):
            return position + 1
    return max(0, index - SEARCH + 1)


def _has_cue(words: Vocabulary, sentence: Sentence, end: int) -> bool:
    """Return whether a conjunction at `end` joins clauses: a reporting verb, or a comma, stands shortly before it."""
    return any(sentence.lower[i] in words.cues for i in range(max(0, end - 14), end))


# --- verbs


def _verb(words: Vocabulary, sentence: Sentence, index: int, cue: SlavicCue) -> Report | None:
    lower = sentence.lower
    # As written: a particle never opens a sentence, so that with a capital it is a name ("сказал Ли").
    around = [sentence.words[place] for place in (index - 1, index + 1) if 0 <= place < len(sentence)]
    if not words.conditional.isdisjoint(around) or (index and lower[index - 1] in words.negations):
        return None
    start = clause_start(words, sentence, index)
    opening = lower[start] if start < index else ""
    if opening in words.unreal or (start > 1 and lower[start - 1] in words.unreal):
        return None
    if cue.quotes:
        return _quoting(words, sentence, start, index, cue)
    aside = opening in words.as_words
    report = Report(sentence.words[index], cue.use, (start, clause_end(sentence, index)), plural=cue.gender == "p")
    report.gender = cue.gender
    relative = words.relatives.get(opening)
    if relative is not None:
        if not _relative(words, sentence, start, relative, cue, report):
            return None
    elif not _find_subject(words, sentence, start + aside, index, cue, report):
        return None
    report.governs = report.frame
    if aside:
        return _aside(words, sentence, start, report)
    complement(words, sentence, index, cue, report)
    if not report.content and relative is None and cue.use != "judge" and not cue.asks:
        trailing(words, sentence, start, index, report)
    report.earlier = not report.content and start == 0 and tuple(lower[:2]) in words.back and report.subject is not None
    return report if report.content or report.earlier or cue.use == "judge" else None


def _find_subject(
    words: Vocabulary, sentence: Sentence, start: int, index: int, cue: SlavicCue, report: Report
) -> bool:
    """Set who reports; return whether the clause names somebody, shares its subject or leaves it out on purpose."""
    end = report.frame[1]
    leading = phrases.subjects(words, sentence, start, index, cue.gender)
    first = start == index or all(
        sentence.lower[i] in words.adverbs or sentence.lower[i] in words.times for i in range(start, index)
    )
    following = phrases.subjects(words, sentence, index + 1, end, cue.gender)
    pair = phrases.both(words, sentence, start, index) if cue.gender == "p" else None
    if pair is None and cue.gender == "p":
        pair = phrases.both(words, sentence, index + 1, end)
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
        body = _body(words, sentence, start, index) or _body(words, sentence, index + 1, end)
        report.subject = body
        report.impersonal = body is None
        return cue.gender == "p"
    elif start and sentence.lower[start - 1] in words.conjunctions:
        shared = _shared(words, sentence, start - 1, cue)
        if shared is not None and sentence.lower[shared[0]] in words.pronouns:
            report.subject = shared
        else:
            report.antecedent = shared
        return shared is not None
    elif start > 1 and sentence.words[start - 1] in ",)":
        report.subject = _before_insertion(words, sentence, start - 1, cue)
        if report.subject is not None:
            report.frame = report.subject[0], report.frame[1]
        return report.subject is not None
    else:
        return False
    return True


def _quoting(words: Vocabulary, sentence: Sentence, start: int, index: int, cue: SlavicCue) -> Report | None:
    """Tell quoter from quoted: "ТАСС цитирует Рябкова: «…»", "агентство цитирует его слова о том, что …"."""
    quoters = phrases.subjects(words, sentence, start, index, cue.gender)
    begin = index + 1
    if len(quoters) != 1 or begin >= len(sentence):
        return None
    end = clause_end(sentence, index)
    report = Report(sentence.words[index], "say", (quoters[0].low, end), via=(quoters[0].low, quoters[0].high))
    if sentence.lower[begin] in words.possessors:
        report.subject = begin, begin + 1
    else:
        begin += sentence.lower[begin] in ("слова", "слово", "заявление", "заяву")
        after = phrases.oblique(words, sentence, begin, end)
        about = (
            sentence.lower[after : after + 1] != []
            and sentence.lower[after] in words.prepositions
            and sentence.lower[end - 1] in words.about
        )
        report.subject = (begin, after) if after > begin and (after == end or about) else None
    if report.subject is None:
        return None
    report.governs = report.frame
    complement(words, sentence, index, cue, report)
    return report if report.content else None


def _body(words: Vocabulary, sentence: Sentence, low: int, high: int) -> Range | None:
    """Return the body in "сообщили в пресс-службе"."""
    for index in range(low, high - 1):
        if sentence.lower[index] in words.locative:
            head = index + 1
            named = sentence.lower[head] in words.bodies or phrases.is_abbreviation(sentence.words[head])
            if named and not phrases.is_media(words, sentence, head, head + 1):
                return head, phrases.extent(words, sentence, head, high)
    return None


def _shared(words: Vocabulary, sentence: Sentence, end: int, cue: SlavicCue) -> Range | None:
    """Return the subject of the clause before a conjunction, if one alone can be that of the verb as well."""
    low = max(0, end - SEARCH)
    found = phrases.subjects(words, sentence, low, end, cue.gender)
    return (found[0].low, found[0].high) if len(found) == 1 else None


def _before_insertion(words: Vocabulary, sentence: Sentence, comma: int, cue: SlavicCue) -> Range | None:
    """Return the subject parted from its verb: "Рябков, заместитель министра, заявил"."""
    for opening in range(comma - 1, max(0, comma - 16), -1):
        if sentence.words[opening] in ",(":
            begin = clause_start(words, sentence, opening)
            found = phrases.subjects(words, sentence, begin, opening, cue.gender)
            if len(found) == 1 and found[0].high == opening:
                relative = (
                    sentence.lower[opening + 1] in words.relatives or sentence.lower[opening + 1] in words.openers
                )
                apposed = phrases.noun(words, sentence.lower[opening + 1]) is not None
                return (found[0].low, comma if apposed and not relative else opening)
    return None


def _relative(words: Vocabulary, sentence: Sentence, start: int, gender: str, cue: SlavicCue, report: Report) -> bool:
    """Set the noun that "который" refers to; return whether it is certain."""
    if gender != cue.gender and cue.gender not in ("s", "p"):
        return False
    comma = start - 1
    if comma < 1 or sentence.words[comma] != ",":
        return False
    begin = clause_start(words, sentence, comma)
    found = [p for p in phrases.subjects(words, sentence, begin, comma, gender) if p.high == comma and p.strong]
    if len(found) != 1:
        return False
    report.subject, report.antecedent = (start, start + 1), (found[0].low, found[0].high)
    return True


def _aside(words: Vocabulary, sentence: Sentence, start: int, report: Report) -> Report | None:
    """Read "как сообщил X, …" as a source of the sentence around it."""
    if report.subject is None:
        return None
    end = _close(sentence, max(report.frame[1], report.subject[1]))
    before = start == 0 or sentence.words[start - 1] in _BREAKS or sentence.lower[start - 1] in words.conjunctions
    if end is None or not before:
        return None
    report.frame = start, end
    report.governs = report.frame
    report.phrase = True
    report.content = [part for part in ((0, start), (end, len(sentence))) if part[1] - part[0] > 1]
    return report


def _close(sentence: Sentence, end: int) -> int | None:
    """Return where an inserted clause is closed, None where what follows belongs to it or to nothing."""
    if end >= len(sentence):
        return end
    return end if sentence.words[end] in ",.—–;)!…" else None


# --- phrases


def _source(words: Vocabulary, sentence: Sentence, index: int) -> Report | None:
    """Read "по словам X", "по его словам", "на думку X"."""
    position = index + 1
    possessor: int | None = None
    if position < len(sentence) and sentence.lower[position] in words.possessors:
        possessor = position
        position += 1
    if position >= len(sentence) or (sentence.lower[index], sentence.lower[position]) not in words.sources:
        return None
    if possessor is None and index + 2 < len(sentence) and sentence.lower[position + 1] in words.possessors:
        return None  # "по словам его помощника"
    begin = position + 1
    end = begin if possessor is not None else phrases.oblique(words, sentence, begin, len(sentence))
    if end < len(sentence) and sentence.words[end] == "," and possessor is None:
        end = _apposition(words, sentence, end)
    close = _close(sentence, end)
    if close is None or (possessor is None and end == begin):
        return None
    subject = (possessor, possessor + 1) if possessor is not None else (begin, end)
    report = Report(sentence.words[position], "say", (index, close), subject, governs=(index, close), phrase=True)
    report.content = [
        part for part in ((_since(sentence, index), index), (close, len(sentence))) if part[1] - part[0] > 1
    ]
    return report


def _apposition(words: Vocabulary, sentence: Sentence, comma: int) -> int:
    """Return the index after an apposition between commas: "по словам Рябкова, заместителя министра, …"."""
    head = next(
        (i for i in range(comma + 1, min(len(sentence), comma + 4)) if phrases.noun(words, sentence.lower[i])), None
    )
    found = phrases.noun(words, sentence.lower[head]) if head is not None else None
    if found is not None and "singular" not in found.nominative:
        end = phrases.oblique(words, sentence, comma + 1, len(sentence))
        if end < len(sentence) and sentence.words[end] == ",":
            return end
    return comma


def _since(sentence: Sentence, index: int) -> int:
    """Return from where the words before an inserted source are its own: after a colon or semicolon."""
    for position in range(index - 1, max(-1, index - SEARCH), -1):
        if sentence.words[position] in (":", ";"):
            return position + 1
    return 0
