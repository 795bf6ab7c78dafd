"""Tests of `facefinder.detect`."""
