"""Forms of English reporting verbs that are no finite clause: what is denied, only might be said, or was said at last.

"has refused to say “…”", "was told: “…”", "is misquoted as saying “…”" name nobody as the speaker of what follows;
"did not hesitate to say that …" does, and "denied saying that …" is a denial.
"""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.cues import Cue
from retrieval.statements.english.clauses import clause_of
from retrieval.statements.english.complements import clause_end, following, stands_beside
from retrieval.statements.english.cues import cues
from retrieval.statements.english.phrases import forward_phrase
from retrieval.statements.english.subjects import SEARCH, subject, verb_start
from retrieval.statements.english.telling import names_forged, telling, verb_index
from retrieval.statements.english.wording import ending, opening, words
from retrieval.statements.english.words import PRONOUNS, is_break, is_speech, is_subordinator
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence

_LISTS = load("en", "statements")

_AHEAD = 14
"""Tokens read behind a verb of denial: it, and what it denies, up to "that"."""
_LONG = 3
"""Tokens from which a subject may name another beside whom it means: "it was X"."""
_ADDRESSED = _LISTS.words("addressed_participles")
_DENYING = _LISTS.words("denying_verbs")

_IMPUTING = _LISTS.words("imputing_verbs")
_FORMS = frozenset(cues()) | _ADDRESSED | _DENYING
_BASES = frozenset(cue.lemma for cue in cues().values())


def completed(sentence: Sentence, found: list[Report]) -> list[Report]:
    """Return the reports of a sentence with those of verbs that are no finite clause of their own."""
    quoting = max(sentence.quotes) >= 0
    if not quoting and not found and _FORMS.isdisjoint(sentence.lower):
        return found
    for clause in found:
        _part_subject(sentence, clause)
    verbs = {verb_index(sentence, report) for report in found}
    if len(found) > 1:  # "Olsen claims X told him …" is one clause
        found = [clause for clause in found if not (clause.subject and verbs.intersection(range(*clause.subject)))]
    quotes = [index for index, quote in enumerate(sentence.quotes) if quote >= 0] if quoting else []
    added = [_shown(index) for index in quotes if _is_shown(sentence, index)]
    for index in [i for i, lower in enumerate(sentence.lower) if lower in _FORMS]:
        lower = sentence.lower[index]
        reported = index in verbs and lower not in _DENYING and not quoting
        if not index or reported or sentence.words[index] != lower:
            continue
        outer = _around(found, index)
        report: Report | None = None
        if lower in _DENYING and outer is None:
            report = _denial(sentence, index)
            if report is not None:
                begin = report.frame[1]
                found = [other for other in found if not index <= verb_index(sentence, other) < begin]
        elif outer is None:
            report = None if index in verbs else _unfinished(sentence, index, quoting=quoting)
            found = _ungoverned(found, index, report)
        elif quoting and lower in cues():
            report = _inner(sentence, index, outer)
            if report is not None:
                found = [other for other in found if verb_index(sentence, other) != index]
        if report is not None:
            added.append(report)
    return [*added, *found] if added else found


def _ungoverned(found: list[Report], index: int, report: Report | None) -> list[Report]:
    """Return the clauses without one that governs an unsaid verb: "promised not to say “…”"."""
    if report is None or report.telling != "unsaid":
        return found
    return [other for other in found if other.content or not other.frame[0] < index < other.frame[1]]


def _part_subject(sentence: Sentence, report: Report) -> None:
    """Cut from a subject whom it only mentions: "not X but Y said", "X heard Y say"."""
    for part in ("subject", "antecedent"):
        span = getattr(report, part)
        if span is None or span[1] - span[0] < _LONG:
            continue
        text = words(sentence, *span) + " "
        found = opening("contrast_patterns").match(text)
        if found is None and part == "subject" and sentence.lower[verb_index(sentence, report)] in _BASES:
            found = opening("perceiving_patterns").match(text)
        begin = span[0] + found.group().count(" ") + 1 if found is not None else span[0]
        if span[0] < begin < span[1]:
            setattr(report, part, (begin, span[1]))


def _is_shown(sentence: Sentence, index: int) -> bool:
    """Return whether a quotation is but read, sung or shown."""
    end = index - 1 if index and sentence.words[index - 1] in ":," else index
    return end > 0 and ending("shown_patterns").search(words(sentence, end - _AHEAD, end)) is not None


def _shown(index: int) -> Report:
    return Report("", "say", (index, index + 1), content=[(index, index + 1)], telling="unsaid")


def _clause_start(sentence: Sentence, index: int) -> int:
    """Return where the clause begins that the token at `index` stands in."""
    for position in range(index - 1, max(-1, index - SEARCH), -1):
        quoted = sentence.quotes[position] >= 0 and is_speech(sentence, position)
        if quoted or is_break(sentence, position) or is_subordinator(sentence, position):
            return position + 1
    return max(0, index - SEARCH + 1)


def _subject(sentence: Sentence, verb: int) -> Range | None:
    """Return the words that the verb group at `verb` is said of."""
    found = subject(sentence, verb)
    return None if found is None else found.antecedent or found.phrase


