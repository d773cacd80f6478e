"""What a scene is: a function with `@scene`, played in every language.

What the server's channels show at a scene's end is drawn, or what they showed whenever it called `stage.picture`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.pictures.stage import Stage

Scene = Callable[[Stage], Awaitable[object]]

SCENES: dict[str, Scene] = {}


def scene(play: Scene) -> Scene:
    """Have a scene played and drawn under its function's name."""
    SCENES[getattr(play, "__name__", "").replace("_", "-")] = play
    return play
