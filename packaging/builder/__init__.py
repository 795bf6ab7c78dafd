"""What ``build.py`` does: the environment, the bundle, and measurements.

Importable with ``packaging/`` on Python's path. `commands`, `environment` and `lock` run before
there is a .venv and import the standard library alone; the rest runs in .venv.
"""
