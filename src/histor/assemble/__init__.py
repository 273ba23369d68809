"""Accounts become incidents: candidates, comparison with reasons, clusters, lineage, resolved values."""
