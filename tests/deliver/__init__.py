"""Tests of `facefinder.deliver`."""
