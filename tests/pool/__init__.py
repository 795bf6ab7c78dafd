"""Tests of `facefinder.pool`."""
