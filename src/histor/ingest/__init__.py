"""Outside world -> Article. `sources.open_sources` is the door; each format is one file."""
