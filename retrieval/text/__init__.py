"""Words and sentences of a text: its language, its sentences, and the terms it is indexed by."""
