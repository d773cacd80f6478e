"""The commands of `beleg`, thin: read the arguments, call the library, show the result.

At the top a command's module imports click and nothing slower, so that `beleg --help` answers at once.
"""
