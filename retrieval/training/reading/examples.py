"""Questions → examples: a window of sentences that answers, or one that seems to and does not."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.training.reading.sources import Passage, Question, Source

LONGEST_WINDOW = 460  # code points: about 110 tokens
LONGEST_SENTENCE = 520  # a sentence longer than that makes no example
UNANSWERABLE = 0.38  # share of unanswerable ones made from answered questions
UNANSWERABLE_MORE = 0.2  # the same where a third of the questions have no answer anyway
LED = 0.6  # share of windows that come with what they are from
LONGEST_LEAD = 120  # code points
LOWERED = 0.35  # share of questions typed in lower case
UNMARKED = 0.4  # share of questions that lose their question mark
TYPOS = 0.05
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[^\W\d_] )[^\W\d_a-zа-яіїєґ][\w'’-]+(?: [^\W\d_a-zа-яіїєґ][\w'’-]+)*")
_WORD = re.compile(r"\w+")
_PREFIX = 5  # letters by which two words count as the same


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a window; `answers` are code points of `text`, none when the window does not answer.

    `lead` says what the window is from: a title, or the sentence that its text begins with; "" where it isn't told.
    """

    question: str
    text: str
    answers: tuple[tuple[int, int], ...]
    whole: bool
    question_language: str
    language: str
    lead: str = ""


class Examples:
    """Draws an example for a question, made anew each time."""

    def __init__(self, source: Source, neighbours: Sequence[Sequence[int]], rng: random.Random) -> None:
        """`neighbours`: for each passage, the others that look most like it, by index."""
        self.source, self._neighbours, self._rng = source, neighbours, rng

    def draw(self, question: Question) -> Example | None:
        """Return an example, one time in three or so unanswerable by making; None where none can be made."""
        passage = self.source.passages[question.passage]
        if not question.answers:
            return self._example(question, passage, self._window(passage, None), ())
        if self._rng.random() < (UNANSWERABLE_MORE if self.source.name == "own" else UNANSWERABLE):
            makers = [self._without, self._elsewhere, self._exchanged]
            for maker in self._rng.sample(makers, len(makers)):
                if (made := maker(question, passage)) is not None:
                    return made
        return self.answered(question, passage)

    def answered(self, question: Question, passage: Passage) -> Example | None:
        """Return a window around one of the answering sentences, with all answers that it holds."""
        number = self._rng.choice(question.answers)[0]
        if len(passage.sentences[number]) > LONGEST_SENTENCE:
            return None
        return self._example(question, passage, self._window(passage, number), question.answers)

    def _without(self, question: Question, passage: Passage) -> Example | None:
        """Return the passage with the answering sentences taken out."""
        gold = {number for number, _, _ in question.answers}
        left = [number for number in range(len(passage.sentences)) if number not in gold]
        if len(left) < 2:
            return None
        middle = left.index(self._likest(question, passage, left))
        return self._example(question, passage, self._grown(passage, left, middle), ())

    def _elsewhere(self, question: Question, passage: Passage) -> Example | None:
        """Return the most tempting window of a passage that looks like the right one."""
        others = self._neighbours[question.passage]
        if not others:
            return None
        other = self.source.passages[self._rng.choice(others)]
        if other.text == passage.text:
            return None
        every = list(range(len(other.sentences)))
        return self._example(question, other, self._grown(other, every, self._likest(question, other, every)), ())

    def _exchanged(self, question: Question, passage: Passage) -> Example | None:
        """Return the answering window, with a name or number of the question exchanged for another of the passage."""
        for kind in self._rng.sample((_NUMBER, _NAME), 2):
            own = list(kind.finditer(question.text))
            answers = {passage.sentences[number][start:end].casefold() for number, start, end in question.answers}
            offered = [
                found
                for found in dict.fromkeys(match[0] for match in kind.finditer(passage.text))
                if found.casefold() not in question.text.casefold()
                and not any(found.casefold() in answer for answer in answers)
            ]
            if own and offered:
                place = self._rng.choice(own)
                text = question.text[: place.start()] + self._rng.choice(offered) + question.text[place.end() :]
                number = question.answers[0][0]
                other = Question(text, question.language, question.passage, (), question.whole)
                return self._example(other, passage, self._window(passage, number), ())
        return None

    def _likest(self, question: Question, passage: Passage, numbers: list[int]) -> int:
        """Return the sentence that shares most words with the question, with some chance."""
        asked = _prefixes(question.text)
        return max(numbers, key=lambda at: len(asked & _prefixes(passage.sentences[at])) + self._rng.random())

    def _window(self, passage: Passage, number: int | None) -> list[int]:
        every = list(range(len(passage.sentences)))
        return self._grown(passage, every, self._rng.choice(every) if number is None else number)

    def _grown(self, passage: Passage, allowed: list[int], middle: int) -> list[int]:
        """Return neighbouring members of `allowed` around `allowed[middle]`, as many as chance and length let in."""
        goal = self._rng.choice((2, 3, 3, 4, 4, 5, 5))
        first = last = middle
        length = len(passage.sentences[allowed[middle]])
        while last - first + 1 < goal:
            before, after = first > 0, last + 1 < len(allowed)
            if not before and not after:
                break
            back = before and (not after or self._rng.random() < 0.5)
            length += 1 + len(passage.sentences[allowed[first - 1 if back else last + 1]])
            if length > LONGEST_WINDOW:
                break
            first, last = (first - 1, last) if back else (first, last + 1)
        return allowed[first : last + 1]

    def _example(
        self, question: Question, passage: Passage, window: list[int], answers: tuple[tuple[int, int, int], ...]
    ) -> Example | None:
        if sum(len(passage.sentences[number]) + 1 for number in window) > LONGEST_SENTENCE:
            return None
        starts, length = {}, 0
        for number in window:
            starts[number] = length
            length += len(passage.sentences[number]) + 1
        placed = tuple((starts[at] + start, starts[at] + end) for at, start, end in answers if at in starts)
        text = " ".join(passage.sentences[number] for number in window)
        lead = self._lead(passage, window, answers) if self._rng.random() < LED else ""
        return Example(
            self._typed(question.text), text, placed, question.whole, question.language, passage.language, lead
        )

    def _lead(self, passage: Passage, window: list[int], answers: tuple[tuple[int, int, int], ...]) -> str:
        """Return the passage's title where the source tells one, else its first sentence unless that answers."""
        if passage.title and self._rng.random() < 0.7:
            return passage.title
        if 0 in window or any(number == 0 for number, _, _ in answers):
            return passage.title
        return passage.sentences[0][:LONGEST_LEAD]

    def _typed(self, text: str) -> str:
        """Return the question as it may be typed into a chat."""
        if self._rng.random() < LOWERED:
            text = text.lower()
        if self._rng.random() < UNMARKED:
            text = text.rstrip(" ?")
        if self._rng.random() < TYPOS and len(text) > 12:
            at = self._rng.randrange(1, len(text) - 2)
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return text


def _prefixes(text: str) -> set[str]:
    return {word[:_PREFIX] for word in _WORD.findall(text.casefold()) if len(word) > 3}
