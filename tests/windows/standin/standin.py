"""The other half of python.exe under Wine: answers the engine's probe as a Windows CPython would, and runs all else in a Python of this machine.

usage: standin.py ROOT lay PIP-WHEEL CLIENT.EXE PYTHON...
       standin.py ROOT serve
ROOT is the root folder that Wine runs in. `lay` makes an installation for each PYTHON, as pyenv-win would; `serve` answers until it is ended.
An environment's code runs in a virtual environment of this machine whose site-packages is the Windows environment's own folder.
"""
import hashlib
import json
import os
import pathlib
import re
import shutil
import socketserver
import struct
import subprocess
import sys
import tempfile
import threading
import urllib.parse

FACTS = r"""
import importlib.util, json, sys
json.dump({"version": "%d.%d.%d" % sys.version_info[:3], "nodot": "%d%d" % sys.version_info[:2],
           "short": "%d.%d" % sys.version_info[:2], "magic": importlib.util.MAGIC_NUMBER.hex()}, sys.stdout)
"""


# To the end of its line or its quotes: a path may have blanks.
WINDOWS_PATH = re.compile(r"""(?<![A-Za-z])(file:///)?([CDZcdz]:(?:\\\\|\\|/)[^"'\r\n\t;|<>*?]*)""")


class Drives:
    """Where the drives of Wine are on this machine; below Z:\\host is this machine itself."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.folders = {"c": self.root / "prefix/drive_c", "d": self.root / "drive", "z": self.root}

    def unix(self, path):
        """The file that a Windows path names; None if it is no absolute one."""
        drive, rest = path[:1].lower(), path[2:].replace("\\", "/")
        if path[1:2] != ":" or rest[:1] != "/" or drive not in self.folders:
            return None
        if drive == "z" and (rest + "/").startswith("/host/"):
            return rest[len("/host"):] or "/"
        return str(self.folders[drive]) + rest

    def unix_text(self, text):
        """The text with each Windows path in it as this machine has it, also where it stands in JSON or in a `file:` URL."""
        if '"' not in text and (whole := self.unix(text)):
            return whole

        def mapped(match):
            url, path = match.groups()
            path = path.replace("\\\\", "\\")
            unix = self.unix(urllib.parse.unquote(path) if url else path)
            return match.group() if unix is None else ("file://" + urllib.parse.quote(unix) if url else unix)
        return WINDOWS_PATH.sub(mapped, text)

    def windows_text(self, chunk):
        """The bytes with each path below a drive's folder as Windows programs know it: one in quotes stands in JSON, or in a traceback."""
        for drive in "cd":
            folder, windows = str(self.folders[drive]).encode(), drive.upper().encode() + b":"
            chunk = re.sub(
                rb'(File )?"' + re.escape(folder) + rb'(/[^"]*)"',
                lambda match: b'%s"%s%s"' % (match[1] or b"", windows, match[2].replace(b"/", b"\\" if match[1] else b"\\\\")), chunk)
            chunk = chunk.replace(folder + b"/", windows + b"/")
        return chunk


