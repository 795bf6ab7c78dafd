"""Tests of `facefinder.models`."""
