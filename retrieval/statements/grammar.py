"""What the stages ask of a language: one object per language, so that everything else knows no grammar."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence


class Grammar(Protocol):
    """The grammar of one language, as far as reported speech needs it. All indices are tokens of the sentence."""

    def reports(self, sentence: Sentence) -> list[Report]:
        """Return the reporting clauses and phrases, in order of their cue."""

    def actors(self, sentence: Sentence, end: int) -> list[Range]:
        """Return who may act in the clause before `end`, likeliest first: who speaks after a mere colon."""

    def trailing(self, sentence: Sentence, index: int) -> Range | None:
        """Return who acts in the clause after a quotation token, whatever its verb: „…“, freute sich X."""

    def is_name_word(self, sentence: Sentence, index: int) -> bool:
        """Tell whether a token can be part of a name."""

    def joins_name(self, sentence: Sentence, index: int) -> bool:
        """Tell whether a token like "von" joins two parts of a name."""

    def name_start(self, sentence: Sentence, start: int, end: int) -> int:
        """Return where the name begins in a run of capitals, after the offices before it."""

    def full_name(self, sentence: Sentence, start: int, end: int, forms: Collection[str]) -> list[str]:
        """Return the words of a name in the nominative; `forms` are the article's capitalised words, lower case."""

    def bases(self, lower: str) -> tuple[str, ...]:
        """Return the other forms, lower case, under which a surname may be known: without case endings."""

    def is_role(self, lower: str) -> bool:
        """Tell whether a word, lower case, is an office or title."""

    def may_begin_name(self, sentence: Sentence, index: int) -> bool:
        """Tell whether a run of capitals at `index` can be a person: no article or place preposition before it."""

    def is_common(self, lower: str) -> bool:
        """Tell whether a capitalised word is certainly no surname."""

    def is_female_role(self, office: str) -> bool | None:
        """Tell whether an office's form is a woman's; None when it does not tell."""

    def office_before(self, sentence: Sentence, index: int) -> str | None:
        """Return the office that stands before a name at `index`, in the nominative."""

    def office_after(self, sentence: Sentence, index: int) -> str | None:
        """Return the office that stands after a name ending at `index`, as an apposition."""

    def pronoun(self, sentence: Sentence, index: int, *, plural: bool) -> str | None:
        """Return m, f, n or p for a pronoun, empty for one that names nobody here, None for other words."""

    def possessor(self, sentence: Sentence, index: int) -> str | None:
        """Return m or f for a possessive like "his", None for other words."""

    def heads_phrase(self, sentence: Sentence, low: int, index: int, high: int) -> bool:
        """Tell whether the name at `index` is whom the phrase means rather than a part of its description."""

    def describe(self, sentence: Sentence, low: int, high: int) -> tuple[str | None, str, str | None]:
        """Return a phrase as a speaker's name in the nominative, its gender, and its role noun, lower case."""

    def is_bare_name(self, sentence: Sentence, low: int, high: int) -> bool:
        """Tell whether a phrase is nothing but words of a name."""

    def is_agent(self, sentence: Sentence, low: int, high: int) -> bool:
        """Tell whether a phrase names an office, a group of people or an organisation."""

    def is_aside(self, sentence: Sentence, frame: Range) -> bool:
        """Tell whether a reporting clause is set beside another as its source ("wie X meldete")."""

    def is_medium(self, sentence: Sentence, low: int, high: int) -> bool:
        """Tell whether a phrase names or describes a news medium."""

    def is_definite(self, lower: str) -> bool:
        """Tell whether a determiner points to someone named before."""

    def same_role(self, office: str, role: str) -> bool:
        """Tell whether a role noun ("minister") can mean the holder of an office."""

    def origin(self, sentence: Sentence, low: int, high: int) -> str | None:
        """Return the stem of an adjective of origin in a phrase: "russisch" of "der russische Präsident"."""

    def is_of_another(self, office: str, origin: str) -> bool:
        """Tell whether an office is bound to another state or place than `origin`: "US-Präsident" for "russisch"."""

    def is_attribute_phrase(self, sentence: Sentence, low: int) -> bool:
        """Tell whether the phrase that begins at `low` describes the noun before it."""

    def takes_up(self, sentence: Sentence) -> bool:
        """Tell whether a sentence begins by pointing back at a quotation that stood alone ("Das musste X …")."""

    def writing(self, sentence: Sentence, end: int) -> Range | None:
        """Return what is quoted by a clause before a colon that names a text or whose words follow."""

    def label(self, sentence: Sentence, end: int) -> Range | None:
        """Return the phrase that alone stands before a colon or bracket at `end`: "…, Mara Lindholm: „…“"."""

    def announces(self, sentence: Sentence, index: int) -> bool:
        """Tell whether the noun at `index` announces the quotation behind it: "die Feststellung „…“"."""

    def own_source(self, sentence: Sentence, report: Report) -> Range | None:
        """Return the phrase that "nach eigenen Angaben" refers to."""

    def is_reported_mood(self, sentence: Sentence, low: int, high: int) -> bool:
        """Tell whether a range goes on with reported speech by its mood alone."""

    def is_continued_report(self, sentence: Sentence) -> bool:
        """Tell whether a sentence without a report is surely reported: a mood that no narrator uses."""

    def is_reaction(self, sentence: Sentence, end: int) -> bool:
        """Tell whether the clause before `end` reacts to words of another, so that either may be quoted."""

    def is_verdict(self, sentence: Sentence, index: int, cue: str, *, within: bool) -> bool:
        """Tell whether a quotation token is what something is called or held to be."""

    def is_term(self, sentence: Sentence, index: int) -> bool:
        """Tell whether a quotation token is a name or title rather than somebody's words."""
