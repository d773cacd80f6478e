"""An index as one file and back: `beleg export` and `beleg import`."""
