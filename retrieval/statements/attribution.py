"""Reporting clauses → statements: what each clause reports, and whose words that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from retrieval.datatypes import Statement
from retrieval.statements.collecting import Collected, Credit
from retrieval.statements.grammar import Grammar
from retrieval.statements.loose import Loose
from retrieval.statements.outlets import outlet
from retrieval.statements.relays import relayed
from retrieval.statements.reports import Range, Report
from retrieval.statements.speakers import Speaker, Speakers
from retrieval.statements.tokens import Sentence

_PUNCTUATION = frozenset(",;:.!?–—-…()")
_SPEECH_WORDS = 6
"""Words from which a quotation is speech of its own rather than a few words taken over."""
_BRACKET = 20
"""Tokens that brackets at the end of reported words may hold."""
_MOOD_WORDS = 3
"""Words that a sentence in reported mood needs to be a statement of its own."""


@dataclass(slots=True)
class Attribution:
    """Collects the statements of one article, sentence by sentence in order."""

    sentences: Sequence[Sentence]
    grammar: Grammar
    speakers: Speakers
    found: Collected
    check_time: Callable[[], None]

    def run(self) -> list[Statement]:
        """Return the statements of all sentences, ordered by where they begin."""
        loose = Loose(self.sentences, self.grammar, self.speakers, self.found)
        for number, sentence in enumerate(self.sentences):
            self.check_time()
            self._sentence(number, sentence, loose)
            if self.grammar.disowns(sentence):
                self._take_back(number, sentence)
        return sorted(self.found.statements, key=lambda statement: (statement.quote_start, statement.quote_end))

    def _sentence(self, number: int, sentence: Sentence, loose: Loose) -> None:
        last = self.speakers.last(number, 1)
        reports = self.grammar.reports(sentence)
        if last is not None:  # in reported mood even a reporting clause is part of what somebody reports
            reports = [r for r in reports if not self.grammar.is_reported_mood(sentence, *r.frame)]
        reports = relayed(self.grammar, sentence, reports)
        loose.labelled(number, sentence)
        heard: list[Credit] = []
        for report in reports:
            report.telling = self.grammar.telling(sentence, report)
        for report in sorted(
            reports, key=lambda r: (r.telling == "unsaid" and not r.within, r.use == "judge", r.phrase)
        ):
            if report.telling == "unsaid":
                self._pass_over(sentence, report, reports)
            elif (credit := self._report(number, sentence, report, reports)) is not None:
                heard.append(credit)
        if last is not None and not reports and self.grammar.is_reported_mood(sentence, 0, len(sentence)):
            self._goes_on(number, sentence, *last)
        if any(self.found.is_free(sentence, index) for index in range(len(sentence))):
            loose.attribute(number, sentence, reports, heard)

    def _take_back(self, number: int, sentence: Sentence) -> None:
        """Drop the statements of a sentence that says of a quotation that it is none, else those of the one before."""
        if any(quote >= 0 for quote in sentence.quotes):
            self.found.drop(sentence.starts[0], sentence.ends[-1])
        elif number:  # who takes it back is heard all the same: "The quotation is invented, her office said."
            self.found.drop(self.sentences[number - 1].starts[0], sentence.starts[0])

    def _pass_over(self, sentence: Sentence, report: Report, reports: list[Report]) -> None:
        """Leave the quotations of a clause that tells nothing to nobody."""
        for part in report.content:
            self.found.used.update(sentence.quotes[i] for i in range(*part) if sentence.quotes[i] >= 0)
        self.found.used.update(sentence.quotes[i] for i in self._quoted(sentence, report, reports))
        end = report.frame[1]
        if sentence.words[end : end + 1] == [":"]:
            self.found.used.update(quote for quote in sentence.quotes[end + 1 : end + 2] if quote >= 0)

    def _report(self, number: int, sentence: Sentence, report: Report, reports: list[Report]) -> Credit | None:
        """Add what a clause reports; return whose words are heard in it, None where nobody's are."""
        credit = self._credit(number, sentence, report)
        content = [trimmed for part in report.content if (trimmed := self._trim(sentence, part)) is not None]
        spoken = self._spoken(sentence, content, report)
        disputed = bool(spoken) and self._disputed(sentence, report)
        if disputed:
            credit = replace(credit, speaker=Speaker(None), mention=None)
        stated = False
        if spoken and (credit.names or disputed or report.impersonal):
            # Who denies something in a quotation that stands alone says it: „Das stimmt nicht“, bestritt er.
            own = replace(credit, stance="said") if credit.stance == "denied" else credit
            self.found.add_direct(sentence, spoken, own)
            for part in content:  # "Das Haus sei sicher, so X weiter: „…“"
                unquoted = all(quote < 0 for quote in sentence.quotes[slice(*part)])
                if credit.names and unquoted and self.grammar.is_reported_mood(sentence, *part):
                    self.found.add_indirect(sentence, [part], credit)
            stated = True
        elif report.use != "judge" and content and not spoken:
            stated = self.found.add_indirect(sentence, content, credit)
        elif report.earlier and number and report.use != "judge":
            stated = self._earlier(number, credit)
        if credit.names:
            # Beside what is denied stands what is said against it: "denied it: “The dam holds.”"
            for index in self._quoted(sentence, report, reports):
                denied = any(low <= index < high for low, high in report.content)
                told = credit if denied or credit.stance != "denied" else replace(credit, stance="said")
                self.found.add_direct(sentence, [index], told)
                stated = True
        if not stated and not self._speaks(number, report):
            return None
        self.speakers.note(number, credit.speaker, credit.mention)
        return credit if credit.names else None

    def _credit(self, number: int, sentence: Sentence, report: Report) -> Credit:
        """Return whose words a clause reports, with the words that name them and through whom they came."""
        if report.subject is not None and self._names_nobody(number, sentence, report):
            report.subject = None
        speaker = self.speakers.resolve(number, report)
        named = report.subject or report.antecedent
        mention = sentence.span(*named) if named else None
        told = sentence.words[slice(*report.via)] if report.via else None
        via = outlet(told, self.grammar) if told else self._same_source(report, speaker)
        stance = "said" if report.telling == "unsaid" else report.telling
        return Credit(speaker, mention, "source" if report.phrase else "verb", report.cue, via, stance)

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
            if self.found.is_free(sentence, i) and not self._inside(report, i) and not self.grammar.is_term(sentence, i)
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
        if not report.quoted or not self.found.statements:
            return None
        before = self.found.statements[-1]
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

    def _spoken(self, sentence: Sentence, content: list[Range], report: Report) -> list[int]:
        """Return the quotations that are all of the content: those right beside the reporting clause."""
        low, high = report.frame
        found: list[int] = []
        for part in content:
            if part[1] <= low:
                if self.found.is_free(sentence, part[1] - 1) and (
                    part[1] - part[0] == 1 or self._parted(sentence, part[1] - 1)
                ):
                    found.append(part[1] - 1)
            elif (
                part[0] >= high
                and self.found.is_free(sentence, part[0])
                and (part[1] - part[0] == 1 or self._closed(sentence, part))
            ):
                found.append(part[0])
        return found

    def _parted(self, sentence: Sentence, index: int) -> bool:
        return self.found.words(sentence, index) >= _SPEECH_WORDS and (
            index == 0 or sentence.words[index - 1] in ".!?:;–"
        )

    def _closed(self, sentence: Sentence, part: Range) -> bool:
        following = sentence.words[part[0] + 1]
        return following in ",;.!?–(" or sentence.lower[part[0] + 1] in self.grammar.after_quotations

    def _earlier(self, number: int, credit: Credit) -> bool:
        """Report the sentence before, which "Das sagte …" takes up."""
        before = self.sentences[number - 1]
        if credit.mention is None or any(quote in self.found.used for quote in before.quotes if quote >= 0):
            return False
        part = self._trim(before, (0, len(before)))
        statements = self.found.statements
        if part is None or (statements and statements[-1].quote_end > before.starts[0]):
            return False
        if part[1] - part[0] == 1 and self.found.is_free(before, part[0]):
            self.found.add_direct(before, [part[0]], credit)
            return True
        return self.found.add_indirect(before, [part], credit)

    def _goes_on(self, number: int, sentence: Sentence, speaker: Speaker, mention: Range | None) -> None:
        """Report a sentence that its mood alone marks as further words of who spoke before."""
        part = self._trim(sentence, (0, len(sentence)))
        before = self.found.statements[-1] if self.found.statements else None
        known = before is not None and before.speaker == speaker.name and speaker.name is not None
        if part is not None and before is not None and known and self.grammar.is_continued_report(sentence):
            enough = part[1] - part[0] >= _MOOD_WORDS and sentence.starts[part[0]] >= before.quote_end
            if enough:
                # What follows a denial is said against it.
                told = Credit(speaker, mention, "mood", stance="rumour" if before.stance == "rumour" else "said")
                self.found.add_indirect(sentence, [part], told)
        self.speakers.note(number, speaker, mention)

    def _trim(self, sentence: Sentence, part: Range) -> Range | None:
        """Return the range without punctuation and conjunctions at its ends."""
        low, high = part
        joining = self.grammar.edge_conjunctions
        while low < high and (sentence.words[low] in _PUNCTUATION or sentence.lower[low] in joining):
            low += 1
        while low < high and (sentence.words[high - 1] in _PUNCTUATION or sentence.lower[high - 1] in joining):
            if sentence.words[high - 1] == ")" and "(" in sentence.words[max(low, high - _BRACKET) : high]:
                break
            high -= 1
        return (low, high) if low < high else None
