"""The English grammar: names, offices and pronouns, beside phrases and reporting clauses."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.english import clauses
from retrieval.statements.english.phrases import (
    AUXILIARIES,
    DETERMINERS,
    MEDIA,
    PREPOSITIONS,
    TIMES,
    is_media,
    is_name_word,
)
from retrieval.statements.grammar import Grammar
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Orthography, Sentence

_LISTS = load("en", "statements")

_PRONOUNS = _LISTS.pairs("pronouns")
_NAME_PARTICLES = _LISTS.words("name_particles")
_BEFORE_PLACES = _LISTS.words("before_places")
_ROLES = _LISTS.words("roles")
_ORGANISATIONS = _LISTS.words("organisations")
_FEMALE = _LISTS.words("female_roles")
_MALE = _LISTS.words("male_roles")
_TITLES = _LISTS.words("titles")
_REACTIONS = _LISTS.words("reactions")
_DOCUMENTS = _LISTS.words("documents")
_PLURAL_ENDINGS = ("ists", "ers", "ors", "ials", "ats", "nts", "lysts", "perts", "ians", "nesses")


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

    def reports(self, sentence: Sentence) -> list[Report]:
        """Return the reporting clauses and phrases, in order of their cue."""
        return clauses.reports(sentence)

    def actors(self, sentence: Sentence, end: int) -> list[Range]:
        """Return who acts in the clause before `end`."""
        subject = clauses.shared_subject(sentence, end)
        return [subject] if subject is not None else []

    def is_name_word(self, sentence: Sentence, index: int) -> bool:
        """Return whether a token can be part of a name."""
        return is_name_word(sentence, index)

    def joins_name(self, sentence: Sentence, index: int) -> bool:
        """Return whether a token like "von", or "of" in an office, joins two parts of a name."""
        if not 0 < index < len(sentence) - 1:
            return False
        if not (is_name_word(sentence, index - 1) and is_name_word(sentence, index + 1)):
            return False
        return sentence.lower[index] in _NAME_PARTICLES or (
            sentence.lower[index] in ("of", "for") and sentence.lower[index - 1] in _ROLES
        )

    def name_start(self, sentence: Sentence, start: int, end: int) -> int:
        """Return where the name begins in a run of capitals: after the last role, "of State" with it."""
        first = super().name_start(sentence, start, end)
        return first + 2 if first > start and sentence.lower[first] in ("of", "for") and first + 2 < end else first

    def is_role(self, lower: str) -> bool:
        """Return whether a word, lower case, is an office or title."""
        return lower in _ROLES or lower in _TITLES or lower.endswith(("ologist", "ographer", "onomer"))

    def may_begin_name(self, sentence: Sentence, index: int) -> bool:
        """Return whether a run of capitals at `index` can be a person: no article or place preposition before it."""
        return index == 0 or sentence.lower[index - 1] not in _BEFORE_PLACES

    def is_common(self, lower: str) -> bool:
        """Return whether a capitalised word is certainly no surname."""
        return lower in TIMES or lower in MEDIA

    def is_female_role(self, office: str) -> bool | None:
        """Return whether an office's form is a woman's; None when it does not tell."""
        words = set(office.lower().replace(".", "").split())
        return True if words & _FEMALE else False if words & _MALE else None

    def office_before(self, sentence: Sentence, index: int) -> str | None:
        """Return the office that stands before a name at `index`, lower case."""
        first = index
        while first > 0 and (
            self.is_role(sentence.lower[first - 1])
            or (
                first > 1
                and sentence.lower[first - 2] in ("of", "for")
                and first > 2
                and self.is_role(sentence.lower[first - 3])
                and is_name_word(sentence, first - 1)
            )
            or (
                sentence.lower[first - 1] in ("of", "for")
                and first > 1
                and self.is_role(sentence.lower[first - 2])
                and first < index
            )
        ):
            first -= 1
        roles = [word for word in sentence.lower[first:index] if word not in _TITLES]
        return " ".join(roles) or None

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
        """Return m or f for a possessive like "his", None for other words."""
        return {"his": "m", "her": "f"}.get(sentence.lower[index])

    def heads_phrase(self, sentence: Sentence, low: int, index: int, high: int) -> bool:
        """Return whether the name at `index` is whom the phrase means rather than a part of its description."""
        before = sentence.lower[low:index]
        if any(word in PREPOSITIONS or word == "and" for word in before[:-1] if word not in ("of", "for")):
            return False
        for position in range(low, index):
            if sentence.lower[position] in ("of", "for", "and") and not self.joins_name(sentence, position):
                return False
        if "and" in sentence.lower[index:high] or sentence.words[index][-2:] in ("'s", "’s"):
            return False
        after = index + 1
        return after >= high or not (is_name_word(sentence, after) or sentence.words[after][0].islower())

    def describe(self, sentence: Sentence, low: int, high: int) -> tuple[str | None, str, str | None]:
        """Return a phrase as a speaker's name, its gender, and its role noun, lower case."""
        start = low
        if (
            sentence.lower[low] in ("his", "her")
            and sentence.lower[low + 1 : low + 2]
            and (sentence.lower[low + 1] in _DOCUMENTS and high - low == 2)
        ):
            return None, "", None  # "according to his data"
        while start < high and sentence.lower[start] in DETERMINERS - {"his", "her", "their", "its", "our", "my"}:
            start += 1
        end = start
        while end < high and sentence.words[end] not in ",(":
            end += 1
        if start >= end:
            return None, "", None
        full = self._full_name(sentence, start, end)
        if full is not None:
            return " ".join(sentence.words[slice(*full)]), "", None
        head = end - 1
        for position in range(start, end):
            if sentence.lower[position] in PREPOSITIONS:
                head = max(start, position - 1)
                break
        role = sentence.lower[head] if self.is_role(sentence.lower[head]) else None
        names = [i for i in range(start, end) if is_name_word(sentence, i) and not self.is_role(sentence.lower[i])]
        last = next((i for i in range(end - 1, start - 1, -1) if self.is_role(sentence.lower[i])), None)
        if (
            last is not None
            and names
            and names[-1] == end - 1
            and head == end - 1
            and last < names[-1]
            and role is None
        ):
            first = last + 1
            return " ".join(sentence.words[first:end]), "", None
        gender = "f" if sentence.lower[head] in _FEMALE else "m" if sentence.lower[head] in _MALE else ""
        if not gender and not role and not names:
            gender = "p" if sentence.lower[head].endswith(_PLURAL_ENDINGS) else "n"
        return " ".join(sentence.words[start:end]), gender, role

    def _full_name(self, sentence: Sentence, start: int, end: int) -> Range | None:
        """Return the name in "Ona Brandt of the institute" and "US secretary of state Ona Brandt"."""
        after = start
        while after < end and is_name_word(sentence, after) and not self.is_role(sentence.lower[after]):
            after += 1
        if 2 <= after - start <= 3 and sentence.lower[after : after + 1] in (["of"], ["from"], ["at"]) and after < end:
            return (start, after) if sentence.lower[after + 1 : after + 2] in (["the"], ["a"], ["an"]) else None
        before = end
        while before > start and is_name_word(sentence, before - 1) and not self.is_role(sentence.lower[before - 1]):
            before -= 1
        role = any(self.is_role(word) for word in sentence.lower[start:before])
        lowered = before > start and sentence.words[before - 1][0].islower()
        return (before, end) if role and lowered and end - before >= 2 else None

    def is_agent(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether a phrase names an office, a group of people or an organisation."""
        head = next(
            (i for i in range(low + 1, high) if sentence.lower[i] in PREPOSITIONS or sentence.words[i] in ",("), high
        )
        lower = sentence.lower[head - 1]
        return (
            self.is_role(lower)
            or lower.endswith(_PLURAL_ENDINGS)
            or lower in _ORGANISATIONS
            or (is_name_word(sentence, head - 1))
        )

    def is_medium(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether a phrase names or describes a news medium."""
        return is_media(sentence, low, high)

    def is_definite(self, lower: str) -> bool:
        """Return whether a determiner points to someone named before."""
        return lower in ("the", "this", "that")

    def origin(self, sentence: Sentence, low: int, high: int) -> str | None:
        """Return an adjective of origin in a phrase, lower case: "russian" of "the Russian president"."""
        return next(
            (
                sentence.lower[i]
                for i in range(low, high)
                if sentence.words[i][0].isupper() and not self.is_role(sentence.lower[i]) and i > low
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
