"""An index as one file and back: `format` says what is in the file, `exporting` writes it, `importing` takes it in.

`reading` checks a file before anything in it is used.
"""
