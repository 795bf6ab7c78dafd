"""Tests of `facefinder.sources`."""
