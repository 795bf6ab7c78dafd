"""Tests of the translations and of what chooses among them."""
