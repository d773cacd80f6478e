"""`python -m tests.pictures`: play all scenes with the real bot, draw them, and say what people would see badly.

It fails where answers to the judged questions are too high on a phone, a text is cut or runs over, a row or a section
is too full for a phone, a limit of Discord is broken, or the bot logs an error.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.pictures.canvas import save
from tests.pictures.chat import page_box
from tests.pictures.heights import measured, table, too_high
from tests.pictures.look import FRAMES
from tests.pictures.scenes import SCENES
from tests.pictures.stage import LANGUAGES, Shot
from tests.pictures.world import World, world

ROOT = Path(__file__).parents[2]
BUILT, SHOWN = ROOT / "build" / "pictures", ROOT / "docs" / "pictures"
# The picture that the README shows; it is written to docs/, all others to build/.
IN_README = "answer-statements-en-390"


async def drawn(of: World, names: Sequence[str]) -> list[str]:
    """Play scenes in every language and draw what they show; return what is wrong with it, a sentence each."""
    wrong: list[str] = []
    for name in names:
        for language in LANGUAGES:
            with of.stage(name, language) as stage:
                await SCENES[name](stage)
                if not stage.shots:
                    stage.picture()
            wrong += [line for shot in stage.shots for line in draw(shot)]
    return wrong


def draw(shot: Shot) -> list[str]:
    """Draw one picture at each width; return what is wrong with it."""
    wrong: list[str] = []
    for frame in FRAMES:
        name = f"{shot.name}-{frame.width}"
        box = page_box(shot.page, frame)
        save(box, (SHOWN if name == IN_README else BUILT) / f"{name}.png")
        wrong += [f"{name}: {fault.kind}: {fault.what}" for fault in box.faults]
    return wrong


async def run(names: Sequence[str], *, heights: bool) -> int:
    """Draw scenes, measure heights if asked to, and print what is wrong; return the exit status."""
    with TemporaryDirectory(prefix="beleg-pictures-") as folder:
        async with world(Path(folder)) as of:
            wrong = await drawn(of, names)
            if heights:
                found = await measured(of)
                print(table(found))
                wrong += [f"{one.asked.number}: {fault}" for one in found for fault in one.faults] + too_high(found)
            wrong += [f"{name}: limit: {line}" for name, lines in of.broken.items() for line in lines]
            wrong += [f"the bot logged: {line}" for line in of.errors.lines]
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(names)} scenes drawn in {', '.join(LANGUAGES)}; {len(wrong)} faults.")
    return 1 if wrong else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description="Draw what people see in Discord.")
    parser.add_argument("scenes", nargs="*", choices=[[], *SCENES], help="only these, without measuring heights")
    given = parser.parse_args(arguments)
    return asyncio.run(run(given.scenes or list(SCENES), heights=not given.scenes))


if __name__ == "__main__":
    sys.exit(main())
