"""How good a reading is: readings held against gold codings, slot by slot (CODEBOOK.md)."""
