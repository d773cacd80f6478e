"""Articles in, Retrieval out: everything before the answer. Knows nothing of chat, language models or Discord."""
