"""English reporting clauses: the verb, who reports, what, and through whom."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.cues import Cue
from retrieval.statements.english.complements import (
    around,
    clause_end,
    continued,
    ends_frame,
    following,
    has_particle,
    is_sentence_like,
    preceding,
    stands_beside,
)
from retrieval.statements.english.cues import cues
from retrieval.statements.english.dividing import divided
from retrieval.statements.english.naming import core_end, is_group, is_headline, may_report
from retrieval.statements.english.phrases import forward_phrase, with_apposition
from retrieval.statements.english.sources import according, claimed, quoted, through
from retrieval.statements.english.subjects import SEARCH, Subject, shared, subject, verb_start
from retrieval.statements.english.telling import group_begin
from retrieval.statements.english.wording import opening, words
from retrieval.statements.english.words import (
    AMBIGUOUS,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    HAVE,
    OPENING,
    PREPOSITIONS,
    SUBORDINATORS,
    is_adverb,
    is_auxiliary,
    is_break,
    is_finite,
    is_infinite,
    is_name_word,
    is_pronoun,
    is_reporting,
    is_speech,
)
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence

_LISTS = load("en", "statements")

_ADJECTIVES = ("ean", "ian", "ish", "ese", "ern", "ican")
"""Endings of what stands before "states" and the like where those are nouns: "eastern European states that …"."""
_BEFORE_NOUNS = (DETERMINERS | PREPOSITIONS | {"be"}) - {
    "one", "all", "both", "that", "this", "these", "those", "some", "many", "several", "most", "few", "others",
    "another", "two", "three", "four", "five", "six", "ten", "any",
}  # fmt: skip
"""Words after which a verb's form reports nothing."""
_BASES = frozenset(
    verb[0]
    for use in ("say", "think", "judge")
    for verb in map(str.split, _LISTS.phrases(f"{use}_verbs"))
    if verb[0] != verb[2]
)
_SAID_BEHIND = _LISTS.words("said_behind")
"""Forms that are often no verbs, yet report what stands before them."""
_FRONT = 6
"""Tokens before a subject that an auxiliary stands in front of: "not only did"; or from "whom" to its verb."""
_PLURAL = frozenset({"i", "we", "you", "they", "who", "that", "which"})
_GERUND_LINKS = _LISTS.words("gerund_links")
_ADDRESSED = _LISTS.words("addressing_verbs")
_REPORT_NOUNS = _LISTS.words("report_nouns")
_READING = _LISTS.words("text_verbs")
"""Verbs that say what a text holds, with its words beside them: "the letter reads: “…”"."""


def reports(sentence: Sentence) -> list[Report]:
    """Return the reporting clauses and phrases of an English sentence, in order of their cue."""
    table = cues()
    found: list[Report] = []
    for index, lower in enumerate(sentence.lower):
        report: Report | None = None
        if lower == "according":
            report = according(sentence, index)
        elif lower in table and _may_report(sentence, index):
            report = claimed(sentence, index) or clause_of(sentence, index, table[lower], found)
        if report is not None and not any(other.frame == report.frame for other in found):
            found.append(report)
    return divided(sentence, found)


def _may_report(sentence: Sentence, index: int) -> bool:
    """Return whether a verb's form is written small, as "says" need not be in a headline."""
    if sentence.quotes[index] >= 0:
        return False
    return sentence.words[index][0].islower() or (
        index > 0 and sentence.lower[index] in ("says", "said") and is_headline(sentence)
    )


def clause_of(sentence: Sentence, index: int, cue: Cue, before: list[Report]) -> Report | None:
    """Return the reporting clause of the verb at `index`, None where its form reports nothing; `before` are others."""
    if cue.lemma == "quote":
        return quoted(sentence, index)
    if _follows_like_noun(sentence, index) or not has_particle(sentence, index, cue):
        return None
    if cue.gerund:
        return _gerund(sentence, index, cue, before)
    if cue.lemma == "add" and sentence.lower[index + 1 : index + 2] == ["to"]:
        return None  # "added to the water"
    after = index + 1
    if (
        cue.lemma == "call"
        and after < len(sentence)
        and (
            (sentence.quotes[after] >= 0 and "whom" not in sentence.lower[max(0, index - _FRONT) : index])
            or (sentence.lower[after] in PREPOSITIONS and sentence.lower[after] != "for")
        )
    ):
        return None  # "a noise called “knocking”", "called from the quay"
    start = verb_start(sentence, index)
    helpers = sentence.lower[start:index]
    if any(word in BE for word in helpers):
        return _passive(sentence, index, cue) if cue.participle else None
    perfect = cue.participle and any(word in HAVE for word in helpers)
    if "please" in helpers or not (cue.finite or perfect):
        return None
    start = group_begin(sentence, start, index)
    report = Report(sentence.words[index], cue.use, (start, clause_end(sentence, index)))
    inverted = _inverted(sentence, index, cue)
    if inverted is None:
        return _straight(sentence, index, cue, report, before)
    report.subject = inverted
    report.frame = report.governs = (index, max(report.frame[1], inverted[1]))
    report.content = preceding(sentence, index)
    continued(sentence, report)
    return through(sentence, report)


