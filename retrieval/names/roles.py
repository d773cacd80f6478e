"""Who is meant by a role: the office or body that a phrase of any language names, and whose it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from .organisations import is_acronym
from .role_words import Entry, Word, compound, fold, role_words, words
from .shapes import is_given
from .transliteration import is_cyrillic, transliterate

# A longer phrase is a sentence; what is behind these is not read.
MAX_WORDS = 12
MAX_CHARACTERS = 200

LEVELS = frozenset({"federal", "state"})
"""Places that only say which level of a federation is meant."""

# Inside a person's name, as far as they don't also join a role to a place.
_PARTICLES = frozenset({"de", "da", "di", "du", "la", "le", "el", "al", "bin", "ben", "van", "zu"})
# At the beginning, where "un" in small letters isn't the United Nations: "un témoin".
_FRENCH_ARTICLE = ("un", "Un")
_HEADS = frozenset({"people", "associates", "bodies"})
_SURE_ADJECTIVE = re.compile(r"(?:isch|lich)e[rnms]?$")
_ADJECTIVE = re.compile(r"(?:ig|end)(?:e[rnms]?)?$|(?:ый|ий|ой|ая|яя|ого|его|ому|ему|ої|ій|им|ым|их|ых)$")
_SLAVIC_SURNAME = re.compile(r"(?:[оеёі]в|[иі]н|ськ?ий|ский|енко|чук|[оеё]ва|ина|ін[аи]|их)$")
_SLAVIC_CASE = re.compile(r"[аяыиуюі]$")

# Letters above which a final s is the linking one: Museums|direktor, but Haas-Sprecher.
_LINKING = 4
# Any of these offices, with all of those concepts, is that office.
_SAME_AS = (
    (frozenset({"head"}), frozenset({"ministry"}), frozenset({"minister"})),
    (frozenset({"head"}), frozenset({"government"}), frozenset({"head-of-government"})),
    (frozenset({"president", "head"}), frozenset({"parliament"}), frozenset({"speaker", "parliament"})),
    (frozenset({"president", "governor"}), frozenset({"central-bank"}), frozenset({"head", "central-bank"})),
)


@dataclass(frozen=True, slots=True)
class Role:
    """What a role asks for or says, free of the language it is written in."""

    offices: frozenset[str]
    """Concepts of the tables: {"minister", "foreign"}, {"police", "spokesperson"}."""
    places: frozenset[str] = frozenset()
    """Whose it is: countries as ISO 3166-1 codes, EU, UN, NATO; cities, states and parties of the tables as "moscow",
    "cdu"; any other city, company or body as its folded name; "federal" and "state" for levels of a federation."""


def role(phrase: str, *, office: bool = False) -> Role | None:
    """Return the role that a phrase names, None where it names none: a person's name, a people, a thing.

    A name beside the role doesn't count ("Foreign Minister Jack Straw"). A capitalised role word that is a surname too
    ("Bishop", "Richter") is a name where it stands alone or behind another name, and a role where an article or an
    adjective stands before it or a name behind it. Any capitalised role word is a name at the end of the phrase, behind
    a given name. With `office` the phrase is known to be an office, and it is a role.
    Reads the first 200 characters and 12 words, and up to where a second clause or role begins.
    """
    return _read(phrase[:MAX_CHARACTERS], office)


@lru_cache(maxsize=1 << 14)
def _read(phrase: str, office: bool) -> Role | None:
    return _Reading(list(words(phrase, MAX_WORDS)), office).read()


@dataclass(slots=True)
class _Reading:
    """One pass over the words of a phrase."""

    words: list[Word]
    office: bool
    offices: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    implied: set[str] = field(default_factory=set)
    head: str | None = None
    """The list that the last head is from: people, associates or bodies."""
    person: str | None = None
    """The first concept of the person meant."""
    marked: bool = False
    """Whether an article or adjective stands before the next word."""
    linked: bool = False
    """Whether what follows belongs to the head: "of", a genitive."""
    named: bool = False
    """Whether a person's name has begun, which goes on to the next word of a table."""
    thing: bool = False
    """Whether something unknown is what is meant, and a role only whose it is: "Ermittlungen der Polizei"."""
    before: list[Word] = field(default_factory=list)
    """Unknown words before the head."""
    behind: list[Word] = field(default_factory=list)
    """Unknown words that the head is followed by and belongs to."""

    def read(self) -> Role | None:
        table = role_words()
        patterns = [table.patterns(word.folded) for word in self.words]
        at = 0
        while at < len(self.words):
            word = self.words[at]
            if word.apart:
                if self.head is not None:
                    break
                self.before.clear()
                self.marked = self.thing = False
            found = table.longest(patterns, at)
            entry, size = found or (self._first_part(at), 1)
            if entry is not None and entry.part == "breaks" and is_acronym(word.text):
                entry, size = None, 1  # "WHO-Sprecherin" has no relative clause
            if entry is None or self._is_surname(entry, at, size):
                if not self._unknown(at):
                    self.before.append(word)
            elif entry.part == "breaks" and self.head is not None:
                break
            elif (self.named and word.folded in _PARTICLES) or (at == 0 and word.text in _FRENCH_ARTICLE):
                pass
            else:
                self._known(entry, at, glued=word.glued)
            self.linked = self.linked or (self.head is not None and self.words[at + size - 1].possessive)
            at += size
        self._end_name()
        return self._role() if self.head is not None and not self.thing else None

    def _first_part(self, at: int) -> Entry | None:
        """Return the meaning of a first part before a hyphen: Vize-Außenminister."""
        hyphen = at + 1 < len(self.words) and self.words[at + 1].glued
        return role_words().firsts.get(self.words[at].folded) if hyphen else None

    def _is_surname(self, entry: Entry, at: int, size: int) -> bool:
        """Return whether a role word is a surname here; the rule is in the docstring of `role`."""
        word = self.words[at]
        if entry.part not in _HEADS or size > 1 or self.office or self.marked or word.glued or self.head is not None:
            return False
        last = word.capital and at + 1 == len(self.words)
        if self.before and last and is_given(self.before[-1].text):
            return True
        if fold(word.text) not in role_words().surnames:
            return False
        named = bool(self.before) and (is_given(self.before[-1].text) or (word.capital and self.before[-1].capital))
        return named or last

    def _unknown(self, at: int) -> bool:
        """Read a word that no form begins with; return False where it is left for the head that follows."""
        word = self.words[at]
        # A given name is no compound: Murat no council.
        found = None if is_cyrillic(word.folded) or is_given(word.text) else compound(word.folded)
        if found is not None:
            entries, first = found
            # What an unknown first part names is whose the role is: Hafendirektorin, Trigema-Chef.
            if first:
                self.places.add(first[:-1] if len(first) > _LINKING and first.endswith("s") else first)
            for entry in entries:
                self._known(entry, at, glued=True)
            return True
        if self.head is None:
            return False
        begins = not self.linked or (bool(self.behind) and self._is_full_name(at))
        self.named = self.named or (begins and self.person is not None and is_given(word.text))
        if self.named:
            return True
        if self.linked or word.glued or self.head == "bodies" or self._is_slavic_genitive(at):
            following = self.words[at + 1] if at + 1 < len(self.words) else None
            if not (following and following.capital and not word.capital) and not word.folded.isdigit():
                self.behind.append(word)
            self.linked = True
        return True

    def _is_full_name(self, at: int) -> bool:
        """Return whether a name begins behind what the role belongs to: "Bürgermeisterin von Tiefenau Marta Ellwig"."""
        following = self.words[at + 1] if at + 1 < len(self.words) else None
        return self.words[at].capital and following is not None and following.capital and not following.apart

    def _is_slavic_genitive(self, at: int) -> bool:
        """Return whether a Cyrillic word belongs to the head before it: "мэр Дрездена", but "министр Лавров"."""
        word = self.words[at]
        if not is_cyrillic(word.folded) or _SLAVIC_SURNAME.search(word.folded):
            return False
        following = self.words[at + 1] if at + 1 < len(self.words) else None
        named = following is not None and following.capital
        return not word.capital or (bool(_SLAVIC_CASE.search(word.folded)) and not named and not is_given(word.text))

    def _known(self, entry: Entry, at: int, *, glued: bool) -> None:
        self._end_name()
        self.named = False
        match entry.part:
            case "articles" | "links" | "breaks":
                self.thing = self.thing or (entry.part == "links" and bool(self.before))
                self.linked = self.head is not None
                self.marked = True
                self.before.clear()
            case "attributes":
                self.marked = True
            case "places" | "parties":
                self.marked = True
                self._belongs_to(entry)
            case "subjects" | "qualifiers":
                self.marked, self.linked = True, False
                self._take(entry)
            case _:
                self._head(entry, at, glued=glued)

    def _belongs_to(self, entry: Entry) -> None:
        self.linked = False
        if entry.concepts[0] in LEVELS:
            self.implied.add(entry.concepts[0])
        else:
            self.places.add(entry.concepts[0])
        if entry.part == "parties":
            self.offices.add("party")
            if self.head is None:
                self.head = "bodies"

    def _head(self, entry: Entry, at: int, *, glued: bool) -> None:
        """Read a person or body; a second person counts only where one belongs to the other."""
        if entry.part != "bodies":
            concepts = role_words().concepts
            belongs = entry.part == "associates" or self.person in concepts["associates"] | concepts["qualifiers"]
            joined = self.linked or glued or belongs or self.offices == {"head"}
            if self.person is not None and not joined:
                return
            if self.person is None or (self.offices == {"head"} and not self.linked):
                # "Chief economist": who leads a group of people is one of them.
                self.offices.discard("head")
                self.person = entry.concepts[0]
        self._name_before(at)
        self._take(entry)
        self.head = entry.part
        self.linked = False
        self.marked = False

    def _take(self, entry: Entry) -> None:
        self.offices.update(entry.concepts)
        if entry.implied is not None:
            self.implied.add(entry.implied)

    def _name_before(self, at: int) -> None:
        """Read the unknown words before a head: whose it is ("Dresden mayor"), unless a person's name or adjectives."""
        head = self.words[at]
        names = [word for word in self.before if not _is_adjective(word, head)]
        self.before.clear()
        if names and (names[-1].possessive or head.glued or not is_given(names[0].text)):
            self._add_name(names)

    def _end_name(self) -> None:
        if self.behind:
            self._add_name(self.behind)
            self.behind.clear()

    def _add_name(self, names: list[Word]) -> None:
        spelt = (transliterate(word.text, "english") if is_cyrillic(word.text) else word.folded for word in names)
        name = " ".join(fold(word) for word in spelt if not word.isdigit())
        if name:
            self.places.add(name)

    def _role(self) -> Role:
        offices = set(self.offices)
        bodies = role_words().concepts["bodies"]
        for held, of, instead in _SAME_AS:
            if not offices.isdisjoint(held) and offices & bodies == of:
                offices = offices - held - of | instead
        if "senator" in offices and len(offices) > 1 and offices.isdisjoint(bodies):
            offices = offices - {"senator"} | {"minister"}
        if not any(place.isupper() for place in self.places):
            self.places |= self.implied
        return Role(frozenset(offices), frozenset(self.places))


def _is_adjective(word: Word, head: Word) -> bool:
    """Return whether an unknown word before a head is an adjective by its ending, case and the head's case."""
    if _SURE_ADJECTIVE.search(word.folded):
        return True
    german = head.capital and word.folded.endswith(("e", "er", "en", "em", "es"))
    return not word.capital and (german or bool(_ADJECTIVE.search(word.folded)))
