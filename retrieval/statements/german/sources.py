"""German phrases that name a source: laut X, nach Angaben von X, X zufolge, so X."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.german.complements import around
from retrieval.statements.german.cues import BE, SPEECH_NOUN_ENDINGS, SPEECH_NOUNS
from retrieval.statements.german.phrases import (
    DETERMINERS,
    GENITIVE,
    LOWERED,
    NOMINATIVE_PRONOUNS,
    OBLIQUE,
    PREPOSITIONS,
    RELATIVE,
    REPORTED_MOOD,
    SUBORDINATORS,
    is_adjective,
    is_media,
    is_noun,
    noun_phrase,
)
from retrieval.statements.german.segments import (
    FINITE_HELPERS,
    is_speech,
    segment_start,
    starts_phrase,
    with_apposition,
)
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence

_LISTS = load("de", "statements")

TRIGGERS = _LISTS.words("source_triggers")
_LAWS = tuple(_LISTS.words("law_endings"))
_OWNED = _LISTS.words("owned_nouns")
_ADDRESSED = _LISTS.words("addressed_possessors")


def source(sentence: Sentence, index: int) -> Report | None:
    """Return the report of the source phrase whose preposition, or "so", is at `index`."""
    lower = sentence.lower[index]
    if lower in ("laut", "gemäß"):
        return _laut(sentence, index)
    if lower == "nach":
        return _nach(sentence, index) or _postposed(sentence, index, speech=True)
    if lower == "aus":
        return _view(sentence, index)
    if lower == "zufolge":
        return _postposed(sentence, index, speech=False)
    if lower == "für":
        return _for(sentence, index)
    if lower == "demnach":
        return _thus(sentence, index)
    return _so(sentence, index) if lower == "so" else None


def _for(sentence: Sentence, index: int) -> Report | None:
    """Read "Für X ist das „…“": only quoted words are reported so."""
    end = noun_phrase(sentence, index + 1, len(sentence))
    if end == index + 1 or end >= len(sentence):
        return None
    if index and sentence.lower[index - 1] in BE | {"was", "bleibt"}:  # "war für X „…“", "was für X ein „…“ ist"
        stop = min(end + 3, len(sentence))
        if all(quote < 0 for quote in sentence.quotes[end:stop]):
            return None
        return Report(sentence.words[index], "judge", (index, end), (index + 1, end), governs=(index, stop))
    if (index and sentence.words[index - 1] not in ",;:–") or sentence.lower[end] not in BE:
        return None
    return Report(sentence.words[index], "judge", (index, end), (index + 1, end), governs=(index, len(sentence)))


def _view(sentence: Sentence, index: int) -> Report | None:
    """Read "aus Sicht der Behörden", "aus seiner Sicht"."""
    noun = next((i for i in range(index + 1, min(index + 4, len(sentence))) if is_noun(sentence, i)), None)
    if noun is None or sentence.lower[noun] != "sicht":
        return None
    start = segment_start(sentence, index)
    if sentence.lower[start] in SUBORDINATORS and start < index:
        return None
    end = noun_phrase(sentence, index + 1, len(sentence))
    name = f"{sentence.words[index]} {sentence.words[noun]}"
    return _report(sentence, name, (index, end), (index + 1, end), noun)


def _thus(sentence: Sentence, index: int) -> Report | None:
    """Read "Demnach …": the sentence goes on reporting the source named before."""
    if index + 2 >= len(sentence):
        return None
    frame = (index, index + 1)
    start = segment_start(sentence, index)
    if index > 1 and (start or not any(lower in FINITE_HELPERS for lower in sentence.lower[:index])):
        return None
    content = [(index + 1, len(sentence))] if index < 2 else around(0, len(sentence), *frame)
    return Report(sentence.words[index], "say", frame, frame, content=content, governs=frame, resumed=True)


def _laut(sentence: Sentence, index: int) -> Report | None:
    end = noun_phrase(sentence, index + 1, len(sentence))
    if end == index + 1:
        return None
    noun = next((i for i in range(index + 1, end) if is_noun(sentence, i)), index + 1)
    if sentence.lower[index] == "gemäß" and sentence.lower[noun].endswith(_LAWS):
        return None
    spoken = noun if _is_speech_noun(sentence.lower[noun]) else None
    return _report(sentence, sentence.words[index], (index, end), (index + 1, end), spoken)


def _is_speech_noun(lower: str) -> bool:
    return lower in SPEECH_NOUNS or lower.endswith(SPEECH_NOUN_ENDINGS)


def _nach(sentence: Sentence, index: int) -> Report | None:
    length = len(sentence)
    noun = index + 1
    while noun < min(length, index + 6) and not is_noun(sentence, noun):
        if not (sentence.lower[noun] in DETERMINERS or is_adjective(sentence, noun) or sentence.lower[noun].isdigit()):
            return None
        noun += 1
    if noun + 1 < length and noun == index + 1 and sentence.lower[noun].endswith("s"):
        owned = sentence.lower[noun + 1]  # "nach Lindholms Angaben"
        if owned in _OWNED or _is_speech_noun(owned):
            name = f"{sentence.words[index]} {sentence.words[noun + 1]}"
            return _report(sentence, name, (index, noun + 2), (noun, noun + 1))
    if noun >= min(length, index + 6):
        return None
    if (
        not _is_speech_noun(sentence.lower[noun])
        and not _is_owned(sentence, noun)
        and not _is_press(sentence, index, noun)
    ):
        return None
    if sentence.lower[index + 1] in _ADDRESSED and sentence.words[-1] == "?":
        return None
    end = noun_phrase(sentence, index + 1, length)
    return _report(sentence, f"{sentence.words[index]} {sentence.words[noun]}", (index, end), (index + 1, end), noun)


def _is_owned(sentence: Sentence, noun: int) -> bool:
    """Return whether a noun like "Plan" has the owner that makes it a source: "nach dem Plan der Regierung"."""
    owned = sentence.lower[noun].endswith(tuple(_OWNED))
    return owned and noun + 1 < len(sentence) and sentence.lower[noun + 1] in GENITIVE | {"von", "vom"}


def _is_press(sentence: Sentence, index: int, noun: int) -> bool:
    """Return whether "nach" at `index` is followed by the press: "nach örtlichen Medien", "nach Interfax"."""
    if sentence.lower[noun].endswith("medien"):
        return True
    return noun == index + 1 and is_media(sentence, noun, noun_phrase(sentence, noun, len(sentence)))


def _postposed(sentence: Sentence, index: int, *, speech: bool) -> Report | None:
    """Read "Diplomaten zufolge" and "ihrer Meinung nach"."""
    for start in range(max(segment_start(sentence, index), index - 14), index):
        if sentence.lower[start] in PREPOSITIONS or (
            sentence.lower[start] in RELATIVE and sentence.lower[start + 1] in DETERMINERS
        ):
            continue
        if noun_phrase(sentence, start, index, loose=not speech) != index:
            continue
        noun = next((i for i in range(start, index) if is_noun(sentence, i)), start)
        spoken = _is_speech_noun(sentence.lower[noun])
        if speech and (not spoken or sentence.words[-1] == "?"):
            return None
        return _report(sentence, sentence.words[index], (start, index + 1), (start, index), noun if spoken else None)
    return None


def _so(sentence: Sentence, index: int) -> Report | None:
    length = len(sentence)
    if not index or index + 1 >= length:
        return None
    if not (sentence.words[index - 1] in ",–—-" or sentence.quotes[index - 1] >= 0):
        return None
    begin = index + 1
    if sentence.lower[begin] in NOMINATIVE_PRONOUNS and not starts_phrase(sentence, begin, length):
        end = begin + 1
    else:
        end = noun_phrase(sentence, begin, length)
    if end == begin or sentence.lower[begin] in OBLIQUE or sentence.lower[begin] in ("man", "es"):
        return None
    close = end
    while close < min(length, end + 14) and sentence.words[close] not in ",.;:!?–—" and not is_speech(sentence, close):
        if sentence.lower[close] in FINITE_HELPERS:
            return None
        close += 1
    if close > end and sentence.lower[end] not in LOWERED and sentence.words[end] != "(":
        return None
    subject = begin, with_apposition(sentence, begin, end, length) if close == end else end
    close = max(close, subject[1])
    report = Report(sentence.words[index], "say", (index, close), subject, governs=(index, close))
    report.content = around(0, length, index, close)
    for position in range(end, close):
        after = noun_phrase(sentence, position + 1, close)
        if (
            sentence.lower[position] in ("gegenüber", "mit")
            and after > position + 1
            and is_media(sentence, position + 1, after)
        ):
            report.via = position + 1, after
    return report


def _report(sentence: Sentence, name: str, frame: Range, phrase: Range, noun: int | None = None) -> Report | None:
    """Return the report of a phrase that names a source; `noun` is the speech noun in it, if any."""
    before = sentence.lower[max(0, frame[0] - 2) : frame[0]]
    if len(before) == 2 and before[1] in ("der", "die", "das", "den", "dem") and before[0] != ",":
        return None  # "die nach Behördenangaben 350 Passagiere": an attribute, no source of the sentence
    subject = phrase
    own = False
    if noun is not None:
        inner = noun + 1
        if inner < phrase[1] and sentence.lower[inner] in ("von", "vom", "aus"):
            inner += 1
        if inner < phrase[1] and not sentence.lower[inner][0].isdigit():
            subject = (inner, phrase[1])
        elif any(sentence.lower[i].startswith("eigene") for i in range(phrase[0], noun)):
            own = True
    close = frame[1]
    if close == phrase[1] and frame[0] == 0 and close < len(sentence) and sentence.lower[close] in PREPOSITIONS:
        further = noun_phrase(sentence, phrase[0], len(sentence), loose=True)
        if further < len(sentence) and _is_verb(sentence, further):
            phrase, subject, close = (phrase[0], further), (subject[0], further), further
    if close == phrase[1]:
        named = with_apposition(sentence, subject[0], phrase[1], close, oblique=True)
        close = max(_with_asides(sentence, close), named)
        subject = (subject[0], named)
    frame = (frame[0], close)
    report = Report(name, "say", frame, subject, own=own, phrase=True)
    low, high = _scope(sentence, frame)
    report.content = around(low, high, *frame)
    report.governs = frame
    return report


def _is_verb(sentence: Sentence, index: int) -> bool:
    """Return whether a word can be the finite verb right after the phrase that fills the first place."""
    lower = sentence.lower[index]
    if not sentence.words[index][0].islower() or lower in PREPOSITIONS | DETERMINERS:
        return False
    return lower in FINITE_HELPERS or lower in REPORTED_MOOD or lower.endswith(("t", "te", "ten", "en"))


def _with_asides(sentence: Sentence, end: int) -> int:
    """Return the end of a source phrase with the apposition and relative clauses after it, up to the main verb."""
    length = len(sentence)
    close = end
    while close < length and sentence.words[close] == "," and close + 1 < length:
        opens = sentence.lower[close + 1]
        aside = opens in RELATIVE or opens in OBLIQUE or is_noun(sentence, close + 1)
        comma = next((i for i in range(close + 1, min(length, close + 25)) if sentence.words[i] == ","), None)
        if not aside or comma is None:
            break
        close = comma
    if close == end:
        return end
    following = close + 1
    if (
        following < length
        and sentence.words[following][0].islower()
        and sentence.lower[following] not in RELATIVE | SUBORDINATORS
    ):
        return close
    return end


def _scope(sentence: Sentence, frame: Range) -> Range:
    """Return the part of the sentence that a source phrase covers: its clause if subordinate, else all."""
    start = segment_start(sentence, frame[0])
    length = len(sentence)
    if start and sentence.words[start - 1] == "(":
        return start, next((i for i in range(frame[1], length) if sentence.words[i] == ")"), length)
    if sentence.lower[start] == "darunter" and start:
        return start, next((i for i in range(frame[1], length) if sentence.words[i] in ",;."), length)
    if start > 0 and sentence.words[start - 1] in ",;:–":
        opens = sentence.lower[start]
        if sentence.words[start - 1] in ";:" or opens in (
            "aber",
            "sondern",
            "doch",
            "denn",
            "während",
            "wobei",
            "obwohl",
        ):
            return start, length
        if start < frame[0] and (opens in SUBORDINATORS or opens in RELATIVE or sentence.lower[start + 1] in RELATIVE):
            return start, _clause_end(sentence, frame[1])
    return 0, length


def _clause_end(sentence: Sentence, index: int) -> int:
    """Return where a subordinate clause ends: at the comma before a main verb, else at the end of the sentence."""
    for position in range(index, len(sentence) - 1):
        if sentence.words[position] in ",–" and (
            sentence.lower[position + 1] in FINITE_HELPERS or sentence.words[position] == "–"
        ):
            return position
    return len(sentence)
