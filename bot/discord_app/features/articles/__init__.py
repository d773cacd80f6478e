"""Articles from Discord: adding, listing, showing, removing and reading them."""

from __future__ import annotations

from bot.discord_app.features.articles.adding import add_menu
from bot.discord_app.features.articles.buttons import BUTTONS
from bot.discord_app.features.articles.commands import ArticleCommands, ReindexCommand
from bot.discord_app.features.articles.runs import tell_of_cut_off_runs
from bot.discord_app.host import Feature

FEATURE = Feature(
    commands=(ArticleCommands, ReindexCommand), menus=(add_menu,), lasting=BUTTONS, tasks=(tell_of_cut_off_runs,)
)
