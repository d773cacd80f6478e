"""The `beleg` command."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import click

from bot.commands.archive import export, restore
from bot.commands.articles import articles, remove
from bot.commands.ask import ask, chat, search
from bot.commands.check import check
from bot.commands.check_text import check_text
from bot.commands.evaluate import evaluate
from bot.commands.failures import abandon_stdout, report, unknown_command
from bot.commands.index import index
from bot.commands.options import Invocation, shared
from bot.commands.serve import serve
from bot.commands.statements import statements
from bot.commands.timeline import timeline


class Cli(click.Group):
    """A group of commands that ends every failure with one sentence and the contract's exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and exit: 0 done, 1 failed, 2 used or configured wrongly, 130 interrupted."""
        del prog_name, standalone_mode  # one name in every message; click's own handling of errors is replaced
        words = list(sys.argv[1:] if args is None else args)
        options = words[: words.index("--")] if "--" in words else words
        run = Invocation()
        try:
            result = super().main(words, "beleg", complete_var, standalone_mode=False, obj=run, **extra)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last line of defence
            result = report(error, as_json="--json" in options, verbose=run.verbose or "--verbose" in options)
        sys.exit(result if isinstance(result, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named, up to its last byte of output."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader closed the pipe, as in `beleg articles | head`: nothing failed.
            abandon_stdout()
            return 0
        return result

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was named."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            unknown_command(args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which people meet them."""
        del ctx
        return list(self.commands)


@click.group(cls=Cli, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="beleg", message="beleg %(version)s")
@shared
def cli() -> None:
    """Answer questions about news articles, and prove every answer with a quotation.

    \b
    Examples:
      beleg index seeds
      beleg ask "What did Ryabkov say?"
    """


for _command in (
    *(index, ask, chat, search, statements, check_text, articles, remove, export, restore, evaluate, serve, check),
):
    cli.add_command(_command)
cli.add_command(timeline)


def main() -> None:
    """Run `beleg` as a program of its own."""
    from bot.quiet import quiet_dependencies

    quiet_dependencies(verbose="--verbose" in sys.argv)
    try:
        cli()
    except SystemExit as end:
        if any(thread.daemon for thread in threading.enumerate()):
            _end_at_once(end.code)
        raise


def _end_at_once(status: str | int | None) -> None:
    """End the process as it is: the interpreter's own end aborts it where a daemon thread is at work in native code."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status if isinstance(status, int) else 0)
