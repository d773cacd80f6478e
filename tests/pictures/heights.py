"""How high answers are on a phone: the judged questions, and what people said who stand in several articles."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from tests.pictures.chat import Page, message_box
from tests.pictures.look import PHONE
from tests.pictures.world import World
from tests.samples import QUESTIONS

# What is visible of a channel on a phone, in CSS pixels: no more than half of the answers may be higher.
VISIBLE = 640.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is measured; `group` is "judged" or "said"."""

    group: str
    number: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a question: its answer's height, in how many messages, and what is badly seen in it."""

    asked: Asked
    answered: bool
    height: float
    messages: int
    faults: tuple[str, ...]


def questions() -> Iterator[Asked]:
    """Yield the judged questions, then what each of their speakers said who stands in several articles.

    The answers to the latter are the longest.
    """
    articles: dict[str, set[str]] = {}
    for one in tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["question"]:
        yield Asked("judged", one["id"], "de" if one["language"] == "de" else "en", one["question"])
        if speaker := one.get("speaker"):
            articles.setdefault(speaker, set()).update(one["articles"])
    for number, speaker in enumerate(name for name, held in articles.items() if len(held) > 1):
        yield Asked("said", f"said-en-{number:02}", "en", f"What did {speaker} say?")
        yield Asked("said", f"said-de-{number:02}", "de", f"Was sagte {speaker}?")


async def measured(world: World) -> list[Measured]:
    """Ask every question, each as another person."""
    found: list[Measured] = []
    world.take_answer()
    for asked in questions():
        with world.stage(asked.number, asked.language) as stage:
            await stage.ask(en=asked.text, de=asked.text)
            page = stage.page()
        height, faults = height_of(page)
        count = sum(len(place.messages) for place in page.places)
        answer = world.take_answer()
        if answer is None:
            faults = (*faults, f"unanswered: {page.places[-1].messages[-1]['content']}")
        found.append(Measured(asked, answer is not None and not answer.abstained, height, count, faults))
    return found


def height_of(page: Page) -> tuple[float, tuple[str, ...]]:
    """Return how high the messages of a page are on a phone, from the first name to the last line, and the faults."""
    height: float = 0
    faults: list[str] = []
    for place in page.places:
        before = None
        for message in place.messages:
            alone = {**message, "interaction_metadata": None, "referenced_message": None}
            box = message_box(alone, page.names, PHONE, before=before)
            height += box.height
            faults += [f"{fault.kind}: {fault.what}" for fault in box.faults]
            before = alone
    return height, tuple(faults)


def too_high(found: Sequence[Measured]) -> list[str]:
    """Return the groups of questions whose answers are too high, a sentence each."""
    wrong: list[str] = []
    for group in dict.fromkeys(one.asked.group for one in found):
        heights = [one.height for one in found if one.answered and one.asked.group == group]
        if heights and median(heights) > VISIBLE:
            wrong.append(f"{group}: answers are {median(heights):.0f} px high in the median, {VISIBLE:.0f} are visible")
    return wrong


def table(found: Sequence[Measured]) -> str:
    """Return the heights of all answers, and what they come to."""
    lines = [f"{'question':<20}{'px':>6}{'messages':>10}"]
    for one in sorted(found, key=lambda one: (one.asked.group, one.answered, one.height)):
        kind = "" if one.answered else "  nothing found"
        lines.append(f"{one.asked.number:<20}{one.height:>6.0f}{one.messages:>10}{kind}")
    for group in dict.fromkeys(one.asked.group for one in found):
        for answered, name in ((True, "answers"), (False, "abstentions")):
            of = sorted(one.height for one in found if one.asked.group == group and one.answered is answered)
            if of:
                higher = sum(height > VISIBLE for height in of)
                shown = f"median {median(of):.0f} px, highest {of[-1]:.0f} px, {higher} above {VISIBLE:.0f} px"
                lines.append(f"{group}: {len(of)} {name}, {shown}")
    return "\n".join(lines)
