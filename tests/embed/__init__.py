"""Tests of `facefinder.embed`."""
