# Prints what is to be known of the interpreter that runs it, as JSON between two marks.
# Runs on everything since Python 2.7, so that an old interpreter can be named instead of failing.
import sys

# With the script on standard input, the current folder comes first: nothing may be imported from there.
if sys.path and sys.path[0] == "":
    del sys.path[0]

import json
import os
import platform
import struct
import subprocess
import sysconfig


def version_text(info):
    text = "%d.%d.%d" % (info[0], info[1], info[2])
    return text if info[3] == "final" else text + {"alpha": "a", "beta": "b"}.get(info[3], "rc") + str(info[4])


def read_elf(path):
    """(program interpreter or None, ABI that shares its machine's name with others or None)"""
    with open(path, "rb") as file:
        ident = file.read(16)
        if ident[:4] != b"\x7fELF":
            return None, None
        bits, little = bytearray(ident)[4:6]
        order = "<" if little == 1 else ">"
        header = order + ("HHIIIIIHHH" if bits == 1 else "HHIQQQIHHH")
        fields = struct.unpack(header, file.read(struct.calcsize(header)))
        machine, offset, flags, size, count = fields[1], fields[4], fields[6], fields[8], fields[9]
        abi = None
        if bits == 1 and little == 1:
            if machine == 3:
                abi = "i386"
            elif machine == 40 and flags & 0xFF000000 == 0x05000000 and flags & 0x400:
                abi = "armhf"
        segment = order + ("IIIIIIII" if bits == 1 else "IIQQQQQQ")
        for index in range(count):
            file.seek(offset + index * size)
            fields = struct.unpack(segment, file.read(struct.calcsize(segment)))
            if fields[0] == 3:
                start, length = (fields[1], fields[4]) if bits == 1 else (fields[2], fields[5])
                file.seek(start)
                return os.fsdecode(file.read(length)).strip("\0"), abi
        return None, abi


def glibc_version():
    try:
        words = os.confstr("CS_GNU_LIBC_VERSION").split()
        return words[1] if len(words) == 2 else None
    except (AttributeError, OSError, ValueError):
        pass
    try:
        import ctypes

        function = ctypes.CDLL(None).gnu_get_libc_version
    except (ImportError, OSError, AttributeError, TypeError):
        return None
    function.restype = ctypes.c_char_p
    return function().decode("ascii")


def musl_version(loader):
    if not loader or "musl" not in loader:
        return None
    process = subprocess.Popen([loader], stderr=subprocess.PIPE, universal_newlines=True)
    lines = [line.strip() for line in process.communicate()[1].splitlines() if line.strip()]
    if len(lines) > 1 and lines[0].startswith("musl") and lines[1].startswith("Version "):
        return lines[1][len("Version "):]
    return None


def refused_manylinux(glibc):
    """The versions of PEP 600 that a module of the installation vetoes."""
    try:
        import _manylinux
    except ImportError:
        return []
    major, newest = (int(part) for part in glibc.split(".")[:2])
    machine = sysconfig.get_platform().split("-", 1)[1].replace("-", "_")
    legacy = {5: "manylinux1_compatible", 12: "manylinux2010_compatible", 17: "manylinux2014_compatible"}
    refused = []
    for minor in range(5, newest + 1):
        if hasattr(_manylinux, "manylinux_compatible"):
            answer = _manylinux.manylinux_compatible(major, minor, machine)
        else:
            answer = getattr(_manylinux, legacy.get(minor, ""), None)
        if answer is not None and not answer:
            refused.append("%d.%d" % (major, minor))
    return refused


def mac_version():
    version, _, machine = platform.mac_ver()
    if version.split(".")[:2] == ["10", "16"]:
        # Built against an old SDK, it is told a version that does not exist.
        version = subprocess.check_output(
            [sys.executable, "-sS", "-c", "import platform; print(platform.mac_ver()[0])"],
            env={"SYSTEM_VERSION_COMPAT": "0"}, universal_newlines=True).strip()
    return version, machine


def is_debug_build():
    debug = sysconfig.get_config_var("Py_DEBUG")
    if debug is not None:
        return bool(debug)
    import importlib.machinery

    return hasattr(sys, "gettotalrefcount") or "_d.pyd" in importlib.machinery.EXTENSION_SUFFIXES


def bundled_pip(stdlib):
    for folder in (sysconfig.get_config_var("WHEEL_PKG_DIR"), os.path.join(stdlib, "ensurepip", "_bundled")):
        if folder and os.path.isdir(folder):
            for name in sorted(os.listdir(folder), reverse=True):
                if name.startswith("pip-") and name.endswith(".whl"):
                    return os.path.join(folder, name)
    return None


def site_packages():
    import site

    return [path for path in site.getsitepackages() if os.path.isdir(path)]


def existing(path):
    return path if os.path.exists(path) else None


def facts():
    import importlib.util

    variable = sysconfig.get_config_var
    implementation = sys.implementation
    stdlib = os.path.dirname(os.path.abspath(os.__file__))
    loader, abi = read_elf(sys.executable) if sys.platform.startswith("linux") else (None, None)
    glibc = glibc_version() if sys.platform.startswith("linux") else None
    mac, mac_machine = mac_version() if sys.platform == "darwin" else (None, None)
    gil_disabled = variable("Py_GIL_DISABLED")
    return {
        "executable": sys.executable,
        "base_executable": getattr(sys, "_base_executable", None) or sys.executable,
        "prefix": sys.prefix,
        "base_prefix": sys.base_prefix,
        "implementation": implementation.name,
        "implementation_version": version_text(implementation.version),
        "version": version_text(sys.version_info),
        "cache_tag": implementation.cache_tag,
        "magic": "".join("%02x" % byte for byte in importlib.util.MAGIC_NUMBER),
        "soabi": variable("SOABI"),
        "ext_suffix": variable("EXT_SUFFIX"),
        "version_nodot": variable("py_version_nodot"),
        "pointer_bits": struct.calcsize("P") * 8,
        "gil_disabled": gil_disabled is not None and bool(int(gil_disabled)),
        "debug": is_debug_build(),
        "pymalloc": variable("WITH_PYMALLOC") in (None, 1, "1"),
        "platform": sysconfig.get_platform(),
        "system": platform.system(),
        "executable_abi": abi,
        "glibc": glibc,
        "musl": musl_version(loader),
        "refused_manylinux": refused_manylinux(glibc) if glibc else [],
        "mac_version": mac,
        "mac_machine": mac_machine,
        "stdlib": stdlib,
        "venv_module": existing(os.path.join(stdlib, "venv")),
        "bundled_pip": bundled_pip(stdlib),
        "externally_managed": existing(os.path.join(sysconfig.get_path("stdlib") or stdlib, "EXTERNALLY-MANAGED")),
        "site_packages": site_packages(),
        "markers": {
            "implementation_name": implementation.name,
            "implementation_version": version_text(implementation.version),
            "os_name": os.name,
            "platform_machine": platform.machine(),
            "platform_python_implementation": platform.python_implementation(),
            "platform_release": platform.release(),
            "platform_system": platform.system(),
            "platform_version": platform.version(),
            "python_full_version": platform.python_version(),
            "python_version": ".".join(platform.python_version_tuple()[:2]),
            "sys_platform": sys.platform,
        },
    }


if sys.version_info < (3, 7):
    answer = {"too_old": version_text(sys.version_info), "implementation": platform.python_implementation().lower()}
else:
    answer = facts()
print("<<<pythonenv")
print(json.dumps(answer, sort_keys=True))
print("pythonenv>>>")