def _around(found: list[Report], index: int) -> Report | None:
    """Return the clause among whose words a token stands."""
    return next((one for one in found if any(low <= index < high for low, high in one.content)), None)


def _inner(sentence: Sentence, index: int, outer: Report) -> Report | None:
    """Read the clause within another's words that brings in a quotation: "she recalled that X had said: “…”".

    Whoever tells of it, the quotation is X's; if it is only claimed, it is nobody's.
    """
    report = clause_of(sentence, index, cues()[sentence.lower[index]], [])
    if index < outer.frame[1] or report is None or report.subject is None or outer.subject is None:
        return None
    ahead = range(index + 1, min(len(sentence), index + _AHEAD)) if report.use == "judge" else ()
    begin = next((i for i in ahead if sentence.quotes[i] >= 0), report.content[0][0] if report.content else index)
    if sentence.quotes[begin] < 0:
        return None
    report.content = [(begin, begin + 1)]
    report.within = True
    imputed = cues().get(outer.cue.lower())
    if telling(sentence, report, "said") == "unsaid":
        report.use, report.telling = "say", "unsaid"
    elif report.subject[0] < outer.frame[1] or sentence.lower[report.subject[0]] in PRONOUNS:
        return None
    elif imputed is None or imputed.lemma in _IMPUTING or telling(sentence, outer, "said") == "unsaid":
        report.telling = "unsaid"
    else:
        report.via = report.via or outer.subject
    return report


def _unfinished(sentence: Sentence, index: int, *, quoting: bool) -> Report | None:
    """Read an infinitive, gerund, participle or inverted verb at `index`."""
    start = _clause_start(sentence, index)
    before = words(sentence, start, index)
    realised = ending("realised_patterns").search(before)
    lower = sentence.lower[index]
    cue = cues().get(lower)
    if realised is not None and cue is not None:
        return _realised(sentence, index, cue, start + before.count(" ", 0, realised.start(1)))
    if lower in _ADDRESSED and ending("passive_patterns").search(before):
        return _addressed(sentence, index, start, quoting=quoting)
    if not quoting:
        return None
    gerund = lower.endswith("ing")
    unsaid = (
        (ending("unsaid_gerund_patterns").search(before) or names_forged(before))
        if gerund
        else before.endswith((" to", " to have")) or before in ("to", "to have") or opening("inversions").match(before)
    )
    return _nothing(sentence, index, start) if unsaid else None


def _realised(sentence: Sentence, index: int, cue: Cue, end: int) -> Report | None:
    """Read "did not hesitate to say that …": somebody said it."""
    who = _subject(sentence, verb_start(sentence, end))
    if who is None:
        return None
    report = Report(sentence.words[index], cue.use, (who[0], clause_end(sentence, index)), who)
    following(sentence, index, cue, report)
    report.content = [(low + (sentence.lower[low] == "that" and high > low + 1), high) for low, high in report.content]
    report.governs = report.frame
    return report if report.content else None


def _addressed(sentence: Sentence, index: int, start: int, *, quoting: bool) -> Report | None:
    """Read "was told: …": the words are not those of whom they are told to, but of whom "by" names."""
    agent = index + 1
    if sentence.lower[agent : agent + 1] == ["by"]:
        end = forward_phrase(sentence, agent + 1, len(sentence))
        if (
            end > agent + 1
            and end < len(sentence)
            and (sentence.lower[end] in (":", "that") or sentence.quotes[end] >= 0)
        ):
            begin = end if sentence.quotes[end] >= 0 else end + 1
            content = [(begin, len(sentence))] if begin < len(sentence) else []
            return Report(sentence.words[index], "say", (start, end), (agent + 1, end), content=content)
    return _nothing(sentence, index, start) if quoting else None


def _nothing(sentence: Sentence, index: int, start: int) -> Report | None:
    """Return a report that tells nothing, where quotations stand to which it gives no speaker."""
    end = index + 1
    while end < len(sentence) and sentence.words[end] != ";":
        comma = sentence.words[end] == ","
        if comma and not (end + 1 < len(sentence) and sentence.quotes[end + 1] >= 0):
            break
        end += 1
    content = [(index + 1, end)] if max(sentence.quotes[index + 1 : end], default=-1) >= 0 else []
    if not content and stands_beside(sentence, start):
        content = [(max(0, start - 2), start)]
    if not content:
        return None
    return Report(sentence.words[index], "say", (start, index + 1), content=content, telling="unsaid")


def _denial(sentence: Sentence, index: int) -> Report | None:
    """Read "denied saying that …" and "rejected as false the claim that …"."""
    start = _clause_start(sentence, index)
    matched = opening("denial_openings").match(words(sentence, index, index + _AHEAD))
    if matched is None:
        return None
    who = _subject(sentence, verb_start(sentence, index))
    begin = index + matched.group().count(" ") + 1
    if begin >= len(sentence):
        return None
    said = sentence.quotes[begin] >= 0 or sentence.words[begin] in ":,"
    report = Report(sentence.words[index], "say", (start, begin), who, content=[(begin, len(sentence))])
    report.telling = "unsaid" if said or who is None else "denied"
    if who is not None:
        report.frame = (who[0], begin)
    return report
