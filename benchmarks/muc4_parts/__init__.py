"""MUC-4 as an outside check: the reader's encoder with heads of its own for the templates of 1992."""
