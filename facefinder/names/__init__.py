"""People's names in and beside photos."""
