/* Stands in for python.exe and py.exe under Wine, where no Windows CPython can be had: what it is asked is answered by standin.py, which runs
   beside Wine. In both directions a message is a letter, the length of what follows in four bytes, little endian, and that. */
#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define PORT_FILE "C:\\standin-port"
#define LENGTH 32768

static SOCKET server;

static void fail(const char *what)
{
    fprintf(stderr, "the stand-in for Python can't %s (error %d)\n", what, WSAGetLastError());
    ExitProcess(120);
}

static void send_all(const char *bytes, int length)
{
    while (length > 0) {
        int sent = send(server, bytes, length, 0);
        if (sent <= 0)
            fail("send");
        bytes += sent;
        length -= sent;
    }
}

static void send_message(char kind, const char *bytes, unsigned length)
{
    char head[5] = { kind, (char)length, (char)(length >> 8), (char)(length >> 16), (char)(length >> 24) };
    send_all(head, 5);
    send_all(bytes, (int)length);
}

static void send_text(char kind, const wchar_t *text)
{
    int length = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *bytes = malloc((size_t)length);
    WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, length, NULL, NULL);
    send_message(kind, bytes, (unsigned)length - 1);
    free(bytes);
}

static int receive_all(char *bytes, int length)
{
    while (length > 0) {
        int received = recv(server, bytes, length, 0);
        if (received <= 0)
            return 0;
        bytes += received;
        length -= received;
    }
    return 1;
}

static DWORD WINAPI forward_input(void *unused)
{
    static char buffer[LENGTH];
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    DWORD read;
    while (ReadFile(input, buffer, LENGTH, &read, NULL) && read > 0)
        send_message('i', buffer, read);
    send_message('z', "", 0);
    return 0;
}

static void connect_to_server(void)
{
    WSADATA data;
    struct sockaddr_in address = { 0 };
    int port;
    FILE *file = fopen(PORT_FILE, "r");
    if (!file || fscanf(file, "%d", &port) != 1)
        fail("find its other half: " PORT_FILE " names no port");
    fclose(file);
    WSAStartup(MAKEWORD(2, 2), &data);
    server = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_family = AF_INET;
    address.sin_port = htons((unsigned short)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(server, (struct sockaddr *)&address, sizeof address) != 0)
        fail("reach its other half");
}

int wmain(int count, wchar_t **arguments)
{
    static wchar_t text[LENGTH];
    static char buffer[65536];
    connect_to_server();
    GetModuleFileNameW(NULL, text, LENGTH);
    send_text('x', text);
    GetCurrentDirectoryW(LENGTH, text);
    send_text('d', text);
    for (wchar_t *variable = GetEnvironmentStringsW(); *variable; variable += wcslen(variable) + 1)
        send_text('e', variable);
    for (int i = 1; i < count; i++)
        send_text('a', arguments[i]);
    send_message('r', "", 0);
    CreateThread(NULL, 0, forward_input, NULL, 0, NULL);

    unsigned char head[5];
    while (receive_all((char *)head, 5)) {
        unsigned length = head[1] | head[2] << 8 | head[3] << 16 | (unsigned)head[4] << 24;
        if (length > sizeof buffer || !receive_all(buffer, (int)length))
            break;
        if (head[0] == 'q')
            ExitProcess((UINT)atoi(buffer));
        HANDLE output = GetStdHandle(head[0] == 'o' ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
        for (DWORD at = 0, written; at < length && WriteFile(output, buffer + at, length - at, &written, NULL); at += written)
            ;
    }
    fail("hear from its other half");
    return 120;
}
