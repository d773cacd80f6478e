"""How German reports speech."""
