"""Tests of `facefinder.names`."""
