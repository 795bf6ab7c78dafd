"""The frozen program."""
