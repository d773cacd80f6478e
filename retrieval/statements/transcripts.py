"""Transcripts and interviews: words without quotation marks that a label at the start of a paragraph gives to somebody.

``PRÖLL: Die Strecke kommt.`` is Pröll's statement where such labels form a cast, as in minutes and interviews; a single
``Update:`` or ``Ort:`` is nobody's. Questions of an interviewer ("Frage:", the paper's name) are no statements.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from itertools import pairwise

from retrieval.datatypes import Ground, Statement
from retrieval.languages.word_data import languages, load
from retrieval.statements.certainty import certainty
from retrieval.statements.given_names import is_female_name
from retrieval.statements.grammar import Grammar
from retrieval.statements.reports import Range
from retrieval.statements.speakers import Person, Speakers
from retrieval.statements.tokens import read

_LONGEST = 60
"""Code points of a label: a name with an office and a party."""
_LABEL = re.compile(rf"[*_]{{0,3}}([^\W\d_][^\n:*_?!„“”\"«»]{{0,{_LONGEST}}})(?:[*_]{{0,3}}:[*_]{{0,3}}|:)[ \t]+(?=\S)")
_INLINE = re.compile(r"(?<=[.!?…] )(?=((?:[^\W\d_]{2,}[ -]?){1,3}): \S)")
"""Where a label, which must be in capitals, begins within a paragraph whose lines were joined."""
_LINE = re.compile(r"[^\n]+")
_BESIDE = re.compile(r"\s*\([^)]*\)|,.*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDS = re.compile(r"[.!?…][»”“\"')\]]*$")
_ASKS = re.compile(r"\?[»”“\"')\]]*$")
_OPENS = frozenset("„“”\"«»‚‘'")
_READ = 2000
"""Code points of a paragraph in which words like "I" are looked for."""
_NAME_WORDS = 4
"""Words of a label at most, without an office."""
_LABELS_LEAST = 2
"""Paragraphs with a label from which they can be a conversation."""
_QUESTIONS_LEAST = 3
"""Questions from which paragraphs without labels are an interview."""
_SPEAKING = 1 / 3
"""Share of turns that must ask, or hold a word like "I" or "you", for recurring labels to be a conversation."""


@cache
def _listed(name: str) -> frozenset[str]:
    """Return the words that any language has in its list of that name."""
    return frozenset(
        word for language in languages("conversations") for word in load(language, "conversations").words(name)
    )


class _Part(Enum):
    """Who a label of a conversation means: a person, whoever asks, or whoever is interviewed."""

    PERSON = auto()
    ASKING = auto()
    ASKED = auto()


@dataclass(slots=True)
class _Block:
    """A paragraph: where its words stand, and the label before them with its place."""

    start: int
    end: int
    label: str = ""
    place: Range = (0, 0)


@dataclass(slots=True)
class _Transcript:
    """The paragraphs of one article and what their labels are; all offsets in the text."""

    text: str
    language: str
    grammar: Grammar
    speakers: Speakers
    blocks: list[_Block]
    cast: dict[str, _Part] = field(default_factory=dict)
    """The labels of a conversation, lower case."""

    def __post_init__(self) -> None:
        """Learn who takes part."""
        if sum(bool(block.label) for block in self.blocks) < _LABELS_LEAST:
            return
        self._learn_cast()

    def statements(self) -> list[Statement]:
        """Return what is said in the paragraphs, in order."""
        return self._labelled() if self.cast else self._interview()

    # --- who takes part

    def _learn_cast(self) -> None:
        """Learn which labels are a conversation's: several, recurring or of people the article knows."""
        labelled = [block for block in self.blocks if block.label]
        labels = {block.label.lower(): block.label for block in labelled}
        kinds = {key: kind for key, label in labels.items() if (kind := self._kind(label))}
        for key in self._only_asking(labelled):
            if kinds.get(key) == _Part.PERSON and not self._is_named(labels[key]):
                kinds[key] = _Part.ASKING
        surnames = Counter(
            _surname(block.label) for block in labelled if kinds.get(block.label.lower()) == _Part.PERSON
        )
        known = self._known([label for key, label in labels.items() if kinds.get(key) == _Part.PERSON])
        capitals = any(label.isupper() and surnames[_surname(label)] > 1 for label in labels.values())

        def takes_part(key: str) -> bool:
            recurs = surnames[_surname(key)] > 1 or (capitals and labels[key].isupper())
            return kinds[key] != _Part.PERSON or recurs or key in known

        cast = {key: kind for key, kind in kinds.items() if takes_part(key)}
        turns = [number for number, block in enumerate(self.blocks) if block.label and block.label.lower() in cast]
        if (
            len(turns) > 1
            and {_Part.PERSON, _Part.ASKED} & set(cast.values())
            and self._is_conversation(turns, cast, surnames)
        ):
            self.cast = cast

    def _is_conversation(self, turns: list[int], cast: dict[str, _Part], surnames: Counter[str]) -> bool:
        """Return whether the paragraphs of a cast are whole sentences in which people ask and speak of themselves."""
        blocks = [self.blocks[number] for number in turns]
        asked = sum(not self.blocks[n - 1].label and self._asks(self.blocks[n - 1]) for n in turns if n)
        if len(cast) < 2 and 2 * asked < len(turns):
            return False
        whole = sum(_ENDS.search(self.text, max(block.start, block.end - 5), block.end) is not None for block in blocks)
        speaking = sum(self._asks(block) or self._speaks(block) or self._addresses(block) for block in blocks) + asked
        recurring = any(kind != _Part.PERSON or surnames[_surname(key)] > 1 for key, kind in cast.items())
        share = _SPEAKING if recurring else 2 * _SPEAKING
        return 3 * whole >= 2 * len(turns) and speaking >= len(turns) * share

    def _only_asking(self, labelled: list[_Block]) -> list[str]:
        """Return the labels, lower case, under which there are questions alone, and several."""
        asked = Counter(block.label.lower() for block in labelled if self._asks(block))
        total = Counter(block.label.lower() for block in labelled)
        return [key for key, count in asked.items() if count > 1 and count == total[key]]

    def _is_named(self, label: str) -> bool:
        """Return whether a label tells that it is a person's: by an office or a given name before the surname."""
        words = [word.lower() for word in _WORD.findall(_BESIDE.sub("", label))]
        return any(map(self.grammar.is_role, words)) or (len(words) > 1 and is_female_name(words[0]) is not None)

    def _kind(self, label: str) -> _Part | None:
        """Return whom a label means, None where that is nobody."""
        words = _WORD.findall(_BESIDE.sub("", label))
        lower = [word.lower() for word in words]
        if not words:
            return None
        if _listed("question_labels").intersection(lower[:1] + lower[-1:]):
            return _Part.ASKING
        if _listed("answer_labels").intersection(lower[:1]):
            return _Part.ASKED
        names = [word for word in words if not self.grammar.is_role(word.lower())]
        shaped = all(word[0].isupper() for word in names[:1] + names[-1:]) and words[0][0].isupper()
        if not shaped or len(names) > _NAME_WORDS or _listed("other_labels").intersection(lower):
            return None
        return _Part.ASKING if self._is_medium(label) else _Part.PERSON

    def _is_medium(self, label: str) -> bool:
        sentences = read(label, [], self.language, self.grammar.orthography)
        return len(sentences) == 1 and self.grammar.is_medium(sentences[0], 0, len(sentences[0]))

    def _known(self, labels: list[str]) -> set[str]:
        """Return the labels, lower case, that are offices, full names, or names the text beside the labels tells of."""
        split = {label.lower(): _WORD.findall(_BESIDE.sub("", label)) for label in labels}
        full = {key for key, words in split.items() if 1 < len(words) < _NAME_WORDS and " ".join(words).istitle()}
        named = any(is_female_name(split[key][0].lower()) is not None for key in full)
        known = full if named else set()
        told = self._told() if split else frozenset()
        for key, words in split.items():
            last = words[-1].lower()
            if any(self.grammar.is_role(word.lower()) for word in words) or (
                last in told and self.speakers.people.get(last)
            ):
                known.add(key)
        return known

    def _told(self) -> frozenset[str]:
        """Return the words of the paragraphs that have a capital, lower case."""
        words = (word for block in self.blocks for word in _WORD.findall(self.text, block.start, block.end))
        return frozenset(word.lower() for word in words if word[0].isupper())

    def _asks(self, block: _Block) -> bool:
        return _ASKS.search(self.text, max(block.start, block.end - 3), block.end) is not None

    def _speaks(self, block: _Block) -> bool:
        """Return whether somebody speaks of himself: "I", "our"."""
        return not _listed("first_person_words").isdisjoint(word.lower() for word in self._words(block))

    def _addresses(self, block: _Block) -> bool:
        """Return whether somebody speaks to another: "you"; in German only within the sentence, where "Sie" tells."""
        return not _listed("address_words").isdisjoint(self._words(block)[1:])

    def _words(self, block: _Block) -> list[str]:
        return _WORD.findall(self.text, block.start, min(block.end, block.start + _READ))

    # --- what they say

    def _labelled(self) -> list[Statement]:
        found: list[Statement] = []
        turns = [number for number, block in enumerate(self.blocks) if block.label.lower() in self.cast]
        asker = _Part.ASKING in self.cast.values()
        people = {
            key: self._person(block)
            for key, block in {self.blocks[n].label.lower(): self.blocks[n] for n in turns}.items()
            if self.cast[key] != _Part.ASKING
        }
        speaker: _Block | None = None
        for number in range(turns[0], turns[-1] + 1):
            block = self.blocks[number]
            if block.label:
                speaker = block if block.label.lower() in people else None
            elif not self._is_prose(block) or (not asker and self._asks(block) and self.blocks[number + 1].label):
                continue
            if speaker is not None and people[speaker.label.lower()].name and self.text[block.start] not in _OPENS:
                found.append(self._statement(block, people[speaker.label.lower()], speaker.place, "colon"))
        return found

    def _person(self, block: _Block) -> Person:
        """Return whom a label names, by the full name that the article has."""
        if self.cast.get(block.label.lower()) == _Part.ASKED:
            return self._interviewee(next(n for n, one in enumerate(self.blocks) if one.label)) or Person("")
        all_words = _WORD.findall(_BESIDE.sub("", block.label))
        words = [word for word in all_words if not self.grammar.is_definite(word.lower())] or all_words
        named = [word for word in words if not self.grammar.is_role(word.lower())]
        if not named:
            return self._holder(words)
        namesakes = self.speakers.people.get(named[-1].lower(), [])
        fitting = [one for one in namesakes if not one.name.isupper() and (len(named) < 2 or _meets(one.name, named))]
        if len({id(one) for one in fitting}) == 1:
            return fitting[0]
        return Person(" ".join(map(_cased, named)), " ".join(words[: words.index(named[0])]).lower() or None)

    def _holder(self, words: list[str]) -> Person:
        """Return the one person of the article who holds an office, else the office."""
        role = words[-1].lower()
        people = {id(one): one for namesakes in self.speakers.people.values() for one in namesakes}
        holders = [one for one in people.values() if one.office and self.grammar.same_role(one.office, role)]
        return holders[0] if len(holders) == 1 else Person(" ".join(map(_cased, words)))

    def _statement(self, block: _Block, person: Person, mention: Range | None, ground: Ground) -> Statement:
        low, high = mention if mention is not None else (None, None)
        return Statement(
            speaker=person.name,
            mention=self.text[low:high] if low is not None else None,
            mention_start=low,
            mention_end=high,
            kind="direct",
            quote=self.text[block.start : block.end],
            quote_start=block.start,
            quote_end=block.end,
            parts=((block.start, block.end),),
            cue=None,
            via=None,
            office=person.office,
            ground=ground,
            certainty=certainty(ground, self.language),
        )

    def _is_prose(self, block: _Block) -> bool:
        """Return whether a paragraph is no heading and no stage direction."""
        return _ENDS.search(self.text, block.start, block.end) is not None and self.text[block.start] not in "(["

    # --- interviews without labels

    def _interview(self) -> list[Statement]:
        """Return the answers of an interview whose questions are paragraphs of their own.

        It is one where it is announced with a name, whoever asks speaks to that person, and the answers say "I" or
        "we": questions and answers that explain a law are nobody's.
        """
        asked = [n for n, block in enumerate(self.blocks) if self._asks(block) and not block.label]
        asked = [n for n in asked if n + 1 < len(self.blocks) and not self._asks(self.blocks[n + 1])]
        person = self._interviewee(asked[0]) if len(asked) >= _QUESTIONS_LEAST else None
        if person is None or not self._is_announced(asked[0], surname := person.name.split()[-1]):
            return []
        questions = [self.blocks[n] for n in asked]
        if not any(self._addresses(block) or surname in self._words(block) for block in questions):
            return []
        between = [self.blocks[n] for n in range(asked[0] + 1, asked[-1] + 2)]
        answers = [block for block in between if not self._asks(block) and self._is_prose(block)]
        if 3 * sum(map(self._speaks, answers)) < len(answers):
            return []
        return [self._statement(block, person, None, "continued") for block in answers]

    def _is_announced(self, first: int, surname: str) -> bool:
        """Return whether a paragraph before the first question names the person and an interview."""
        before = (self._words(block) for block in self.blocks[:first])
        known = _listed("interview_words")
        return any(surname in words and not known.isdisjoint(map(str.lower, words)) for words in before)

    def _interviewee(self, first: int) -> Person | None:
        """Return the one person whom the paragraphs before the first question, or it, name."""
        end = self.blocks[min(first, len(self.blocks) - 1)].end
        named = {
            id(person): person
            for sentence, seen in zip(self.speakers.sentences, self.speakers.seen, strict=True)
            if sentence.starts[0] < end
            for _, person in seen
        }
        full = [person for person in named.values() if " " in person.name]
        return full[0] if len(full) == 1 else None


