"""Attribution: what somebody says in the sentence, the claim tells as his words; nobody else is made to say it.

The article's own statements decide. Where none was found, reported mood, a source phrase or a verb of opinion is enough
for the claim to need one too. Words whose speaker is not named, and rumours, must be told as rumour. A claim that is
the sentence, word for word, tells what it tells as long as it names who speaks.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.verification.alignment import Alignment, align, is_word
from bot.verification.checks.denial import reach
from bot.verification.claims import Claim, Fault
from bot.verification.reading import Reading, Span, read
from bot.verification.same_speaker import is_said_by, may_be_one_body, same_person_named, same_speaker
from bot.verification.speakers import Voice, has_view, is_telling, is_vague, verbs_of_telling, voices
from retrieval.datatypes import Statement

_LEAST = 2
"""Words, names aside, of a claim that stand for somebody's words and for none else, when they are told as his."""

_BESIDE = 3
"""Words beside a mention in which the rest of a name may stand: Firma „Lanver“."""

_PERSONS = ("he", "she", "they")
"""Lists of pronouns."""


def check(claim: Claim) -> Iterator[Fault]:
    """Yield a fault for words that lost their speaker, have another one, or are a rumour told as a fact.

    A pronoun names whom the same pronoun of the sentence names.
    """
    yield from _faults(claim, pronouns=True)


def check_alone(claim: Claim) -> Iterator[Fault]:
    """Yield what `check` yields, and a fault where but a pronoun says who speaks.

    Where a claim is shown between others, nobody knows whom that means.
    """
    yield from _faults(claim, pronouns=False)


def _faults(claim: Claim, *, pronouns: bool) -> Iterator[Fault]:
    words = align(claim)
    if _is_whole(claim, words, pronouns=pronouns):
        return
    heard = voices(claim.text, claim.language)
    meant = [(one, places) for one in claim.basis.statements if (places := _rests_on(claim, words, one))]
    for statement, places in meant:
        fault = _fault_of(claim, words, statement, places, heard, pronouns=pronouns)
        if fault is not None:
            yield fault
            return
    if not meant and (fault := _unmarked(claim, words, heard)) is not None:
        yield fault
        return
    yield from _invented(claim, words, heard)


def _is_whole(claim: Claim, words: Alignment, *, pronouns: bool) -> bool:
    """Return whether a claim is its sentence, word for word, and that names who speaks in it."""
    if claim.language != claim.basis.language or words.claim.written() != words.basis.written():
        return False
    mentions = [_mention(claim, words, one) for one in claim.basis.statements]
    return all(mentions) and (pronouns or not any(_persons(words.basis, mention) for mention in mentions))


def _mention(claim: Claim, words: Alignment, statement: Statement) -> frozenset[int]:
    """Return the numbers of the words of the sentence that name a statement's speaker, none where it doesn't."""
    if statement.mention_start is None or statement.mention_end is None:
        return frozenset()
    low, high = statement.mention_start - claim.basis.start, statement.mention_end - claim.basis.start
    return frozenset(at for at, token in enumerate(words.basis.tokens) if low <= token.start < high)


def _persons(reading: Reading, places: frozenset[int]) -> frozenset[str]:
    """Return whom some words may mean that are a pronoun or have but one: "his" words; none where they are a name."""
    if any(reading.tokens[at].is_name for at in places):
        return frozenset()
    return frozenset(kind for kind in _PERSONS for at in places for span in reading.of(kind) if at in range(*span))


def _is_rumoured(words: Alignment, mention: frozenset[int]) -> bool:
    """Return whether what names a speaker stands beside a word of rumour: "in the village it is said"."""
    clauses = {words.basis.tokens[at].clause for at in mention}
    return any(words.basis.tokens[span[0]].clause in clauses for span in words.basis.of("hearsay"))


def _by_pronoun(claim: Claim, words: Alignment, statement: Statement, heard: tuple[Voice, ...]) -> list[Voice]:
    """Return the voices that a pronoun names which may be that of the sentence: "he", „er“."""
    meant = _persons(words.basis, _mention(claim, words, statement))
    return [one for one in heard if not one.name and meant & _persons(words.claim, one.named)]


def _rests_on(claim: Claim, words: Alignment, statement: Statement) -> list[int]:
    """Return the numbers of the words of a statement in the sentence, none where the claim says nothing of them."""
    places = statement_places(claim, words, statement)
    return places if places and words.speaks_of(places) else []


def statement_places(claim: Claim, words: Alignment, statement: Statement) -> list[int]:
    """Return the numbers of the words of the sentence that are in a statement's parts."""
    offset = claim.basis.start
    return [
        at
        for at, token in enumerate(words.basis.tokens)
        if any(start <= offset + token.start < end for start, end in statement.parts)
    ]


