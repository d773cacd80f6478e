"""What the bot remembers, in one SQLite file of its own beside the index; nothing here knows Discord.

`State` (`state.py`) is all of it. Each kind of memory is a module of its own with frozen values, and only `database.py`
and `migrations.py` know SQLite. Every call blocks, for about 0.1 ms; see `docs/decisions.md`.
"""
