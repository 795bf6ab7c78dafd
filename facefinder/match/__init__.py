"""Vectors are compared with vectors; nothing but arrays."""
