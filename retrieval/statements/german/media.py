"""Through whom German text quotes: the quoting agency, the paper told, the document that says so."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.german.cues import BECOME, HAVE, is_text
from retrieval.statements.german.phrases import (
    COMMON_WORD_MEDIA,
    OBLIQUE,
    PREPOSITIONS,
    TIME_NOUNS,
    is_media,
    is_noun,
    noun_phrase,
)
from retrieval.statements.german.roles import ORGANISATION_ENDINGS, ROLE_ENDINGS
from retrieval.statements.german.segments import SEARCH, clause_head, first_phrase
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence

_LISTS = load("de", "statements")

_CONTAINING = _LISTS.words("containing_verbs")
_STANDING = _LISTS.words("standing_verbs")
_UTTERANCES = _LISTS.words("utterances")
_MEDIUM_BEFORE = _LISTS.words("before_media")
_EMERGING = ("geht", "ging", "gehe", "gingen", "gehen")
_PLACES = ("in", "im", "auf", "aus", "bei", "beim", "vom", "von", "seitens")
_INTERVIEW = ("interview", "interviews", "gespräch")
_MEDIA_ROLES = tuple(_LISTS.words("media_roles"))
_FEMININE = tuple(_LISTS.words("feminine_media_endings"))
_MARKS = "„“”\"«»‚‘'"


def nominative(name: list[str]) -> list[str]:
    """Return the words of a medium's name, its adjectives in the nominative: "Süddeutsche Zeitung" for "…en …"."""
    feminine = name[-1].lower().endswith(_FEMININE) if name else False
    ending = "" if feminine else "r"
    return [word[:-1] + ending if word.endswith(("schen", "inen")) else word for word in name[:-1]] + name[-1:]


def agent(sentence: Sentence, start: int, end: int) -> Range | None:
    """Return the phrase after "von" in a passive clause, rather one that does not follow a noun."""
    behind: Range | None = None
    for index in range(start, end - 1):
        if sentence.lower[index] in ("von", "vom", "seitens"):
            if sentence.lower[index + 1] in ("seiten", "seite"):
                index += 1
            after = noun_phrase(sentence, index + 1, end)
            if after > index + 1:
                if index == start or not is_noun(sentence, index - 1):
                    return index + 1, after
                behind = index + 1, after
    return behind


def is_emerging(sentence: Sentence, index: int) -> bool:
    """Return whether the verb tells what comes from somewhere: "geht aus … hervor", "verlautete aus …"."""
    lower = sentence.lower[index]
    if lower in _EMERGING:
        return "hervor" in sentence.lower[index + 1 : index + SEARCH]
    return lower.startswith(("hervorg", "verlautet"))


def is_impersonal(sentence: Sentence, index: int) -> bool:
    """Return whether the verb names nobody: "heißt es", "hieß es", "geht aus … hervor"."""
    if is_emerging(sentence, index):
        return True
    if sentence.lower[index] in HAVE:
        return "geheißen" in sentence.lower[index : index + 8]
    return sentence.lower[index] in ("heißt", "hieß") and "es" in (
        sentence.lower[index + 1 : index + 2] + sentence.lower[max(0, index - 5) : index]
    )


def written(sentence: Sentence, start: int, end: int) -> Range | None:
    """Return the writing or body that "heißt es" names: "in dem Antrag", "aus dem Ministerium"."""
    emerging = any(is_emerging(sentence, index) for index in range(start, end))
    places = ("aus",) if emerging else _PLACES
    for index in range(start, end - 1):
        if sentence.lower[index] in places:
            after = noun_phrase(sentence, index + 1, end, loose=True)
            noun = next((i for i in range(index + 1, after) if is_noun(sentence, i)), index)
            if after > index + 1 and sentence.lower[noun] not in TIME_NOUNS:
                return index + 1, after
    return None


def container(sentence: Sentence, start: int, end: int) -> Range | None:
    """Return the text in which something is said by a passive clause: "im Bericht der Kommission"."""
    found = written(sentence, start, end)
    noun = next((i for i in range(*found) if is_noun(sentence, i)), None) if found is not None else None
    return found if noun is not None and is_text(sentence.lower[noun]) else None


def writing(sentence: Sentence, end: int) -> Range | None:
    """Return the text or speaker that a clause before a colon at `end` quotes without a reporting verb.

    That is "in dem Entwurf" beside "steht", the subject of "enthält", and X in "das Fazit von X".
    """
    begin = clause_head(sentence, end)
    if begin is None:
        return None
    lower = sentence.lower
    for index in range(begin, end):
        if lower[index] in _CONTAINING:
            return first_phrase(sentence, begin, index) or first_phrase(sentence, index + 1, end)
        if lower[index] in _STANDING and not {"zu", "sich", "noch", "geschrieben", "dort", "da"}.isdisjoint(
            lower[index + 1 : end] + lower[max(begin, index - 1) : index]
        ):
            return _relative_place(sentence, index) or written(sentence, begin, end)
        if lower[index] in _UTTERANCES and index + 1 < end:
            owner = index + 2 if lower[index + 1] in ("von", "vom") else index + 1
            after = noun_phrase(sentence, owner, end)
            if after > owner and (owner > index + 1 or lower[owner] in ("des", "der", "eines", "einer")):
                return owner, after
    return None


