"""Quotations that no reporting clause governs → statements: after a colon, standing alone, in reported mood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.datatypes import Ground, Statement
from retrieval.names.organisations import organisations_in
from retrieval.names.shapes import is_given
from retrieval.statements.collecting import Collected, Credit
from retrieval.statements.grammar import Grammar
from retrieval.statements.reports import Range, Report
from retrieval.statements.speakers import Speaker, Speakers
from retrieval.statements.tokens import Sentence

_LABEL_WORDS = 6
"""Words before a colon that may be a label rather than a clause in which somebody acts."""
_FEW = 6
"""Tokens of a sentence that may belong to the quotation before it: “Water!” Mary Cole replied."""
_LABEL_REST = 3
"""Words of a label behind the phrase in it that looks like a name: "Man of the match: …"."""
_SPEECH_WORDS = 6
"""Words from which a quotation is speech of its own rather than a few words taken over."""


@dataclass
class Loose:
    """Attributes the quotations of one article that its reporting clauses leave over."""

    sentences: Sequence[Sentence]
    grammar: Grammar
    speakers: Speakers
    found: Collected

    def labelled(self, number: int, sentence: Sentence) -> None:
        """Attribute quotations set right behind a person's name: „…“ in brackets after it or after a mere colon."""
        for index in range(2, len(sentence)):
            if (
                sentence.quotes[index] >= 0
                and sentence.words[index - 1] in "(:"
                and self.found.is_free(sentence, index)
            ):
                phrase = self.grammar.label(sentence, index - 1)
                if (
                    phrase is not None
                    and self.speakers.aptness(number, phrase) > 1
                    and self._is_somebody(sentence, phrase)
                ):
                    self._by_phrase(number, sentence, index, number, phrase, "colon")

    def _is_somebody(self, sentence: Sentence, phrase: Range) -> bool:
        """Return whether what stands before a colon is a person or body: by its words, or as the article knows it.

        A label is neither: "Klares Signal: …", "Man of the match: …", "Weather: …".
        """
        low, high = phrase
        words, lower = sentence.words[low:high], sentence.lower[low:high]
        if any(map(self.grammar.is_role, lower)) or self.grammar.pronoun(sentence, low, plural=False) is not None:
            return True
        if is_given(words[0]) or words[-1].isupper() or organisations_in(" ".join(words)):
            return True
        name = len(words) > 1 and all(word[0].isupper() for word in words)
        if name and self.grammar.may_begin_name(sentence, low):
            return True
        known = self._capitals[lower[-1]] > sum(word == lower[-1] for word in sentence.lower)
        return known or self.grammar.is_medium(sentence, low, high)

    @cached_property
    def _capitals(self) -> Counter[str]:
        """How often each word stands with a capital in the article."""
        return Counter(
            lower
            for one in self.sentences
            for word, lower, quote in zip(one.words, one.lower, one.quotes, strict=True)
            if quote < 0 and word[0].isupper()
        )

    def attribute(self, number: int, sentence: Sentence, reports: list[Report], heard: Sequence[Credit]) -> None:
        """Attribute what is left in a sentence; `heard` are those whose words its reports hold."""
        for index in range(len(sentence)):
            if not self.found.is_free(sentence, index) or self.grammar.is_term(sentence, index):
                continue
            words = self.found.words(sentence, index)
            if words < _SPEECH_WORDS and self._is_label(sentence.words[index]):
                continue
            joined = self._joined(sentence, index)
            if joined is not None:
                self._again(sentence, index, joined)
            elif (behind := self.grammar.trailing(sentence, index)) is not None and self.speakers.can_speak(
                number, behind
            ):
                self._by_phrase(number, sentence, index, number, behind, "action")
            elif index and (
                sentence.words[index - 1] == ":"
                or (words >= _SPEECH_WORDS and self.grammar.announces(sentence, index - 1))
            ):
                self._introduced(number, sentence, index)
            elif index == 0 and (
                words >= _SPEECH_WORDS or self._goes_on(number, sentence) or self._pointed_at(number, sentence)
            ):
                self._alone(number, sentence, index)
            elif not reports or self.grammar.is_reported_mood(sentence, max(r.frame[1] for r in reports), index):
                self._within(number, sentence, index)
            elif words >= _SPEECH_WORDS or sentence.words[index][1].islower():
                self._beside(sentence, index, heard)

    def _is_label(self, quoted: str) -> bool:
        """Return whether quoted words are set like a name or title: all longer ones with capitals, no full stop."""
        longer = [word for word in quoted[1:-1].split() if len(word) > 3]
        return quoted[-2:-1] not in ".!?…" and bool(longer) and all(not word[0].islower() for word in longer)

    def _joined(self, sentence: Sentence, index: int) -> Statement | None:
        """Return the statement whose quotation this one follows after "und"."""
        if index < 2:
            return None
        between = sentence.lower[index - 1]
        if between != "," and between not in self.grammar.between_quotations:
            return None
        start = sentence.starts[index - 2]
        if sentence.quotes[index - 2] < 0:
            return None
        last = reversed(self.found.statements[-4:])
        return next((s for s in last if s.kind == "direct" and s.quote_start == start), None)

    def _again(self, sentence: Sentence, index: int, before: Statement) -> None:
        """Attribute a quotation the way the one before it was."""
        start, end = before.mention_start, before.mention_end
        mention = (start, end) if start is not None and end is not None else None
        speaker = Speaker(before.speaker, before.office)
        self.found.add_direct(
            sentence, [index], Credit(speaker, mention, before.ground, before.cue, before.via, before.stance)
        )

    def _introduced(self, number: int, sentence: Sentence, index: int) -> None:
        """Attribute what only a colon introduces to who acts in the clause before it, if that can speak."""
        if self.grammar.is_reaction(sentence, index - 1):
            self.found.add_direct(sentence, [index], Credit(Speaker(None), None, "colon"))
            return
        written = self.grammar.writing(sentence, index - 1)
        if written is not None:
            self._by_phrase(number, sentence, index, number, written, "colon")
            return
        last = self.speakers.last(number)
        if last is not None and self.grammar.is_reported_mood(sentence, 0, index - 1):
            self._by_last(number, sentence, index, *last, "mood")
        elif not self._by_actor(number, number, sentence, index, index - 1, "colon"):
            self._alone(number, sentence, index)

    def _within(self, number: int, sentence: Sentence, index: int) -> None:
        """Attribute words quoted inside a sentence that names no reporting verb."""
        last = self.speakers.last(number)
        if last is not None and self.grammar.is_reported_mood(sentence, 0, len(sentence)):
            self._by_last(number, sentence, index, *last, "mood")
        elif self.found.words(sentence, index) >= _SPEECH_WORDS:
            self._by_actor(number, number, sentence, index, index, "guess")

    def _beside(self, sentence: Sentence, index: int, heard: Sequence[Credit]) -> None:
        """Attribute words quoted in a sentence whose reports do not reach them, if one speaker alone is heard in it."""
        if len({credit.speaker.name for credit in heard[-3:]}) == 1:
            last = heard[-1]
            self.found.add_direct(sentence, [index], Credit(last.speaker, last.mention, "beside"))

    def _by_actor(self, number: int, place: int, sentence: Sentence, index: int, end: int, ground: Ground) -> bool:
        """Attribute a quotation to who acts in sentence `place` before token `end`; return whether anyone does."""
        source = self.sentences[place]
        scored = [
            (self.speakers.aptness(place, phrase), -order, phrase)
            for order, phrase in enumerate(self.grammar.actors(source, end))
            if self.speakers.can_speak(place, phrase)
            and not (ground == "colon" and _is_label(phrase, end) and not self._is_somebody(source, phrase))
        ]
        if not scored:
            return False
        self._by_phrase(number, sentence, index, place, max(scored)[2], ground)
        return True

    def _by_phrase(
        self, number: int, sentence: Sentence, index: int, place: int, phrase: Range, ground: Ground
    ) -> None:
        """Attribute a quotation to whom a phrase of sentence `place` names."""
        speaker = self.speakers.resolve(place, Report("", "say", (0, 0), phrase))
        self._by_last(number, sentence, index, speaker, self.sentences[place].span(*phrase), ground)

    def _by_last(
        self, number: int, sentence: Sentence, index: int, speaker: Speaker, mention: Range | None, ground: Ground
    ) -> None:
        """Attribute a quotation to a speaker, whose further words may follow if the ground is good enough."""
        credit = Credit(speaker, mention, ground)
        self.found.add_direct(sentence, [index], credit)
        if self.found.is_above_bar(credit):
            self.speakers.note(number, speaker, mention)

    def _alone(self, number: int, sentence: Sentence, index: int) -> None:
        """Attribute a quotation that stands alone to who spoke last, else to who acts in the sentence before.

        Where another person is named beside it, it may be that one's: „Wasser!“ Mara Lindholm lief los.
        """
        last = self.speakers.last(number)
        if last is not None and self._names_another(number, last[0]):
            return
        if last is not None:
            self._by_last(number, sentence, index, *last, "continued")
            return
        after = number + 1
        if self._pointed_at(number, sentence) and self._by_actor(
            number, after, sentence, index, len(self.sentences[after]), "action"
        ):
            return
        if number and self.sentences[number - 1].paragraph >= sentence.paragraph - 1:
            before = self.sentences[number - 1]
            self._by_actor(number, number - 1, sentence, index, len(before), "guess")

    def _goes_on(self, number: int, sentence: Sentence) -> bool:
        """Return whether a sentence is a mere quotation right behind another in its paragraph: “…,” she says. “…”"""
        if not number or len(sentence) > 1 or sentence.words[0][-2:-1] not in ".!?…":
            return False
        before = self.sentences[number - 1]
        spoken = any(quote in self.found.used for quote in before.quotes if quote >= 0)
        return before.paragraph == sentence.paragraph and spoken and self.speakers.last(number, 1) is not None

    def _names_another(self, number: int, last: Speaker) -> bool:
        """Return whether somebody else is named beside a quotation, or by a few words right behind it."""
        beside = [person for _, person in self.speakers.seen[number]]
        after = number + 1
        if after < len(self.sentences) and len(self.sentences[after]) <= _FEW:
            behind = self.sentences[after].paragraph == self.sentences[number].paragraph
            beside += [person for index, person in self.speakers.seen[after] if index <= 1 and behind]
        return any(person.name != last.name for person in beside)

    def _pointed_at(self, number: int, sentence: Sentence) -> bool:
        """Return whether a sentence is a mere quotation that the next one points back at."""
        after = number + 1
        return len(sentence) < 3 and after < len(self.sentences) and self.grammar.takes_up(self.sentences[after])


def _is_label(phrase: Range, end: int) -> bool:
    """Return whether what stands before a colon at `end` may be a label, with `phrase` as what looks like a name."""
    return end <= _LABEL_WORDS and end - phrase[1] <= _LABEL_REST
