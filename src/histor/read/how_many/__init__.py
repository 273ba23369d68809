"""How many: counts of people by the codebook's number rules."""
