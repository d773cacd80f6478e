"""What a German reporting clause tells of its words: that they were said, are denied, are a rumour, or nothing."""

from __future__ import annotations

from functools import lru_cache

from retrieval.languages.word_data import load
from retrieval.statements.german.cues import BE, BECOME, CLAUSE_NOUNS, HAVE, MODALS
from retrieval.statements.german.patterns import pattern
from retrieval.statements.german.phrases import (
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    REPORTED_MOOD,
    is_noun,
)
from retrieval.statements.german.segments import segment_end
from retrieval.statements.german.staging import is_staged
from retrieval.statements.reports import Report, Telling
from retrieval.statements.tokens import Sentence

_LISTS = load("de", "statements")


IRREAL_MODALS = _LISTS.words("irreal_modals")
_CARRIED_OUT = _LISTS.words("carried_out_modals")
_HEARSAY_MODALS = _LISTS.words("hearsay_modals")
_IRREAL = _LISTS.words("irreal_helpers")
_CARRIED_OUT_PHRASES = pattern("carried_out_patterns")
_NEGATIONS = _LISTS.words("negations")
_NOT_NEGATED = _LISTS.words("after_mere_negations")
_NOBODY = _LISTS.words("nobody")
_NEGATED_NOUNS = _LISTS.words("negated_nouns")
_OPENERS = _LISTS.words("unsaid_openers")
_QUESTION_WORDS = _LISTS.words("question_words")
_SUPPOSING = pattern("supposing_patterns")
_HEARSAY = _LISTS.words("hearsay_adverbs")
_HEARSAY_PHRASES = pattern("hearsay_patterns")
_WRONGLY = _LISTS.words("wrongly")
_OPINIONS = pattern("opinion_patterns")
_ASKING = pattern("asking_patterns")
_UTTERING = pattern("uttering_patterns")
_DENIALS = pattern("denial_patterns")
_DENYING_VERBS = pattern("denying_clause_patterns")
_ASCRIBED = _LISTS.words("ascribing_participles")
_REFUSING = _LISTS.words("refusing_words")
_LETTING = _LISTS.words("letting_forms")
_IRREAL_OPENERS = _LISTS.words("irreal_openers")
_DISSUADING = _LISTS.words("dissuading_verbs")
_HEARSAY_WORDS = _LISTS.words("hearsay_words")
_CLAIM_LABELS = _LISTS.words("claim_labels")
_HEARING = _LISTS.words("hearing_verbs")
_PERFECT = _LISTS.words("reported_perfect")
_APPRAISING = pattern("appraising_patterns")
_UNTRUE = pattern("untrue_patterns")
_TAIL = 8
"""Tokens of the end of a clause that something reported breaks."""
_CLAIMING = {"wonach", "dass", "daß"}
_CLAIMED_BY = {("nach", "denen"), ("nach", "dem"), ("nach", "der"), ("laut", "denen"), ("denen", "zufolge")}
_INFLECTED = ("e", "en", "er", "es", "em")
_HELPERS = HAVE | BECOME | BE | MODALS | IRREAL_MODALS
_REACH = 60
"""Tokens looked at around a reporting clause, so that hostile text is read in linear time."""


def of_modal(modal: str, *, perfect: bool) -> Telling:
    """Return what an infinitive of saying tells under a modal verb; `perfect` is "gesagt haben".

    "Musste zugeben" and "konnte bestätigen" tell that it was said, "will sagen" and "müsste sagen" do not; "soll
    gesagt haben" is a rumour.
    """
    if perfect:
        return "rumour" if modal in _HEARSAY_MODALS else "unsaid"
    return "said" if modal in _CARRIED_OUT else "unsaid"


def of_infinitive(sentence: Sentence, begin: int, index: int) -> Telling:
    """Return what "zu sagen" at `index` tells under the verb of the clause from `begin`: "zögerte nicht zu sagen"."""
    before = " ".join(sentence.lower[max(begin, index - _REACH) : index])
    return "said" if _CARRIED_OUT_PHRASES.search(before) else "unsaid"


def settle(sentence: Sentence, report: Report) -> None:
    """Set what a report tells, and what it reports where only that shows it: "nannte es eine Lüge, dass …"."""
    report.telling = _telling(sentence, report)
    if report.telling != "denied":
        return
    start, end = report.frame
    if not report.content and sentence.words[end : end + 1] == [","]:
        opener = tuple(sentence.lower[end + 1 : end + 3])
        if opener in _CLAIMED_BY or not _CLAIMING.isdisjoint(opener[:1]):
            report.content = [(end + 1, len(sentence))]
    elif not report.content and start > 1 and sentence.words[start - 1] == "," and _is_claim(sentence, start):
        report.content = [(0, start)]
    if report.use == "judge" and report.content:
        report.use = "say"


