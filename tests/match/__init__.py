"""Tests of `facefinder.match`."""
