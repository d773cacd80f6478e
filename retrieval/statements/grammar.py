"""What the stages ask of a language: one object per language, so that everything else knows no grammar."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection
from functools import cache

from retrieval.statements.international import alternatives
from retrieval.statements.quotations import QuotedSpan
from retrieval.statements.reports import Range, Report, Telling
from retrieval.statements.tokens import Orthography, Sentence


@cache
def _denials() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives('denial_patterns')})\b", re.IGNORECASE)


class Grammar(ABC):
    """The grammar of one language, as far as reported speech needs it. All indices are tokens of the sentence.

    Only `reports` must be answered. The rest has defaults: they suit a language that writes names with capitals and
    whose names know no cases, or say that it lacks what is asked about.
    """

    orthography = Orthography()
    edge_conjunctions: frozenset[str] = frozenset()
    """Conjunctions that are left out at the ends of what is reported."""
    between_quotations: frozenset[str] = frozenset()
    """Words that join two quotations of one speaker, as a comma does."""
    after_quotations: frozenset[str] = frozenset()
    """Words before which a quotation can be all that a clause reports, as before a full stop."""
    prepositions: frozenset[str] = frozenset()
    demonstratives: frozenset[str] = frozenset()
    """Words with which a sentence points back at a quotation that stood alone before it."""
    genitive_endings: tuple[str, ...] = ()
    """Endings that a surname may have beside its nominative."""

    @abstractmethod
    def reports(self, sentence: Sentence) -> list[Report]:
        """Return the reporting clauses and phrases, in order of their cue."""

    def quotations(self, text: str, found: list[QuotedSpan]) -> list[QuotedSpan]:  # noqa: ARG002
        """Return the quotations of a text, in order, from those that its marks show."""
        return found

    # --- what is not said

    def telling(self, sentence: Sentence, report: Report) -> Telling:  # noqa: ARG002
        """Return what a reporting clause tells of its words: that they were said, are denied, are a rumour, or nothing.

        Here only what the reporting word itself tells is known: that of a denial.
        """
        denies = report.telling == "said" and _denials().search(report.cue) is not None
        return "denied" if denies else report.telling

    def disowns(self, sentence: Sentence) -> bool:  # noqa: ARG002
        """Return whether a sentence takes back the quotation in it or before it: forged, invented, never uttered."""
        return False

    # --- clauses

    def actors(self, sentence: Sentence, end: int) -> list[Range]:  # noqa: ARG002
        """Return who may act in the clause before `end`, likeliest first: who speaks after a mere colon."""
        return []

    def trailing(self, sentence: Sentence, index: int) -> Range | None:  # noqa: ARG002
        """Return who acts in the clause after a quotation token, whatever its verb: „…“, freute sich X."""
        return None

    def is_aside(self, sentence: Sentence, frame: Range) -> bool:
        """Return whether a reporting clause is set beside another as its source ("wie X meldete")."""
        return frame[0] > 0 and sentence.words[frame[0] - 1] == ","

    def takes_up(self, sentence: Sentence) -> bool:
        """Return whether a sentence begins by pointing back at a quotation that stood alone ("Das musste X …")."""
        return sentence.lower[0] in self.demonstratives

    def writing(self, sentence: Sentence, end: int) -> Range | None:  # noqa: ARG002
        """Return what is quoted by a clause before a colon that names a text or whose words follow."""
        return None

    def label(self, sentence: Sentence, end: int) -> Range | None:
        """Return the phrase that alone stands before a colon or bracket at `end`: "…, Mara Lindholm: „…“"."""
        start = end
        while start > 0 and (self.is_name_word(sentence, start - 1) or self.joins_name(sentence, start - 1)):
            start -= 1
        return (start, end) if start < end and (start == 0 or sentence.words[start - 1] in ",;–") else None

    def announces(self, sentence: Sentence, index: int) -> bool:  # noqa: ARG002
        """Return whether the noun at `index` announces the quotation behind it: "die Feststellung „…“"."""
        return False

    def own_source(self, sentence: Sentence, report: Report) -> Range | None:  # noqa: ARG002
        """Return the phrase that "nach eigenen Angaben" refers to."""
        return None

    def is_reported_mood(self, sentence: Sentence, low: int, high: int) -> bool:  # noqa: ARG002
        """Return whether a range goes on with reported speech by its mood alone."""
        return False

    def is_continued_report(self, sentence: Sentence) -> bool:  # noqa: ARG002
        """Return whether a sentence without a report is surely reported: a mood that no narrator uses."""
        return False

    def is_reaction(self, sentence: Sentence, end: int) -> bool:  # noqa: ARG002
        """Return whether the clause before `end` reacts to words of another, so that either may be quoted."""
        return False

    def is_verdict(self, sentence: Sentence, index: int, cue: str, *, within: bool) -> bool:  # noqa: ARG002
        """Return whether a quotation token is what something is called or held to be.

        `within` says that it is inside the clause of a verb of saying, whose words it then is anyway.
        """
        return sentence.quotes[index] >= 0

    def is_term(self, sentence: Sentence, index: int) -> bool:
        """Return whether a quotation token is a name or title rather than somebody's words."""
        word = sentence.words[index]
        if sentence.quotes[index] < 0:
            return True
        if word.count(" ") >= 7 or word[-2:-1] in ".!?,":
            return False
        return bool(index and self.is_name_word(sentence, index - 1) and not word[1:2].islower())

    # --- names

    def is_name_word(self, sentence: Sentence, index: int) -> bool:
        """Return whether a token can be part of a name."""
        return sentence.words[index][0].isupper() and sentence.quotes[index] < 0

    def joins_name(self, sentence: Sentence, index: int) -> bool:  # noqa: ARG002
        """Return whether a token like "von" joins two parts of a name."""
        return False

    def name_start(self, sentence: Sentence, start: int, end: int) -> int:
        """Return where the name begins in a run of capitals: after the last office in it."""
        return max((i + 1 for i in range(start, end - 1) if self.is_role(sentence.lower[i])), default=start)

    def full_name(self, sentence: Sentence, start: int, end: int, forms: Collection[str]) -> list[str]:  # noqa: ARG002
        """Return the words of a name in the nominative; `forms` are the article's capitalised words, lower case."""
        return sentence.words[start:end]

    def bases(self, lower: str) -> tuple[str, ...]:
        """Return the other forms, lower case, under which a surname may be known: without case endings."""
        found = (lower.removesuffix(ending) for ending in self.genitive_endings if lower.endswith(ending))
        return tuple(base for base in found if len(base) > 2)

    def may_begin_name(self, sentence: Sentence, index: int) -> bool:  # noqa: ARG002
        """Return whether a run of capitals at `index` can be a person: no article or place preposition before it."""
        return True

    def takes_part(self, sentence: Sentence, index: int, name: str) -> bool:  # noqa: ARG002
        """Return whether the mention at `index` of the person of that name can be whom a later pronoun takes up."""
        return True

    def is_common(self, lower: str) -> bool:  # noqa: ARG002
        """Return whether a capitalised word is certainly no surname."""
        return False

    def is_bare_name(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether a phrase is nothing but words of a name."""
        return high - low > 1 and all(
            self.is_name_word(sentence, i) or self.joins_name(sentence, i) or sentence.words[i] in "()"
            for i in range(low, high)
        )

    # --- offices

    def is_role(self, lower: str) -> bool:  # noqa: ARG002
        """Return whether a word, lower case, is an office or title."""
        return False

    def is_female_role(self, office: str) -> bool | None:  # noqa: ARG002
        """Return whether an office's form is a woman's; None when the form does not show it."""
        return None

    def office_before(self, sentence: Sentence, index: int) -> str | None:  # noqa: ARG002
        """Return the office that stands before a name at `index`, in the nominative."""
        return None

    def office_after(self, sentence: Sentence, index: int) -> str | None:  # noqa: ARG002
        """Return the office that stands after a name ending at `index`, as an apposition."""
        return None

    def same_role(self, office: str, role: str) -> bool:
        """Return whether a role noun ("minister") can mean the holder of an office."""
        return role in office.lower().split()

    def origin(self, sentence: Sentence, low: int, high: int) -> str | None:  # noqa: ARG002
        """Return the stem of an adjective of origin in a phrase: "russisch" of "der russische Präsident"."""
        return None

    def is_of_another(self, office: str, origin: str) -> bool:  # noqa: ARG002
        """Return whether an office is bound to another state or place than `origin`: "US-Präsident" for "russisch"."""
        return False

    # --- phrases

    def pronoun(self, sentence: Sentence, index: int, *, plural: bool) -> str | None:  # noqa: ARG002
        """Return m, f, n or p for a pronoun, empty for one that names nobody here, None for other words."""
        return None

    def possessor(self, sentence: Sentence, index: int) -> str | None:  # noqa: ARG002
        """Return m, f or p for a possessive like "his", None for other words."""
        return None

    def heads_phrase(self, sentence: Sentence, low: int, index: int, high: int) -> bool:  # noqa: ARG002
        """Return whether the name at `index` is whom the phrase means rather than a part of its description."""
        return index + 1 == high

    def is_list(self, sentence: Sentence, low: int, high: int) -> bool:  # noqa: ARG002
        """Return whether the commas of a phrase part several who speak together, not a name and what describes it."""
        return False

    def describe(self, sentence: Sentence, low: int, high: int) -> tuple[str | None, str, str | None]:
        """Return a phrase as a speaker's name in the nominative, its gender, and its role noun, lower case."""
        return " ".join(sentence.words[low:high]), "", None

    def is_agent(self, sentence: Sentence, low: int, high: int) -> bool:  # noqa: ARG002
        """Return whether a phrase names an office, a group of people or an organisation."""
        return False

    def is_medium(self, sentence: Sentence, low: int, high: int) -> bool:  # noqa: ARG002
        """Return whether a phrase names or describes a news medium."""
        return False

    def medium_name(self, words: list[str]) -> list[str]:
        """Return the words of a news medium's name in the nominative."""
        return words

    def is_definite(self, lower: str) -> bool:  # noqa: ARG002
        """Return whether a determiner points to someone named before."""
        return False

    def is_attribute_phrase(self, sentence: Sentence, low: int) -> bool:
        """Return whether the phrase that begins at `low` describes the noun before it."""
        return sentence.lower[low - 1] in self.prepositions
