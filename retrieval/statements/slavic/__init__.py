"""How Russian and Ukrainian report speech: one grammar, a vocabulary each."""