def _is_claim(sentence: Sentence, end: int) -> bool:
    """Return whether a sentence begins with what somebody claims: "Dass er lüge, …", "Den Vorwurf, er lüge, …"."""
    lower = sentence.lower
    return lower[0] in ("dass", "daß") or any(word in CLAUSE_NOUNS for word in lower[: min(4, end)])


def _telling(sentence: Sentence, report: Report) -> Telling:
    """Return what a reporting clause, or a phrase that names a source, tells of its words."""
    own = _own_tokens(sentence, report)
    if _is_supposed(sentence, report, own) or is_staged(sentence, report, own):
        return "unsaid"
    if report.telling == "unsaid":  # "wollte nicht von Scheitern sprechen: …"
        return _negated(sentence, report) if _is_negated(sentence, report, own) else "unsaid"
    if sentence.words[-1] == "?" and _is_asked(sentence, report):
        return "unsaid"
    if report.phrase:
        return "unsaid" if _is_hearsay(sentence, report) else report.telling  # "Gerüchten zufolge" names nobody
    words = [sentence.lower[index] for index in own]
    if _is_negated(sentence, report, own):
        return _negated(sentence, report)
    if _is_misreported(sentence, report, words):
        return "unsaid"
    if _is_denied(sentence, report, words):
        return "denied"
    return "rumour" if not _HEARSAY.isdisjoint(words) or _is_hearsay(sentence, report) else report.telling


def _own_tokens(sentence: Sentence, report: Report) -> list[int]:
    """Return the tokens of a reporting clause that describe the reporting itself: without speaker and quotations."""
    low, high = report.subject or (0, 0)
    first, last = report.antecedent or report.via or (0, 0)
    start, end = report.frame
    end = min(end, start + _REACH)
    if not CONJUNCTIONS.isdisjoint(sentence.lower[start:end]):
        verb = report.cue.split()[0].lower()
        for index in range(end - 1, start, -1):  # "wollte nicht bleiben und sagte"
            joined = sentence.lower[index - 1] in CONJUNCTIONS
            if joined and (sentence.lower[index] == verb or sentence.lower[index] in _HELPERS):
                start = index
                break
    return [i for i in range(start, end) if not (low <= i < high or first <= i < last) and sentence.quotes[i] < 0]


def _is_misreported(sentence: Sentence, report: Report, words: list[str]) -> bool:
    """Return whether a clause names no speaker of its words: misquoted, one who is told them, or a claim of others.

    "Wird fälschlich zitiert", "Minister X wurde gesagt: …", "die Behauptung, X habe gesagt, …", "hielt sich bedeckt".
    """
    if "zitier" in report.cue.lower():
        return not _WRONGLY.isdisjoint(words)
    if report.passive and not report.quoted and report.subject is None and not report.impersonal:
        return not BECOME.isdisjoint(words)
    start = report.frame[0]
    if "sich" in words and not _LETTING.isdisjoint(words):
        return True
    if report.use == "judge" and sentence.lower[report.frame[1] : report.frame[1] + 2] == [",", "ob"]:
        return True
    if not _REFUSING.isdisjoint(words) or (not _DISSUADING.isdisjoint(words) and "davon" in words):
        return True
    if report.cue.lower() in CLAUSE_NOUNS and not report.owned:  # "wollte das Gerücht, er gehe, nicht kommentieren"
        tail = _tail(sentence, report)
        return any(word in MODALS or word in IRREAL_MODALS for word in words) or not _NEGATIONS.isdisjoint(tail)
    if start > 1 and sentence.words[start - 1] == ":" and sentence.lower[start - 2] in _CLAIM_LABELS:
        return True
    return start > 1 and sentence.words[start - 1] == "," and not _PERFECT.isdisjoint(words)


def _tail(sentence: Sentence, report: Report) -> list[str]:
    """Return the end of the clause that what a noun reports breaks: "hat den Bericht, er gehe, nicht bestätigt"."""
    comma = next((i for i in range(len(sentence) - 1, report.frame[1], -1) if sentence.words[i] == ","), len(sentence))
    tail = sentence.lower[comma + 1 :]
    return tail if len(tail) < _TAIL else []


def _negated(sentence: Sentence, report: Report) -> Telling:
    """Return what a negated clause tells: who does not hold something denies it, who does not confirm may say why."""
    cue = report.cue.lower()
    if _OPINIONS.match(cue):
        return "denied"
    commented = bool(report.content) and all(sentence.words[low - 1] == ":" for low, _ in report.content)
    return "said" if commented and not _UTTERING.match(cue) else "unsaid"


