"""Tests of `facefinder.scan`."""
