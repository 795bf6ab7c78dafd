"""The runs, each to be read from top to bottom."""
