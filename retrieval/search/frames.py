"""The frames of questions about speech: "what did X say about Y", "wer sagte, dass Y"; ``questions.toml`` by language.

Patterns run on one cleaned question of bounded length, anchored at its start. Group `speaker` is the words that name
the speaker, `role` the same where only a role may stand, `topic` what is left to ask about; a pattern without a speaker
asks for one. The lists are described in
``languages/en/questions.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from retrieval.datatypes import Intent
from retrieval.languages.word_data import languages, load
from retrieval.names.roles import role
from retrieval.search import parts, speakers
from retrieval.search.speakers import Speakers

_FIRST = "en"
"""The language that is tried after the question's own."""

_GROUPS = {"speaker": r"(?P<speaker>.{1,80}?)", "topic": r"(?P<topic>.*)"}
_GROUP = re.compile(r"\{([a-z_]+)\}")
_TOPIC = ("before", "topic", "split", "rest")
_MARKED = re.compile(r"[\"“”„«»].*?[\"“”«»]")
_WORD = re.compile(r"\w+")
_CLAUSE = re.compile(r"\s*[,;:–—]\s+|\s+-\s+|(?<=[^\W\d_])[.?!…]+\s+")
_MOST_CLAUSES = 5
_HARDLY = 2  # words beside a quotation
_ENDING = " ?!.…,;:–—-"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame of a question says: what it asks for, of whom, and what is left to ask about ("" for nothing).

    `speakers` is whose words it wants, None where nobody's. The topic of "who is X" is X. `language` is the frame's.
    """

    intent: Intent
    speakers: Speakers | None
    topic: str
    language: str


def framed(question: str, language: str) -> Frame | None:
    """Return the frame that a question has, its own language's before others'; None where it has none.

    Where the whole has none, or names its speaker by a pronoun, its clauses are read together: "Holt, what did she say
    about the dam?", "The dam: what's the mayor's view, any idea?"
    """
    found = _framed(question, language)
    if found is None or found.intent == "who_is" or (found.speakers is not None and not found.speakers.names):
        found = _of_clauses(question, language) or found
    if found is None or found.intent == "who_is":
        # The parts tell the name alone, "I keep reading about Holt, who is that?", or that he speaks.
        read = _by_parts(question, language)
        found = read if found is None or (read is not None and read.intent != "summary") else found
    return found


def _framed(question: str, language: str) -> Frame | None:
    typed = without_fillers(question.strip(_ENDING))
    for code in tried(language):
        bare = _respelt(typed, code)
        for pattern in frames(code):
            match = pattern.match(bare)
            found = _read(match, code, language) if match else None
            if found is not None:
                return found
        for name, pattern in intents(code).items():
            if (match := pattern.match(bare)) is not None:
                rest = " ".join(filter(None, match.groupdict().values()))
                return Frame(cast(Intent, name.partition("_of_")[0]), None, _topic([rest]), code)
    return None


def _of_clauses(question: str, language: str) -> Frame | None:
    """Return the frame of the first clause that has one for speech; others name its speaker or topic, or nothing."""
    for border in (_CLAUSE, _asking()):
        clauses = [clause.strip() for clause in border.split(question) if clause.strip(_ENDING)]
        if 1 < len(clauses) <= _MOST_CLAUSES and (found := _together(clauses, language, small=question.islower())):
            return found
    return None


def _together(clauses: list[str], language: str, *, small: bool) -> Frame | None:
    for at, clause in enumerate(clauses):
        found = _framed(clause, language)
        if found is None or (found.intent != "said" and not (found.intent == "who_said" and found.topic)):
            continue
        others = [one for number, one in enumerate(clauses) if number != at and not parts.is_empty(one, found.language)]
        asked = found.speakers
        if asked is not None and not asked.names:
            named = next((one for one in others if parts.speaker(one, found.language, small=small)), None)
            asked = speakers.read(named, {found.language, language}, small=small) if named else None
            if asked is None or not asked.names:
                return None
            others.remove(str(named))
        if found.intent == "who_said" and others:
            continue
        return replace(found, speakers=asked, topic=_topic([found.topic, *others]))
    return None


def _by_parts(question: str, language: str) -> Frame | None:
    """Return what a question without a frame asks for by its words."""
    language, found = next(
        ((code, found) for code in dict.fromkeys((language, _FIRST)) if (found := parts.read(question, code))),
        (language, None),
    )
    if found is None:
        return None
    if found.kind != "said":
        return Frame(found.kind, None, _topic([found.topic or found.name]), language)
    asked = speakers.read(found.name, {language}, small=question[1:].islower())
    if asked is None or not asked.names:
        return None
    return Frame("said", asked, _topic([found.topic]), language)


def _read(match: re.Match[str], language: str, spoken: str) -> Frame | None:
    """Return what a pattern that fits says; None where its place of a speaker holds something else."""
    groups = match.groupdict()
    topic = _topic([groups.get(name) or "" for name in _TOPIC])
    if "speaker" not in groups and "role" not in groups:
        return Frame("who_said", None, _quoted_alone(topic), language) if topic else None
    if "role" in groups and role(groups["role"] or "") is None:
        return None
    words = groups.get("speaker") or groups.get("role") or ""
    found = speakers.read(words, {language, spoken}, small=match.string[1:].islower())
    if found is None:
        return None
    return Frame("who_said" if found.anyone else "said", None if found.anyone else found, topic, language)


def _topic(pieces: list[str]) -> str:
    topic = " ".join(filter(None, (piece.strip(" ,") for piece in pieces)))
    if match := leading().match(topic):
        topic = topic[match.end() :]
    return "" if leading_word().fullmatch(topic) else topic.strip(_ENDING)


def _quoted_alone(topic: str) -> str:
    """Return what stands in quotation marks where hardly more is asked for: 'who said this: "never again"'."""
    quoted = _MARKED.search(topic)
    if quoted is None or len(_WORD.findall(topic[: quoted.start()] + topic[quoted.end() :])) > _HARDLY:
        return topic
    return quoted[0]


def without_fillers(question: str) -> str:
    """Return a question without the small words that say nothing; what stands in quotation marks stays as it is."""
    kept, last = [], 0
    for quoted in _MARKED.finditer(question):
        kept += [fillers().sub(" ", question[last : quoted.start()]), quoted[0]]
        last = quoted.end()
    return " ".join("".join([*kept, fillers().sub(" ", question[last:])]).split())


def tried(spoken: str) -> list[str]:
    """Return the languages that have frames, the question's own first: short questions are often told apart wrongly."""
    return sorted(languages("questions"), key=lambda code: (code != spoken, code != _FIRST, code))


