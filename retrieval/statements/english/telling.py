"""What an English reporting clause tells: that something was said, is denied, is hearsay, or nothing of the kind."""

from __future__ import annotations

import re

from retrieval.languages.word_data import load
from retrieval.statements.english.wording import before_verb, ending, opening, within, words
from retrieval.statements.english.words import ADVERBS
from retrieval.statements.reports import Report, Telling
from retrieval.statements.tokens import Sentence

_LISTS = load("en", "statements")

_AROUND = 30
"""Tokens read on either side of a verb: longer than a readable clause, and keeps hostile text linear."""
_GROUP = 8
"""Tokens that belong to one verb at most: "is widely understood to have already told"."""
_WORKS = frozenset(
    noun.split()[-1]
    for name in ("fiction_nouns", "fiction_parts")
    for line in _LISTS.phrases(name)
    for noun in line.split("|")
)
_CLUES = _LISTS.words("disowning_clues")
_MARKS = _WORKS | _CLUES | _LISTS.words("played_clues") | {":"}
"""Words, and the colon of a label, without one of which no clause is set in a work of invention or something forged."""
_SPLITTING = _LISTS.words("split_clues")
_HEARSAY = _LISTS.words("hearsay_clues")
_UNPROVEN = frozenset(_LISTS.phrases("unproven_adjectives")[0].split("|"))
_NOTHING = _LISTS.words("nothing_clues")
_INSERTION = re.compile(r" , [^,]{1,40} ,$")
_CONDITIONAL = _LISTS.words("conditional_conjunctions")
_CONDITIONAL_ENDS = _LISTS.words("conditional_ends")
_FINITE_ENDINGS = ("s", "ed", "id", "told", "wrote")


def verb_index(sentence: Sentence, report: Report) -> int:
    """Return the token of the reporting word of a report."""
    low, high = report.frame
    if report.phrase or sentence.words[low] == report.cue:
        return low
    last = min(high, len(sentence)) - 1
    return next((i for i in range(last, low - 1, -1) if sentence.words[i] == report.cue), low)


def telling(sentence: Sentence, report: Report, usual: Telling) -> Telling:
    """Return what a report tells; `usual` is what its reporting word tells by itself."""
    if report.phrase:
        return "unsaid" if names_forged(words(sentence, *report.frame)) else usual
    verb = verb_index(sentence, report)
    own = _of_group(sentence, report, verb)
    if own == "unsaid" or _is_ungiven(sentence, report, verb) or _is_question(sentence, report, verb):
        return "unsaid"
    low, high = _begin(report, verb), max(report.frame[1], verb + 1)
    hearsay = _may_be_hearsay(sentence, report.cue)
    if not hearsay and _MARKS.isdisjoint(sentence.lower):
        return usual
    behind = not report.content or report.content[0][0] >= verb
    before = words(sentence, low - _AROUND, low) if behind else ""
    if _is_invented(sentence, before, (low, verb, high)):
        return "unsaid"
    if own == "rumour" or (hearsay and _is_hearsay(sentence, before, words(sentence, low, high))):
        return "rumour"
    return usual


def _begin(report: Report, verb: int) -> int:
    """Return where a clause begins, with whom its subject refers to."""
    return min([part[0] for part in (report.antecedent, report.subject) if part is not None] + [report.frame[0], verb])


def _of_group(sentence: Sentence, report: Report, verb: int) -> Telling:
    """Return what the words around the verb in its own clause tell: auxiliaries, adverbs, the subject."""
    start, end = report.subject or (0, 0)
    bare = start > verb or (end == verb and start == verb - 1)  # "said X", "she said"
    before = "" if bare else _INSERTION.sub("", words(sentence, verb - _GROUP, verb))
    gerund = report.cue.endswith("ing")
    if gerund and ending("unsaid_gerund_patterns").search(words(sentence, verb - _GROUP, verb)):
        return "unsaid"
    after = sentence.lower[verb + 1] if verb + 1 < len(sentence) else ""
    if before and before_verb("said_group_patterns").search(before):
        return "said"
    if after in _NOTHING and opening("nothing_patterns").fullmatch(words(sentence, verb + 1, verb + 5)):
        return "unsaid"
    if before and after != "only" and before_verb("unsaid_group_patterns").search(before):
        return "unsaid"
    subject = report.antecedent or report.subject
    if subject is not None and _is_nobody(sentence, report, verb, words(sentence, *subject)):
        return "unsaid"
    if not _may_be_hearsay(sentence, report.cue):
        return "said"
    frame = words(sentence, report.frame[0], max(report.frame[1], verb))
    hearsay = within("rumour_insertions").search(frame) or before_verb("rumour_group_patterns").search(before)
    return "rumour" if hearsay else "said"


