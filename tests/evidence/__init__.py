"""Tests of `facefinder.evidence`."""
