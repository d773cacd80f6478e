"""Options that several commands share, and the settings of this run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from bot.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Invocation:
    """What this run of the command was told beside its own arguments."""

    config: Path | None = None
    verbose: bool = False

    def settings(self) -> Settings:
        """Load the settings; raises `SettingsError`."""
        from bot.settings import load_settings

        return load_settings(self.config)


def current() -> Invocation:
    """Return the run that the command being executed belongs to."""
    return click.get_current_context().find_root().ensure_object(Invocation)


def shared(command: Command) -> Command:
    """Give a command --config and --verbose, which it may take before and after its name."""
    command = click.option(
        "--verbose", is_flag=True, expose_value=False, callback=_verbose, help="Show logs, and details of failures."
    )(command)
    return click.option(
        "--config",
        metavar="FILE",
        expose_value=False,
        callback=_config,
        help="TOML file whose settings override the defaults.",
    )(command)


def json_option(command: Command) -> Command:
    """Give a command --json, passed on as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON value and nothing else.")(command)


def explain_option(command: Command) -> Command:
    """Give a command --explain, passed on as `explain`."""
    return click.option(
        "--explain", is_flag=True, help="Say of each sentence of the language model that is not shown why."
    )(command)


def wait_option(command: Command) -> Command:
    """Give a command --wait, passed on as `wait`."""
    return click.option("--wait", is_flag=True, help="Wait while another process writes to the data folder.")(command)


def shelves_option(command: Command) -> Command:
    """Give a command --shelf, passed on as `shelves`, which `seen` reads."""
    return click.option(
        "--shelf",
        "shelves",
        metavar="NAME",
        multiple=True,
        help="Only shared articles and those of this shelf; can be repeated. Without it: all.",
    )(command)


def seen(shelves: tuple[str, ...]) -> frozenset[str] | None:
    """Return what is seen with the shelves of `shelves_option`, None for all; raises `ShelfError`."""
    from retrieval.shelves import seen_with

    return seen_with(shelves) if shelves else None


def _config(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.find_root().ensure_object(Invocation).config = Path(value)


def _verbose(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.find_root().ensure_object(Invocation).verbose = True
