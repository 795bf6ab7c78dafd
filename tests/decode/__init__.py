"""Tests of `facefinder.decode`."""
