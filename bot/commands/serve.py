"""`beleg serve`: the Discord bot."""

from __future__ import annotations

import click

from bot.commands.options import current, shared


@click.command(epilog="Example:  BELEG_DISCORD__TOKEN=… beleg serve")
@click.option("--sync", is_flag=True, help="Send Discord the list of commands though it has not changed.")
@shared
def serve(sync: bool) -> None:
    """Run the Discord bot (token: BELEG_DISCORD__TOKEN)."""
    run = current()
    settings = run.settings()
    from bot.discord_app.serving import serve as serve_discord

    click.get_current_context().exit(serve_discord(settings, config=run.config and run.config.absolute(), sync=sync))
