"""The front door: the commands a person types. It may know every room; no room knows it."""

from histor.cli.door import main

__all__ = ["main"]
