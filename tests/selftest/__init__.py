"""Tests of `facefinder.selftest`."""