def _respelt(question: str, language: str) -> str:
    """Return a question with the words that ask as they are written in books; capitals may be a name's."""
    spellings, misspelt = _spellings(language)
    return misspelt.sub(lambda found: spellings[found[0]], question)


@cache
def _spellings(language: str) -> tuple[dict[str, str], re.Pattern[str]]:
    table = load(language, "questions").pairs("spellings")
    spellings = {wrong.replace("_", " "): right for right, some in table.items() for wrong in some.split()}
    return spellings, re.compile(rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, spellings))})(?![\w'’-])")


@cache
def _asking() -> re.Pattern[str]:
    """Return where a word that asks begins a clause without a comma: "about the dam what did Holt say"."""
    words = "what|who|how|was|wer|wie|что|кто|как|що|хто|як|que|qu['’]a|qui"
    return re.compile(rf"\s*[,;:–—]\s+|(?<=\w)\s+(?=(?:{words})\b(?!-))", re.IGNORECASE)


@cache
def frames(language: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a language that has frames, in the order to try them."""
    return tuple(_compiled(language, frame) for frame in load(language, "questions").pairs("frames").values())


@cache
def intents(language: str) -> dict[str, re.Pattern[str]]:
    """Return the patterns of a language for questions that are no questions about speech.

    By intent; what stands behind "_of_" only tells patterns of one apart.
    """
    return {name: _compiled(language, one) for name, one in load(language, "questions").pairs("intents").items()}


def _compiled(language: str, pattern: str) -> re.Pattern[str]:
    data = load(language, "questions")
    groups = _GROUPS | {name: _any(words.split()) for name, words in data.pairs("groups").items()}
    return re.compile(_GROUP.sub(lambda found: groups[found[1]], _joined(pattern)), re.IGNORECASE)


@cache
def leading() -> re.Pattern[str]:
    """Return the words of all languages that link frame and topic and say nothing about it."""
    return re.compile(rf"(?:[\s,:;.–—-]+|{_any(_of_all('leading'))}(?=\s))+", re.IGNORECASE)


@cache
def leading_word() -> re.Pattern[str]:
    """Return the same words where they stand alone."""
    return re.compile(_any(_of_all("leading")), re.IGNORECASE)


@cache
def openings() -> frozenset[str]:
    """Return the words of all languages that questions begin with; none is a name."""
    return frozenset(_of_all("openings"))


@cache
def fillers() -> re.Pattern[str]:
    """Return the small words of all languages that say nothing; with a capital they may be names."""
    return re.compile(rf"(?<![\w'’-]){_any(_of_all('fillers'))}(?![\w'’-])")


def _of_all(name: str) -> list[str]:
    """Return a list of all languages, the longest first, so that of two the one that says more is met."""
    found = frozenset[str]().union(*(load(code, "questions").words(name) for code in languages("questions")))
    return sorted(found, key=lambda word: (-len(word), word))


def _any(words: list[str]) -> str:
    """Return a group of alternatives; "_" is a blank inside one."""
    return "(?:" + "|".join(word.replace("_", " ") for word in words) + ")"


def _joined(lines: str) -> str:
    return "".join(map(str.strip, lines.splitlines()))
