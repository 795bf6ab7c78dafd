/* breaker.exe FILE PROGRAM ARGUMENTS: runs a program in this console, presses Ctrl-Break there as soon
   as the file exists, and ends with the program's code. A terminal of Linux has no such key. */
#include <windows.h>

static BOOL WINAPI stay(DWORD event)
{
    return event == CTRL_BREAK_EVENT;
}

static wchar_t *after_word(wchar_t *line)
{
    wchar_t end = *line == L'"' ? *line++ : L' ';
    while (*line && *line != end)
        line++;
    while (*line == end || *line == L' ')
        line++;
    return line;
}

int wmain(int count, wchar_t **words)
{
    STARTUPINFOW how = {.cb = sizeof how};
    PROCESS_INFORMATION program;
    DWORD code = 99;

    if (count < 3 || !SetConsoleCtrlHandler(stay, TRUE))
        return 98;
    if (!CreateProcessW(NULL, after_word(after_word(GetCommandLineW())), NULL, NULL, TRUE, 0, NULL, NULL,
                        &how, &program))
        return 97;
    while (GetFileAttributesW(words[1]) == INVALID_FILE_ATTRIBUTES
           && WaitForSingleObject(program.hProcess, 50) == WAIT_TIMEOUT)
        ;
    GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0);
    WaitForSingleObject(program.hProcess, INFINITE);
    GetExitCodeProcess(program.hProcess, &code);
    return (int)code;
}