def _fault_of(
    claim: Claim,
    words: Alignment,
    statement: Statement,
    places: list[int],
    heard: tuple[Voice, ...],
    *,
    pronouns: bool,
) -> Fault | None:
    if statement.stance == "rumour" and not words.claim.has("hearsay", "suspicion"):
        return Fault("attribution", "rumour_as_fact", claim.text[:80], statement.cue or "")
    if statement.speaker is None or is_vague(statement.speaker, claim.basis.language):
        based = [one for one in voices(claim.basis.text, claim.basis.language) if one.name and one.sure]
        if any(_is_same(words, voice, one) for voice in heard for one in based):
            return None
        if any(voice.person and _named_outside(words, voice, places) for voice in heard):
            return None
        if not (words.claim.has("hearsay", "suspicion") or any(not voice.name for voice in heard)):
            return Fault("attribution", "rumour_as_fact", claim.text[:80], statement.quote[:80])
        return None
    near = f"{claim.basis.before} {claim.basis.text} {claim.basis.title}"
    language = claim.basis.language
    if words.claim.of("hearsay") and _is_rumoured(words, _mention(claim, words, statement)):
        return None
    own = [voice for voice in heard if voice.name and is_said_by(voice, statement, language, near)]
    own = own or _by_words(claim, words, statement, heard)
    own = own or (_by_pronoun(claim, words, statement, heard) if pronouns else [])
    if not own:
        other = next((voice.name for voice in heard if voice.name), "")
        code = "wrong_speaker" if other else "speaker_lost"
        return Fault("attribution", code, other or claim.text[:80], statement.speaker)
    told = frozenset().union(*(voice.told for voice in own))
    left = [at for at in words.stands_for(places) if at not in told and not words.claim.tokens[at].is_name]
    clauses = {words.claim.tokens[at].clause for at in left}
    if any(sum(words.claim.tokens[at].clause == clause for at in left) >= _LEAST for clause in clauses):
        return Fault("attribution", "speaker_lost", words.claim.words([(left[0], left[-1] + 1)]), statement.speaker)
    return _nested(words, places, told)


def _by_words(claim: Claim, words: Alignment, statement: Statement, heard: tuple[Voice, ...]) -> list[Voice]:
    """Return the voices whose words all stand for words that name the speaker: an organisation in another language."""
    speaker, basis = statement.speaker or "", claim.basis
    found = [voice for voice in heard if voice.name and may_be_one_body(voice, speaker, claim.language, basis.language)]
    found = [voice for voice in found if not any(words.pairs[at] for at in voice.named)]
    mention = _mention(claim, words, statement)
    return [*found, *(voice for voice in heard if _stands_for(words, voice, mention))]


def _stands_for(words: Alignment, voice: Voice, mention: frozenset[int]) -> bool:
    """Return whether a voice is named by words that stand for those of a mention, or for the few beside it.

    Of a name each word must; of an office or body one does, and none stands for words elsewhere.
    """
    near = {at + step for at in mention for step in range(-_BESIDE, _BESIDE + 1)}
    near |= _rest_of_name(words.basis, max(mention, default=0))
    inside = [at for at in voice.named if words.claim.tokens[at].terms]
    standing = [at for at in inside if words.pairs[at] & near]
    if not any(words.pairs[at] & mention for at in inside):
        return False
    if len(standing) == len(inside) or not voice.person:
        return all(words.pairs[at] & near or not words.pairs[at] for at in inside)
    # Of the name of a body words may be unknown: that they are no names is for the check of names to say.
    left = [words.claim.tokens[at] for at in inside if not words.pairs[at] & near]
    return 2 * len(standing) >= len(inside) and all(is_word(token, words.claim.language) for token in left)


def _rest_of_name(reading: Reading, last: int) -> set[int]:
    """Return the numbers of the words behind a mention that go on with it as a name."""
    found: set[int] = set()
    for at in range(last + 1, len(reading.tokens)):
        if not (reading.tokens[at].is_name or reading.tokens[at].text[0].isupper() or at - last <= _BESIDE):
            break
        found.add(at)
    return found


def _is_same(words: Alignment, voice: Voice, based: Voice) -> bool:
    """Return whether a voice of the claim is one of the sentence."""
    if not voice.name or not based.name:
        return False
    return same_speaker(voice, based) or _stands_for(words, voice, based.named)


def _nested(words: Alignment, places: list[int], told: frozenset[int]) -> Fault | None:
    """Return a fault where a speaker tells what another said, and the claim has it that he said it himself."""
    basis = words.basis
    inner = [one for one in voices(basis.text, basis.language) if one.name and one.named <= set(places)]
    inner = [one for one in inner if one.sure or _says(basis, one)]
    inner = [one for one in inner if words.speaks_of(one.told & set(places))]
    if not inner or words.claim.has("hearsay", "suspicion"):
        return None
    if any(told.issuperset(range(*span)) for span in _tellings(words.claim)):
        return None
    return Fault("attribution", "speaker_lost", "", inner[0].name)