def _is_nobody(sentence: Sentence, report: Report, verb: int, subject: str) -> bool:
    """Return whether the subject is nobody or an invented figure, or is only made to say something."""
    if opening("negative_subject_patterns").match(subject) or opening("rumour_sources").fullmatch(subject):
        return True
    if opening("playing_patterns").match(words(sentence, report.frame[1], report.frame[1] + 2)):
        return True
    begin, end = report.subject or (0, 0)
    if begin == 1 and sentence.lower[0] == "not":
        return opening("contrast_patterns").match(words(sentence, 0, end) + " ") is None  # "Not a single clerk said"
    if end > verb and opening("shown_subjects").match(words(sentence, begin, end)):
        return True
    if " " in subject and opening("invented_subject_patterns").fullmatch(subject):
        return True
    if report.antecedent is not None:
        start, end = report.antecedent
        return within("negated_antecedents").search(words(sentence, start - 4, end)) is not None
    if " " not in subject:
        return False
    made = within("making_patterns").search(subject)  # "The screenwriter has Churchill say"
    return made is not None and not sentence.lower[verb].endswith(_FINITE_ENDINGS)


def _is_ungiven(sentence: Sentence, report: Report, verb: int) -> bool:
    """Return whether the clause is one of condition or depends on what takes it back: "the claim that X said"."""
    low = _begin(report, verb)
    while low and sentence.lower[low - 1] in ADVERBS - _CONDITIONAL:
        low -= 1
    before = sentence.lower[low - 1] if low else ""
    if before in _CONDITIONAL:
        return True
    if before != "that":
        grouped = before in _CONDITIONAL_ENDS and ending("conditional_groups").search(words(sentence, low - 2, low))
        return bool(grouped)
    governor = words(sentence, low - _AROUND, low - 1)
    return not ending("hearsay_patterns").search(governor) and ending("ungiven_patterns").search(governor) is not None


def _is_question(sentence: Sentence, report: Report, verb: int) -> bool:
    """Return whether the clause is what a question asks: whether, or why, somebody said something."""
    if "?" not in sentence.words[-2:] or not report.content or report.content[0][0] <= verb:
        return False
    subject = words(sentence, *report.subject) if report.subject is not None else ""
    asked = opening("question_openings").match(words(sentence, 0, 3)) or subject in ("who", "what")
    last = len(sentence) - 1
    return bool(asked) and any(low < last <= high for low, high in report.content)


def _is_invented(sentence: Sentence, before: str, parts: tuple[int, int, int]) -> bool:
    """Return whether the clause is set in a work of invention or in something forged.

    `before` is what stands before it, `parts` are where it begins, its verb, and where it ends.
    """
    low, verb, high = parts
    if ":" in sentence.words[:low] and opening("unsaid_labels").match(words(sentence, 0, min(low, _AROUND))):
        return True
    if not _WORKS.isdisjoint(sentence.lower):
        stretches = (before, words(sentence, low, verb), words(sentence, verb + 1, high))
        if any(ending("inventions").search(part.removesuffix(" ,")) for part in stretches):
            return True
    frame = words(sentence, low, high)
    if within("played_patterns").search(frame):
        return True
    if _CLUES.isdisjoint(sentence.lower):
        return False
    if before and opening("disowning_sentences").match(words(sentence, 0, 4 * _AROUND)):
        return True  # "The letter in which X says … is a forgery"
    return names_forged(f"{before} {frame}") and not within("spoken_of_patterns").search(frame)


def _may_be_hearsay(sentence: Sentence, cue: str) -> bool:
    """Return whether a sentence has, beside its reporting word, any word that tells hearsay."""
    return sentence.lower.count("said") > (cue == "said") or not _HEARSAY.isdisjoint(sentence.lower)


def _is_hearsay(sentence: Sentence, before: str, frame: str) -> bool:
    """Return whether what stands around the clause tells that it is only said to have been said."""
    if not _UNPROVEN.isdisjoint(sentence.lower) and within("unproven_texts").search(f"{before} {frame}"):
        return True
    if "according" in sentence.lower and within("rumoured_sources").search(words(sentence, 0, 2 * _AROUND)):
        return True
    if not before:
        return False
    before = before.removesuffix(" ,").removesuffix(" that")
    hearsay = ending("rumour_asides").search(before) or ending("hearsay_patterns").search(before)
    return hearsay is not None


def names_forged(stretch: str) -> bool:
    """Return whether words name something forged: a doctored clip, a fake letter."""
    return within("forged_things").search(stretch) is not None


def is_rumour(sentence: Sentence, begin: int, end: int) -> bool:
    """Return whether a source behind "according to" is no source but hearsay."""
    return opening("rumour_sources").fullmatch(words(sentence, begin, end)) is not None


def group_begin(sentence: Sentence, begin: int, verb: int) -> int:
    """Return where the words that belong to a verb begin: at "is" in "is said to have told", else at `begin`."""
    if not begin or sentence.lower[begin - 1] not in _SPLITTING:
        return begin
    start = max(0, verb - _GROUP)
    before = words(sentence, start, verb)
    found = ending("split_groups").search(before)
    return start + before.count(" ", 0, found.start(1)) if found is not None else begin


def disowns(sentence: Sentence) -> bool:
    """Return whether a sentence takes back the quotation in it or before it: forged, invented, never uttered."""
    if _CLUES.isdisjoint(sentence.lower):
        return False
    told = words(sentence, 0, 4 * _AROUND)
    return bool(opening("disowning_sentences").match(told) or within("disowning_patterns").search(told))