def _is_negated(sentence: Sentence, report: Report, own: list[int]) -> bool:
    """Return whether a reporting clause says that its words were not said, or by nobody."""
    lower = sentence.lower
    low, high = report.subject or (0, 0)
    if low < high and (lower[low] == "weder" or (low and lower[low - 1] == "weder")):
        return True
    if low < high and lower[low] in _NOBODY:
        return True
    for index in own:
        word = lower[index]
        if _is_negation(sentence, index):
            if not _is_mere(sentence, index):
                return True
        elif _negates(sentence, index) or (word in _NOBODY and word not in DETERMINERS):
            return True
    first = min((part[0] for part in report.content), default=len(sentence))
    if first < report.frame[0]:
        return lower[first] == "kein" and _negates(sentence, first)
    comma = next((i for i in range(1, min(5, report.frame[0])) if sentence.words[i] == ","), 0)  # "Nie, so Y, sagte X"
    if not comma or lower[comma + 1] in CONJUNCTIONS:  # "nicht X, sondern Y sagte"
        return False
    return any(_is_negation(sentence, i) or _negates(sentence, i) for i in range(comma))


def _is_negation(sentence: Sentence, index: int) -> bool:
    """Return whether a word negates; with a capital within a sentence it is a name: "Lothar Nicht"."""
    return sentence.lower[index] in _NEGATIONS and (not index or sentence.words[index][0].islower())


def _is_mere(sentence: Sentence, index: int) -> bool:
    """Return whether a negation belongs to a word beside it alone: "nicht nur", "der nicht öffentliche Bericht"."""
    if index + 2 >= len(sentence) or sentence.lower[index + 1] in _NOT_NEGATED:
        return index + 1 < len(sentence) and sentence.lower[index + 1] in _NOT_NEGATED
    if sentence.lower[index + 1] == "als":  # "nicht als Minister", but "nie als „Lügner“ bezeichnet"
        return sentence.quotes[index + 2] < 0
    if not index or sentence.lower[index - 1] not in DETERMINERS | PREPOSITIONS:
        return False
    for i in (index + 1, index + 2):
        if i + 1 < len(sentence) and sentence.words[i][0].islower() and is_noun(sentence, i + 1):
            return sentence.lower[i].endswith(_INFLECTED)
    return False


def _negates(sentence: Sentence, index: int) -> bool:
    """Return whether "kein" stands at `index` with a noun with which nothing was said: "kein Wort davon"."""
    return sentence.lower[index].startswith("kein") and any(
        word in _NEGATED_NOUNS for word in sentence.lower[index + 1 : index + 4]
    )


def _first(sentence: Sentence, report: Report) -> int:
    """Return where a reporting clause begins, conjunctions skipped."""
    first, end = report.frame
    while first < end - 1 and sentence.lower[first] in CONJUNCTIONS:
        first += 1
    return first


def _is_supposed(sentence: Sentence, report: Report, own: list[int]) -> bool:
    """Return whether a reporting clause stands in a condition, a comparison with "als ob" or a that-clause.

    Conditions may open with their verb: "Hätte X gesagt, …", "Sagt X am Montag, …, brechen die Kurse ein".
    """
    lower = sentence.lower
    first = _first(sentence, report)
    opener = next((i for i in (first, first + 1) if i < report.frame[1] and lower[i] in _OPENERS), None)
    if opener is not None:
        return not (opener and lower[opener - 1] == "auch")
    if lower[first] == "als" and not {"ob", *REPORTED_MOOD}.isdisjoint(lower[first + 1 : first + 2]):
        return True
    if report.phrase:
        return False
    before = report.subject[0] if report.subject is not None else 0
    if lower[max(0, before - 2) : before] == ["anders", "als"] or any(lower[index] in _IRREAL for index in own):
        return True
    if first > 1 and sentence.words[first - 1] == "," and _SUPPOSING.search(" ".join(lower[max(0, first - 8) : first])):
        return True
    if lower[0] in _IRREAL_OPENERS and not any(low <= 0 < high for low, high in report.content):
        return sentence.quotes[0] < 0
    if sentence.words[-1] == "?" or not _opens_with_verb(sentence, report, first):
        return False
    if lower[first] == "hat" or lower[first + 1 : first + 2] == ["wir"]:  # "Nehmen wir an, …"
        return True
    on = _leads_on(sentence, report)
    return on is not None and (lower[first].endswith("t") or lower[on] in _IRREAL | IRREAL_MODALS)


