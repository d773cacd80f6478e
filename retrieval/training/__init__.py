"""The commands that train the shipped encoder and lexicon; imported by nothing else."""
