"""The German grammar: names, offices, pronouns and moods, beside phrases and reporting clauses."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.names.shapes import is_given
from retrieval.statements.german import actors, clauses, disowning, media, mood, quoted, staging
from retrieval.statements.german.cues import SPEECH_NOUNS
from retrieval.statements.german.inflection import (
    compound_author,
    inflected,
    nominative_office,
    noun_gender,
    origin_stem,
    unquoted,
    without_blanks,
    without_dative_plural,
    without_genitive,
)
from retrieval.statements.german.phrases import (
    DETERMINERS,
    GENITIVE,
    LOWERED,
    MEDIA,
    MEDIA_NOUN_ENDINGS,
    PREPOSITIONS,
    TIME_NOUNS,
    attribute_end,
    is_adjective,
    is_media,
    is_noun,
    noun_phrase,
)
from retrieval.statements.german.roles import (
    FEMININE_ROLES,
    ORGANISATION_ENDINGS,
    ROLE_ENDINGS,
    TITLES,
    nominative_role,
)
from retrieval.statements.german.segments import phrase_before
from retrieval.statements.grammar import Grammar
from retrieval.statements.reports import Range, Report, Telling
from retrieval.statements.tokens import Orthography, Sentence

_LISTS = load("de", "statements")

_NAME_PARTICLES = _LISTS.words("name_particles")
_PRONOUNS = _LISTS.pairs("pronouns")
_DEFINITE = _LISTS.words("definite_determiners")
_BEFORE_PLACES = _LISTS.words("before_places")
_ABSTRACT = ("ung", "heit", "keit", "schaft", "tion", "partei", "stadt", "nacht", "tag")
_DIRECTED = frozenset({"an", "gegen", "über", "auf", "mit", "nach", "vor", "um", "gegenüber", "wegen"})
"""Prepositions whose phrase describes a body or text without being part of its name."""
_THINGS = tuple(_LISTS.words("thing_endings"))
_BARE_THINGS = tuple(_LISTS.words("bare_things"))
_BODIES = (*_LISTS.words("body_endings"), *ORGANISATION_ENDINGS)
_LABELS = tuple(_LISTS.words("label_endings"))
_UNITS = _LISTS.words("units")
_PROPER_ADJECTIVES = ("einigten", "schen", "alen", "ären", "ßen", "ischen")
_DOCUMENTS = tuple(_LISTS.words("document_endings"))


def _is_thing(lower: str, *, bare: bool) -> bool:
    """Return whether a noun means what cannot speak; a bare one may be a surname that ends like it."""
    return lower.endswith(_BARE_THINGS if bare else _THINGS) and not lower.endswith(_BODIES)


class German(Grammar):
    """The grammar of German; stateless."""

    orthography = Orthography(
        capitals="A-ZÄÖÜ",
        small="a-zäöüß",
        abbreviations=_LISTS.words("abbreviations"),
        sentence_openers=_LISTS.words("sentence_openers"),
        ordinals=True,
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

    def telling(self, sentence: Sentence, report: Report) -> Telling:  # noqa: ARG002
        """Return what a reporting clause tells of its words, as `reports` has found out."""
        return report.telling

    def disowns(self, sentence: Sentence) -> bool:
        """Return whether a sentence takes back the quotation in it or before it: "Dieses Zitat ist frei erfunden"."""
        return disowning.disowns(sentence)

    def actors(self, sentence: Sentence, end: int) -> list[Range]:
        """Return who may act in the clause before `end`: the phrases that can be its subject, in order."""
        return actors.actors(sentence, end)

    def trailing(self, sentence: Sentence, index: int) -> Range | None:
        """Return who acts in the clause after a quotation token, whatever its verb: „…“, freute sich X."""
        return actors.trailing(sentence, index)

    def is_name_word(self, sentence: Sentence, index: int) -> bool:
        """Return whether a token can be part of a name."""
        if not sentence.words[index][0].isupper():
            return False
        return sentence.lower[index] not in LOWERED or is_noun(sentence, index)

    def joins_name(self, sentence: Sentence, index: int) -> bool:
        """Return whether a token like "von" joins two parts of a name."""
        return (
            sentence.lower[index] in _NAME_PARTICLES
            and index + 1 < len(sentence)
            and index > 0
            and self.is_name_word(sentence, index + 1)
            and self.is_name_word(sentence, index - 1)
            and (sentence.lower[index] not in ("von", "zu", "der", "den") or self._given(sentence, index - 1))
        )

    def _given(self, sentence: Sentence, index: int) -> bool:
        """Return whether a capitalised word before "von" can be a given name rather than a noun."""
        before = sentence.lower[index - 1] if index else ""
        return (
            before not in DETERMINERS
            and not is_adjective(sentence, index - 1)
            and not self.is_role(sentence.lower[index])
        )

    def is_role(self, lower: str) -> bool:
        """Return whether a word, lower case, is an office or title."""
        return lower.endswith(ROLE_ENDINGS) or lower in TITLES

    def may_begin_name(self, sentence: Sentence, index: int) -> bool:
        """Return whether a run of capitals at `index` can be a person: no article or place preposition before it."""
        if sentence.lower[index].endswith(_ABSTRACT) or sentence.lower[index] in SPEECH_NOUNS:
            return False
        if sentence.lower[index].endswith("es") and not is_given(sentence.words[index]):
            return False  # "Klares Signal"
        before = sentence.lower[index - 1] if index else ""
        return not (before in DETERMINERS or before in _BEFORE_PLACES or (index and is_adjective(sentence, index - 1)))

    def is_common(self, lower: str) -> bool:
        """Return whether a capitalised word is certainly no surname."""
        return (
            lower in TIME_NOUNS
            or lower in _UNITS
            or lower in MEDIA
            or lower.endswith(_LABELS)
            or lower.endswith((*MEDIA_NOUN_ENDINGS, "ung", "heit", "keit", "schaft", "tion", "unternehmen"))
        )

    def is_female_role(self, office: str) -> bool | None:
        """Return whether an office's form is a woman's; None when it does not tell."""
        noun = office.rsplit(maxsplit=1)[-1].lower()
        if (
            noun.endswith(("frau", *FEMININE_ROLES))
            or (noun.endswith("in") and noun[:-2].endswith(ROLE_ENDINGS))
            or office.startswith("Frau")
        ):
            return True
        if noun.endswith(("beauftragte", "vorsitzende", "abgeordnete")):
            return None
        return False

    def office_before(self, sentence: Sentence, index: int) -> str | None:
        """Return the office that stands before a name at `index`, in the nominative."""
        first = index
        while first > 0 and self.is_name_word(sentence, first - 1) and self.is_role(sentence.lower[first - 1]):
            first -= 1
        if first == index:
            return None
        roles = [word for word in sentence.words[first:index] if word.lower() not in TITLES]
        if not roles:
            return None
        adjectives: list[str] = []
        while first > 0 and sentence.words[first - 1][0].islower() and is_adjective(sentence, first - 1):
            first -= 1
            adjectives.insert(0, sentence.words[first])
        return nominative_office(adjectives[-3:], roles)

    def office_after(self, sentence: Sentence, index: int) -> str | None:
        """Return the office that stands after a name ending at `index`, as an apposition."""
        if sentence.words[index : index + 1] == ["("]:
            close = next((i for i in range(index, min(index + 8, len(sentence))) if sentence.words[i] == ")"), index)
            index = close + 1
        if sentence.words[index : index + 1] != [","]:
            return None
        start = index + 1
        end = noun_phrase(sentence, start, len(sentence))
        if end == start or (end < len(sentence) and sentence.words[end] not in ",.;"):
            return None
        while start < end and sentence.lower[start] in DETERMINERS:
            start += 1
        noun = next((i for i in range(start, end) if is_noun(sentence, i)), end)
        if noun == end or not self.is_role(sentence.lower[noun]):
            return None
        adjectives = sentence.words[start:noun]
        rest = sentence.words[noun + 1 : end]
        return " ".join([nominative_office(adjectives, [sentence.words[noun]]), *rest]) if len(rest) < 8 else None

    def pronoun(self, sentence: Sentence, index: int, *, plural: bool) -> str | None:
        """Return m, f, n or p for a pronoun, empty for one that names nobody here, None for other words."""
        lower = sentence.lower[index]
        if lower == "sie":
            return "p" if plural else "f"
        if lower in ("der", "welcher"):
            return "m"
        if lower in ("die", "welche"):
            return "p" if plural else "f"
        if lower in ("das", "welches"):
            return "n"
        return _PRONOUNS.get(lower)

    def possessor(self, sentence: Sentence, index: int) -> str | None:
        """Return m or f for a possessive like "seiner", None for other words."""
        lower = sentence.lower[index]
        if lower.startswith("sein") and len(lower) < 7:
            return "m"
        return "f" if lower.startswith("ihr") and 3 < len(lower) < 6 else None

    def heads_phrase(self, sentence: Sentence, low: int, index: int, high: int) -> bool:
        """Return whether the name at `index` is whom the phrase means rather than a part of its description."""
        for position in range(low + 1, index):
            lower = sentence.lower[position]
            if lower in PREPOSITIONS or (lower in GENITIVE and is_noun(sentence, position - 1)):
                return False
            if lower in ("und", "sowie"):
                return False
        if any(sentence.lower[i] in ("und", "sowie") for i in range(index + 1, high)):
            return False
        after = index + 1
        if after < high and sentence.words[after] in ("'", "’"):
            return False  # "Halms’ Kollege"
        if after < high and self.is_name_word(sentence, after) and not self.is_role(sentence.lower[after]):
            return False
        if (
            after < high
            and sentence.lower[index].endswith("s")
            and (is_noun(sentence, after) or is_adjective(sentence, after))
        ):
            return False  # "Lindholms Mitarbeiter"
        before = sentence.lower[low]
        noun = index == low or is_noun(sentence, index - 1) or self.joins_name(sentence, index - 1)
        if before in DETERMINERS and not noun and not sentence.lower[index].endswith("s"):
            return True
        return noun or before in DETERMINERS or is_adjective(sentence, index - 1) or sentence.words[index - 1] == ","

    def describe(self, sentence: Sentence, low: int, high: int) -> tuple[str | None, str, str | None]:
        """Return a phrase as a speaker's name in the nominative, its gender, and its role noun, lower case."""
        start = low
        while start < high and sentence.lower[start] in DETERMINERS:
            start += 1
        determiner = sentence.lower[low] if start > low else ""
        start = (attribute_end(sentence, low + 1, high) if determiner else None) or start
        noun = next((i for i in range(start, high) if is_noun(sentence, i) or sentence.quotes[i] >= 0), high)
        if noun == high:
            return None, "", None
        lower = sentence.lower[noun]
        if lower.endswith(_DOCUMENTS) and not sentence.words[noun].isupper():
            return self._author(sentence, noun, high)
        if _is_thing(lower, bare=not determiner and noun == start and high == noun + 1):
            return None, "", None
        gender = noun_gender(lower, determiner)
        adjectives = list(sentence.words[start:noun])
        if not determiner:  # "nach örtlichen Medien"
            adjectives = [word[:-1] if word.endswith("en") and word[0].islower() else word for word in adjectives]
        rest_end = high
        for position in range(noun + 1, high):
            if sentence.words[position] in (",", "(") or sentence.lower[position] in _DIRECTED:
                rest_end = position
                break
        tail = sentence.words[noun:rest_end]
        role = lower if self.is_role(lower) else None
        if role and noun + 1 < rest_end and self.is_name_word(sentence, noun + 1):
            names = list(tail[1:])
            return without_blanks(" ".join(names)), "", role
        if determiner in ("des", "eines", "dieses") or (not determiner and len(tail) == 1 and lower.endswith("s")):
            tail = [without_genitive(tail[0]), *tail[1:]]
        elif determiner in ("", "den"):
            tail = [without_dative_plural(tail[0]), *tail[1:]]
        if len(tail) > 1 and determiner and tail[0].endswith(_PROPER_ADJECTIVES):
            adjectives, tail = [*adjectives, tail[0]], tail[1:]  # "die Vereinigten Staaten"
            gender = "p" if determiner == "die" and adjectives[-1].endswith("en") else gender
        name = " ".join([*inflected(adjectives, gender, determiner), *tail])
        return unquoted(name) or None, gender, role

    def _author(self, sentence: Sentence, noun: int, high: int) -> tuple[str | None, str, str | None]:
        """Return whose a document is ("ein Bericht der Zeitung X"); a document alone does not tell who speaks."""
        inner = noun + 1
        if inner < high and sentence.lower[inner] in ("von", "vom"):
            inner += 1
        elif inner >= high or sentence.lower[inner] not in GENITIVE:
            return compound_author(sentence.words[noun]), "", None
        return self.describe(sentence, inner, high)

    def is_agent(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether a phrase names an office, a group of people or an organisation."""
        noun = next((i for i in range(low, high) if is_noun(sentence, i)), None)
        if noun is None:
            return False
        while noun + 1 < high and is_noun(sentence, noun + 1):
            noun += 1
        lower = sentence.lower[noun]
        plural = low == noun and lower.endswith(("ern", "isten", "enten"))  # "von Kennern"
        return plural or self.is_role(lower) or lower.endswith(ORGANISATION_ENDINGS) or sentence.words[noun].isupper()

    def is_aside(self, sentence: Sentence, frame: Range) -> bool:
        """Return whether a reporting clause is set beside another as its source ("wie X meldete")."""
        return sentence.lower[frame[0]] in ("wie", "so")

    def is_medium(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether a phrase names or describes a news medium."""
        return is_media(sentence, low, high)

    def medium_name(self, words: list[str]) -> list[str]:
        """Return the words of a news medium's name in the nominative: "Süddeutsche Zeitung", "Norddeutscher …"."""
        return media.nominative(words)

    def is_definite(self, lower: str) -> bool:
        """Return whether a determiner points to someone named before."""
        return lower in _DEFINITE

    def same_role(self, office: str, role: str) -> bool:
        """Return whether a role noun ("minister") can mean the holder of an office."""
        bare = nominative_role(role)
        return any(part == bare or part.endswith(bare) for part in office.lower().split())

    def origin(self, sentence: Sentence, low: int, high: int) -> str | None:
        """Return the stem of an adjective of origin in a phrase: "russisch" of "der russische Präsident"."""
        return next((stem for i in range(low, high) if (stem := origin_stem(sentence.words[i])) is not None), None)

    def is_of_another(self, office: str, origin: str) -> bool:
        """Return whether an office is bound to another state or place than `origin`: "US-Präsident" for "russisch"."""
        bound = "-" in office or any(origin_stem(word) is not None for word in office.split())
        return bound and origin[:4] not in office.lower()

    def is_attribute_phrase(self, sentence: Sentence, low: int) -> bool:
        """Return whether the phrase that begins at `low` describes the noun before it."""
        return sentence.lower[low] in GENITIVE and is_noun(sentence, low - 1)

    def writing(self, sentence: Sentence, end: int) -> Range | None:
        """Return what is quoted by a clause before a colon that names a text or whose words follow."""
        return media.writing(sentence, end)

    def label(self, sentence: Sentence, end: int) -> Range | None:
        """Return the phrase that alone stands before a colon or bracket at `end`: "…, Mara Lindholm: „…“"."""
        phrase = phrase_before(sentence, end)
        if (
            phrase is None
            or quoted.is_reaction(sentence, end)
            or (phrase[0] and sentence.lower[phrase[0] - 1] not in (",", ";", "und", "–"))
        ):
            return None
        return phrase

    def announces(self, sentence: Sentence, index: int) -> bool:
        """Return whether the noun at `index` announces the quotation behind it: "die Feststellung „…“"."""
        return quoted.announces(sentence, index)

    def own_source(self, sentence: Sentence, report: Report) -> Range | None:
        """Return the phrase that "nach eigenen Angaben" refers to: the subject of its sentence."""
        return actors.subject_beside(sentence, report.frame)

    def is_reported_mood(self, sentence: Sentence, low: int, high: int) -> bool:
        """Return whether a range goes on with reported speech by mood alone: its first finite verb is Konjunktiv."""
        return mood.is_reported(sentence, low, high)

    def is_continued_report(self, sentence: Sentence) -> bool:
        """Return whether a sentence without a report is reported for sure: a Konjunktiv no narrator uses, no colon."""
        return mood.is_continued(sentence)

    def is_reaction(self, sentence: Sentence, end: int) -> bool:
        """Return whether the clause before `end` reacts to words of another ("auf eine Stichelei von X:") or plays."""
        return quoted.is_reaction(sentence, end) or staging.is_scene(sentence, end)

    def is_verdict(self, sentence: Sentence, index: int, cue: str, *, within: bool) -> bool:
        """Return whether a quotation token is what something is called or held to be ("als „…“", "einen „…“").

        `within` tells that it stands inside the clause of a verb of saying, whose words it then is anyway.
        """
        return quoted.is_verdict(sentence, index, cue, within=within)

    def is_term(self, sentence: Sentence, index: int) -> bool:
        """Return whether a quotation token is a name or title rather than somebody's words."""
        return quoted.is_term(sentence, index)
