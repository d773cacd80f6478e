"""Whether a text bears a claim out, and which words of the claim it does not."""
