"""The Python of the old Debian: compiled from a younger Debian's source, with a SQLite of its own.

Both ask for nothing newer than glibc 2.28, for which the wheels of the lock file are made; so what
decides is neither the age of that Debian nor its SQLite, which would ask for 2.29.
"""

from pathlib import Path

from builder.linux import chroot

PREFIX = "/opt/python"
PROGRAM = f"{PREFIX}/bin/python3.11"
SITE = f"{PREFIX}/local/lib/python3.11/dist-packages"
"""Where a Python of Debian's looks for packages that are none of Debian's."""
OLDER_MATH = Path(__file__).with_name("older_math.c")

PACKAGES = (
    *("gcc", "libc6-dev", "make", "dpkg-dev", "tcl"),  # compile the two
    # Modules that the program uses, or its libraries: ctypes, ssl, and for archives.
    *("libexpat1-dev", "libffi-dev", "libssl-dev", "zlib1g-dev", "libbz2-dev", "liblzma-dev"),
)
MODULES = "_elementtree, bz2, ctypes, lzma, multiprocessing.synchronize, sqlite3, ssl, zlib"
"""Python is compiled without a module, in silence, where a library is missing."""
EXPAT = "pyexpat pyexpat.c -lexpat"
"""This module, as Debian has patched it, can only be a part of the interpreter."""


def build(system: Path) -> None:
    """Compile them into `PREFIX`.

    Args:
        system: The Debian, with `PACKAGES`.

    Raises:
        StepError: Something could not be fetched or compiled.
    """
    chroot.run_in(system, "mkdir", "-p", f"{PREFIX}/include", f"{PREFIX}/lib")
    _build_sqlite(system, _source(system, "sqlite3"))
    _build_python(system, _source(system, "python3.11"))
    chroot.run_in(system, "rm", "-rf", "/usr/src/sqlite3", "/usr/src/python3.11")
    versions = "ssl.OPENSSL_VERSION, '- SQLite', sqlite3.sqlite_version"
    chroot.run_in(system, PROGRAM, "-c", f"import sys, {MODULES}; print(sys.version, {versions})")


def _source(system: Path, name: str) -> str:
    """Fetch the source of a Debian package, checked by apt; returns its folder."""
    place = f"/usr/src/{name}"
    chroot.run_in(system, "mkdir", "-p", place)
    # As root: the user whom apt takes for downloads cannot write there.
    options = ("-qq", "-o=APT::Sandbox::User=root")
    _run(system, place, *chroot.QUIETLY, "apt-get", "source", *options, name)
    (folder,) = (path for path in (system / place[1:]).iterdir() if path.is_dir())
    return f"{place}/{folder.name}"


def _build_sqlite(system: Path, source: str) -> None:
    _run(system, source, "./configure", "--quiet", "--disable-tcl")
    _run(system, source, "make", "--silent", "sqlite3.c", "sqlite3.h")
    _run(system, source, "cp", "sqlite3.h", f"{PREFIX}/include")
    library = f"{PREFIX}/lib/libsqlite3.so.0"
    options = ("-O2", "-fPIC", "-shared", "-Wl,-soname,libsqlite3.so.0", "-o", library)
    _run(system, source, "gcc", *options, "sqlite3.c", "-lpthread", "-ldl")
    _run(system, source, "ln", "-sf", "libsqlite3.so.0", f"{PREFIX}/lib/libsqlite3.so")


def _build_python(system: Path, source: str) -> None:
    _run(system, source, "gcc", "-O2", "-fPIC", "-fno-builtin", "-c", str(OLDER_MATH))
    _run(system, source, "sh", "-c", f"echo '{EXPAT}' >Modules/Setup.local")
    # As an archive, since these options come twice where a library is linked.
    _run(system, source, "ar", "rc", "older_math.a", f"{OLDER_MATH.stem}.o")
    options = ("-Wl,--undefined=pow", f"{source}/older_math.a", "-lm", f"-Wl,-rpath,{PREFIX}/lib")
    _run(
        *(system, source, "./configure", "--quiet", f"--prefix={PREFIX}", "--enable-shared"),
        *("--without-ensurepip", "--disable-test-modules", "--with-system-expat"),
        f"LDFLAGS={' '.join(options)}",
        f"LIBSQLITE3_CFLAGS=-I{PREFIX}/include",
        f"LIBSQLITE3_LIBS=-L{PREFIX}/lib -lsqlite3",
        "ac_cv_func_sem_clockwait=no",  # which glibc has since 2.30
    )
    _run(system, source, "sh", "-c", 'make --silent --jobs="$(nproc)"')
    _run(system, source, *chroot.QUIETLY, "make", "--silent", "install")


def _run(system: Path, folder: str, *command: str) -> None:
    chroot.run_in(system, "env", f"--chdir={folder}", *command)
