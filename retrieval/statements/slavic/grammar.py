"""The grammar that Russian and Ukrainian share: names, offices and pronouns, beside phrases and reporting clauses."""

from __future__ import annotations

import re
from collections.abc import Collection

from retrieval.names.transliteration import is_cyrillic
from retrieval.statements.grammar import Grammar
from retrieval.statements.quotations import QuotedSpan
from retrieval.statements.reports import Range, Report, Telling
from retrieval.statements.slavic import clauses, names, phrases, relays, runs, speech, telling
from retrieval.statements.slavic.nouns import Noun
from retrieval.statements.slavic.vocabulary import Vocabulary
from retrieval.statements.tokens import SHORT_QUOTATION, Sentence

_OFFICE = 12
"""Tokens an office before a name may have: "первый заместитель министра иностранных дел Российской Федерации"."""
_LOCATIVE = re.compile(r"..(?:ом|ем|ой|ей|ому|ім|ій)$")
"""Endings of adjectives of one thing in the locative."""
_AND = frozenset(("и", "і", "й", "та"))
_TERM = 3
"""Blanks that a quoted name has fewer of."""
_FEMININE_ENDINGS = ("ница", "иня", "истка", "ерка", "орка", "арка", "атка", "ентка", "анка", "елька")
_PLURALS = ("ов", "ев", "ей", "ів", "їв", "ам", "ям", "ами", "ями")
"""Endings of nouns in the oblique cases of the plural."""
_DECLINED_MEDIUM = re.compile(r"(\w+(?:факс|нформ|ммерсант))(?:а|у|ом|е|і|ові)")
"""Agencies and papers that are declined: "Интерфаксом"."""


