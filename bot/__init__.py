"""Retrieval in, answers out to people: composing, citing, terminal, Discord."""
