"""joblib starts its helper processes by name, which no analysis of imports can see."""

hiddenimports = [
    "joblib.externals.loky.backend.popen_loky_posix",  # a worker on Linux and macOS
    "joblib.externals.loky.backend.popen_loky_win32",  # a worker on Windows
    "joblib.externals.loky.backend.resource_tracker",  # the cleaner
    "multiprocessing.resource_tracker",  # Python's own cleaner
    "psutil",  # without it joblib looks for pgrep or taskkill, and may hang
]