def _surname(label: str) -> str:
    """Return the last word of a label, lower case, without what is beside the name."""
    return _BESIDE.sub("", label).rpartition(" ")[2].lower()


def _meets(name: str, words: Sequence[str]) -> bool:
    """Return whether a full name has all words of a label, in capitals or not."""
    return {word.lower() for word in words} <= {word.lower() for word in name.split()}


def _cased(word: str) -> str:
    """Return a word in capitals as names are written."""
    return re.sub(r"[^\W\d_]+", lambda found: found[0][0] + found[0][1:].lower(), word) if word.isupper() else word


def _blocks(text: str) -> list[_Block]:
    """Return the paragraphs of a text, each line with a label being one of its own."""
    found: list[_Block] = []
    last = 0
    for line in _LINE.finditer(text):
        blank = not found or text.count("\n", last, line.start()) > 1
        last = line.end()
        for start, end in _pieces(text, *line.span()):
            label = _label(text, start, end)
            if label is not None:
                found.append(_Block(label.end(), end, label[1].strip(), label.span(1)))
            elif blank or not found:
                found.append(_Block(start, end))
            else:
                found[-1].end = end
            blank = False
    return found


def _label(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the label at the start of a line, if there is one."""
    if text.find(":", start, min(end, start + _LONGEST + 8)) < 0:
        return None
    return _LABEL.match(text, start, end)


def _pieces(text: str, start: int, end: int) -> list[Range]:
    """Return a line, without blanks around, parted before each label in capitals within it."""
    while start < end and text[start].isspace():
        start += 1
    label = _label(text, start, end)
    inner: Iterable[re.Match[str]] = ()
    if label is not None and label[1].isupper():
        inner = (found for found in _INLINE.finditer(text, start, end) if found[1].isupper())
    pieces = []
    for low, high in pairwise([start, *(found.start() for found in inner), end]):
        while high > low and text[high - 1].isspace():
            high -= 1
        if high > low:
            pieces.append((low, high))
    return pieces


def turns(
    text: str, language: str, grammar: Grammar, speakers: Speakers, found: Sequence[Statement]
) -> list[Statement]:
    """Return the statements of a text with those of its transcript, if it has one, in order.

    Of what was `found` before, the words of a turn keep only what it reports of others. Linear in the length of `text`.
    """
    transcript = _Transcript(text, language, grammar, speakers, _blocks(text))
    said = transcript.statements()
    if not said:
        return list(found)
    starts = [one.quote_start for one in said]

    def stays(statement: Statement) -> bool:
        at = bisect_right(starts, statement.quote_start) - 1
        inside = at >= 0 and statement.quote_start < said[at].quote_end
        reported = statement.ground in ("verb", "source") and statement.speaker not in (None, said[at].speaker)
        return not inside or reported

    return sorted([*filter(stays, found), *said], key=lambda one: (one.quote_start, one.quote_end))
