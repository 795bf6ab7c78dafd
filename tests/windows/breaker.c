/* breaker.exe FILE PROGRAM ARGUMENTS: runs a program in this console, presses Ctrl-Break there as soon
   as the file exists, and ends with the program's code. A terminal of Linux has no such key, and Wine's
   GenerateConsoleCtrlEvent() knows Ctrl-C only. What Windows does at that key is done here: in each
   process of the program a thread begins at CtrlRoutine(), with the event. */
#include <windows.h>
#include <tlhelp32.h>

static wchar_t *after_word(wchar_t *line)
{
    wchar_t end = *line == L'"' ? *line++ : L' ';
    while (*line && *line != end)
        line++;
    while (*line == end || *line == L' ')
        line++;
    return line;
}

static void press(const wchar_t *name)
{
    FARPROC routine = GetProcAddress(GetModuleHandleW(L"kernelbase.dll"), "CtrlRoutine");
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    PROCESSENTRY32W entry = {.dwSize = sizeof entry};

    for (BOOL more = Process32FirstW(all, &entry); more; more = Process32NextW(all, &entry)) {
        HANDLE process;
        if (lstrcmpiW(entry.szExeFile, name))
            continue;
        process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, entry.th32ProcessID);
        CreateRemoteThread(process, NULL, 0, (LPTHREAD_START_ROUTINE)(void *)routine,
                           (void *)CTRL_BREAK_EVENT, 0, NULL);
    }
}

int wmain(int count, wchar_t **words)
{
    STARTUPINFOW how = {.cb = sizeof how};
    PROCESS_INFORMATION program;
    const wchar_t *name;
    DWORD code = 99;

    if (count < 3)
        return 98;
    if (!CreateProcessW(NULL, after_word(after_word(GetCommandLineW())), NULL, NULL, TRUE, 0, NULL, NULL,
                        &how, &program))
        return 97;
    while (GetFileAttributesW(words[1]) == INVALID_FILE_ATTRIBUTES
           && WaitForSingleObject(program.hProcess, 50) == WAIT_TIMEOUT)
        ;
    name = wcsrchr(words[2], L'\\');
    press(name ? name + 1 : words[2]);
    WaitForSingleObject(program.hProcess, INFINITE);
    GetExitCodeProcess(program.hProcess, &code);
    return (int)code;
}
