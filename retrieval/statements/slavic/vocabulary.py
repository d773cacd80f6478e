"""What a Slavic language gives the shared grammar: its words, read from its lists."""

from __future__ import annotations

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
    """

    use: Use
    gender: str
    asks: bool = False
    quotes: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language, lower case.

    `sources` pairs preposition and noun of phrases like "по словам X"; `possessors` are "его", "её" with m, f or p.
    `that` opens reported clauses and is none of them, `wish` does so and is ("чтобы"). `about` are the pronouns of
    "о том, что", `back` are the words that take up the sentence before ("об этом сообщил X"). `titled` are nouns
    before names in marks, `proper_bodies` bodies with names of their own.
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
    orthography: Orthography


def vocabulary(language: str) -> Vocabulary:
    """Return the words of a language, ru or uk, from its lists."""
    lists = load(language, "statements")

    def nouns(name: str) -> dict[str, Noun]:
        return forms(" ".join(lists.phrases(name)), language)

    words = lists.words
    return Vocabulary(
        language=language,
        cues=_cues(lists),
        roles=nouns("roles"),
        bodies=nouns("bodies"),
        relations=words("relations"),
        media=words("media_forms"),
        media_kinds=nouns("media_kinds"),
        pronouns={**lists.pairs("pronouns"), **dict.fromkeys(words("nobody"), "")},
        possessors=dict(lists.pairs("possessors")),
        relatives=dict(lists.pairs("relatives")),
        sources=frozenset((before, noun) for before, nouns in lists.pairs("sources").items() for noun in nouns.split()),
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
    for triple in lists.words("think_short"):  # "уверен/уверена/уверены"
        table.update({form: SlavicCue("think", gender) for form, gender in zip(triple.split("/"), "mfp", strict=True)})
    for form, described in lists.pairs("other_cues").items():
        kind, gender, *more = described.split()
        table[form] = SlavicCue(kinds[kind][0], gender, asks="asks" in more)
    return table
