"""Whether a text answers a question, which of its sentences does, and with which words."""
