/* python.exe: hands its command line to the Python in python311.dll, which lies beside it. */
#include <windows.h>
#include <stdio.h>

typedef int (*py_main)(int, wchar_t **);
typedef void (*set_app_type)(int);

#define CONSOLE_PROGRAM 1

int wmain(int count, wchar_t **words)
{
    /* Programs of Microsoft's compiler begin with this call to Microsoft's C runtime; one of mingw makes
       it to a runtime of its own, which Python does not use. Left out, dup2() onto files 0, 1 and 2 would
       not change what Windows itself takes for standard output, and child processes would inherit
       handles that are closed. */
    HMODULE runtime = LoadLibraryW(L"ucrtbase.dll");
    set_app_type tell = runtime ? (set_app_type)(void *)GetProcAddress(runtime, "_set_app_type") : NULL;
    HMODULE python = LoadLibraryW(L"python311.dll");
    py_main start = python ? (py_main)(void *)GetProcAddress(python, "Py_Main") : NULL;

    if (!tell || !start) {
        fwprintf(stderr, L"ucrtbase.dll or python311.dll cannot be loaded: error %lu\n", GetLastError());
        return 102;
    }
    tell(CONSOLE_PROGRAM);
    return start(count, words);
}