def _straight(sentence: Sentence, index: int, cue: Cue, report: Report, before: list[Report]) -> Report | None:
    """Complete the report of a verb whose subject stands before it."""
    start = report.frame[0]
    found = subject(sentence, start)
    if found is not None and cue.participle and cue.lemma in _ADDRESSED:
        low, high = found.phrase
        if high + 1 == start and sentence.words[high] == "," and "," not in sentence.words[low:high]:
            return None  # "Brandt, asked whether she would go, said"
    if not _set_subject(sentence, start, report, found, before):
        return None
    report.governs = report.frame
    _complete(sentence, index, cue, report)
    if found is not None and found.inner and not report.content and sentence.lower[index] not in AMBIGUOUS:
        begin = index + 1
        if begin < len(sentence) and is_finite(sentence, begin):
            report.content = [(begin, len(sentence))]  # "which Brandt says is the worst of it"
    set_off = report.subject and report.antecedent and sentence.words[report.subject[0] - 1] == ","
    if set_off or (found is not None and found.inner):
        report.content = [(low, _first_comma(sentence, low, high)) for low, high in report.content]
    if sentence.lower[index] in AMBIGUOUS and cue.use != "judge" and not _is_surely_verb(sentence, report):
        return None
    if cue.lemma in _READING and not _quotes(sentence, index, report):
        return None
    return through(sentence, report)


def _follows_like_noun(sentence: Sentence, index: int) -> bool:
    """Return whether the word before a verb's form makes it a noun or infinitive: "the claims", "to say"."""
    previous = sentence.lower[index - 1] if index else ""
    if sentence.lower[index] == "saying":
        return previous == "as"
    if sentence.words[index].endswith("ing") and previous in _GERUND_LINKS:
        return False
    nouns = _BEFORE_NOUNS | DETERMINERS if sentence.lower[index] in AMBIGUOUS else _BEFORE_NOUNS
    return previous in nouns


def _is_surely_verb(sentence: Sentence, report: Report) -> bool:
    """Return whether a form that may be a noun reports something, and its subject is none of its attributes."""
    low, high = report.subject or (0, 0)
    adjective = high > low and sentence.lower[high - 1].endswith(_ADJECTIVES)
    parted = high > low and high < len(sentence) and sentence.words[high] in ",–—-" and report.cue in _BASES
    bare = bool(report.content) and not _is_marked(sentence, report.content[0][0])
    parted = parted or (report.cue in _BASES and high > low and not _is_plural(sentence, report))
    clear = not bare or report.cue not in _BASES or not is_noun_like(sentence, report.content[0][0])
    return bool(report.content) and not adjective and not parted and clear


def _is_marked(sentence: Sentence, begin: int) -> bool:
    """Return whether a mark or conjunction shows where reported words begin."""
    before = sentence.words[begin - 1]
    return sentence.quotes[begin] >= 0 or before in ",:–—-" or sentence.lower[begin] in SUBORDINATORS | {"to"}


def is_noun_like(sentence: Sentence, index: int) -> bool:
    """Return whether a bare noun stands here, so that "state" before it is one, too: "state media said"."""
    return not (is_pronoun(sentence, index) or sentence.lower[index] in OPENING or is_name_word(sentence, index))


def _is_plural(sentence: Sentence, report: Report) -> bool:
    """Return whether a verb without ending may have its subject: one in the plural, or an auxiliary before it."""
    low, high = report.subject or (0, 0)
    helped = high < len(sentence) and sentence.lower[high] != report.cue
    last = sentence.lower[core_end(sentence, low, high) - 1]
    return helped or last.endswith("s") or is_group(last) or "and" in sentence.lower[low:high] or last in _PLURAL


def _first_comma(sentence: Sentence, low: int, high: int) -> int:
    """Return the end of words that a comma closes, also one within a quotation."""
    for index in range(low, high):
        if sentence.words[index] == ",":
            return index
        if sentence.quotes[index] >= 0 and index > low and sentence.words[index][-2:-1] == ",":
            return index + 1
    return high


def _any_quoted(sentence: Sentence, report: Report) -> bool:
    return any(sentence.quotes[low] >= 0 for low, _ in report.content)


