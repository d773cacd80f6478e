"""German reporting clauses: the verb, who reports, and through whom."""

from __future__ import annotations

from retrieval.statements.cues import Cue
from retrieval.statements.german import complements
from retrieval.statements.german.cues import BE, BECOME, CLAUSE_NOUNS, HAVE, MODALS, STRONG, cues
from retrieval.statements.german.media import agent, is_impersonal, through, written
from retrieval.statements.german.phrases import (
    CONJUNCTIONS,
    GENITIVE,
    LOWERED,
    PREPOSITIONS,
    RELATIVE,
    SUBORDINATORS,
    noun_phrase,
)
from retrieval.statements.german.segments import (
    FINITE_HELPERS,
    SEARCH,
    clause_head,
    first_phrase,
    inserted_subject,
    is_attribute,
    is_speech,
    phrase_before,
    segment_end,
    segment_start,
    shared_subject,
    subject_after,
    subject_before,
)
from retrieval.statements.german.sources import TRIGGERS, source
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence


def reports(sentence: Sentence) -> list[Report]:
    """Return the reporting clauses and phrases of a German sentence, in order of their cue."""
    table = cues()
    found: list[Report] = []
    for index, lower in enumerate(sentence.lower):
        report: Report | None = None
        if lower in TRIGGERS:
            report = source(sentence, index)
        elif lower in table and (sentence.words[index][0].islower() or index == 0):
            report = _verb(sentence, index, table[lower])
        elif lower in CLAUSE_NOUNS and sentence.words[index + 1 : index + 2] == [","]:
            report = _noun(sentence, index)
        if report is not None:
            _keep(found, report)
    found.sort(key=lambda report: report.frame)
    return complements.divide(sentence, found)


def _keep(found: list[Report], report: Report) -> None:
    """Add a report unless one with the same frame is there; a clause beats the noun in it."""
    for position, other in enumerate(found):
        if other.frame == report.frame or (
            other.frame[0] <= report.frame[0]
            and report.frame[1] <= other.frame[1]
            and other.content
            and not report.content
        ):
            if report.content and not other.content:
                found[position] = report
            return
    found.append(report)


def _verb(sentence: Sentence, index: int, cues: tuple[Cue, ...]) -> Report | None:
    start = segment_start(sentence, index)
    end = segment_end(sentence, index)
    for cue in sorted(cues, key=lambda cue: not cue.particle):
        report = _with_cue(sentence, index, start, end, cue)
        if report is not None:
            return report
    return None


def _with_cue(sentence: Sentence, index: int, start: int, end: int, cue: Cue) -> Report | None:
    if _reports_nothing(sentence, index, cue):
        return None
    apart = cue.particle != "" and index > start and sentence.lower[index - 1] == cue.particle
    last = _ends_clause(sentence, index, end)
    if cue.participle and last and (apart or not cue.particle):
        helper = _helper(sentence, start, index, end, HAVE | BECOME | BE)
        if helper is None and cue.lemma == "zitieren":  # „…“, wird X, Leiter des Y, zitiert
            helper = next((i for i in range(index - 1, max(0, index - 20), -1) if sentence.lower[i] in BECOME), None)
            start = start if helper is None else segment_start(sentence, helper)
        if helper is not None:
            return _compound(sentence, index, start, end, helper, cue)
    if not cue.finite or is_attribute(sentence, index):
        return None
    if apart:
        return _finite(sentence, index, start, end, cue, f"{cue.particle} {sentence.words[index]}", None, final=True)
    if cue.particle:
        particle = _particle(sentence, index, cue.particle)
        if particle is None:
            return None
        return _finite(
            sentence, index, start, end, cue, f"{sentence.words[index]} {sentence.words[particle]}", particle
        )
    if cue.infinitive and last and _helper(sentence, start, index, end, MODALS | BECOME) is not None:
        return None
    return _finite(sentence, index, start, end, cue, sentence.words[index], None)


