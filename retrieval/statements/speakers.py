"""Who a mention means: names learnt from the article, pronouns and roles led back to the last fitting person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from retrieval import names
from retrieval.statements.given_names import is_female_name
from retrieval.statements.grammar import Grammar
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence

_FIRST = 3
"""Tokens in which a name stands at the head of words."""
_BACK = 6
"""Sentences back to which a pronoun may refer."""
_ROLE_BACK = 60
"""Sentences back to which a role like "the minister" may refer."""
_NAMESAKES = 8
"""People of one surname that are told apart in one article; keeps hostile text linear."""
_SURNAME_LEAST = 4
"""Letters from which two spellings of a surname are compared: shorter ones meet by chance."""


@dataclass(slots=True)
class Person:
    """A person as the article names him or her: fullest name, office, and sex as far as the words tell."""

    name: str
    office: str | None = None
    female: bool | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: `name` None where the text does not tell; `gender` one of m, f, n, p (plural) or empty."""

    name: str | None
    office: str | None = None
    gender: str = ""


@dataclass(slots=True)
class Speakers:
    """What one article tells about its speakers; built once, then asked mention by mention in order."""

    sentences: Sequence[Sentence]
    grammar: Grammar
    people: dict[str, list[Person]] = field(default_factory=dict)
    seen: list[list[tuple[int, Person]]] = field(default_factory=list)
    recent: dict[int, Person] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    forms: set[str] = field(default_factory=set)
    said: list[tuple[int, Speaker, Range | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Learn the names of the article, then where each is mentioned."""
        runs = [(sentence, run) for sentence in self.sentences for run in self._runs(sentence)]
        surnames: list[tuple[str, str | None]] = []
        self.forms.update(sentence.lower[i] for sentence, run in runs for i in range(*run))
        for sentence, (start, end) in sorted(runs, key=lambda found: found[1][1] - found[1][0]):
            self._learn_run(sentence, start, end, surnames)  # short runs first: they tell where two names meet
        for surname, office in surnames:
            self._learn_surname(surname, office)
        self._merge_spellings()
        for sentence in self.sentences:
            self.seen.append(self._mentioned(sentence))

    # --- learning

    def _runs(self, sentence: Sentence) -> list[Range]:
        """Return the runs of capitalised words that may hold a name."""
        found: list[Range] = []
        index = 0
        length = len(sentence)
        noun = self.grammar.is_name_word
        while index < length:
            if not noun(sentence, index):
                index += 1
                continue
            end = index + 1
            while end < length and (noun(sentence, end) or self.grammar.joins_name(sentence, end)):
                end += 1
            found.append((index, end))
            index = end
        return found

    def _learn_run(self, sentence: Sentence, start: int, end: int, surnames: list[tuple[str, str | None]]) -> None:
        """Learn the full name in a run of capitals; append one without given name to `surnames` instead."""
        first = self.grammar.name_start(sentence, start, end)
        words = self.grammar.full_name(sentence, first, end, self.forms)
        if not words or len(words) > 5 or any(word[0].isdigit() for word in words):
            return
        if first == start and (len(words) < 2 or not self.grammar.may_begin_name(sentence, start)):
            return
        if self.grammar.is_common(sentence.lower[end - 1]):
            return
        office = self.grammar.office_before(sentence, first)
        if office is None:
            office = self.grammar.office_after(sentence, end)
        words = words[: len(words) - self._others(words)]
        if len(words) == 1:
            surnames.append((words[0], office))
        else:
            self._learn_person(words, office)

    def _learn_person(self, words: list[str], office: str | None) -> None:
        """Learn a person's full name and office, or what they add to a person who is known."""
        name = " ".join(words)
        female = self._female(words, office)
        namesakes = self.people.setdefault(words[-1].lower(), [])
        known = next((p for p in namesakes if not set(words[:-1]).isdisjoint(p.name.split()[:-1])), None)
        known = known or next((p for p in namesakes if names.same_person(p.name, name)), None)
        if known is None:
            if len(namesakes) < _NAMESAKES:
                namesakes.append(Person(name, office, female))
            return
        fuller = len(words) > len(known.name.split()) and name.endswith(known.name)
        if fuller or (_is_initial(known.name) and not _is_initial(name)):
            known.name = name
        if known.office is None:
            known.office = office
        if known.female is None:
            known.female = female

    def _learn_surname(self, surname: str, office: str | None) -> None:
        """Learn who is named by an office and surname alone, as the one person of that surname or a new one."""
        namesakes = self.people.setdefault(surname.lower(), [])
        female = self._female([surname], office)
        if not namesakes:
            namesakes.append(Person(surname, office, female))
        fitting = [p for p in namesakes if female is None or p.female is None or p.female == female]
        if len(fitting) == 1:
            fitting[0].office = fitting[0].office or office
            fitting[0].female = female if fitting[0].female is None else fitting[0].female

    def _merge_spellings(self) -> None:
        """Let the spellings of one person within the article (Rjabkow, Ryabkov) mean one person."""
        by_key = self.by_key
        for surname, namesakes in self.people.items():
            if len(surname) < _SURNAME_LEAST or len(namesakes) > 1:
                continue
            sounds = names.keys(surname)
            other = next((by_key[key] for key in sorted(sounds) if key in by_key), None)
            if other is None:
                by_key.update(dict.fromkeys(sounds, surname))
                continue
            first, second = self.people[other][0], namesakes[0]
            if names.same_person(first.name, second.name):
                first.office = first.office or second.office
                first.female = second.female if first.female is None else first.female
                if " " not in first.name:
                    first.name = second.name
                namesakes[0] = first

    def _others(self, names: list[str]) -> int:
        """Return how many words at the end of a run name somebody else: two in "Arne Kolb Anton Belov"."""
        namesakes = self.people.get(names[-1].lower(), [])
        if len(names) < 3 or not namesakes or any(p.name.split()[0] == names[0] for p in namesakes):
            return 0
        parts = namesakes[0].name.split()
        return len(parts) if names[-len(parts) :] == parts else int(parts[0] not in names)

    def _female(self, names: list[str], office: str | None) -> bool | None:
        if office:
            told = self.grammar.is_female_role(office)
            if told is not None:
                return told
        return is_female_name(names[0].lower()) if len(names) > 1 else None

    def _mentioned(self, sentence: Sentence) -> list[tuple[int, Person]]:
        found: list[tuple[int, Person]] = []
        for index, word in enumerate(sentence.words):
            if word[0].isupper() and sentence.quotes[index] < 0:
                namesakes = self.people.get(sentence.lower[index]) or self._find(word)
                if namesakes:
                    person = self._among(sentence, index, namesakes)
                    self.recent[id(namesakes)] = person
                    before = sentence.lower[index - 1] if index else ""
                    if person.female is None and before and self.grammar.is_role(before):
                        person.female = self.grammar.is_female_role(before)  # "Mr Brandt"
                    found.append((index, person))
        return found

    def _find(self, word: str) -> list[Person]:
        return next((self.people[base] for base in self.grammar.bases(word.lower()) if base in self.people), [])

    def _among(self, sentence: Sentence, index: int, namesakes: list[Person]) -> Person:
        """Return which of the people of one surname is meant: by given name, title, else who was named last."""
        if len(namesakes) == 1:
            return namesakes[0]
        before = sentence.words[index - 1] if index else ""
        given = next((p for p in namesakes if before in p.name.split()[:-1]), None)
        if given is not None:
            return given
        office = self.grammar.office_before(sentence, index) or before
        female = self.grammar.is_female_role(office) if self.grammar.is_role(before.lower()) else None
        last = self.recent.get(id(namesakes), namesakes[0])
        if female is None or last.female is None or last.female == female:
            return last
        return next((p for p in namesakes if p.female == female), last)

    # --- asking

    def resolve(self, number: int, report: Report) -> Speaker:
        """Return who the subject of a report in sentence `number` is."""
        sentence = self.sentences[number]
        subject = report.subject
        if report.own:
            owner = self.grammar.own_source(sentence, report)
            return self._phrase(number, owner) if owner else Speaker(None)
        if subject is None:
            return self._phrase(number, report.antecedent) if report.antecedent else Speaker(None)
        low, high = subject
        if report.resumed:
            last = self.last(number)
            return last[0] if last is not None else Speaker(None)
        if high - low == 1:
            pronoun = self.grammar.pronoun(sentence, low, plural=report.plural)
            if pronoun is not None:
                if report.antecedent is not None:
                    return self._phrase(number, report.antecedent)
                return self._pronoun(number, low, pronoun, report.content)
        possessor = self.grammar.possessor(sentence, low)
        if possessor is not None and self.grammar.describe(sentence, low, high)[0] is None:
            return self._pronoun(number, low, possessor)  # "seiner Meinung nach"
        cut = self._beside_another(number, subject)
        if cut is not None:
            report.subject = low, cut
        found = self._phrase(number, subject)
        if {report.gender, found.gender} == {"m", "f"} and (found.name or "").partition(" ")[0] not in sentence.words[
            low:high
        ]:
            return Speaker(self.grammar.describe(sentence, *subject)[0], None, report.gender)  # "сказала Рябкова"
        return found

    def note(self, number: int, speaker: Speaker, mention: Range | None) -> None:
        """Remember who spoke in sentence `number`, for what follows; `mention` in offsets of the text."""
        if speaker.name or mention:
            self.said.append((number, speaker, mention))

    def last(self, number: int, back: int = 2) -> tuple[Speaker, Range | None] | None:
        """Return who spoke last and the words that named them, at most `back` sentences before sentence `number`.

        That is nobody if a sentence between them names another person, who may be meant as well.
        """
        if not self.said or number - self.said[-1][0] > back:
            return None
        spoken, speaker, mention = self.said[-1]
        between = (person for index in range(spoken + 1, number) for _, person in self.seen[index])
        return None if any(person.name != speaker.name for person in between) else (speaker, mention)

    def _pronoun(self, number: int, index: int, gender: str, content: Sequence[Range] = ()) -> Speaker:
        """Return whom a pronoun means: who spoke last, else who was named last, but nobody within its own `content`."""
        if gender == "":
            return Speaker(None)
        for back in range(number, max(-1, number - _BACK), -1):
            for spoken, speaker, _ in reversed(self.said[-8:]):
                if spoken == back and speaker.name and _fits(gender, speaker.gender):
                    return speaker
                if spoken == back and speaker.name is None and speaker.gender == gender:
                    return speaker  # whom that pronoun means, this one does
            if gender in ("p", "n"):
                continue  # no single person
            for position, person in self.seen[back]:
                if back == number and position >= index:
                    break
                if back == number and any(low <= position < high for low, high in content):
                    continue
                fits = person.female is None or person.female == (gender == "f")
                if fits and self.grammar.takes_part(self.sentences[back], position, person.name):
                    person.female = gender == "f"  # the pronoun tells it
                    return Speaker(person.name, person.office, gender)
        return self._first_within(number, index, gender, content)

    def _first_within(self, number: int, index: int, gender: str, content: Sequence[Range]) -> Speaker:
        """Return the only person named so far, with whom the words before a pronoun begin: "X left, she said"."""
        low = content[0][0] if content and gender in ("m", "f") else index
        for position, person in self.seen[number] if low < index else ():
            first = position < index and position - low < _FIRST
            if first and person.female in (None, gender == "f") and not self._names_another(number, person):
                person.female = gender == "f"
                return Speaker(person.name, person.office, gender)
        return Speaker(None, None, gender)

    def _names_another(self, number: int, person: Person) -> bool:
        """Return whether the text has named another person so far."""
        return any(other is not person for seen in self.seen[: number + 1] for _, other in seen)

    def _phrase(self, number: int, phrase: Range) -> Speaker:
        """Return the speaker whom a noun phrase names."""
        sentence = self.sentences[number]
        pieces = self._pieces(sentence, phrase)
        if len(pieces) > 1:
            return self._apposition(number, pieces)
        low, high = phrase
        first = self._beside_another(number, phrase)
        if first is not None:
            return self._phrase(number, (low, first))
        for index, person in self.seen[number]:
            if low <= index < high and self.grammar.heads_phrase(sentence, low, index, high):
                office = self.grammar.office_before(sentence, self._name_start(sentence, low, index))
                known = person.office or ""
                fuller = office if office is not None and len(office) >= len(known) else person.office
                return Speaker(person.name, fuller, _gender(person.female))
        name, gender, role = self.grammar.describe(sentence, low, high)
        if role and self.grammar.is_definite(sentence.lower[low]):
            holder = self._holder(number, phrase, role)
            holder = holder or self._only_one_before(number, phrase)
            if holder is not None:
                return Speaker(holder.name, holder.office, _gender(holder.female))
        other = self._spelt_otherwise(name) if name and high - low == 1 else None
        if other is not None:
            return Speaker(other.name, other.office, _gender(other.female))
        return Speaker(name, None, gender)

    def _spelt_otherwise(self, surname: str) -> Person | None:
        """Return the person of the article whose surname `surname` alone is another spelling of."""
        if len(surname) < _SURNAME_LEAST or " " in surname:
            return None
        for key in sorted(names.keys(surname)):
            for person in self.people.get(self.by_key.get(key, ""), [])[:1]:
                if " " in person.name and names.same_person(person.name, surname):
                    return person
        return None

    def _pieces(self, sentence: Sentence, phrase: Range) -> list[Range]:
        """Return the parts of a phrase between its commas, each without brackets at its end."""
        if self.grammar.is_list(sentence, *phrase):
            return [phrase]
        pieces: list[Range] = []
        start = phrase[0]
        for index in range(phrase[0], phrase[1] + 1):
            if index == phrase[1] or sentence.words[index] in ",–":
                if index > start:
                    pieces.append((start, index))
                start = index + 1
        return pieces

    def _beside_another(self, number: int, phrase: Range) -> int | None:
        """Return where the first name ends if another person's follows at once: "hat Arne Kolb Belov gewarnt"."""
        inside = [(index, person) for index, person in self.seen[number] if phrase[0] <= index < phrase[1]]
        for (index, person), (after, other) in pairwise(inside):
            words, parts = self.sentences[number].words, other.name.split()
            between = all(word in parts for word in words[index + 1 : after])
            bare = index == phrase[0] and person.name == words[index]  # a given name rather than a person
            if other is not person and between and words[index] not in parts and not bare:
                return index + 1
        return None

    def _apposition(self, number: int, pieces: list[Range]) -> Speaker:
        """Return who a name and the descriptions beside it mean: the first piece that is a person's name."""
        sentence = self.sentences[number]
        for piece in pieces:
            for index, _ in self.seen[number]:
                if piece[0] <= index < piece[1] and self.grammar.heads_phrase(sentence, piece[0], index, piece[1]):
                    return self._phrase(number, piece)
        for piece in pieces[1:]:
            if self.grammar.is_bare_name(sentence, *piece):
                return self._phrase(number, piece)
        return self._phrase(number, pieces[0])

    def can_speak(self, number: int, phrase: Range) -> bool:
        """Return whether a phrase names somebody who can speak: a person, an office, an organisation or a pronoun."""
        sentence = self.sentences[number]
        low, high = phrase
        if high - low == 1:
            gender = self.grammar.pronoun(sentence, low, plural=False)
            if gender is not None:
                return gender in ("m", "f", "p")
        for index, _ in self.seen[number]:
            if low <= index < high and self.grammar.heads_phrase(sentence, low, index, high):
                return True
        return self.grammar.is_agent(sentence, low, high)

    def aptness(self, number: int, phrase: Range) -> int:
        """Score how likely a phrase that can speak is the speaker of words no verb reports: people above bodies.

        2 for a pronoun or a person of the article, 1 for an office, 0 for a body or group; 2 less where the phrase
        only describes the noun before it ("im Bezirk der Partei").
        """
        sentence = self.sentences[number]
        low, high = phrase
        if high - low == 1 and self.grammar.pronoun(sentence, low, plural=False) is not None:
            return 2
        named = any(
            low <= index < high and self.grammar.heads_phrase(sentence, low, index, high)
            for index, _ in self.seen[number]
        )
        role = any(self.grammar.is_role(word) for word in sentence.lower[low:high])
        inner = low > 0 and self.grammar.is_attribute_phrase(sentence, low)
        return (2 if named else 1 if role else 0) - (2 if inner else 0)

    def _name_start(self, sentence: Sentence, low: int, index: int) -> int:
        while index > low and (
            (self.grammar.is_name_word(sentence, index - 1) and not self.grammar.is_role(sentence.lower[index - 1]))
            or self.grammar.joins_name(sentence, index - 1)
        ):
            index -= 1
        return index

    def _only_one_before(self, number: int, phrase: Range) -> Person | None:
        """Return whom "the Russian president" means: the one person, no office known, of the sentence before."""
        if self.grammar.origin(self.sentences[number], *phrase) is None or not number:
            return None
        named = {id(person): person for _, person in self.seen[number - 1]}
        only = next(iter(named.values())) if len(named) == 1 else None
        return only if only is not None and only.office is None else None

    def _holder(self, number: int, phrase: Range, role: str) -> Person | None:
        """Return the last person before whose office fits a role like "minister" and its adjectives."""
        index = phrase[0]
        origin = self.grammar.origin(self.sentences[number], *phrase)
        for back in range(number, max(-1, number - _ROLE_BACK), -1):
            for position, person in reversed(self.seen[back]):
                if back == number and position >= index:
                    continue
                if not person.office or not self.grammar.same_role(person.office, role):
                    continue
                if origin is None or not self.grammar.is_of_another(person.office, origin):
                    return person
        return None


def _is_initial(name: str) -> bool:
    """Return whether a name begins with a mere letter: "D. Russell"."""
    return name[1:2] == "."


def _fits(wanted: str, gender: str) -> bool:
    return not gender or wanted == gender


def _gender(female: bool | None) -> str:
    return "" if female is None else "f" if female else "m"
