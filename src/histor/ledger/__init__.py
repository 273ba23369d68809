"""The database of all that was read. The only room that speaks SQL."""
