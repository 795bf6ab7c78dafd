"""Tests of `facefinder.records`."""
