"""Tests of `facefinder.host`."""
