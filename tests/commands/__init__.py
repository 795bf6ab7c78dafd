"""Tests of `facefinder.commands`."""
