"""Verification: a sentence, and the words of an article that it rests on → what is wrong with it, or nothing.

`claims` has the values, `checks` one check a file. No check reads a file of the user's, the network or an index.
"""