def _relative_place(sentence: Sentence, index: int) -> Range | None:
    """Return what a relative clause around `index` is about: the note of "ein Zettel, auf dem geschrieben stand"."""
    for comma in range(index - 1, max(0, index - 8), -1):
        if sentence.words[comma] == ",":
            place = sentence.lower[comma + 1] in ("auf", "in") and sentence.lower[comma + 2] in ("dem", "der", "denen")
            clause = noun_phrase(sentence, comma + 2, index + 1) <= comma + 3
            nouns = [i for i in range(max(0, comma - 6), comma) if is_noun(sentence, i)]
            return (nouns[-1], nouns[-1] + 1) if place and clause and nouns else None
    return None


def through(sentence: Sentence, index: int, report: Report) -> Report:
    """Settle who is quoted and through whom."""
    if "zitier" in report.cue:
        _cited(sentence, index, report)
    if report.via is None:
        _part_told(sentence, index, report)
    if report.via is None:
        report.via = _via(sentence, *report.frame, report.subject)
    return report


def _part_told(sentence: Sentence, index: int, report: Report) -> None:
    """Tell who speaks from the medium told right after: "sagte Belov der Agentur Interfax"."""
    low, high = report.subject or (0, 0)
    if low <= index:
        return
    for position in range(low + 1, high - 1):
        if sentence.lower[position] not in ("der", "dem") or not is_noun(sentence, position - 1):
            continue
        if noun_phrase(sentence, position, high) != high:
            continue
        if _is_addressed(sentence, low, position):
            report.subject = low, position
            return
        if not _is_told(sentence, position, high):
            continue
        if not sentence.lower[position - 1].endswith(_MEDIA_ROLES):
            report.subject, report.via = (low, position), (position, high)
        return


def _is_addressed(sentence: Sentence, low: int, position: int) -> bool:
    """Return whether a bare name and then an office are two people: "sagte Ebeling der Ministerin"."""
    office = sentence.lower[position + 1].endswith(ROLE_ENDINGS)
    name = all(is_noun(sentence, i) for i in range(low, position))
    return office and name and not sentence.lower[position - 1].endswith((*ROLE_ENDINGS, *ORGANISATION_ENDINGS))


def _is_told(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether a dative phrase is a medium: by its nouns, its name, or a short name in quotation marks."""
    if is_media(sentence, start, end) or sentence.lower[start + 1].strip(_MARKS) in COMMON_WORD_MEDIA:
        return True
    return end == start + 2 and sentence.quotes[start + 1] >= 0


def _cited(sentence: Sentence, index: int, report: Report) -> None:
    """Tell quoter from quoted: "zitierte Interfax Belov"."""
    high = report.frame[1]
    quoter = report.subject
    if quoter is None or sentence.lower[index] in BECOME:
        return
    begin = quoter[1] if quoter[0] > index else index + 1
    for position in range(begin, min(high, begin + 8)):
        after = position + 1 if sentence.lower[position] in ("ihn", "sie") else noun_phrase(sentence, position, high)
        if sentence.lower[position] in PREPOSITIONS:
            break
        if after > position:
            report.via, report.subject = quoter, (position, after)
            return
    split = _split_quoter(sentence, quoter)
    if split is not None:
        report.via, report.subject = (quoter[0], split), (split, quoter[1])
    elif is_media(sentence, *quoter):
        report.via, report.subject = quoter, None


def _split_quoter(sentence: Sentence, phrase: Range) -> int | None:
    """Return where "die Nachrichtenagentur Interfax Belov" ends naming the agency and begins naming a person."""
    low, high = phrase
    for index in range(low + 1, high):
        described = sentence.lower[index - 1].endswith(("agentur", "zeitung", "magazin", "sender", "blatt"))
        if sentence.lower[index] in PREPOSITIONS:
            return None
        if not described and is_media(sentence, low, index) and not is_media(sentence, index, index + 1):
            return index
    return None


def _via(sentence: Sentence, low: int, high: int, subject: Range | None) -> Range | None:
    """Return the medium the clause names as told or broadcasting: "in einem Interview mit ABC News"."""
    lower = sentence.lower
    for index in range(low, min(high, low + SEARCH)):
        if subject is not None and subject[0] <= index < subject[1]:
            continue
        word = lower[index]
        if index > low and lower[index - 1] in PREPOSITIONS - _MEDIUM_BEFORE:
            continue
        if word in _MEDIUM_BEFORE or word in OBLIQUE or word in ("der", "den", "dem"):
            begin = index + 1 if word in _MEDIUM_BEFORE else index
            after = noun_phrase(sentence, begin, high)
            beside = subject is not None and index == subject[1] and word in ("der", "dem") and after > begin
            if after > begin and (is_media(sentence, begin, after) or (beside and _is_told(sentence, begin, after))):
                if lower[after - 1].endswith(_INTERVIEW) and "-" in lower[after - 1]:
                    return after - 1, after
                return begin, after
    return None
