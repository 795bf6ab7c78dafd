"""Tests of `facefinder.cli`."""
