"""`python -m histor.cli` is `histor`."""

from histor.cli.door import main

main()
