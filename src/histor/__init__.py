"""Histor reads news reports of political violence into incident records that quote their evidence."""

__version__ = "0.1.0"
SCHEMA = 1
"""Version of the output contract: a change of the reading's JSON layout raises it."""
