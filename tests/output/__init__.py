"""Tests of `facefinder.output`."""
