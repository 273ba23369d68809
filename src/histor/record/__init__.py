"""The words everyone shares, as plain frozen dataclasses. Knows no database, no web and no model."""
