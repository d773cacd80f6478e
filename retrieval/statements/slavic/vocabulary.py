"""What a Slavic language gives the shared grammar: its words, read from its lists."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.languages.word_data import WordData, load
from retrieval.statements.cues import Use
from retrieval.statements.slavic.nouns import Noun, forms
from retrieval.statements.tokens import Orthography


@dataclass(frozen=True, slots=True)
class SlavicCue:
    """A reporting verb form.

    `gender` is m, f or n of a past singular, p of any plural, s of a present singular, which tells no gender.
    `asks` marks verbs of asking and promising, which an infinitive may complete; `quotes` those of quoting another.
    Forms of the future and the imperative, by which nothing was said yet, are not `real`. Of verbs that also mean
    something else, `of_words` are those that quote only with an object like "слова".
    """

    use: Use
    gender: str
    asks: bool = False
    quotes: bool = False
    real: bool = True
    of_words: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language, lower case.

    `sources` pairs preposition and noun of phrases like "по словам X"; `possessors` are "его", "её" with m, f or p.
    `that` opens reported clauses and is none of them, `wish` does so and is ("чтобы"). `about` are the pronouns of
    "о том, что", `back` are the words that take up the sentence before ("об этом сообщил X"). `titled` are nouns
    before names in marks, `proper_bodies` bodies with names of their own, `several` those that are always plural.

    `infinitive_cues` are the infinitives of reporting verbs; what governs one and tells that it was done is
    `succeeding`, or `succeeding_negated` behind a negation, with its gender. `gerunds` are those of reporting verbs,
    `adding` the verbs with which a speaker goes on; `triggers` are all words that can begin a report. `wordings` are
    nouns for what somebody said, `office_links` join to an office what it is for. `irreal` are the particles of the
    conditional alone, `pointing` the words before "что" with which its clause is a fact.
    """

    language: str
    cues: dict[str, SlavicCue]
    roles: dict[str, Noun]
    bodies: dict[str, Noun]
    relations: frozenset[str]
    media: frozenset[str]
    media_kinds: dict[str, Noun]
    pronouns: dict[str, str]
    possessors: dict[str, str]
    relatives: dict[str, str]
    sources: frozenset[tuple[str, str]]
    references: frozenset[tuple[str, ...]]
    as_words: frozenset[str]
    that: frozenset[str]
    wish: frozenset[str]
    about: frozenset[str]
    back: frozenset[tuple[str, ...]]
    unreal: frozenset[str]
    negations: frozenset[str]
    conditional: frozenset[str]
    conjunctions: frozenset[str]
    openers: frozenset[str]
    prepositions: frozenset[str]
    locative: frozenset[str]
    times: frozenset[str]
    adverbs: frozenset[str]
    function: frozenset[str]
    infinitives: tuple[str, ...]
    titled: frozenset[str]
    honorifics: frozenset[str]
    female_roles: frozenset[str]
    male_roles: frozenset[str]
    proper_bodies: frozenset[str]
    edge_conjunctions: frozenset[str]
    demonstratives: frozenset[str]
    infinitive_cues: dict[str, SlavicCue]
    succeeding: dict[str, str]
    succeeding_negated: dict[str, str]
    irreal: frozenset[str]
    contrasts: frozenset[str]
    wordings: frozenset[str]
    office_links: frozenset[str]
    gerunds: frozenset[str]
    adding: frozenset[str]
    months: frozenset[str]
    several: frozenset[str]
    subordinating: frozenset[str]
    triggers: frozenset[str]
    receiving: frozenset[str]
    pointing: frozenset[str]
    rumour_words: frozenset[str]
    falsehoods: frozenset[str]
    rumours: re.Pattern[str]
    alleging: re.Pattern[str]
    factive: re.Pattern[str]
    doubting: re.Pattern[str]
    fiction: re.Pattern[str]
    disowning: re.Pattern[str]
    orthography: Orthography


