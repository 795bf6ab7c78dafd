"""Tests of `facefinder.network`."""
