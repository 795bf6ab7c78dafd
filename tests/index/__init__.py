"""Tests of `facefinder.index`."""