def _quotes(sentence: Sentence, index: int, report: Report) -> bool:
    """Return whether a clause has a quotation right beside it."""
    low, high = report.frame
    beside = report.content and high <= index + 2
    return stands_beside(sentence, low) or (
        bool(beside)
        and (high < len(sentence) and any(sentence.quotes[i] >= 0 for i in range(high, min(len(sentence), high + 2))))
    )


def _complete(sentence: Sentence, index: int, cue: Cue, report: Report) -> None:
    """Add what the clause reports: what follows it, what a quotation before it holds, or what stands before it."""
    following(sentence, index, cue, report)
    able = report.subject is None or may_report(sentence, *(report.antecedent or report.subject))
    if (
        report.content
        and sentence.words[report.content[0][0] - 1] == ":"
        and not able
        and not _any_quoted(sentence, report)
    ):
        report.content = []
    if report.content and sentence.quotes[report.content[0][0]] >= 0 and stands_beside(sentence, report.frame[0]):
        report.content.insert(0, (0, report.frame[0]))
    if report.content or cue.use == "judge":
        return
    low, high = report.frame
    if (report.subject and report.antecedent) or not ends_frame(
        sentence, index, cue, beside=stands_beside(sentence, low)
    ):
        return
    as_said = sentence.lower[low - 1 : low] == ["as"] and cue.use == "say" and sentence.lower[index] not in AMBIGUOUS
    if as_said and low < 3 and high + 1 < len(sentence) and sentence.words[high] == ",":
        report.content = [(high + 1, len(sentence))]  # "As Holt told the paper, the roof leaks"
        return
    ambiguous = sentence.lower[index] in AMBIGUOUS
    both = around(sentence, low, high) if able else []
    if both and not stands_beside(sentence, low) and not (ambiguous and sentence.lower[index] == cue.lemma):
        report.content = both
    elif (stands_beside(sentence, low) or able) and (not ambiguous or sentence.lower[index] in _SAID_BEHIND):
        report.content = preceding(sentence, low - 1 if as_said else low)
        continued(sentence, report)


def _inverted(sentence: Sentence, index: int, cue: Cue) -> Range | None:
    """Return the subject after the verb in ‘"…," said X’."""
    if index == 0 or (sentence.lower[index] in AMBIGUOUS and sentence.lower[index] == cue.lemma):
        return None
    before = sentence.words[index - 1]
    if not (sentence.quotes[index - 1] >= 0 or before in ",–—-"):
        return None
    after = forward_phrase(sentence, index + 1, len(sentence))
    if after == index + 1 or sentence.lower[index + 1] in ("that", "him", "her", "them", "me", "us"):
        return None
    quoted_before = sentence.quotes[index - 1] >= 0 or (index > 1 and sentence.quotes[index - 2] >= 0)
    if not quoted_before:
        if after < len(sentence) and is_finite(sentence, after):
            return None
        named = cue.lemma in ("say", "report", "write", "explain") and (
            is_name_word(sentence, index + 1)
            or (sentence.lower[index + 1] in OPENING and may_report(sentence, index + 1, after))
        )
        if not is_sentence_like(sentence, index - 1) or (subject(sentence, index) is not None and not named):
            return None
        if _goes_on(sentence, after):
            return None
    elif _follows_title(sentence, index) and subject(sentence, index) is not None:
        return None
    return index + 1, with_apposition(sentence, after)


def _goes_on(sentence: Sentence, after: int) -> bool:
    """Return whether a verb follows before the next mark, so that a phrase is the subject of what is said."""
    for position in range(after, min(len(sentence), after + SEARCH)):
        if is_break(sentence, position):
            return False
        if is_finite(sentence, position):
            return True
    return False


def _follows_title(sentence: Sentence, index: int) -> bool:
    """Return whether the quotation before a verb is a title within its subject, not speech: 'on "Morning", he said'."""
    title = index - 1 if sentence.quotes[index - 1] >= 0 else index - 2
    return title > 0 and sentence.lower[title - 1] in PREPOSITIONS and not is_speech(sentence, title)


def _set_subject(sentence: Sentence, start: int, report: Report, found: Subject | None, before: list[Report]) -> bool:
    """Set who reports before the verb group at `start`; return whether anyone does."""
    if found is not None:
        if any(sentence.quotes[i] >= 0 and sentence.words[i][1].islower() for i in range(*found.phrase)):
            return False  # 'his "instinct" tells him'
        begin = found.phrase[0]
        if (
            begin
            and is_auxiliary(sentence, begin - 1)
            and not opening("contrast_patterns").fullmatch(words(sentence, max(0, begin - _FRONT), begin))
        ):
            return False  # "nowhere does it say", "will they say"
        report.subject, report.antecedent = found.phrase, found.antecedent
        report.frame = (min(found.phrase[0], start), report.frame[1])
        return True
    joined = bool(start) and (sentence.lower[start - 1] in CONJUNCTIONS or is_adverb(sentence, start - 1))
    if joined:
        _share(sentence, start, report, before)
        report.frame = (start, report.frame[1])
    return report.subject is not None or report.antecedent is not None


