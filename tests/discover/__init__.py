"""Tests of `facefinder.discover`."""
