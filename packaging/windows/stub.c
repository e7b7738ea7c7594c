/* Starts Statuette: <this folder>\runtime-<hash>\python(w).exe -I launch.py with our own words behind it.
 *
 * Compiled twice: statuette.exe (WINDOW, no console) and statuette-cli.exe (in a terminal, waits, ends as the program ended).
 * It knows nothing of versions: launch.py chooses the application layer. Where a part is missing it says so and what to do.
 */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0A00
#include <windows.h>
#include <wchar.h>

#define ROOM 32768 /* the longest path, and the longest command line, that Windows knows */

static wchar_t home[ROOM], runtime[ROOM], python[ROOM], launcher[ROOM], command[ROOM];

static int is_file(const wchar_t *path)
{
    DWORD kind = GetFileAttributesW(path);
    return kind != INVALID_FILE_ATTRIBUTES && !(kind & FILE_ATTRIBUTE_DIRECTORY);
}

static int is_chinese(void) { return PRIMARYLANGID(GetUserDefaultUILanguage()) == LANG_CHINESE; }

static int complain(const wchar_t *chinese, const wchar_t *english, const wchar_t *what)
{
    static wchar_t words[ROOM];
    _snwprintf(words, ROOM - 1, L"%ls\n\n%ls", is_chinese() ? chinese : english, what);
#ifdef WINDOW
    MessageBoxW(NULL, words, L"Statuette 手办工坊", MB_ICONERROR | MB_OK | MB_SETFOREGROUND);
#else
    HANDLE out = GetStdHandle(STD_ERROR_HANDLE);
    static char bytes[3 * ROOM];
    DWORD written;
    wcscat(words, L"\n");
    if (GetConsoleMode(out, &written))
        WriteConsoleW(out, words, (DWORD)wcslen(words), &written, NULL);
    else
        WriteFile(out, bytes, (DWORD)WideCharToMultiByte(CP_UTF8, 0, words, (int)wcslen(words), bytes, sizeof bytes, NULL, NULL), &written, NULL);
#endif
    return 2;
}

static int incomplete(const wchar_t *missing)
{
    return complain(
        L"程序文件夹不完整，请重新安装 Statuette（你的订单和模型不受影响）。缺少：",
        L"The program's folder is incomplete: please install Statuette again (your orders and models are not touched). Missing:",
        missing);
}

/* The runtime that installed.json names; launch.py never takes that one away. */
static int named_runtime(void)
{
    static wchar_t path[ROOM];
    char text[4096], *at;
    wchar_t hash[65];
    DWORD size = 0;
    int n = 0;
    _snwprintf(path, ROOM - 1, L"%ls\\installed.json", home);
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return 0;
    if (!ReadFile(file, text, sizeof text - 1, &size, NULL)) size = 0;
    CloseHandle(file);
    text[size] = 0;
    at = strstr(text, "\"runtime\"");
    if (!at || !(at = strchr(at + 9, ':')) || !(at = strchr(at, '"'))) return 0;
    for (at++; n < 64 && (('0' <= *at && *at <= '9') || ('a' <= *at && *at <= 'z') || ('A' <= *at && *at <= 'Z')); at++)
        hash[n++] = (wchar_t)*at;
    hash[n] = 0;
    _snwprintf(runtime, ROOM - 1, L"%ls\\runtime-%ls", home, hash);
    _snwprintf(path, ROOM - 1, L"%ls\\python.exe", runtime);
    return is_file(path);
}

/* Else any that has a Python: all that launch.py needs. */
static int any_runtime(void)
{
    static wchar_t path[ROOM];
    WIN32_FIND_DATAW found;
    int there = 0;
    _snwprintf(path, ROOM - 1, L"%ls\\runtime-*", home);
    HANDLE search = FindFirstFileW(path, &found);
    if (search == INVALID_HANDLE_VALUE) return 0;
    do {
        _snwprintf(runtime, ROOM - 1, L"%ls\\%ls", home, found.cFileName);
        _snwprintf(path, ROOM - 1, L"%ls\\python.exe", runtime);
        there = is_file(path);
    } while (!there && FindNextFileW(search, &found));
    FindClose(search);
    return there;
}

/* Our command line behind the name of the program, as it was typed: its quotes stay what they are. */
static const wchar_t *our_words(void)
{
    const wchar_t *at = GetCommandLineW();
    int quoted = 0;
    for (; *at && (quoted || (*at != L' ' && *at != L'\t')); at++)
        if (*at == L'"') quoted = !quoted;
    while (*at == L' ' || *at == L'\t') at++;
    return at;
}

#ifndef WINDOW
/* Ctrl+C reaches the program as well, which ends as it sees fit; we wait for that. */
static BOOL WINAPI wait_on(DWORD event) { (void)event; return TRUE; }
#endif

static int start(void)
{
    STARTUPINFOW begin;
    PROCESS_INFORMATION child;
    DWORD code = 2;
    DWORD length = GetModuleFileNameW(NULL, home, ROOM);
    if (!length || length >= ROOM) return incomplete(L"statuette.exe");
    *wcsrchr(home, L'\\') = 0;
    _snwprintf(launcher, ROOM - 1, L"%ls\\launch.py", home);
    if (!is_file(launcher)) return incomplete(launcher);
    if (!named_runtime() && !any_runtime()) return incomplete(L"runtime-*\\python.exe");
#ifdef WINDOW
    _snwprintf(python, ROOM - 1, L"%ls\\pythonw.exe", runtime);
    if (!is_file(python)) return incomplete(python);
#else
    _snwprintf(python, ROOM - 1, L"%ls\\python.exe", runtime);
    SetConsoleCtrlHandler(wait_on, TRUE);
#endif
    if (_snwprintf(command, ROOM - 1, L"\"%ls\" -I \"%ls\" %ls", python, launcher, our_words()) < 0)
        return complain(L"命令太长，请分几次执行。", L"The command is too long; please split it.", L"");
    GetStartupInfoW(&begin);
    begin.lpReserved = NULL;
    begin.cbReserved2 = 0;
    begin.lpReserved2 = NULL;
#ifndef WINDOW
    begin.dwFlags |= STARTF_USESTDHANDLES;
    begin.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    begin.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    begin.hStdError = GetStdHandle(STD_ERROR_HANDLE);
#endif
    if (!CreateProcessW(python, command, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &begin, &child)) {
        static wchar_t why[512];
        FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, GetLastError(), 0, why, 512, NULL);
        return complain(
            L"Windows 不允许启动程序。请查看杀毒软件是否拦截了它，或者重新安装。",
            L"Windows did not let the program start. See whether a virus scanner holds it back, or install it again.", why);
    }
#ifndef WINDOW
    /* Whoever ends us means the program: it goes with us. What it leaves behind on its own account may stay. */
    HANDLE job = CreateJobObjectW(NULL, NULL);
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_BREAKAWAY_OK;
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    AssignProcessToJobObject(job, child.hProcess);
#endif
    ResumeThread(child.hThread);
    WaitForSingleObject(child.hProcess, INFINITE);
    GetExitCodeProcess(child.hProcess, &code);
#ifndef WINDOW
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_BREAKAWAY_OK;
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
#endif
    return (int)code;
}

#ifdef WINDOW
int WINAPI wWinMain(HINSTANCE us, HINSTANCE before, LPWSTR words, int show)
{
    (void)us; (void)before; (void)words; (void)show;
    return start();
}
#else
int wmain(void) { return start(); }
#endif