def _reports_nothing(sentence: Sentence, index: int, cue: Cue) -> bool:
    """Return whether a form of a reporting verb reports nothing by the words beside it: "zu sagen", "meldete sich"."""
    lower = sentence.lower
    if index and lower[index - 1] == "zu":
        return True
    if not index and cue.participle and lower[1:2] and lower[1] in BE | BECOME:
        return True  # "Versichert waren die Stücke"
    if cue.lemma == "melden":
        return "sich" in lower[index + 1 : index + 4]
    return cue.lemma == "heißen" and "es" not in lower[max(0, index - 2) : index + 2]


def _ends_clause(sentence: Sentence, index: int, end: int) -> bool:
    """Return whether the verb at `index` is the last of its clause, its auxiliary aside."""
    if index == end - 1 or sentence.lower[index + 1 : index + 2] in (["worden"], ["und"], ["oder"]):
        return True
    return index == end - 2 and sentence.lower[end - 1] in FINITE_HELPERS


def _compound(sentence: Sentence, index: int, start: int, end: int, helper: int, cue: Cue) -> Report | None:
    """Read "hat … gesagt", "wurde … zitiert": the helper stands where a finite verb would."""
    passive = sentence.lower[helper] not in HAVE
    report = _finite(sentence, helper, start, end, cue, sentence.words[index], index)
    if report is None:
        return None
    if passive:
        report.passive = True
        report.quoted = sentence.words[index] == "zitiert"
        if cue.lemma == "zitieren":
            report.via = agent(sentence, start, end)
        else:
            report.subject, report.antecedent = agent(sentence, start, end), None
            if report.subject is None and cue.use == "judge":
                report.subject, report.via = report.via, None  # "wurde im „Boten“ als „…“ bezeichnet"
    return report


def _finite(
    sentence: Sentence, index: int, start: int, end: int, cue: Cue, name: str, tail: int | None, *, final: bool = False
) -> Report | None:
    """Read the clause whose finite verb is at `index`; `tail` is its particle or participle."""
    lower = sentence.lower
    strong = cue.lemma in STRONG
    report = Report(name, cue.use, (start, end), governs=(start, end), plural=cue.plural)
    first = start
    while first < index and lower[first] in CONJUNCTIONS:
        first += 1
    opens = lower[first] if first < index else ""
    if final or index >= end - 1 or cue.final or (tail is not None and tail < index):  # the verb ends its clause
        if opens in SUBORDINATORS:
            return _subordinate(sentence, index, first, end, report, strong=strong)
        if start > 1 and sentence.words[start - 1] in ",–" and opens in RELATIVE:
            return _relative(sentence, first, start, end, report, strong=strong)
        if opens in PREPOSITIONS and _is_relative(sentence, first + 1, end) and not is_impersonal(sentence, index):
            return None  # "zu dem viele aufgerufen hatten"
        like = _like(sentence, index) if first == index else None
        if like is not None:
            return _subordinate(sentence, index, like, end, report, strong=strong)
    if cue.final or final:
        return None
    _main_clause(sentence, index, first, tail, report, strong=strong)
    if cue.lemma == "lauten" and report.subject is not None and _is_title(sentence, report.subject):
        return None
    return through(sentence, index, report)


def _is_relative(sentence: Sentence, index: int, end: int) -> bool:
    """Return whether the word after a preposition is a relative pronoun rather than an article."""
    return sentence.lower[index] in RELATIVE and noun_phrase(sentence, index, end) < index + 2


