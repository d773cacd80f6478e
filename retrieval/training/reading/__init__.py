"""Training of the shipped reader; see README.md."""
