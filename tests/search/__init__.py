"""Tests of `facefinder.search`."""