def _main_clause(sentence: Sentence, index: int, first: int, tail: int | None, report: Report, *, strong: bool) -> None:
    """Set who reports in a clause with its verb first or second, and what; conjunctions end before `first`."""
    lower = sentence.lower
    start, end = report.frame
    limit = end if tail is None or tail < index else tail
    preceded = start > 0 and (sentence.words[start - 1] in ",–—-)" or sentence.quotes[start - 1] >= 0)
    opens = lower[first]
    if first == index:
        _verb_first(sentence, index, start, end, limit, report, preceded=preceded and start == first, strong=strong)
        if (
            tail is not None
            and lower[tail] != "zitiert"
            and lower[index] in FINITE_HELPERS
            and not _bare(sentence, report, tail)
        ):
            report.content = [part for part in report.content if part[0] >= end]
    elif opens == "so" and first + 1 == index and preceded and strong:
        _set_subject(sentence, index, limit, report)
        report.content = complements.around(0, len(sentence), start, end)
    elif opens in SUBORDINATORS and opens not in ("als", "seit", "da", "während"):
        report.subject = first_phrase(sentence, first + 1, index)
        complements.following(sentence, end, report, strong=strong)
    elif lower[index - 1] in ("und", "aber", "sowie", "oder"):
        report.antecedent = first_phrase(sentence, first, index)
        complements.following(sentence, end, report, strong=strong)
    else:
        before = subject_before(sentence, first, index)
        if before is not None and lower[before[0]] in ("das", "dies") and before[1] - before[0] == 1:
            report.earlier = strong
            before = None
        _set_subject(sentence, index, limit, report, before)
        complements.following(sentence, end, report, strong=strong)


def _set_subject(sentence: Sentence, index: int, limit: int, report: Report, before: Range | None = None) -> None:
    """Set who reports: the writing that "hieß es" names, else the phrase before the verb, else one after it."""
    if is_impersonal(sentence, index):
        report.subject, report.impersonal = written(sentence, *report.frame), True
    else:
        report.subject = before or subject_after(sentence, index + 1, limit)


def _is_title(sentence: Sentence, phrase: Range) -> bool:
    """Return whether a phrase is about a name or title, which quotes nobody: "so lautet der Titel"."""
    return any(sentence.lower[i].endswith(("titel", "name", "motto")) for i in range(*phrase))


def _verb_first(
    sentence: Sentence, index: int, start: int, end: int, limit: int, report: Report, *, preceded: bool, strong: bool
) -> None:
    """Read a clause that begins with its verb: after what it reports, after an insertion, or sharing a subject."""
    subject = subject_after(sentence, index + 1, limit)
    inserted = inserted_subject(sentence, start) if preceded and sentence.words[start - 1] in ",–)" else None
    if inserted is not None and not (start and is_speech(sentence, start - 2)):
        report.subject = inserted
        complements.following(sentence, end, report, strong=strong)
        return
    impersonal = is_impersonal(sentence, index)
    introduces = impersonal and sentence.words[end : end + 1] == [":"]
    if preceded and strong and (subject is not None or impersonal) and not introduces:
        before = complements.preceding(sentence, start)
        if before:
            report.subject = written(sentence, start, end) if impersonal else subject
            report.impersonal = impersonal
            report.frame = (start, max(end, subject[1] if subject else end))
            report.governs = report.frame
            report.content = before
            if report.frame[1] < len(sentence) and sentence.words[report.frame[1]] == ",":
                _continued(sentence, report)
            return
    if impersonal:
        report.subject, report.impersonal = written(sentence, clause_head(sentence, start) or 0, end), True
        complements.following(sentence, end, report, strong=strong)
        return
    if start < index or preceded:
        report.antecedent = shared_subject(sentence, start) if subject is None or start < index else None
        report.subject = None if report.antecedent else subject
    else:
        report.subject = subject
    complements.following(sentence, end, report, strong=strong)


def _continued(sentence: Sentence, report: Report) -> None:
    """Add the second half of a quotation that the reporting clause breaks."""
    begin = report.frame[1] + 1
    if any(quote >= 0 for quote in sentence.quotes[begin : begin + 2]):
        report.content.append((begin, len(sentence)))


def _subordinate(
    sentence: Sentence, index: int, first: int, end: int, report: Report, *, strong: bool
) -> Report | None:
    """Read "wie X mitteilte" and other clauses with the verb at the end."""
    lower = sentence.lower
    report.frame = (first, end)
    report.subject = first_phrase(sentence, first + 1, index)
    if lower[first] == "wie":
        if report.subject is None or lower[report.subject[0]] == "man":
            return None
        report.content = complements.around(0, len(sentence), first, end)
        return through(sentence, index, report)
    if report.subject is None:
        return None
    complements.following(sentence, end, report, strong=strong)
    return through(sentence, index, report)


