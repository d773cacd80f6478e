"""The read path, stage by stage: from a question to the evidence for an answer."""
