"""Who: canonical names of actors."""