class Slavic(Grammar):
    """The grammar of one Slavic language; stateless beside its words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.words = vocabulary
        self.orthography = vocabulary.orthography
        self.edge_conjunctions = vocabulary.edge_conjunctions
        self.prepositions = vocabulary.prepositions
        self.demonstratives = vocabulary.demonstratives

    def quotations(self, text: str, found: list[QuotedSpan]) -> list[QuotedSpan]:
        """Return the quotations, those divided that hold a reporting clause, and the speech after dashes."""
        return speech.parted(text, found, self.words)

    def reports(self, sentence: Sentence) -> list[Report]:
        """Return the reporting clauses and phrases, in order of their cue."""
        return relays.arrange(self.words, sentence, clauses.find(self.words, sentence))

    def telling(self, sentence: Sentence, report: Report) -> Telling:
        """Return what a reporting clause tells of its words: by its mood, the words around it, its verb."""
        told = telling.of_report(self.words, sentence, report)
        report.telling = told
        return super().telling(sentence, report)

    def disowns(self, sentence: Sentence) -> bool:
        """Return whether a sentence takes back the quotation in it or before it: forged, invented, from a film."""
        return telling.disowns(self.words, sentence, lambda: clauses.find(self.words, sentence))

    def actors(self, sentence: Sentence, end: int) -> list[Range]:
        """Return who acts in the clause before `end`: the one phrase that can be its subject."""
        start = clauses.clause_start(self.words, sentence, end)
        if not self.words.receiving.isdisjoint(sentence.lower[start:end]):
            return []  # "X получил письмо: «…»"
        for gender in ("s", "p"):
            found = phrases.subjects(self.words, sentence, start, end, gender)
            if len(found) == 1 and found[0].strong:
                return [(found[0].low, found[0].high)]
            if found:
                break
        return []

    def is_name_word(self, sentence: Sentence, index: int) -> bool:
        """Return whether a token can be part of a name."""
        return runs.is_name_word(self.words, sentence, index)

    def joins_name(self, sentence: Sentence, index: int) -> bool:
        """Return whether a token like "фон" joins two parts of a name."""
        return runs.joins_name(self.words, sentence, index)

    def name_start(self, sentence: Sentence, start: int, end: int) -> int:
        """Return where the name begins in a run of capitals; in a run right after an office, at its first word."""
        return runs.name_start(sentence, start, end)

    def full_name(self, sentence: Sentence, start: int, end: int, forms: Collection[str]) -> list[str]:
        """Return the words of a name in the nominative, as far as its endings and the article's words tell it."""
        return names.nominative(
            sentence.words[start:end],
            oblique=self._is_oblique(sentence, start),
            forms=forms,
            language=self.words.language,
        )

    def bases(self, lower: str) -> tuple[str, ...]:
        """Return the nominatives a surname may stand for, lower case, likeliest first."""
        return names.bases(lower)[1:]

    def _is_oblique(self, sentence: Sentence, index: int) -> bool:
        """Return whether what stands before a name demands another case than the nominative."""
        while index > 1 and self._is_locative(sentence, index - 1):
            index -= 1  # "в местном департаменте"
        if not index:
            return False
        before = sentence.lower[index - 1]
        if before in self.words.prepositions or any(before == noun for _, noun in self.words.sources):
            return True
        if not self.is_name_word(sentence, index):
            return False  # an office shows its case itself
        role = self._role_before(sentence, index)
        return role is not None and not self.words.roles[sentence.lower[role]].nominative

    def _is_locative(self, sentence: Sentence, index: int) -> bool:
        """Return whether a word can be an adjective in the locative: "местном", not "этом"."""
        lower = sentence.lower[index]
        return bool(_LOCATIVE.search(lower)) and sentence.words[index][0].islower() and lower not in self.words.function

    def takes_part(self, sentence: Sentence, index: int, name: str) -> bool:
        """Return whether a mention of a person can be whom a pronoun takes up: it stands in the nominative."""
        return name.lower().endswith(sentence.lower[index])

    def is_role(self, lower: str) -> bool:
        """Return whether a word, lower case, is an office or occupation."""
        return lower in self.words.roles

    def may_begin_name(self, sentence: Sentence, index: int) -> bool:
        """Return whether a run of capitals at `index` is a person: by its shape, or the office or verb beside it."""
        end = runs.run_end(self.words, sentence, index, len(sentence))
        if runs.names_person(sentence, index, end):
            return True
        if not is_cyrillic(sentence.words[end - 1]) or names.is_adjective(sentence.lower[index]):
            return False
        if names.is_place(sentence.words[end - 1], self.words.language):
            return False
        if self._role_before(sentence, index) is not None or self._ends_long_office(sentence, index):
            return True
        after = sentence.lower[end] if end < len(sentence) else ""
        return after in self.words.cues or (index > 0 and sentence.lower[index - 1] in self.words.cues)

    def _ends_long_office(self, sentence: Sentence, index: int) -> bool:
        """Return whether a name at `index` follows what an office is for: "советник по делам Азии X Y"."""
        for link in range(index - 2, max(0, index - _OFFICE), -1):
            if phrases.tail(self.words, sentence, link, len(sentence)) == index:
                return any(sentence.lower[i] in self.words.roles for i in range(max(0, link - _OFFICE), link))
        return False

    def is_common(self, lower: str) -> bool:
        """Return whether a capitalised word is certainly no surname."""
        return lower in self.words.media or lower in self.words.times or lower in self.words.function

    def is_female_role(self, office: str) -> bool | None:
        """Return whether an office's form is a woman's; most offices do not tell."""
        head = next((word for word in office.lower().split() if word in self.words.roles), "")
        lemma = self.words.roles[head].lemma if head else ""
        if lemma in self.words.female_roles or lemma.endswith(_FEMININE_ENDINGS):
            return True
        return False if lemma in self.words.male_roles else None

    def _role_before(self, sentence: Sentence, index: int) -> int | None:
        """Return the office whose words end right before a name: genitives and places may stand between."""
        first: int | None = None
        for position in range(index - 1, max(-1, index - _OFFICE), -1):
            lower = sentence.lower[position]
            if sentence.quotes[position] >= 0 or not lower[0].isalpha():
                break
            if lower in self.words.roles:
                first = position
            elif self._parts_office(sentence, position):
                break
        return first

    def _parts_office(self, sentence: Sentence, index: int) -> bool:
        lower = sentence.lower[index]
        if lower in self.words.cues or lower in self.words.prepositions or lower in self.words.function:
            return True
        placed = names.is_place(sentence.words[index], self.words.language) or names.is_adjective(lower)
        return self.is_name_word(sentence, index) and not placed and is_cyrillic(sentence.words[index])

    def office_before(self, sentence: Sentence, index: int) -> str | None:
        """Return the office that stands before a name at `index`, its head in the nominative."""
        head = self._role_before(sentence, index)
        if head is None:
            return None
        found = self.words.roles[sentence.lower[head]]
        end = runs.run_end(self.words, sentence, index, len(sentence))
        if "singular" in found.nominative and end > index and names.is_oblique(sentence.lower[index:end]):
            return None  # "министр встретил Ивана Крылова"
        if found.lemma in self.words.honorifics:
            return None
        if "plural" in found.nominative and "singular" not in found.nominative and not self._is_oblique(sentence, head):
            return None
        rest = sentence.words[head + 1 : index]
        start = head
        while found.nominative and start > 0 and self._is_adjective(sentence, start - 1):
            start -= 1
        return " ".join([*sentence.lower[start:head], found.lemma, *rest])

    def _is_adjective(self, sentence: Sentence, index: int) -> bool:
        lower = sentence.lower[index]
        return lower.endswith(("ый", "ий", "ая", "ой", "ій")) and lower not in self.words.function

    def office_after(self, sentence: Sentence, index: int) -> str | None:
        """Return the office that stands after a name ending at `index`, as an apposition in the nominative."""
        words = self.words
        if sentence.words[index : index + 1] != [","]:
            return None
        head = index + 1
        while head < min(len(sentence), index + 4) and self._is_adjective(sentence, head):
            head += 1
        if head >= len(sentence) or sentence.lower[head] not in words.roles:
            return None
        if "singular" not in words.roles[sentence.lower[head]].nominative:
            return None
        end = phrases.extent(words, sentence, head, len(sentence))
        closed = end >= len(sentence) or sentence.words[end] in ",.;"
        return " ".join(sentence.words[index + 1 : end]) if closed else None

    def pronoun(self, sentence: Sentence, index: int, *, plural: bool) -> str | None:  # noqa: ARG002
        """Return m, f, n or p for a pronoun, empty for one that names nobody here, None for other words."""
        lower = sentence.lower[index]
        found = self.words.pronouns.get(lower)
        return self.words.relatives.get(lower) if found is None else found

    def possessor(self, sentence: Sentence, index: int) -> str | None:
        """Return m, f or p for a possessive like "его", None for other words."""
        return self.words.possessors.get(sentence.lower[index])

    def heads_phrase(self, sentence: Sentence, low: int, index: int, high: int) -> bool:
        """Return whether the name at `index` is whom the phrase means rather than a part of its description."""
        if index + 1 < high:
            return False
        if names.is_place(sentence.words[index], self.words.language):
            return False
        linked = [i for i in range(low, index) if sentence.lower[i] in self.words.prepositions | _AND]
        if linked and not self._ends_office(sentence, low, linked[-1], index):
            return False
        head = next((i for i in range(low, index) if runs.noun(self.words, sentence.lower[i])), None)
        if head is None:
            return True
        if sentence.lower[head] not in self.words.roles:
            return False  # "компания Рябкова"
        start = index
        while start > head + 1 and self.is_name_word(sentence, start - 1):
            start -= 1
        start = runs.name_start(sentence, start, index + 1)
        found = self.words.roles[sentence.lower[head]]
        lower = sentence.lower[start : index + 1]
        oblique = self._is_oblique(sentence, low) or not found.nominative
        whose = len(lower) == 1 and lower[0].endswith(("а", "я"))
        if found.lemma in self.words.relations and (oblique or whose):
            return False  # his adviser, or the adviser of that name
        if oblique:
            return True
        if len(lower) > 1 and names.may_be_mans(lower) and not self._is_womans(sentence, low, high):
            return False  # "адвокат Александра Петрова" is Petrova, a lawyer, or Petrov's lawyer
        return not names.is_oblique(lower)

    def _is_womans(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether the office or the verb beside a phrase is a woman's."""
        beside = [sentence.lower[i] for i in (low - 1, high) if 0 <= i < len(sentence)]
        office = next((lower for lower in sentence.lower[low:high] if lower in self.words.roles), "")
        return self.is_female_role(office) is True or any(lower.endswith(("ла", "лась")) for lower in beside)

    def _ends_office(self, sentence: Sentence, low: int, link: int, index: int) -> bool:
        """Return whether a full name ends an office that "и" or a preposition prolongs: "посол по делам Азии X Y"."""
        role = next((i for i in range(low, link) if sentence.lower[i] in self.words.roles), None)
        if role is None or not all(
            sentence.lower[i] in self.words.office_links | _AND
            for i in range(role, index)
            if sentence.lower[i] in self.words.prepositions | _AND
        ):
            return False
        start = index
        while start > link + 1 and self.is_name_word(sentence, start - 1):
            start -= 1
        start = runs.name_start(sentence, start, index + 1)
        return start > link + 1 and start < index

    def describe(self, sentence: Sentence, low: int, high: int) -> tuple[str | None, str, str | None]:
        """Return a phrase as a speaker's name in the nominative, its gender, and the office it is, lower case."""
        words = self.words
        if high - low == 1 and sentence.lower[low] in words.possessors:
            return None, "", None
        end = next((i for i in range(low, high) if sentence.words[i] in ",("), high)
        if any(sentence.lower[i] in ("и", "і", "й", "та") for i in range(low, end)):
            return None, "p", None
        head = next((i for i in range(low, end) if runs.noun(words, sentence.lower[i])), None)
        if head is None:
            return self._unknown(sentence, low, end)
        found = words.roles.get(sentence.lower[head]) or runs.noun(words, sentence.lower[head])
        if found is None:
            return None, "", None
        if found.lemma in self.words.honorifics and head + 1 < end:
            return self._unknown(sentence, head + 1, end)
        role = sentence.lower[head] in words.roles
        nominative = bool(found.nominative) and not self._is_oblique(sentence, low)
        named = [i for i in range(head + 1, end) if self.is_name_word(sentence, i)]
        if role and named and not nominative and not names.is_place(sentence.words[named[-1]], words.language):
            return None, "", None  # an adviser of that name, or whose adviser
        if not nominative and sentence.lower[head].endswith(_PLURALS) and sentence.words[head][0].islower():
            return None, "p", None
        if nominative and (sentence.words[head][0].islower() or head > low or not sentence.starts[head]):
            kept = sentence.words[low:end]
        else:
            kept = [
                sentence.words[head] if nominative else self._lemma(sentence, head, found),
                *sentence.words[head + 1 : end],
            ]
        if runs.noun(words, kept[0].lower()) and not runs.is_abbreviation(kept[0]):
            proper = kept[0][0].isupper() and sentence.starts[low] != sentence.starts[0]
            kept = kept if proper else [self._first(kept[0]), *kept[1:]]
        name = " ".join(kept)
        plural = "plural" in found.nominative and "singular" not in found.nominative
        gender = "p" if plural else "" if role else found.gender
        return name, gender, name.lower() if role and not plural else None

    def _lemma(self, sentence: Sentence, index: int, found: Noun) -> str:
        """Return the noun at `index` in the nominative, with its capital unless only the sentence gave it one."""
        word = sentence.words[index]
        if runs.is_abbreviation(word):
            return word
        return found.lemma[0].upper() + found.lemma[1:] if word[0].isupper() and index else found.lemma

    def _first(self, word: str) -> str:
        """Return the first word of a phrase as inside a sentence; bodies with names of their own keep the capital."""
        kept = word.lower() in self.words.proper_bodies or runs.is_abbreviation(word)
        return word if kept else word[0].lower() + word[1:]

    def _unknown(self, sentence: Sentence, low: int, high: int) -> tuple[str | None, str, str | None]:
        """Describe a phrase without an office or body: a name nobody introduced, or an abbreviation."""
        kept, words = sentence.words[low:high], self.words
        if all(self.is_name_word(sentence, i) or self.joins_name(sentence, i) for i in range(low, high)):
            oblique = self._is_oblique(sentence, low)
            kept = names.nominative(kept, oblique=oblique, forms=(), language=words.language)
            unchanged = kept == sentence.words[low:high] and kept[-1][-1] in "аяиыіїую"
            if oblique and (unchanged or (len(kept) > 1 and names.is_adjective(kept[0].lower()))):
                return None, "", None
            body = len(kept) == 1 and not is_cyrillic(kept[0])
            return " ".join(kept), "n" if body else "", None
        if any(word[0].isupper() for word in kept):
            return " ".join(kept), "n" if len(kept) == 1 else "", None
        if self._is_oblique(sentence, low):
            return None, "p", None
        return " ".join(kept), "p", None

    def is_bare_name(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether a phrase is nothing but words of a name."""
        return high - low > 1 and all(
            self.is_name_word(sentence, i) or self.joins_name(sentence, i) for i in range(low, high)
        )

    def is_agent(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether a phrase names an office, a group of people or an organisation."""
        return any(
            runs.noun(self.words, sentence.lower[i]) is not None or runs.is_abbreviation(sentence.words[i])
            for i in range(low, high)
        )

    def medium_name(self, words: list[str]) -> list[str]:
        """Return the words of a news medium's name in the nominative: "Интерфакс" for "Интерфаксом"."""
        return [_DECLINED_MEDIUM.sub(r"\1", word) for word in words]

    def is_definite(self, lower: str) -> bool:
        """Return whether a phrase that begins so can mean someone named before: an office without a name."""
        return lower in self.words.roles or lower.endswith(("ый", "ий", "ая", "ой"))

    def same_role(self, office: str, role: str) -> bool:
        """Return whether words for a role ("заместитель министра") can mean the holder of an office."""
        return set(role.split()) <= set(office.lower().split()) and not self._other_head(office, role)

    def _other_head(self, office: str, role: str) -> bool:
        """Return whether the office is another's who only works for that role: "помощник министра" for "министр"."""
        heads = [next((w for w in text.lower().split() if w in self.words.roles), "") for text in (office, role)]
        return heads[0] != heads[1]

    def label(self, sentence: Sentence, end: int) -> Range | None:
        """Return the name that alone stands before a colon at `end`: "Сергей Рябков: «…»"."""
        start = end
        while start > 0 and self.is_name_word(sentence, start - 1):
            start -= 1
        alone = start == 0 or sentence.words[start - 1] in ",;—"
        return (start, end) if start < end and alone and not self._goes_on(sentence, end + 1) else None

    def _goes_on(self, sentence: Sentence, index: int) -> bool:
        """Return whether a quotation token is a name in a sentence that goes on: "X: «Спартак» выиграл"."""
        after = sentence.lower[index + 1 : index + 2]
        return sentence.words[index].count(" ") < _TERM and bool(after) and after[0][0].isalpha()

    def trailing(self, sentence: Sentence, index: int) -> Range | None:
        """Return who acts in the clause after a quotation token and a dash, whatever its verb: «…», — обрадовался X."""
        return clauses.acting(self.words, sentence, index)

    def is_reaction(self, sentence: Sentence, end: int) -> bool:
        """Return whether the clause before a colon leaves open who speaks, so that nobody may be named."""
        start = clauses.clause_start(self.words, sentence, end)
        cued = any(sentence.lower[i] in self.words.cues for i in range(start, end))
        return not cued and not self.actors(sentence, end)

    def is_verdict(self, sentence: Sentence, index: int, cue: str, *, within: bool) -> bool:
        """Return whether a quotation token is what a verb like "назвал" calls something, or stands in the clause."""
        judges = cue.lower() in self.words.cues and self.words.cues[cue.lower()].use == "judge"
        return sentence.quotes[index] >= 0 and (judges or within)

    def is_term(self, sentence: Sentence, index: int) -> bool:
        """Return whether a quotation token is a name or title rather than somebody's words."""
        if sentence.quotes[index] < 0:
            return True
        word = sentence.words[index]
        if word.count(" ") and all(not part[0].islower() for part in word[1:-1].split() if len(part) > 3):
            return word[-2:-1] not in ".!?…"
        if word.count(" ") >= SHORT_QUOTATION or word[-2:-1] in ".!?…":
            return False
        before = sentence.lower[index - 1] if index else ""
        if before == ":" and word[1:2].isupper() and self._goes_on(sentence, index):
            return True
        if before in self.words.titled or before in self.words.media_kinds or before in self.words.bodies:
            return True
        return bool(index) and word[1:2].isupper() and before != ":" and word.count(" ") < 3