def _share(sentence: Sentence, index: int, report: Report, before: list[Report]) -> None:
    """Set the subject that a verb has in common with another: a pronoun as its own, else what is meant."""
    found = _same_subject(sentence, index, before)
    if found is not None and found[1] - found[0] == 1 and is_pronoun(sentence, found[0]):
        report.subject = found
    else:
        report.antecedent = found


def _same_subject(sentence: Sentence, index: int, before: list[Report]) -> Range | None:
    """Return the subject that a verb shares with the report before it, else with the sentence."""
    last = next((r for r in reversed(before) if not r.phrase and r.frame[0] < index), None)
    if last is not None and (last.subject or last.antecedent):
        relative = last.antecedent is not None and last.subject is not None
        return last.antecedent if relative else last.subject or last.antecedent
    return shared(sentence, index)


def _gerund(sentence: Sentence, index: int, cue: Cue, before: list[Report]) -> Report | None:
    """Read ", saying that …" and ", adding: …": the subject is that of the sentence."""
    start = index
    while start > 0 and is_adverb(sentence, start - 1):
        start -= 1
    opening = start == 0 and sentence.words[0][0].isupper()
    if cue.use == "think" or (cue.lemma == "add" and sentence.lower[index + 1 : index + 2] == ["to"]):
        return None
    linked = start and (
        sentence.words[start - 1] in ",–—-"
        or sentence.quotes[start - 1] >= 0
        or sentence.lower[start - 1] in _GERUND_LINKS
        or is_reporting(sentence, start - 1)
    )
    absolute = None if opening or linked else _absolute(sentence, start)
    if not opening and not linked and absolute is None:
        return None
    report = Report(sentence.words[index], cue.use, (index, index + 1))
    before_it = cues().get(sentence.lower[start - 1]) if start else None
    if before_it is not None and before_it.lemma == "deny":
        report.telling = "denied"  # "denied telling them that …"
    following(sentence, index, cue, report)
    if cue.use == "judge":
        report.frame = (index, clause_end(sentence, index))
    elif not report.content:
        return None
    if absolute is not None:
        report.subject = absolute
    else:
        _share(sentence, index, report, before)
    report.governs = report.frame
    return through(sentence, report) if report.antecedent or report.subject else None


def _absolute(sentence: Sentence, end: int) -> Range | None:
    """Return the phrase of "with X saying that …"."""
    begin = next((i + 1 for i in range(end - 1, max(-1, end - 12), -1) if sentence.lower[i] == "with"), None)
    if begin is None or begin >= end or forward_phrase(sentence, begin, end) < end:
        return None
    return begin, end


def _passive(sentence: Sentence, index: int, cue: Cue) -> Report | None:
    """Read "the claims were denied by X": the agent speaks."""
    reach = index + 12 if cue.use == "judge" else index + 2
    begin = next((i + 1 for i in range(index + 1, min(reach, len(sentence))) if sentence.lower[i] == "by"), None)
    if begin is None:
        return _told(sentence, index, cue)
    after = forward_phrase(sentence, begin, len(sentence))
    if after == begin or is_infinite(sentence.lower[begin]):
        return None
    end = with_apposition(sentence, after)
    report = Report(sentence.words[index], cue.use, (index, end), (begin, end), passive=True)
    report.governs = report.frame
    if cue.lemma in _ADDRESSED and end < len(sentence) and (sentence.words[end] == ":" or sentence.quotes[end] >= 0):
        return None  # "was asked by a clerk: “…”" is no clause of whom it was told
    if sentence.lower[end : end + 1] == ["that"]:
        report.content = [(end, len(sentence))]
    start = verb_start(sentence, index)
    conjunction = next((i for i in range(start - 1, max(-1, start - SEARCH), -1) if sentence.lower[i] == "that"), None)
    if conjunction is not None and conjunction > 0 and sentence.lower[conjunction - 1] in _REPORT_NOUNS:
        report.frame = report.governs = (start, end)
        report.content = [(conjunction, start)]  # "claims that it leaks were denied by Brandt"
    return report


def _told(sentence: Sentence, index: int, cue: Cue) -> Report | None:
    """Read "Holt was told that …": who is told something does not say it, nor is there anybody else who does."""
    if cue.lemma not in _ADDRESSED:
        return None
    report = Report(sentence.words[index], cue.use, (index, index + 1), passive=True, telling="unsaid")
    following(sentence, index, cue, report)
    return report if report.content else None
