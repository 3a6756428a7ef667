/* dotnet.exe, which no package of NuGet brings: hands its command line to the hostfxr.dll below its own folder. */
#include <windows.h>
#include <stdio.h>
#include <wchar.h>

#define LENGTH 32768

typedef int (__cdecl *run_function)(int count, const wchar_t **arguments, const wchar_t *host, const wchar_t *root, const wchar_t *application);

static wchar_t host[LENGTH], root[LENGTH], library[LENGTH], application[LENGTH];

int wmain(int count, wchar_t **arguments)
{
    GetModuleFileNameW(NULL, host, LENGTH);
    wcscpy(root, host);
    *wcsrchr(root, L'\\') = 0;
    swprintf(library, LENGTH, L"%ls\\host\\fxr\\" FXR_VERSION L"\\hostfxr.dll", root);
    swprintf(application, LENGTH, L"%ls\\dotnet.dll", root);
    HMODULE loaded = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (!loaded) {
        fwprintf(stderr, L"%ls can't be loaded: error %lu\n", library, GetLastError());
        return 130;
    }
    run_function run = (run_function)(void *)GetProcAddress(loaded, "hostfxr_main_startupinfo");
    return run(count, (const wchar_t **)arguments, host, root, application);
}
