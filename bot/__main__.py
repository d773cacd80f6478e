"""`python -m bot`, the same as `beleg`."""

from bot.cli import main

main()
