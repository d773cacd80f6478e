"""German reporting clauses: the verb, who reports, and through whom."""

from __future__ import annotations

from dataclasses import replace

from retrieval.statements.cues import Cue
from retrieval.statements.german import complements, mood, nouns, telling
from retrieval.statements.german.brackets import ends_clause, helper, helper_apart, particle_apart
from retrieval.statements.german.cues import BE, BECOME, CLAUSE_NOUNS, HAVE, MOVING, STRONG, cues
from retrieval.statements.german.division import divide
from retrieval.statements.german.infinitives import DEPENDED_ON, infinitive, modal_apart, modal_of
from retrieval.statements.german.media import agent, container, is_impersonal, through, written
from retrieval.statements.german.phrases import (
    CONJUNCTIONS,
    LOWERED,
    PREPOSITIONS,
    RELATIVE,
    SUBORDINATORS,
    in_reported_mood,
    noun_phrase,
)
from retrieval.statements.german.predicates import predicate
from retrieval.statements.german.segments import (
    FINITE_HELPERS,
    clause_head,
    first_phrase,
    inserted_subject,
    is_attribute,
    is_speech,
    phrase_before,
    segment_end,
    segment_start,
    shared_subject,
    starts_main_clause,
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
    last = len(sentence) - 1
    for index, lower in enumerate(sentence.lower):
        report: Report | None = None
        if lower in TRIGGERS:
            report = nouns.relative_source(sentence, index) or source(sentence, index)
        elif lower in table and (sentence.words[index][0].islower() or index == 0):
            report = _verb(sentence, index, table[lower])
        elif index > 3 and sentence.words[index - 1] == "," and lower.endswith(("t", "te", "ten")):
            report = _unlisted(sentence, index)
        elif lower in CLAUSE_NOUNS and sentence.words[index][0].isupper():
            report = nouns.noun(sentence, index)
        if report is not None:
            _keep(found, report)
        ends = index < last and sentence.words[index + 1] in (",", ":", ".")
        if ends and (opinion := predicate(sentence, index)) is not None:
            held = _with_cue(sentence, opinion[0], *_segment(sentence, opinion[0]), opinion[1])
            if held is not None and held.content:
                _keep(found, held)
    found.sort(key=lambda report: report.frame)
    for report in found:
        telling.settle(sentence, report)
    return divide(sentence, found)


def _keep(found: list[Report], report: Report) -> None:
    """Add a report unless one with the same frame is there; a clause beats the noun in it."""
    for position, other in enumerate(found):
        if other.frame == report.frame or (
            other.frame[0] <= report.frame[0]
            and report.frame[1] <= other.frame[1]
            and other.content
            and not report.content
        ):
            if report.content and (not other.content or (other.use == "judge" and report.use != "judge")):
                found[position] = report
            return
    found.append(report)


def _unlisted(sentence: Sentence, index: int) -> Report | None:
    """Read a verb that the lists lack behind words in the Konjunktiv: "Niemand müsse fort, beruhigte X"."""
    if sentence.lower[index] in LOWERED or not sentence.words[index][0].islower():
        return None
    # What begins otherwise names what is spoken of: "Zu dem Vorwurf, er habe gelogen, schweigt X".
    opening = sentence.words.index(",")
    if in_reported_mood(sentence, 0) or not mood.is_reported(sentence, 0, opening):
        return None
    start, end = _segment(sentence, index)
    subject = subject_after(sentence, index + 1, end)
    if start != index or subject is None or subject[0] > index + 2:
        return None
    return Report(sentence.words[index], "say", (start, end), subject, content=[(0, start)], governs=(start, end))


def _segment(sentence: Sentence, index: int) -> Range:
    return segment_start(sentence, index), segment_end(sentence, index)


def _verb(sentence: Sentence, index: int, cues: tuple[Cue, ...]) -> Report | None:
    if index and sentence.lower[index - 1] == "zu":
        return infinitive(sentence, index, *_segment(sentence, index), cues)
    for cue in sorted(cues, key=lambda cue: not cue.particle):
        report = _with_cue(sentence, index, *_segment(sentence, index), cue)
        if report is not None:
            return report
    return None


def _with_cue(sentence: Sentence, index: int, start: int, end: int, cue: Cue) -> Report | None:
    if _reports_nothing(sentence, index, cue):
        return None
    apart = cue.particle != "" and index > start and sentence.lower[index - 1] == cue.particle
    last = ends_clause(sentence, index, end)
    if cue.participle and last and (apart or not cue.particle):
        auxiliary = helper(sentence, start, index, end, HAVE | BECOME | BE)
        if auxiliary is None and cue.lemma == "zitieren":  # „…“, wird X, Leiter des Y, zitiert
            auxiliary = next((i for i in range(index - 1, max(0, index - 20), -1) if sentence.lower[i] in BECOME), None)
        elif auxiliary is None:
            auxiliary = helper_apart(sentence, start, HAVE)
        if auxiliary is not None:
            start = min(start, segment_start(sentence, auxiliary))
            return _compound(sentence, index, start, end, auxiliary, cue)
    modal = modal_of(sentence, start, index, end) if last else None
    if modal is not None and cue.infinitive:
        return _under_modal(sentence, modal, start, end, cue, index)
    if modal is not None and cue.particle and cue.plural:
        return None  # "werde es keinen Umzug geben, kündigte X an"
    if not cue.finite or is_attribute(sentence, index):
        return None
    if apart:
        return _finite(sentence, index, start, end, cue, f"{cue.particle} {sentence.words[index]}", None, final=True)
    if cue.particle:
        particle = particle_apart(sentence, index, cue.particle)
        if particle is None:
            return None
        end = max(end, segment_end(sentence, particle))
        return _finite(
            sentence, index, start, end, cue, f"{sentence.words[index]} {sentence.words[particle]}", particle
        )
    return _finite(sentence, index, start, end, cue, sentence.words[index], None)


def _reports_nothing(sentence: Sentence, index: int, cue: Cue) -> bool:
    """Return whether a form of a reporting verb reports nothing by the words beside it: "meldete sich"."""
    lower = sentence.lower
    if not index and cue.participle and lower[1:2] and lower[1] in BE | BECOME:
        return True  # "Versichert waren die Stücke"
    if cue.lemma == "melden":
        return "sich" in lower[index + 1 : index + 4]
    return cue.lemma == "heißen" and "es" not in lower[max(0, index - 5) : index + 2]


def _under_modal(sentence: Sentence, modal: int, start: int, end: int, cue: Cue, index: int) -> Report | None:
    """Read "will … sagen", "musste … zugeben"."""
    report = _finite(sentence, modal, start, end, replace(cue, final=False), sentence.words[index], index)
    if report is not None:
        report.telling = telling.of_modal(sentence.lower[modal], perfect=False)
    return report


def _compound(sentence: Sentence, index: int, start: int, end: int, auxiliary: int, cue: Cue) -> Report | None:
    """Read "hat … gesagt", "wurde … zitiert": the helper stands where a finite verb would."""
    passive = sentence.lower[auxiliary] not in HAVE and cue.lemma not in MOVING
    if sentence.lower[auxiliary] in ("haben", "sein", "werden"):  # "soll … gesagt haben"
        auxiliary = modal_apart(sentence, start, index) or auxiliary
        start = min(start, segment_start(sentence, auxiliary))
    report = _finite(sentence, auxiliary, start, end, cue, sentence.words[index], index)
    if report is None:
        return None
    if sentence.lower[auxiliary] in DEPENDED_ON - BECOME:
        report.telling = telling.of_modal(sentence.lower[auxiliary], perfect=True)
    if passive:
        report.passive = True
        report.quoted = sentence.words[index] == "zitiert"
        if cue.lemma == "zitieren":
            report.via = agent(sentence, start, end)
        else:
            report.subject, report.antecedent = agent(sentence, start, end), None
            if report.subject is None and cue.use == "say":
                inserted = sentence.lower[start] in BECOME  # "In dem Brief, der gestern kam, wird gewarnt, …"
                begin = (clause_head(sentence, start) or 0) if inserted else start
                report.subject = container(sentence, begin, end)  # "In dem Bericht wird gewarnt, …"
                report.passive = report.subject is None
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
        if opens in PREPOSITIONS and _is_relative(sentence, first + 1, end):
            if not is_impersonal(sentence, index):
                return None  # "zu dem viele aufgerufen hatten"
            report.antecedent, report.impersonal = phrase_before(sentence, start - 1), True
            complements.following(sentence, end, report, strong=strong)
            return report  # "der Absatz, in dem es heißt: „…“"
        like = _like(sentence, first, index)
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
        reported = start > 0 and sentence.words[start - 1] == "," and mood.is_reported(sentence, first, index)
        if reported:  # "Er sagte, das Werk sei sicher und fügte hinzu: …"
            report.frame = report.governs = (index - 1, end)
            report.antecedent = shared_subject(sentence, start)
        else:
            report.antecedent = first_phrase(sentence, first, index)
        complements.following(sentence, end, report, strong=strong)
    else:
        before = subject_before(sentence, first, index)
        if before is not None and lower[before[0]] in ("das", "dies") and before[1] - before[0] == 1:
            before = None
            if start and sentence.words[start - 1] in ",–":  # "Die Kamera fiel aus, das teilte X mit"
                report.content = complements.preceding(sentence, start)
            else:
                report.earlier = strong
        _set_subject(sentence, index, limit, report, before)
        if report.subject is not None and report.subject[1] > end:  # "meldete der Sender, Radio Ostrau, dass …"
            report.frame = report.governs = (start, report.subject[1])
        complements.following(sentence, report.frame[1], report, strong=strong)


def _set_subject(sentence: Sentence, index: int, limit: int, report: Report, before: Range | None = None) -> None:
    """Set who reports: the writing that "hieß es" names, else the phrase before the verb, else one after it."""
    if is_impersonal(sentence, index):
        report.subject, report.impersonal = written(sentence, *report.frame), True
    else:
        if sentence.lower[index + 1 : index + 2] == ["er"]:
            before = None  # "Diese Haltung nannte er …": no object can be "er"
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
    # In the Konjunktiv it is reported whatever the verb: "Die Frist müsse enden, fordert X".
    strong = strong or (preceded and report.use == "say" and mood.is_reported(sentence, 0, start))
    strong = strong or (preceded and report.use != "judge" and sentence.lower[0] in ("dass", "daß"))
    introduces = (
        sentence.words[end : end + 1] == [":"] and (impersonal or all(q < 0 for q in sentence.quotes[:start]))
    ) or (
        impersonal
        and sentence.words[end : end + 1] == [","]
        and complements.opens_reported(sentence, min(end + 1, len(sentence) - 1))
    )
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
    if is_impersonal(sentence, index):
        report.subject, report.impersonal = written(sentence, first, end), True
    else:
        report.subject = first_phrase(sentence, first + 1, index)
    if lower[first] == "wie":
        if report.subject is None or lower[report.subject[0]] == "man":
            return None
        low = next((i + 1 for i in range(first, 0, -1) if sentence.words[i] == ";"), 0)
        report.content = complements.around(low, len(sentence), first, end)
        return through(sentence, index, report)
    if report.subject is None:
        return None
    complements.following(sentence, end, report, strong=strong)
    report.content = [part for part in report.content if not starts_main_clause(sentence, part[0])]
    return through(sentence, index, report)


def _bare(sentence: Sentence, report: Report, tail: int) -> bool:
    """Return whether a clause with auxiliary has no object of its own, so that what precedes can be reported by it."""
    if report.subject is None or not report.content or report.content[0][0] >= report.frame[1]:
        return False
    return subject_after(sentence, report.subject[1], tail) is None


def _like(sentence: Sentence, first: int, index: int) -> int | None:
    """Return where "wie" begins the clause of a final verb that an apposition parts from it.

    Between `first`, where the verb's own part of the clause begins, and the verb stand but phrases with prepositions.
    """
    if first_phrase(sentence, first, index) is not None:
        return None
    for position in range(index - 2, max(-1, index - 25), -1):
        if sentence.lower[position] == "wie" and (position == 0 or sentence.words[position - 1] in ",–:("):
            return position
        if sentence.words[position] in ";:.":
            return None
    return None


def _relative(sentence: Sentence, first: int, start: int, end: int, report: Report, *, strong: bool) -> Report | None:
    """Read a relative clause that reports: "der Hacker, der behauptet, …"."""
    report.frame = (first, end)
    report.subject = (first, first + 1)
    report.antecedent = phrase_before(sentence, start - 1)
    inner = (
        first_phrase(sentence, first + 1, end) if sentence.lower[first] in ("die", "den", "das", "was", "dem") else None
    )
    if inner is not None and inner[0] == first + 1 and sentence.lower[inner[0]] not in ("die", "das", "den"):
        report.subject, report.antecedent = inner, None  # "die X zum Ziel erklärt hatte"
    elif report.antecedent is None:
        return None
    complements.following(sentence, end, report, strong=strong)
    report.content = [
        (low, _main_verb(sentence, low, high)) for low, high in report.content if not starts_main_clause(sentence, low)
    ]
    return through(sentence, first, report) if report.content or report.use == "judge" else None


def _main_verb(sentence: Sentence, low: int, high: int) -> int:
    """Return where the main clause goes on with its verb after a relative clause: "…, meldete sich"."""
    for index in range(high - 2, low, -1):
        following = sentence.lower[index + 1]
        verbal = following in FINITE_HELPERS or (sentence.words[index + 1][0].islower() and following not in LOWERED)
        if sentence.words[index] == "," and verbal and sentence.words[index + 2 : index + 3] != [","]:
            return index
    return high