def _opens_with_verb(sentence: Sentence, report: Report, first: int) -> bool:
    """Return whether a reporting clause opens its sentence with its finite verb."""
    begins = all(word in CONJUNCTIONS or word in (":", "–", "—") for word in sentence.lower[max(0, first - 2) : first])
    return begins and (sentence.lower[first] in _HELPERS or sentence.lower[first] == report.cue.split()[0].lower())


def _leads_on(sentence: Sentence, report: Report) -> int | None:
    """Return the verb, or "dann", that opens a main clause behind what a clause reports."""
    for index in range(report.frame[1] + 1, min(len(sentence) - 2, report.frame[1] + _REACH)):
        if sentence.words[index] != ",":
            continue
        following = sentence.lower[index + 1]
        verbal = sentence.words[index + 1][0].islower() and following.endswith(("t", "en"))
        if following in ("dann", "so") or following in _HELPERS or (verbal and following not in DETERMINERS):
            return index + 1
    return None


def _is_asked(sentence: Sentence, report: Report) -> bool:
    """Return whether the reporting clause of a question asks whether, or why, something was said."""
    if _ASKING.match(report.cue.lower()):
        return False
    if report.phrase:
        return sentence.lower[0] in _HELPERS
    first = _first(sentence, report)
    opens = first == 0 or sentence.words[first - 1] in ":–—,"
    asks = sentence.lower[first] in _QUESTION_WORDS and bool(report.content) and report.content[0][0] > first
    return (opens and asks) or _opens_with_verb(sentence, report, first)


def _is_hearsay(sentence: Sentence, report: Report) -> bool:
    """Return whether a phrase of the sentence says that it is only told: "dem Vernehmen nach", "wie man hört"."""
    if _HEARSAY_WORDS.isdisjoint(sentence.lower):
        return False
    begin = max(0, report.frame[0] - _REACH)
    places = range(begin, min(report.frame[1], begin + 2 * _REACH))
    around = " ".join(sentence.lower[i] if sentence.quotes[i] < 0 else "" for i in places)
    found = _HEARSAY_PHRASES.search(around)
    if found is None:
        return False
    index = begin + around.count(" ", 0, found.start())
    return not any(low <= index < high for low, high in report.content) or report.phrase


@lru_cache(maxsize=4096)
def _denies(cue: str) -> bool:
    """Return whether a cue denies what it introduces; kept, for the same few come again and again."""
    return _DENIALS.search(cue) is not None


def _is_denied(sentence: Sentence, report: Report, words: list[str]) -> bool:
    """Return whether a clause denies what it reports: "bestritt, dass …", "nannte es eine Lüge, dass …"."""
    cue = report.cue.lower()
    if _denies(cue):  # what follows a colon is said against it: "wies den Vorwurf zurück: Es fehle nichts"
        return not report.content or any(sentence.words[low - 1] != ":" for low, _ in report.content)
    if cue in CLAUSE_NOUNS and not report.owned:  # "wies die Behauptung zurück, …"
        clause = " ".join([*sentence.lower[slice(*report.frame)], "|", *_tail(sentence, report)])
        return _DENYING_VERBS.search(clause) is not None
    if report.use != "judge" and not _APPRAISING.match(cue):
        return False
    if sentence.words[report.frame[1] : report.frame[1] + 1] != [","]:
        return False
    named = [sentence.lower[i] for i in range(*report.frame) if sentence.quotes[i] >= 0]  # "nannte es „Unsinn“, dass"
    return _UNTRUE.search(" ".join([*words, *named, "|", *sentence.lower[-4:]])) is not None


def tells_nothing(sentence: Sentence, verb: int) -> bool:
    """Return whether a clause that opens with its verb behind a quotation does not say that anybody uttered it.

    "„…“, soll X gedroht haben", "„…“, wird X nachgesagt", "den Vorwurf, er sei „…“, wies X zurück".
    """
    end = segment_end(sentence, verb)
    words = sentence.lower[verb:end]
    ascribed = words[0] in BECOME and not _ASCRIBED.isdisjoint(words)
    if "wissen" in words:  # "„…?“, wollen die Anwohner wissen"
        return False
    if (
        ascribed
        or not _HEARING.isdisjoint(words)
        or words[0] in _HEARSAY_MODALS | _IRREAL | IRREAL_MODALS
        or not _NEGATIONS.isdisjoint(words)
    ):
        return True
    return not CLAUSE_NOUNS.isdisjoint(sentence.lower[max(0, verb - _REACH) : verb])
