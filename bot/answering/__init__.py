"""From a Retrieval to an answer whose every claim carries a citation."""
