"""``build.py linux``: the Linux bundle for older systems, built and proved in an old Debian."""
