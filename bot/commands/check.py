"""`beleg check`: checks the setup and suggests fixes."""

from __future__ import annotations

from dataclasses import asdict

import click

from bot.commands.options import current, json_option, shared


@click.command(epilog="Example:  beleg check")
@json_option
@shared
def check(as_json: bool) -> None:
    """Check the setup and suggest fixes."""
    from bot.checks import examine
    from bot.terminal import json_text, show

    checks = examine(current().settings())
    if as_json:
        click.echo(json_text([{k: v for k, v in asdict(one).items() if k != "needed"} for one in checks]))
    else:
        for one in checks:
            mark = ("ok    ", "green") if one.ok else ("FAILS ", "bold red") if one.needed else ("lacks ", "yellow")
            show([[mark, (f"{one.name}: {one.found}", "")]])
            if one.fix:
                show([[(f"      {one.fix}", "yellow")]])
    if any(one.needed and not one.ok for one in checks):
        click.get_current_context().exit(1)
