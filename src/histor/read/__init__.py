"""Article -> reading: the steps stand in order in reader.py, each in a file of its own."""
