"""Measurements of the real program on real photos; run by ``build.py bench``, not by pytest."""
