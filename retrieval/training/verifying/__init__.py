"""From pairs of sentences to the head that says whether a sentence bears a claim out."""