def _bare(sentence: Sentence, report: Report, tail: int) -> bool:
    """Return whether a clause with auxiliary has no object of its own, so that what precedes can be reported by it."""
    if report.subject is None or not report.content or report.content[0][0] >= report.frame[1]:
        return False
    return subject_after(sentence, report.subject[1], tail) is None


def _like(sentence: Sentence, index: int) -> int | None:
    """Return where "wie" begins the clause of a final verb that an apposition parts from it."""
    for position in range(index - 2, max(-1, index - 25), -1):
        if sentence.lower[position] == "wie" and (position == 0 or sentence.words[position - 1] in ",–:("):
            return position
        if sentence.words[position] in ";:.":
            return None
    return None


def _relative(sentence: Sentence, first: int, start: int, end: int, report: Report, *, strong: bool) -> Report | None:
    """Read a relative clause that reports: "der Hacker, der behauptet, …"."""
    antecedent = phrase_before(sentence, start - 1)
    if antecedent is None:
        return None
    report.frame = (first, end)
    report.subject = (first, first + 1)
    report.antecedent = antecedent
    inner = (
        first_phrase(sentence, first + 1, end) if sentence.lower[first] in ("die", "den", "das", "was", "dem") else None
    )
    if inner is not None and inner[0] == first + 1 and sentence.lower[inner[0]] not in ("die", "das", "den"):
        report.subject, report.antecedent = inner, None  # "die X zum Ziel erklärt hatte"
    complements.following(sentence, end, report, strong=strong)
    report.content = [(low, _main_verb(sentence, low, high)) for low, high in report.content]
    return through(sentence, first, report) if report.content or report.use == "judge" else None


def _main_verb(sentence: Sentence, low: int, high: int) -> int:
    """Return where the main clause goes on with its verb after a relative clause: "…, meldete sich"."""
    for index in range(high - 2, low, -1):
        following = sentence.lower[index + 1]
        verbal = following in FINITE_HELPERS or (sentence.words[index + 1][0].islower() and following not in LOWERED)
        if sentence.words[index] == "," and verbal and sentence.words[index + 2 : index + 3] != [","]:
            return index
    return high


def _helper(sentence: Sentence, start: int, index: int, end: int, forms: frozenset[str]) -> int | None:
    """Return the index of the auxiliary that goes with the verb at `index`, right after it or before."""
    for position in (index + 1, index + 2):
        if position < end and sentence.lower[position] in forms and sentence.lower[position] != "worden":
            return position
    return next((i for i in range(start, index) if sentence.lower[i] in forms and sentence.lower[i] != "worden"), None)


def _particle(sentence: Sentence, index: int, particle: str) -> int | None:
    """Return where the separated prefix of the verb at `index` stands."""
    for position in range(index + 1, min(len(sentence), index + SEARCH)):
        word = sentence.words[position]
        if sentence.lower[position] == particle:
            after = sentence.words[position + 1] if position + 1 < len(sentence) else "."
            if after in ",.;:!?–—)" or sentence.lower[position + 1] in CONJUNCTIONS or len(particle) > 3:
                return position
        elif (
            word == ";"
            or is_speech(sentence, position)
            or (word == "," and sentence.lower[position + 1 : position + 2] in (["dass"], ["daß"]))
        ):
            return None
    return None


def _noun(sentence: Sentence, index: int) -> Report | None:
    """Read a noun that a clause completes: "der Ansicht, dass …", "mit der Begründung, …"."""
    start = segment_start(sentence, index)
    report = Report(sentence.words[index], "say", (start, index + 1), governs=(start, index + 1))
    complements.following(sentence, index + 1, report, strong=False)
    if not report.content:
        return None
    begin = clause_head(sentence, index)
    if begin is None:
        return None
    head = first_phrase(sentence, begin, index)
    if head is None or (head[1] > index - 1 and sentence.lower[index - 1] in GENITIVE):
        return None
    report.subject = head
    return report