class Installation:
    """A stand-in's folder: `python.exe` and what the engine looks for beside it, and in `real` the Python that does the work."""

    def __init__(self, drives, windows):
        self.windows = windows
        self.real = json.loads(pathlib.Path(drives.unix(windows), "real.json").read_text())

    @staticmethod
    def lay(drives, windows, python, client, pip):
        folder = pathlib.Path(drives.unix(windows))
        facts = json.loads(subprocess.check_output([python, "-I", "-c", FACTS]))
        for part in ("Lib/venv/scripts/nt", "Lib/ensurepip/_bundled", "Lib/site-packages", "Scripts"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        for name in ("python.exe", "pythonw.exe", "Lib/venv/scripts/nt/python.exe", "Lib/venv/scripts/nt/pythonw.exe"):
            shutil.copy(client, folder / name)
        (folder / "Lib/os.py").touch()
        shutil.copy(pip, folder / "Lib/ensurepip/_bundled")
        (folder / "real.json").write_text(json.dumps({"python": python, "pip": os.path.basename(pip), **facts}))

    def facts(self, prefix):
        real, home = self.real, self.windows

        def at(*parts):
            return "\\".join((home,) + parts)

        def inside(*parts):
            return "\\".join((prefix,) + parts)

        executable = at("python.exe") if prefix == home else inside("Scripts", "python.exe")
        return {
            "abi_flags": "", "base_executable": at("python.exe"), "base_prefix": home, "debug": False, "executable": executable, "executable_abi": None,
            "bundled_pip": at("Lib", "ensurepip", "_bundled", real["pip"]), "cache_tag": "cpython-" + real["nodot"],
            "ext_suffix": ".cp%s-win_amd64.pyd" % real["nodot"], "externally_managed": None, "gil_disabled": False, "glibc": None,
            "implementation": "cpython", "implementation_version": real["version"], "mac_machine": None, "mac_version": None, "magic": real["magic"],
            "markers": {
                "implementation_name": "cpython", "implementation_version": real["version"], "os_name": "nt", "platform_machine": "AMD64",
                "platform_python_implementation": "CPython", "platform_release": "10", "platform_system": "Windows",
                "platform_version": "10.0.19045", "python_full_version": real["version"], "python_version": real["short"], "sys_platform": "win32",
            },
            "musl": None,
            "paths": {
                "data": prefix, "include": at("Include"), "platinclude": at("Include"), "platlib": inside("Lib", "site-packages"), "platstdlib": at("Lib"),
                "purelib": inside("Lib", "site-packages"), "scripts": inside("Scripts"), "stdlib": at("Lib"),
            },
            "platform": "win-amd64", "platlibdir": "lib", "pointer_bits": 64, "prefix": prefix, "pymalloc": True, "refused_manylinux": [],
            "site_packages": [inside("Lib", "site-packages")], "soabi": None, "stdlib": at("Lib"), "system": "Windows", "venv_module": at("Lib", "venv"),
            "version": real["version"], "version_nodot": real["nodot"],
        }


class Call:
    """One start of the stand-in."""

    def __init__(self, server, executable, folder, variables, arguments):
        self.server, self.drives = server, server.drives
        self.executable, self.folder, self.variables, self.arguments = executable, folder, variables, arguments
        parts = executable.split("\\")
        self.name, self.prefix, home = parts[-1].lower(), "\\".join(parts[:-1]), None
        configuration = pathlib.Path(self.drives.unix("\\".join(parts[:-2] + ["pyvenv.cfg"])))
        if configuration.exists():
            home = next(line[7:] for line in configuration.read_text("utf-8").splitlines() if line.startswith("home = "))
            self.prefix = "\\".join(parts[:-2])
        self.installation = None if self.name == "py.exe" else Installation(self.drives, home or self.prefix)
        self.in_environment = home is not None
        self.renamed = []

    def answer(self):
        """What is said without running anything; None if Python has to run."""
        if self.name == "py.exe":
            return "".join(" -V:%s *        %s\\python.exe\r\n" % (name, windows) for name, windows in self.server.installations())
        if "-S" in self.arguments and self.arguments[-1:] == ["-"]:
            return "<<<pythonenv\r\n%s\r\npythonenv>>>\r\n" % json.dumps(self.installation.facts(self.prefix))
        return None

    def start(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "VIRTUAL_ENV"))}
        environment.update(
            (name, self.drives.unix_text(value) if name.startswith(("PIP_", "XDG_")) else value) for name, value in self.variables.items()
            if name.upper() not in ("PATH", "HOME", "TMP", "TEMP", "TMPDIR"))
        environment["LC_ALL"] = "C.UTF-8"
        return subprocess.Popen(
            [self.python(), *map(self.drives.unix_text, self.arguments)], cwd=self.drives.unix(self.folder), env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def python(self):
        real = self.installation.real["python"]
        if not self.in_environment:
            return real
        site = self.drives.unix(self.prefix + "\\Lib\\site-packages")
        shadow = self.server.shadows / hashlib.sha256(site.encode()).hexdigest()[:16] / self.installation.real["nodot"]
        packages = shadow / ("lib/python%s/site-packages" % self.installation.real["short"])
        if not (shadow / "pyvenv.cfg").exists():
            packages.parent.mkdir(parents=True, exist_ok=True)
            (shadow / "bin").mkdir(exist_ok=True)
            for link, target in ((packages, site), (shadow / "bin/python", real)):
                if not link.is_symlink():
                    link.symlink_to(target)
            (shadow / "pyvenv.cfg").write_text("home = %s\ninclude-system-site-packages = false\n" % os.path.dirname(real))
        python = str(shadow / "bin/python")
        self.renamed = [
            (str(packages).encode(), site.encode()),
            (python.encode(), self.executable.encode()),
        ]
        return python


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        self.sending = threading.Lock()
        parts, arguments, variables = {}, [], {}
        while True:
            kind, body = self.receive()
            if kind == "r":
                break
            if kind == "a":
                arguments.append(body)
            elif kind == "e":
                # The folders of drives, which the command prompt keeps in `=C:`, are nobody's variables.
                name, _, value = body.partition("=")
                if name:
                    variables[name] = value
            else:
                parts[kind] = body
        call = Call(self.server, parts["x"], parts["d"], variables, arguments)
        said = call.answer()
        if said is None:
            self.run(call)
        else:
            self.send("o", said.encode())
            self.send("q", b"0\0")
            self.wait_for_end()

    def run(self, call):
        process = call.start()
        streams = (("o", process.stdout), ("e", process.stderr))
        readers = [threading.Thread(target=self.forward, args=(kind, stream, call)) for kind, stream in streams]
        feeder = threading.Thread(target=self.feed, args=(process, call.drives))
        for thread in (*readers, feeder):
            thread.start()
        for thread in readers:
            thread.join()
        code = process.wait()
        try:
            self.send("q", b"%d\0" % (code if code >= 0 else 128 - code))
        except OSError:
            pass
        feeder.join()

    def wait_for_end(self):
        """What is closed with something unread in it takes its last messages along."""
        try:
            while self.request.recv(65536):
                pass
        except OSError:
            pass

    def feed(self, process, drives):
        """Hands on what the other half reads; when that has ended, so has the process."""
        try:
            while True:
                kind, body = self.receive(text=False)
                if kind == "z":
                    process.stdin.close()
                elif not process.stdin.closed:
                    self.write(process, drives.unix_text(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape"))
        except (EOFError, OSError):
            if process.poll() is None:
                process.kill()

    @staticmethod
    def write(process, body):
        try:
            process.stdin.write(body)
            process.stdin.flush()
        except OSError:
            process.stdin = open(os.devnull, "wb")

    def forward(self, kind, stream, call):
        """Python on Windows ends lines with CR LF, and names the files of the environment."""
        for chunk in iter(lambda: stream.read1(16384), b""):
            try:
                chunk = chunk.replace(b"\n", b"\r\n")
                for name, windows in call.renamed:
                    chunk = chunk.replace(name, windows)
                self.send(kind, call.drives.windows_text(chunk))
            except OSError:
                return

    def send(self, kind, body):
        with self.sending:
            self.request.sendall(kind.encode() + struct.pack("<I", len(body)) + body)

    def receive(self, text=True):
        head = self.read(5)
        body = self.read(struct.unpack("<I", head[1:])[0])
        return chr(head[0]), body.decode("utf-8", "surrogatepass") if text else body

    def read(self, length):
        data = b""
        while len(data) < length:
            chunk = self.request.recv(length - len(data))
            if not chunk:
                raise EOFError
            data += chunk
        return data


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, drives):
        super().__init__(("127.0.0.1", 0), Handler)
        self.drives = drives
        self.shadows = pathlib.Path(tempfile.mkdtemp(prefix="pythonenv-standin-"))

    def installations(self):
        folder = pathlib.Path(self.drives.unix(VERSIONS))
        return [(".".join(each.name.split(".")[:2]), VERSIONS + "\\" + each.name) for each in sorted(folder.iterdir())]


VERSIONS = "C:\\users\\root\\.pyenv\\pyenv-win\\versions"


def lay(drives, pip, client, *pythons):
    for python in pythons:
        version = subprocess.check_output([python, "-I", "-c", "import platform; print(platform.python_version())"], text=True).strip()
        Installation.lay(drives, VERSIONS + "\\" + version, python, client, pip)


def serve(drives):
    server = Server(drives)
    port = drives.folders["c"] / "standin-port"
    port.write_text("%d\n" % server.server_address[1])
    try:
        server.serve_forever()
    finally:
        shutil.rmtree(server.shadows)


{"lay": lay, "serve": serve}[sys.argv[2]](Drives(sys.argv[1]), *sys.argv[3:])
