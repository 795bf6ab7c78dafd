"""``build.py windows``: the Windows program, built and tested on Linux by Wine."""
