"""Folders become a list of photos, and a count of everything that is none."""
