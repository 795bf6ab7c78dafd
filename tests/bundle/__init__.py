"""The frozen program, proved: ``build.py verify`` runs these tests, and notes if all pass."""
