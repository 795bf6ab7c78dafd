"""Copies of photos that can be taken back."""
