"""``build.py windows``: the Windows program, built and tested on Linux, where Wine runs Windows' own."""
