"""Slavic reporting clauses: the cue, who reports, and what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.statements.reports import Range, Report
from retrieval.statements.slavic import phrases, runs, sources, telling
from retrieval.statements.slavic.complements import SEARCH, clause_end, complement, date_start, is_speech, trailing
from retrieval.statements.slavic.vocabulary import SlavicCue, Vocabulary
from retrieval.statements.tokens import Sentence

_LOCATIVE = re.compile(r"..(?:ом|ем|ой|ей|ому|ім|ій)$")
"""Endings of adjectives of one thing in the locative."""
_DATIVE = ("е", "у", "ю", "ові", "еві", "єві")
"""Endings of names in the dative, as of whom something is promised or proposed."""
_BREAKS = frozenset(",;:—–()-")


def find(words: Vocabulary, sentence: Sentence) -> list[Report]:
    """Return the reporting clauses and phrases of a sentence, in order of their cue, with those that tell nothing."""
    found: list[Report] = []
    for index, lower in enumerate(sentence.lower):
        if lower not in words.triggers:
            continue
        report: Report | None = None
        if lower in words.cues and sentence.quotes[index] < 0:
            report = _verb(words, sentence, index, words.cues[lower])
            if report is None and lower in words.adding and found:
                report = _added(words, sentence, index, found[-1])
        elif lower in words.gerunds:
            report = _added(words, sentence, index, found[-1]) if found else None
        elif lower in words.infinitive_cues:
            report = _completed(words, sentence, index, words.infinitive_cues[lower])
        else:
            report = sources.find(words, sentence, index)
        if report is not None:
            found.append(report)
    return found


def clause_start(words: Vocabulary, sentence: Sentence, index: int) -> int:
    """Return where the clause of a verb begins."""
    dated = index
    for position in range(index - 1, max(-1, index - SEARCH), -1):
        if position > dated:
            continue
        if sentence.words[position] == "," and (opened := date_start(words, sentence, position)) is not None:
            dated = opened - 1
            continue
        if sentence.words[position] in _BREAKS or (sentence.quotes[position] >= 0 and is_speech(sentence, position)):
            return position + 1
        if sentence.lower[position] in words.conjunctions and (
            (position == index - 1 and sentence.lower[position] not in words.adverbs)
            or _has_cue(words, sentence, position)
        ):
            return position + 1
    return max(0, index - SEARCH + 1)


def acting(words: Vocabulary, sentence: Sentence, index: int) -> Range | None:
    """Return who acts in the clause behind a quotation token and a dash: the one subject right behind its verb."""
    begin = index + 1
    while begin < len(sentence) and begin < index + 4 and sentence.words[begin] in ",—–-":
        begin += 1
    if begin == index + 1 or begin + 1 >= len(sentence) or not runs.is_dash(sentence.words[begin - 1]):
        return None
    verb = next((i for i in range(begin, min(begin + 3, len(sentence))) if runs.is_verb(sentence.lower[i])), None)
    if verb is None or sentence.lower[verb] in words.cues or sentence.words[verb][0].isupper():
        return None
    if sentence.lower[verb] in words.receiving:
        return None  # «…», — услышал X
    gender = runs.verb_gender(sentence.lower[verb])
    found = phrases.subjects(words, sentence, verb + 1, clause_end(words, sentence, verb), gender)
    return (found[0].low, found[0].high) if found and found[0].strong else None


def _has_cue(words: Vocabulary, sentence: Sentence, end: int) -> bool:
    """Return whether a conjunction at `end` joins clauses: a reporting verb, or a comma, stands shortly before it."""
    return any(sentence.lower[i] in words.cues for i in range(max(0, end - 14), end))


def _verb(words: Vocabulary, sentence: Sentence, index: int, cue: SlavicCue, *, negated: bool = False) -> Report | None:
    lower = sentence.lower
    start = clause_start(words, sentence, index)
    opening = lower[start] if start < index else ""
    told = telling.of_verb(words, sentence, start, index, cue, negated=negated)
    if told == "unsaid":
        return _unsaid(words, sentence, start, index, cue)
    if cue.quotes:
        return _quoting(words, sentence, start, index, cue)
    joined = opening in words.as_words and start > 1 and sentence.lower[start - 2] in words.pointing
    aside = (
        opening in words.as_words
        and not joined
        and not _that_follows(words, sentence, clause_end(words, sentence, index))
    )
    report = Report(
        sentence.words[index], cue.use, (start, clause_end(words, sentence, index)), plural=cue.gender == "p"
    )
    report.gender, report.telling = cue.gender, told
    relative = words.relatives.get(opening)
    if relative is not None:
        if not _relative(words, sentence, start, relative, cue, report):
            return None
    elif not _find_subject(words, sentence, start + (aside or joined), index, cue, report):
        return _of_nobody(words, sentence, start, index, report)
    report.governs = report.frame
    if aside:
        return _aside(words, sentence, start, report)
    complement(words, sentence, index, cue, report)
    if cue.use == "judge" and not words.falsehoods.isdisjoint(lower[start : report.frame[1]]):
        _called_untrue(words, sentence, report)
    if not report.content and relative is None and cue.use != "judge":
        trailing(words, sentence, start, index, report, quoted_only=cue.asks)
    report.earlier = not report.content and start == 0 and tuple(lower[:2]) in words.back and report.subject is not None
    return report if report.content or report.earlier or cue.use == "judge" else None


def _added(words: Vocabulary, sentence: Sentence, index: int, before: Report) -> Report | None:
    """Read a clause with which the speaker of the report before goes on: "…, добавив, что", "и добавил, что"."""
    joined = sentence.words[index - 1] == "," or sentence.lower[index - 1] in words.conjunctions
    gerund = sentence.lower[index] not in words.cues
    fits = gerund or before.gender in ("s", "", words.cues[sentence.lower[index]].gender)
    end = index + 1
    opened = (
        sentence.words[end : end + 1] == [","] and end + 2 < len(sentence) and sentence.lower[end + 1] in words.that
    )
    if not joined or not fits or not opened or before.telling != "said" or before.use == "judge":
        return None
    report = Report(sentence.words[index], "say", (index, end), governs=(index, end))
    report.subject, report.antecedent, report.gender = before.subject, before.antecedent, before.gender
    report.content = [(end + 2, len(sentence))]
    if not (before.frame[1] <= index):
        return None
    before.content = [(low, min(high, index - 1)) if low < index else (low, high) for low, high in before.content]
    before.content = [(low, high) for low, high in before.content if low < high]
    return report


def _completed(words: Vocabulary, sentence: Sentence, index: int, cue: SlavicCue) -> Report | None:
    """Read the infinitive of a reporting verb: said where its governor tells so ("не побоялась сказать"), else not."""
    governor = telling.governed(words, sentence, index)
    if governor is None:
        return _unsaid(words, sentence, clause_start(words, sentence, index), index, cue)
    position, gender = governor
    report = _verb(words, sentence, position, replace(cue, gender=gender), negated=True)
    if report is not None:
        report.cue = sentence.words[index]
    return report


def _unsaid(words: Vocabulary, sentence: Sentence, start: int, index: int, cue: SlavicCue) -> Report | None:
    """Return a clause that tells nothing, with what it does not tell; None where nothing quoted stands beside it."""
    report = Report(sentence.words[index], cue.use, (start, clause_end(words, sentence, index)), telling="unsaid")
    report.governs = report.frame
    complement(words, sentence, index, cue, report)
    if not report.content:
        beside = (start - 1, start - 2) if start > 1 and sentence.words[start - 1] in ",—–-" else (start - 1,)
        quoted = next((i for i in (*beside, start - 3) if i >= 0 and is_speech(sentence, i)), None)
        report.content = [(quoted, quoted + 1)] if quoted is not None else []
    reach = [*report.content, report.frame]
    telling_more = any(
        sentence.quotes[i] >= 0 or sentence.lower[i] in words.cues for p in report.content for i in range(*p)
    )
    return report if telling_more or any(sentence.quotes[i] >= 0 for p in reach for i in range(*p)) else None


def _of_nobody(words: Vocabulary, sentence: Sentence, start: int, index: int, report: Report) -> Report | None:
    """Return a clause behind a quotation and a dash whose speaker is not understood, so that nobody else gets it."""
    if report.use != "say" or start < 2 or not runs.is_dash(sentence.words[start - 1]):
        return None
    if report.frame[1] <= index + 1:
        return None  # "…, — говорил." leaves it to who spoke before
    report.subject, report.impersonal, report.governs = None, True, report.frame
    trailing(words, sentence, start, index, report, quoted_only=True)
    return report if report.content else None


def _that_follows(words: Vocabulary, sentence: Sentence, end: int) -> bool:
    """Return whether "что" follows a clause, so that it is no mere insertion."""
    return sentence.words[end : end + 1] == [","] and end + 1 < len(sentence) and sentence.lower[end + 1] in words.that


def _called_untrue(words: Vocabulary, sentence: Sentence, report: Report) -> None:
    """Read "назвал ложью сообщения о том, что …" as a denial of the clause that "что" opens."""
    end = report.frame[1]
    if _that_follows(words, sentence, end):
        report.use, report.telling = "say", "denied"
        report.content = [(end + 2, len(sentence))]


def _find_subject(
    words: Vocabulary, sentence: Sentence, start: int, index: int, cue: SlavicCue, report: Report
) -> bool:
    """Set who reports; return whether the clause names somebody, shares its subject or leaves it out on purpose."""
    end = report.frame[1]
    leading = phrases.subjects(words, sentence, start, index, cue.gender)
    first = start == index or all(
        sentence.lower[i] in words.adverbs or sentence.lower[i] in words.times for i in range(start, index)
    )
    following = _following(words, sentence, index, end, cue)
    pair = _pair(words, sentence, start, index, end, cue)
    if pair is not None:
        report.subject = pair
    elif (told := _contrasted(words, sentence, leading, following, end, cue)) is not None:
        report.subject = told
        return told[0] < told[1]
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


def _following(words: Vocabulary, sentence: Sentence, index: int, end: int, cue: SlavicCue) -> Sequence[phrases.Phrase]:
    """Return the possible subjects behind a verb; who is asked something is none."""
    found = phrases.subjects(words, sentence, index + 1, end, cue.gender)
    asked = cue.asks and bool(found) and sentence.lower[found[0].high - 1].endswith(_DATIVE)
    return () if asked else found


def _pair(words: Vocabulary, sentence: Sentence, start: int, index: int, end: int, cue: SlavicCue) -> Range | None:
    """Return two names joined by "и" before a plural verb, or behind it."""
    if cue.gender != "p":
        return None
    return phrases.both(words, sentence, start, index) or phrases.both(words, sentence, index + 1, end)


def _contrasted(
    words: Vocabulary,
    sentence: Sentence,
    leading: Sequence[phrases.Phrase],
    following: Sequence[phrases.Phrase],
    end: int,
    cue: SlavicCue,
) -> Range | None:
    """Return who did speak in "сказал не X, а Y", an empty range where that is nobody, None where nothing is denied."""
    low = (leading or following)[0].low if leading or following else 0
    if not low or sentence.lower[low - 1] not in words.negations:
        return None
    contrast = sentence.words[end : end + 1] == [","] and end + 1 < len(sentence)
    if not leading and contrast and sentence.lower[end + 1] in words.contrasts:
        found = phrases.subjects(words, sentence, end + 2, clause_end(words, sentence, end + 1), cue.gender)
        if found:
            return found[0].low, found[0].high
    return low, low


def _quoting(words: Vocabulary, sentence: Sentence, start: int, index: int, cue: SlavicCue) -> Report | None:
    """Tell quoter from quoted: "ТАСС цитирует Рябкова: «…»", "агентство цитирует его слова о том, что …"."""
    end = clause_end(words, sentence, index)
    noun = next((i for i in range(index + 1, end) if sentence.lower[i] in words.wordings), None)
    quoters = phrases.subjects(words, sentence, start, index, cue.gender)
    begin = index + 1 if noun is None else noun + 1
    owned = noun is not None and sentence.lower[noun - 1] in words.possessors
    if index + 1 >= len(sentence) or (cue.of_words and noun is None):
        return None
    if owned or sentence.lower[index + 1] in words.possessors:
        quoted: Range | None = (noun - 1, noun) if owned and noun is not None else (index + 1, index + 2)
        after = begin if owned else index + 2
        quoters = quoters or phrases.subjects(words, sentence, after, end, "s")
    else:
        after = phrases.oblique(words, sentence, begin, end)
        about = sentence.lower[after : after + 1] and sentence.lower[after] in words.prepositions
        told = after == end or (about and sentence.lower[end - 1] in words.about)
        quoted = (begin, after) if after > begin and (noun is not None or (quoters and told)) else None
    if not quoters and noun is not None:  # "«…», — приводит агентство слова X", "приводит слова X агентство"
        quoters = phrases.subjects(words, sentence, index + 1, noun - owned, cue.gender)
        quoters = quoters or phrases.subjects(words, sentence, after, end, cue.gender)
    person = runs.names_person(sentence, begin, after) or sentence.lower[begin] in words.roles
    if not quoters and noun is None and not owned and after > begin and person:
        quoted = begin, after  # by whom it is quoted may not be told, or not understood
        quoters = phrases.subjects(words, sentence, after, end, cue.gender)[:1]
    elif len(quoters) != 1:
        return None
    if quoted is None:
        return None
    quoter = (quoters[0].low, quoters[0].high) if quoters else None
    report = Report(sentence.words[index], "say", (min(quoter[0] if quoter else start, start), end), quoted, via=quoter)
    report.governs = report.frame
    complement(words, sentence, index, cue, report)
    if not report.content:
        trailing(words, sentence, start, index, report, quoted_only=True)
    return report if report.content else None


def _body(words: Vocabulary, sentence: Sentence, low: int, high: int) -> Range | None:
    """Return the body in "сообщили в пресс-службе"."""
    for index in range(low, high - 1):
        if sentence.lower[index] in words.locative:
            head = index + 1
            while head < high - 1 and head < index + 3 and _LOCATIVE.search(sentence.lower[head]):
                head += 1  # "в местном департаменте полиции"
            named = sentence.lower[head] in words.bodies or runs.is_abbreviation(sentence.words[head])
            if named and not phrases.is_media(words, sentence, head, head + 1):
                return head, phrases.extent(words, sentence, head, high)
    return None


def _shared(words: Vocabulary, sentence: Sentence, end: int, cue: SlavicCue) -> Range | None:
    """Return the subject of the clause before a conjunction, if one alone can be that of the verb as well."""
    low = max(0, end - SEARCH)
    found = phrases.subjects(words, sentence, low, end, cue.gender)
    return (found[0].low, found[0].high) if len(found) == 1 and found[0].strong else None


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
                apposed = runs.noun(words, sentence.lower[opening + 1]) is not None
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
    end = sources.closing(sentence, max(report.frame[1], report.subject[1]))
    before = start == 0 or sentence.words[start - 1] in _BREAKS or sentence.lower[start - 1] in words.conjunctions
    if end is None or not before:
        return None
    report.frame = start, end
    report.governs = report.frame
    report.phrase = True
    report.content = [part for part in ((0, start), (end, len(sentence))) if part[1] - part[0] > 1]
    if tuple(sentence.lower[end + 1 : end + 3]) in words.back:
        return None  # "как передаёт X, об этом сообщил Y"
    return report
