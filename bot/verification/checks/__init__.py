"""The checks, one a file; each has a function `check` (`claims.Check`) and reads its word lists by `word_data`.

A check that can't tell says that there is a fault: a sentence left out costs less than a wrong one shown.
"""
