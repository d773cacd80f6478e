"""Measure names as people type them: `python -m tests.benchmarks.typed_names`.

Each of 300 people is quoted in an article of one index, in the language of their name, and asked for: as written, with
ae for ä, in bare letters, in the other script; by the surname and with the given name; with capitals and without.
Nobody of another list is in any article, and must be denied. `half` 0 is the people the rules were chosen on, 1 those
that judge.
"""

from __future__ import annotations

import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from retrieval.names.transliteration import is_cyrillic
from retrieval.retriever import Retriever
from retrieval.search.query import understand
from retrieval.store import open_catalog, open_vectors
from retrieval.text.lexicon import Lexicon
from tests.desk import Desk
from tests.fakes import WordReader

DATA = Path(__file__).parents[1] / "retrieval"
# A quotation by somebody, and the sentence that asks for it; of women where the verb shows it.
_SAID = {
    "de": "„Die Lampe Nummer {n} von Haldrup brennt wieder“, sagte {name} am Montag.",
    "en": "“Lamp number {n} of Haldrup burns again,” {name} said on Monday.",
    "ru": "«Лампа номер {n} в Халдрупе снова горит», — {said} {name} в понедельник.",
    "uk": "«Лампа номер {n} у Халдрупі знову горить», — {said} {name} у понеділок.",
}
_VERBS = {"ru": ("сказал", "сказала"), "uk": ("сказав", "сказала")}
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_BARE = str.maketrans({"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Person:
    """One line of a list: a name in its own script and in the other one."""

    given: str
    surname: str
    woman: bool
    language: str
    other: str
    other_given: str

    @property
    def full(self) -> str:
        """Return the name as articles have it."""
        return f"{self.given} {self.surname}"


@dataclass(frozen=True, slots=True)
class Question:
    """A question for somebody's words: how the name is written in it, and the question."""

    way: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question: whether it was as it should be."""

    person: Person
    question: Question
    right: bool


def people(file: str, half: int | None = None) -> list[Person]:
    """Return the people of a list in `DATA`; of one half, the even rows (0) or the odd ones (1)."""
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    found = [
        Person(given, surname, gender == "f", language if language in _SAID else "en", other, other_given)
        for given, surname, _, gender, language, other, other_given in rows
    ]
    return found if half is None else found[half::2]


def questions(person: Person) -> Iterator[Question]:
    """Yield all ways to ask for somebody."""
    for way, given, surname in _forms(person):
        for name in dict.fromkeys((surname, f"{given} {surname}" if given else surname)):
            how = f"{way}, {'surname' if name == surname else 'full'}"
            if is_cyrillic(surname):
                yield Question(how, f"Что {_VERBS['ru'][person.woman]} {name}?")
                continue
            yield Question(how, f"What did {name} say?")
            yield Question(how, f"Was sagte {name}?")
            yield Question(f"{how}, small letters", f"what did {name.lower()} say?")


def _forms(person: Person) -> Iterator[tuple[str, str, str]]:
    """Yield the ways to write a name: what the way is called, given name and surname."""
    given, surname = person.given, person.surname
    yield "exact", given, surname
    if not is_cyrillic(surname):
        decomposed = unicodedata.normalize("NFD", surname.translate(_BARE))
        bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
        for way, form in (("ae oe ue", surname.translate(_DIGRAPHS)), ("bare", bare)):
            if form != surname:
                yield way, given, form
    if person.other:
        yield "other script", person.other_given, person.other


@contextmanager
def indexed(quoted: Sequence[Person], folder: Path) -> Iterator[Retriever]:
    """Index an article for each of some people, who is quoted there."""
    desk = Desk(folder)
    for n, person in enumerate(quoted):
        said = _VERBS.get(person.language, ("", ""))[person.woman]
        text = _SAID[person.language].format(n=n, name=person.full, said=said)
        desk.write(f"{n:03}.md", f"---\ntitle: Lamp {n}\nlanguage: {person.language}\n---\n{text}\n")
    assert not desk.index().failed
    with open_catalog(desk.data) as catalog, open_vectors(catalog) as vectors:
        yield Retriever(catalog, vectors, desk.encoder, Lexicon.shipped(), WordReader())


def found(retriever: Retriever, quoted: Sequence[Person]) -> Iterator[Outcome]:
    """Ask for people who are quoted: their words, or theirs among those of the people of one name, who are named."""
    for person in quoted:
        for question in questions(person):
            retrieval = retriever.retrieve(understand(question.text))
            by = {one.speaker for found in retrieval.evidence for one in found.statements}
            alone = len(by) <= max(1, len(retrieval.searched.namesakes))
            yield Outcome(person, question, retrieval.reason is None and person.full in by and alone)


def denied(retriever: Retriever, absent: Sequence[Person]) -> Iterator[Outcome]:
    """Ask for people whom no article names."""
    for person in absent:
        for question in questions(person):
            yield Outcome(person, question, retriever.retrieve(understand(question.text)).reason is not None)


def share(outcomes: Sequence[Outcome]) -> float:
    """Return the share of questions whose outcome is right."""
    return sum(one.right for one in outcomes) / len(outcomes)


def main(half: int | None = None) -> None:
    """Print the figures, and on the half that the rules were chosen on what fails."""
    with tempfile.TemporaryDirectory() as folder:
        quoted = people("surnames.tsv", half)
        with indexed(quoted, Path(folder)) as retriever:
            results = {
                "found": list(found(retriever, quoted)),
                "denied": list(denied(retriever, people("absent_surnames.tsv", half))),
            }
    for what, outcomes in results.items():
        print(f"{what}: {share(outcomes):.1%} of {len(outcomes)} questions")
        for way in sorted({one.question.way for one in outcomes}):
            own = [one for one in outcomes if one.question.way == way]
            print(f"  {way:<32} {share(own):7.1%} of {len(own)}")
        for one in outcomes if half == 0 else ():
            if not one.right:
                print(f"  {one.question.text}  ({one.person.full})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
