"""Makes the files beside it, such as `strategies`, importable from every room's tests."""