def vocabulary(language: str) -> Vocabulary:
    """Return the words of a language, ru or uk, from its lists."""
    lists = load(language, "statements")

    def nouns(name: str) -> dict[str, Noun]:
        return forms(" ".join(lists.phrases(name)), language)

    words = lists.words
    cues, infinitives = _cues(lists), _infinitives(lists, language)
    sources = lists.pairs("sources")
    return Vocabulary(
        language=language,
        cues=cues,
        roles=nouns("roles"),
        bodies=nouns("bodies"),
        relations=words("relations"),
        media=words("media_forms"),
        media_kinds=nouns("media_kinds"),
        pronouns={**lists.pairs("pronouns"), **dict.fromkeys(words("nobody"), "")},
        possessors=dict(lists.pairs("possessors")),
        relatives=dict(lists.pairs("relatives")),
        sources=frozenset((before, noun) for before, nouns in sources.items() for noun in nouns.split()),
        references=frozenset(tuple(phrase.split()) for phrase in lists.phrases("references")),
        as_words=words("as_words"),
        that=words("that"),
        wish=words("wish"),
        about=words("about"),
        back=frozenset(tuple(phrase.split()) for phrase in lists.phrases("back")),
        unreal=words("unreal"),
        negations=words("negations"),
        conditional=words("conditional"),
        conjunctions=words("conjunctions"),
        openers=words("openers"),
        prepositions=words("prepositions"),
        locative=words("locative"),
        times=words("times"),
        adverbs=words("adverbs"),
        function=words("function"),
        infinitives=tuple(words("infinitives")),
        titled=words("titled"),
        honorifics=words("honorifics"),
        female_roles=words("female_roles"),
        male_roles=words("male_roles"),
        proper_bodies=words("proper_bodies"),
        edge_conjunctions=words("edge_conjunctions"),
        demonstratives=words("demonstratives"),
        infinitive_cues=infinitives,
        succeeding={**_triples(lists, "succeeding"), **_singulars(lists, "succeeding_present")},
        succeeding_negated={
            **_triples(lists, "succeeding_negated"),
            **_singulars(lists, "succeeding_negated_present"),
        },
        irreal=words("irreal"),
        contrasts=words("contrasts"),
        wordings=words("wordings"),
        office_links=words("office_links"),
        gerunds=words("gerunds"),
        adding=words("adding"),
        months=words("months"),
        several=words("several"),
        subordinating=words("subordinating"),
        receiving=frozenset(_triples(lists, "receiving")),
        triggers=frozenset((*cues, *infinitives, *words("gerunds"), *sources)),
        pointing=words("pointing"),
        rumour_words=words("rumour_words"),
        falsehoods=words("falsehoods"),
        rumours=_pattern(lists, "rumour_patterns"),
        alleging=_pattern(lists, "alleging_patterns"),
        factive=_pattern(lists, "factive_patterns"),
        doubting=_pattern(lists, "doubting_patterns"),
        fiction=_pattern(lists, "fiction_patterns"),
        disowning=_pattern(lists, "disowning_patterns"),
        orthography=Orthography(
            capitals="A-ZÄÖÜ",  # names in Latin letters, German ones among them
            small="a-zäöüß",
            abbreviations=words("abbreviations"),
            dashes=True,
        ),
    )


def _cues(lists: WordData) -> dict[str, SlavicCue]:
    """Return the reporting verbs by form."""
    table: dict[str, SlavicCue] = {}
    masculine = lists.phrases("past_ending")[0]
    kinds: dict[str, tuple[Use, bool, bool]] = {
        # the kind in the names of lists: use, whether it asks, whether it quotes
        "say": ("say", False, False),
        "ask": ("say", True, False),
        "quote": ("say", False, True),
        "think": ("think", False, False),
        "judge": ("judge", False, False),
    }
    for kind, (use, asks, quotes) in kinds.items():
        for stem in lists.words(f"{kind}_past"):
            for ending, gender in ((masculine, "m"), ("ла", "f"), ("ло", "n"), ("ли", "p")):
                table[stem + ending] = SlavicCue(use, gender, asks, quotes)
        for pair in lists.words(f"{kind}_present"):  # "говорит/говорят"
            singular, plural = pair.split("/")
            table[singular] = SlavicCue(use, "s", asks, quotes)
            table[plural] = SlavicCue(use, "p", asks, quotes)
    for form, gender in _triples(lists, "think_short").items():  # "уверен/уверена/уверены"
        table[form] = SlavicCue("think", gender)
    for form, gender in _singulars(lists, "future").items():
        table.setdefault(form, SlavicCue("say", gender, real=False))
    for form in lists.words("imperative"):
        table.setdefault(form, SlavicCue("say", "s", real=False))
    for form, described in lists.pairs("other_cues").items():
        kind, gender, *more = described.split()
        use, asks, quotes = kinds[kind]
        table[form] = SlavicCue(use, gender, asks or "asks" in more, quotes, of_words="words" in more)
    return table


def _infinitives(lists: WordData, language: str) -> dict[str, SlavicCue]:
    """Return the infinitives of the reporting verbs, made of the stems of their past."""
    ending = {"ru": "ть", "uk": "ти"}[language]
    kinds: tuple[tuple[str, Use], ...] = (("judge", "judge"), ("think", "think"), ("ask", "say"), ("say", "say"))
    return {
        stem + ending: SlavicCue(use, "", asks=kind == "ask")
        for kind, use in kinds
        for stem in lists.words(f"{kind}_past")
    }


def _triples(lists: WordData, name: str) -> dict[str, str]:
    """Return the forms of "man/woman/several" with their gender."""
    return {form: gender for triple in lists.words(name) for form, gender in zip(triple.split("/"), "mfp", strict=True)}


def _singulars(lists: WordData, name: str) -> dict[str, str]:
    """Return the forms of "one/several" with their gender."""
    return {form: gender for pair in lists.words(name) for form, gender in zip(pair.split("/"), "sp", strict=True)}


def _pattern(lists: WordData, name: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(lists.phrases(name)) + r")(?!\w)")