def _says(reading: Reading, voice: Voice) -> bool:
    """Return whether a verb of telling stands in the clause of a voice."""
    clauses = {reading.tokens[at].clause for at in voice.named}
    return any(reading.tokens[span[0]].clause in clauses for span in verbs_of_telling(reading))


def _tellings(reading: Reading) -> list[Span]:
    spans = [span for span in reading.of("reporting", "opinion") if is_telling(reading, span)]
    return [*spans, *reading.of("sources")]


def _unmarked(claim: Claim, words: Alignment, heard: tuple[Voice, ...]) -> Fault | None:
    """Return a fault where the sentence tells somebody's words though no statement was found, and the claim a fact."""
    basis = words.basis
    spans = [span for span in basis.of("reported_mood") if basis.tokens[span[0]].text[0].islower()]
    spans += [
        span for span in basis.of("opinion") if is_telling(basis, span) and words.speaks_of(reach(words, span[0]))
    ]
    spans += [span for span in _told_by_name(claim) if words.speaks_of(reach(words, span[0]))]
    spans += basis.of("sources")
    if has_view(basis) and words.speaks_of(range(len(basis.tokens))):
        spans += [(0, 1)]
    if not spans or heard or words.claim.has("hearsay", "sources", "suspicion") or verbs_of_telling(words.claim):
        return None
    return Fault("attribution", "speaker_lost", claim.text[:80], basis.words(spans))


def _told_by_name(claim: Claim) -> list[Span]:
    """Return the verbs of telling of the sentence, where a name or office in it is surely heard."""
    basis = claim.basis
    if not any(voice.name and voice.sure for voice in voices(basis.text, basis.language)):
        return []
    return verbs_of_telling(read(basis.text, basis.language))


def _named_outside(words: Alignment, voice: Voice, places: list[int]) -> bool:
    """Return whether a name of the claim stands in the sentence, and not within somebody's words."""
    found = [words.pairs[at] for at in voice.named if words.claim.tokens[at].is_name]
    return bool(found) and all(pair and pair.isdisjoint(places) for pair in found)


def _invented(claim: Claim, words: Alignment, heard: tuple[Voice, ...]) -> Iterator[Fault]:
    """Yield a fault for a speaker of the claim who says nothing in the sentence."""
    basis = claim.basis
    near = f"{basis.before} {basis.text} {basis.title}"
    known = [voice for voice in voices(basis.text, basis.language) if voice.name]
    earlier = [voice for voice in voices(basis.before, basis.language) if voice.name]
    outlets = [one.via for one in basis.statements if one.via] + ([basis.publisher] if basis.publisher else [])
    for voice in heard:
        if not voice.name or not voice.sure or any(_is_same(words, voice, one) for one in known):
            continue
        if words.basis.has("reported_mood") and any(same_speaker(voice, one) for one in earlier):
            continue
        if any(is_said_by(voice, one, basis.language, near) for one in basis.statements):
            continue
        if any(_by_words(claim, words, one, (voice,)) for one in basis.statements):
            continue
        if any(same_person_named(voice.person or voice.name, outlet) for outlet in outlets):
            continue
        if _is_worded(words, voice, known):
            continue
        unnamed = any(one.speaker is None for one in basis.statements) and _named_outside(words, voice, [])
        if not unnamed and not _may_tell(words, voice, known):
            yield Fault("attribution", "wrong_speaker", voice.name, ", ".join(voice.name for voice in known)[:80])
            return


def _is_worded(words: Alignment, voice: Voice, known: list[Voice]) -> bool:
    """Return whether a speaker without a name stands in the sentence: "a survey", "officials", "the treasury".

    Across languages a word may have no counterpart that is known; then another body must speak there.
    """
    if voice.person:
        return False
    inside = [at for at in voice.named if words.claim.tokens[at].terms]
    if inside and all(words.pairs[at] for at in inside):
        return True
    bodies = [one for one in known if not one.person and not any(words.pairs[at] & one.named for at in inside)]
    return words.claim.language != words.basis.language and any(
        may_be_one_body(voice, one.name, words.claim.language, words.basis.language) for one in bodies
    )


def _may_tell(words: Alignment, voice: Voice, known: list[Voice]) -> bool:
    """Return whether a speaker of the claim may be one of the sentence though the sentence was read otherwise.

    He may where he stands in it, and somebody tells something whose name was not read.
    """
    tellings = _tellings(words.basis)
    inside = [at for at in voice.named if words.claim.tokens[at].terms]
    sure = [one for one in known if one.sure and one.person]
    if words.claim.language != words.basis.language and not sure and all(words.pairs[at] for at in inside):
        return True  # nobody else is heard there, and languages have other verbs for the same
    if not tellings or not any(words.pairs[at] for at in inside):
        return False
    return len(sure) < len({span[0] for span in tellings})
