"""Reports and quotations → statements: which quotation, which clause, whose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from retrieval.datatypes import Kind, Statement
from retrieval.statements.grammar import Grammar
from retrieval.statements.outlets import outlet
from retrieval.statements.quotations import QuotedSpan
from retrieval.statements.relays import relayed
from retrieval.statements.reports import Range, Report
from retrieval.statements.speakers import Speaker, Speakers
from retrieval.statements.tokens import Sentence

_PUNCTUATION = frozenset(",;:.!?–—-…()")
_SPEECH_WORDS = 6
"""Words from which a quotation is speech of its own rather than a few words taken over."""
_WORDS_LEAST = 2
"""Words an indirect report needs to be worth keeping."""


@dataclass(slots=True)
class Attribution:
    """Collects the statements of one article, sentence by sentence in order."""

    text: str
    sentences: Sequence[Sentence]
    quotations: Sequence[QuotedSpan]
    grammar: Grammar
    speakers: Speakers
    check_time: Callable[[], None]
    statements: list[Statement] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    heard: list[tuple[int, Speaker, Range | None]] = field(default_factory=list)

    def run(self) -> list[Statement]:
        """Return the statements of all sentences, ordered by where they begin."""
        for number, sentence in enumerate(self.sentences):
            self.check_time()
            self._sentence(number, sentence)
        return sorted(self.statements, key=lambda statement: (statement.quote_start, statement.quote_end))

    def _sentence(self, number: int, sentence: Sentence) -> None:
        last = self.speakers.last(number, 1)
        reports = self.grammar.reports(sentence)
        if last is not None:  # in reported mood even a reporting clause is part of what somebody reports
            reports = [r for r in reports if not self.grammar.is_reported_mood(sentence, *r.frame)]
        reports = relayed(self.grammar, sentence, reports)
        self._labelled(number, sentence)
        for report in sorted(reports, key=lambda report: (report.use == "judge", report.phrase)):
            self._report(number, sentence, report, reports)
        if last is not None and not reports and self.grammar.is_reported_mood(sentence, 0, len(sentence)):
            self._goes_on(number, sentence, *last)
        loose = [i for i, quote in enumerate(sentence.quotes) if quote >= 0 and quote not in self.used]
        if loose:
            self._loose(number, sentence, loose, reports)

    def _labelled(self, number: int, sentence: Sentence) -> None:
        """Attribute quotations set right behind a person's name: „…“ in brackets after it or after a mere colon."""
        for index in range(2, len(sentence)):
            if sentence.quotes[index] >= 0 and sentence.words[index - 1] in "(:" and self._free(sentence, index):
                phrase = self.grammar.label(sentence, index - 1)
                if phrase is not None and self.speakers.aptness(number, phrase) > 1:
                    self._spoken_by(number, sentence, index, number, phrase)

    # --- with a reporting clause

    def _report(self, number: int, sentence: Sentence, report: Report, reports: list[Report]) -> None:
        if report.subject is not None and self._names_nobody(number, sentence, report):
            report.subject = None
        speaker = self.speakers.resolve(number, report)
        mention = self._span(sentence, report.subject) if report.subject else None
        if mention is None and report.antecedent is not None:
            mention = self._span(sentence, report.antecedent)
        told = sentence.words[slice(*report.via)] if report.via else None
        via = outlet(told, self.grammar) if told else self._same_source(report, speaker)
        stated = False
        content = [trimmed for part in report.content if (trimmed := self._trim(sentence, part)) is not None]
        spoken = self._spoken(sentence, content, report)
        disputed = bool(spoken) and self._disputed(sentence, report)
        if disputed:
            speaker, mention = Speaker(None), None
        if spoken and (mention is not None or speaker.name or disputed or report.impersonal):
            self._direct(sentence, spoken, speaker, mention, report.cue, via)
            stated = True
        elif report.use != "judge" and content and not spoken:
            stated = self._indirect(sentence, content, speaker, mention, report, via)
        elif report.earlier and number and report.use != "judge":
            stated = self._earlier(number, speaker, mention, report, via)
        if mention is not None or speaker.name:
            for index in self._quoted(sentence, report, reports):
                self._direct(sentence, [index], speaker, mention, report.cue, via)
                stated = True
        if stated or self._speaks(number, report):
            self.speakers.note(number, speaker, mention)
            if mention is not None or speaker.name:
                self.heard.append((number, speaker, mention))

    def _quoted(self, sentence: Sentence, report: Report, reports: list[Report]) -> list[int]:
        """Return the quotation tokens, names and titles aside, whose words the report ascribes to its speaker."""
        reach = min((r.frame[0] for r in reports if r.frame[0] >= report.frame[1]), default=len(sentence))
        low, high = report.governs or (0, 0)
        found = {i for part in report.content for i in range(*part)} if report.use != "judge" else set()
        for index in range(low, max(high, reach) if low < high else high):
            if self.grammar.is_verdict(sentence, index, report.cue, within=index < high and report.use != "judge"):
                found.add(index)
        return [
            i
            for i in sorted(found)
            if self._free(sentence, i) and not self._inside(report, i) and not self.grammar.is_term(sentence, i)
        ]

    def _speaks(self, number: int, report: Report) -> bool:
        """Return whether a report names somebody to whom what follows may be ascribed, though it reports nothing."""
        if report.subject is None or report.use == "think":
            return False
        return (report.use == "say" and not report.phrase) or self.speakers.can_speak(number, report.subject)

    def _disputed(self, sentence: Sentence, report: Report) -> bool:
        """Return whether a colon introduces words of which the clause names two possible speakers."""
        end = report.frame[1]
        return sentence.words[end : end + 1] == [":"] and self.grammar.is_reaction(sentence, end)

    def _same_source(self, report: Report, speaker: Speaker) -> str | None:
        """Return through whom the statement before was quoted, where "wurde er zitiert" goes on quoting."""
        if not report.quoted or not self.statements:
            return None
        before = self.statements[-1]
        return before.via if before.speaker == speaker.name else None

    def _names_nobody(self, number: int, sentence: Sentence, report: Report) -> bool:
        """Return whether the subject is "man" or the like, or the agent of a passive clause cannot speak."""
        low, high = report.subject or (0, 0)
        if high - low == 1 and self.grammar.pronoun(sentence, low, plural=False) == "" and report.antecedent is None:
            return True
        return report.passive and not report.quoted and not self.speakers.can_speak(number, (low, high))

    def _inside(self, report: Report, index: int) -> bool:
        return any(
            part is not None and part[0] <= index < part[1] for part in (report.subject, report.via, report.antecedent)
        )

    def _free(self, sentence: Sentence, index: int) -> bool:
        return sentence.quotes[index] >= 0 and sentence.quotes[index] not in self.used

    def _spoken(self, sentence: Sentence, content: list[Range], report: Report) -> list[int]:
        """Return the quotations that are all of the content: those right beside the reporting clause."""
        low, high = report.frame
        found: list[int] = []
        for part in content:
            if part[1] <= low:
                if self._free(sentence, part[1] - 1) and (
                    part[1] - part[0] == 1 or self._parted(sentence, part[1] - 1)
                ):
                    found.append(part[1] - 1)
            elif (
                part[0] >= high
                and self._free(sentence, part[0])
                and (part[1] - part[0] == 1 or self._closed(sentence, part))
            ):
                found.append(part[0])
        return found

    def _parted(self, sentence: Sentence, index: int) -> bool:
        quotation = self.quotations[sentence.quotes[index]]
        return quotation.words >= _SPEECH_WORDS and (index == 0 or sentence.words[index - 1] in ".!?:;–")

    def _closed(self, sentence: Sentence, part: Range) -> bool:
        following = sentence.words[part[0] + 1]
        return following in ",;.!?–(" or sentence.lower[part[0] + 1] in self.grammar.after_quotations

    def _indirect(
        self,
        sentence: Sentence,
        content: list[Range],
        speaker: Speaker,
        mention: Range | None,
        report: Report,
        via: str | None,
    ) -> bool:
        words = sum(high - low for low, high in content)
        if words < _WORDS_LEAST or (mention is None and speaker.name is None):
            return False
        parts = tuple((sentence.starts[low], sentence.ends[high - 1]) for low, high in content)
        self._add("indirect", parts, speaker, mention, report.cue, via)
        return True

    def _earlier(self, number: int, speaker: Speaker, mention: Range | None, report: Report, via: str | None) -> bool:
        """Report the sentence before, which "Das sagte …" takes up."""
        before = self.sentences[number - 1]
        if mention is None or any(quote in self.used for quote in before.quotes if quote >= 0):
            return False
        part = self._trim(before, (0, len(before)))
        if part is None or (self.statements and self.statements[-1].quote_end > before.starts[0]):
            return False
        if part[1] - part[0] == 1 and self._free(before, part[0]):
            self._direct(before, [part[0]], speaker, mention, report.cue, via)
            return True
        return self._indirect(before, [part], speaker, mention, report, via)

    def _direct(
        self,
        sentence: Sentence,
        indices: list[int],
        speaker: Speaker,
        mention: Range | None,
        cue: str | None,
        via: str | None,
    ) -> None:
        parts: list[Range] = []
        for index in indices:
            self.used.add(sentence.quotes[index])
            parts.append((sentence.starts[index], sentence.ends[index]))
        self._add("direct", tuple(parts), speaker, mention, cue, via)

    # --- without one

    def _loose(self, number: int, sentence: Sentence, loose: list[int], reports: list[Report]) -> None:
        """Attribute quotations that no reporting clause governs: after a colon, standing alone, in reported mood."""
        for index in loose:
            if not self._free(sentence, index) or self.grammar.is_term(sentence, index):
                continue
            quotation = self.quotations[sentence.quotes[index]]
            if quotation.words < _SPEECH_WORDS and self._is_label(sentence.words[index]):
                continue
            joined = self._joined(sentence, index)
            if joined is not None:
                self._again(sentence, index, joined)
            elif (behind := self.grammar.trailing(sentence, index)) is not None and self.speakers.can_speak(
                number, behind
            ):
                self._spoken_by(number, sentence, index, number, behind)
            elif index and (
                sentence.words[index - 1] == ":"
                or (quotation.words >= _SPEECH_WORDS and self.grammar.announces(sentence, index - 1))
            ):
                self._introduced(number, sentence, index)
            elif index == 0 and (quotation.words >= _SPEECH_WORDS or self._pointed_at(number, sentence)):
                self._alone(number, sentence, index)
            elif not reports or self.grammar.is_reported_mood(sentence, max(r.frame[1] for r in reports), index):
                self._within(number, sentence, index, quotation)
            elif quotation.words >= _SPEECH_WORDS or sentence.words[index][1].islower():
                self._beside(number, sentence, index)

    def _is_label(self, quoted: str) -> bool:
        """Return whether quoted words are set like a name or title: all longer ones with capitals, no full stop."""
        longer = [word for word in quoted[1:-1].split() if len(word) > 3]
        return quoted[-2:-1] not in ".!?…" and bool(longer) and all(not word[0].islower() for word in longer)

    def _joined(self, sentence: Sentence, index: int) -> Statement | None:
        """Return the statement whose quotation this one follows after "und"."""
        if index < 2 or not self.statements:
            return None
        between = sentence.lower[index - 1]
        if between != "," and between not in self.grammar.between_quotations:
            return None
        start = sentence.starts[index - 2]
        if sentence.quotes[index - 2] < 0:
            return None
        return next((s for s in reversed(self.statements[-4:]) if s.kind == "direct" and s.quote_start == start), None)

    def _again(self, sentence: Sentence, index: int, before: Statement) -> None:
        """Attribute a quotation the way the one before it was."""
        mention = (before.mention_start, before.mention_end) if before.mention_start is not None else None
        speaker = Speaker(before.speaker, before.office)
        self._direct(sentence, [index], speaker, mention, before.cue, before.via)  # type: ignore[arg-type]

    def _introduced(self, number: int, sentence: Sentence, index: int) -> None:
        """Attribute what only a colon introduces to who acts in the clause before it, if that can speak."""
        if self.grammar.is_reaction(sentence, index - 1):
            self._direct(sentence, [index], Speaker(None), None, None, None)
            return
        written = self.grammar.writing(sentence, index - 1)
        if written is not None:
            self._spoken_by(number, sentence, index, number, written)
            return
        last = self.speakers.last(number)
        if last is not None and self.grammar.is_reported_mood(sentence, 0, index - 1):
            self._direct(sentence, [index], *last, None, None)
            self.speakers.note(number, *last)
        elif not self._by_actor(number, number, sentence, index, index - 1):
            self._alone(number, sentence, index)

    def _within(self, number: int, sentence: Sentence, index: int, quotation: QuotedSpan) -> None:
        """Attribute words quoted inside a sentence that names no reporting verb."""
        last = self.speakers.last(number)
        if last is not None and self.grammar.is_reported_mood(sentence, 0, len(sentence)):
            self._direct(sentence, [index], *last, None, None)
            self.speakers.note(number, *last)
        elif quotation.words >= _SPEECH_WORDS:
            self._by_actor(number, number, sentence, index, index)

    def _beside(self, number: int, sentence: Sentence, index: int) -> None:
        """Attribute words quoted in a sentence whose reports do not reach them, if one speaker alone is heard in it."""
        heard = [entry for entry in self.heard[-3:] if entry[0] == number]
        if len({speaker.name for _, speaker, _ in heard}) == 1:
            _, speaker, mention = heard[-1]
            self._direct(sentence, [index], speaker, mention, None, None)

    def _by_actor(self, number: int, place: int, sentence: Sentence, index: int, end: int) -> bool:
        """Attribute a quotation to who acts in sentence `place` before token `end`; return whether anyone does."""
        source = self.sentences[place]
        scored = [
            (self.speakers.aptness(place, phrase), -order, phrase)
            for order, phrase in enumerate(self.grammar.actors(source, end))
            if self.speakers.can_speak(place, phrase)
        ]
        if not scored:
            return False
        self._spoken_by(number, sentence, index, place, max(scored)[2])
        return True

    def _spoken_by(self, number: int, sentence: Sentence, index: int, place: int, phrase: Range) -> None:
        """Attribute a quotation to whom a phrase of sentence `place` names."""
        speaker = self.speakers.resolve(place, Report("", "say", (0, 0), phrase))
        mention = self._span(self.sentences[place], phrase)
        self._direct(sentence, [index], speaker, mention, None, None)
        self.speakers.note(number, speaker, mention)

    def _alone(self, number: int, sentence: Sentence, index: int) -> None:
        """Attribute a quotation that stands alone to who spoke last, else to who acts in the sentence before."""
        last = self.speakers.last(number)
        if last is not None:
            self._direct(sentence, [index], *last, None, None)
            self.speakers.note(number, *last)
            return
        after = number + 1
        if self._pointed_at(number, sentence) and self._by_actor(
            number, after, sentence, index, len(self.sentences[after])
        ):
            return
        if number and self.sentences[number - 1].paragraph >= sentence.paragraph - 1:
            before = self.sentences[number - 1]
            self._by_actor(number, number - 1, sentence, index, len(before))

    def _pointed_at(self, number: int, sentence: Sentence) -> bool:
        """Return whether a sentence is a mere quotation that the next one points back at."""
        after = number + 1
        return len(sentence) < 3 and after < len(self.sentences) and self.grammar.takes_up(self.sentences[after])

    def _goes_on(self, number: int, sentence: Sentence, speaker: Speaker, mention: Range | None) -> None:
        """Report a sentence that its mood alone marks as further words of who spoke before."""
        part = self._trim(sentence, (0, len(sentence)))
        before = self.statements[-1] if self.statements else None
        known = before is not None and before.speaker == speaker.name and speaker.name is not None
        if part is not None and before is not None and known and self.grammar.is_continued_report(sentence):
            span = self._span(sentence, part)
            if part[1] - part[0] > _WORDS_LEAST and span[0] >= before.quote_end:
                self._add("indirect", (span,), speaker, mention, None, None)
        self.speakers.note(number, speaker, mention)

    # --- spans

    def _trim(self, sentence: Sentence, part: Range) -> Range | None:
        """Return the range without punctuation and conjunctions at its ends."""
        low, high = part
        joining = self.grammar.edge_conjunctions
        while low < high and (sentence.words[low] in _PUNCTUATION or sentence.lower[low] in joining):
            low += 1
        while low < high and (sentence.words[high - 1] in _PUNCTUATION or sentence.lower[high - 1] in joining):
            high -= 1
        return (low, high) if low < high else None

    def _span(self, sentence: Sentence, tokens: Range) -> Range:
        return sentence.starts[tokens[0]], sentence.ends[tokens[1] - 1]

    def _add(
        self,
        kind: Kind,
        parts: tuple[Range, ...],
        speaker: Speaker,
        mention: Range | None,
        cue: str | None,
        via: str | None,
    ) -> None:
        start, end = parts[0][0], parts[-1][1]
        low, high = mention if mention is not None else (None, None)
        self.statements.append(
            Statement(
                speaker=speaker.name,
                mention=self.text[low:high] if mention is not None else None,
                mention_start=low,
                mention_end=high,
                kind=kind,
                quote=self.text[start:end],
                quote_start=start,
                quote_end=end,
                parts=parts,
                cue=cue,
                via=via,
                office=speaker.office,
            )
        )
