"""The merging half of the ledger: what was compared, who judged, which incidents there are and how they changed."""
