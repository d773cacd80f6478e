"""The English grammar: names, offices and pronouns, beside phrases and reporting clauses."""

from __future__ import annotations

from collections.abc import Collection

from retrieval.languages.word_data import load
from retrieval.statements.english import clauses, naming, quoted, telling, unspoken
from retrieval.statements.english.subjects import shared
from retrieval.statements.english.words import (
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    is_media,
    is_name_word,
)
from retrieval.statements.grammar import Grammar
from retrieval.statements.quotations import QuotedSpan
from retrieval.statements.reports import Range, Report, Telling
from retrieval.statements.tokens import Orthography, Sentence

_LISTS = load("en", "statements")

_PRONOUNS = _LISTS.pairs("pronouns")
_POSSESSIVES = _LISTS.pairs("possessives")
_BEFORE_PLACES = _LISTS.words("before_places")
_FEMALE = _LISTS.words("female_roles")
_MALE = _LISTS.words("male_roles")
_REACTIONS = _LISTS.words("reactions")
_SMALL = 3
"""Letters of words that titles write small."""
_TITLE_WORDS = 5
"""Words of a title in quotation marks."""


class English(Grammar):
    """The grammar of English; stateless."""

    orthography = Orthography(
        capitals="A-ZÄÖÜ",  # umlauts: German names
        small="a-zäöüß",
        abbreviations=_LISTS.words("abbreviations"),
    )
    edge_conjunctions = _LISTS.words("edge_conjunctions")
    between_quotations = _LISTS.words("between_quotations")
    after_quotations = _LISTS.words("after_quotations")
    prepositions = PREPOSITIONS
    demonstratives = _LISTS.words("demonstratives")
    genitive_endings = _LISTS.phrases("genitive_endings")

    def quotations(self, text: str, found: list[QuotedSpan]) -> list[QuotedSpan]:
        """Return the quotations, with those that go on over paragraphs without a mark."""
        return quoted.bridged(text, found)

    def reports(self, sentence: Sentence) -> list[Report]:
        """Return the reporting clauses and phrases, in order of their cue."""
        return unspoken.completed(sentence, clauses.reports(sentence))

    def telling(self, sentence: Sentence, report: Report) -> Telling:
        """Return what a reporting clause tells of its words."""
        return telling.telling(sentence, report, super().telling(sentence, report))

    def disowns(self, sentence: Sentence) -> bool:
        """Return whether a sentence takes back the quotation in it or before it."""
        return telling.disowns(sentence)

    def actors(self, sentence: Sentence, end: int) -> list[Range]:
        """Return who acts in the clause before `end`."""
        subject = shared(sentence, end)
        return [subject] if subject is not None else []

    def is_name_word(self, sentence: Sentence, index: int) -> bool:
        """Return whether a token can be part of a name."""
        return is_name_word(sentence, index)

    def joins_name(self, sentence: Sentence, index: int) -> bool:
        """Return whether a token like "von", or "of" in an office, joins two parts of a name."""
        if not 0 < index < len(sentence) - 1:
            return False
        if naming.joins_name(sentence, index):
            return True
        if not (is_name_word(sentence, index - 1) and is_name_word(sentence, index + 1)):
            return False
        return sentence.lower[index] in ("of", "for") and naming.is_role(sentence.lower[index - 1])

    def name_start(self, sentence: Sentence, start: int, end: int) -> int:
        """Return where the name begins in a run of capitals: after the last role, "of State" with it."""
        return naming.name_start(sentence, start, end)

    def full_name(self, sentence: Sentence, start: int, end: int, forms: Collection[str]) -> list[str]:  # noqa: ARG002
        """Return the words of a person's name, none of what is no person's."""
        return naming.person(sentence, start, end)

    def is_role(self, lower: str) -> bool:
        """Return whether a word, lower case, is an office or title."""
        return naming.is_role(lower)

    def may_begin_name(self, sentence: Sentence, index: int) -> bool:
        """Return whether a run of capitals at `index` can be a person: no article or place preposition before it."""
        return index == 0 or sentence.lower[index - 1] not in _BEFORE_PLACES

    def is_common(self, lower: str) -> bool:
        """Return whether a capitalised word is certainly no surname."""
        return naming.is_place(lower)

    def is_bare_name(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether a phrase is nothing but a name: "the company, Ukrenergo, said"."""
        return super().is_bare_name(sentence, low, high) or naming.is_bare_name(sentence, low, high)

    def is_term(self, sentence: Sentence, index: int) -> bool:
        """Return whether a quotation token is a name or title: one of few words, all longer ones with capitals."""
        if super().is_term(sentence, index):
            return True
        inner = sentence.words[index][1:-1]
        longer = [word for word in inner.split() if len(word) > _SMALL]
        short = inner.count(" ") < _TITLE_WORDS and bool(longer) and inner[-1] not in ".!?,…"
        return short and all(word[0].isupper() for word in longer)

    def is_female_role(self, office: str) -> bool | None:
        """Return whether an office's form is a woman's; None when it does not tell."""
        words = set(office.lower().replace(".", "").split())
        return True if words & _FEMALE else False if words & _MALE else None

    def office_before(self, sentence: Sentence, index: int) -> str | None:
        """Return the office that stands before a name at `index`, lower case."""
        return naming.office_before(sentence, index)

    def office_after(self, sentence: Sentence, index: int) -> str | None:
        """Return the office that stands after a name ending at `index`, as an apposition."""
        if sentence.words[index : index + 1] != [","]:
            return None
        start = index + 1
        end = start
        while end < min(len(sentence), start + 10) and sentence.words[end] not in ",.;:" and sentence.quotes[end] < 0:
            if sentence.lower[end] in AUXILIARIES | {"who", "that", "said"}:
                return None
            end += 1
        while start < end and sentence.lower[start] in DETERMINERS:
            start += 1
        if start >= end or not any(self.is_role(word) for word in sentence.lower[start:end]):
            return None
        if sentence.words[start][-2:] in ("'s", "’s"):
            start += 1
        return " ".join(sentence.words[start:end]) or None

    def pronoun(self, sentence: Sentence, index: int, *, plural: bool) -> str | None:  # noqa: ARG002
        """Return m, f, n or p for a pronoun, empty for one that names nobody here, None for other words."""
        return _PRONOUNS.get(sentence.lower[index])

    def possessor(self, sentence: Sentence, index: int) -> str | None:
        """Return m, f or p for a possessive like "his", None for other words."""
        return _POSSESSIVES.get(sentence.lower[index])

    def same_role(self, office: str, role: str) -> bool:
        """Return whether a role ("foreign secretary") can mean the holder of an office, all its words among those."""
        return set(role.split()) <= set(office.lower().split())

    def heads_phrase(self, sentence: Sentence, low: int, index: int, high: int) -> bool:
        """Return whether the name at `index` is whom the phrase means rather than a part of its description."""
        if naming.is_list(sentence, low, high):
            return False
        core = naming.core_end(sentence, low, high)
        behind = naming.trailing_name(sentence, low, core, high)
        if behind is not None:
            return index == behind[1] - 1
        if index != core - 1 or "and" in sentence.lower[low:index]:
            return False
        for place in range(low, index - 1):
            if sentence.lower[place] in ("of", "for") and sentence.lower[place + 1] in naming.TITLES:
                return False  # "the wife of Mr Brandt", "the lawyer for Mr Brandt"
        return high - low == 1 or sentence.words[index][-2:] not in ("'s", "’s") or core == high

    def is_list(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether the commas of a phrase part names: "Britain, Norland and France"."""
        return naming.is_list(sentence, low, high)

    def describe(self, sentence: Sentence, low: int, high: int) -> tuple[str | None, str, str | None]:
        """Return a phrase as a speaker's name, its gender, and its role, lower case."""
        return naming.describe(sentence, low, high)

    def is_agent(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether a phrase names an office, a group of people or an organisation."""
        return naming.is_agent(sentence, low, high)

    def is_medium(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether a phrase names or describes a news medium."""
        return is_media(sentence, low, high)

    def is_definite(self, lower: str) -> bool:
        """Return whether a phrase that begins with this word points to someone named before."""
        return lower in ("the", "this", "that") or naming.is_role(lower)

    def origin(self, sentence: Sentence, low: int, high: int) -> str | None:
        """Return an adjective of origin in a phrase, lower case: "russian" of "the Russian president"."""
        return next(
            (
                sentence.lower[i]
                for i in range(low, high)
                if i > low and sentence.words[i][0].isupper() and naming.is_place(sentence.lower[i])
            ),
            None,
        )

    def is_of_another(self, office: str, origin: str) -> bool:
        """Return whether an office is bound to another state or place than `origin`: "us president" for "russian"."""
        bound = [word for word in office.lower().split() if word.strip(".") in ("us", "u.s", "eu", "uk")]
        bound += [word for word in office.split() if word[0].isupper() and not self.is_role(word.lower())]
        return bool(bound) and origin[:4] not in office.lower()

    def is_reaction(self, sentence: Sentence, end: int) -> bool:
        """Return whether the clause before `end` reacts to words of another ("to a jibe by X:")."""
        lower = sentence.lower
        return any(
            lower[i] in ("to", "at", "over", "about", "against")
            and not _REACTIONS.isdisjoint(lower[i + 1 : i + 5])
            and not {"by", "from", "of"}.isdisjoint(lower[i + 2 : end])
            for i in range(max(0, end - 12), end)
        )
