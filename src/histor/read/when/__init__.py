"""When: expressions of time to whole days."""
