"""Tests of `facefinder.report`."""
