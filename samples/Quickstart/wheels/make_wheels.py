"""Makes the sample's wheels from `sources`, the same bytes on every machine.

    python make_wheels.py [FOLDER]

Writes them into FOLDER, by default the one of this file, and prints the lines for requirements.txt.
"""

import base64
import hashlib
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent

DISTRIBUTIONS = [
    {
        "name": "greeting",
        "version": "1.2.0",
        "summary": "Greets, politely",
        "requires": ["wordshapes>=2.0,<3"],
        "scripts": {"greet": "greeting:main"},
    },
    {
        "name": "wordshapes",
        "version": "2.0.1",
        "summary": "Puts words into shapes",
        "requires": [],
        "scripts": {},
    },
]


def metadata(distribution):
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {distribution['name']}",
        f"Version: {distribution['version']}",
        f"Summary: {distribution['summary']}",
        "License: MIT",
        "Requires-Python: >=3.7",
    ]
    lines += [f"Requires-Dist: {requirement}" for requirement in distribution["requires"]]
    return "\n".join(lines) + "\n"


def files(distribution):
    """Path and content of every file of the wheel but RECORD."""
    name = distribution["name"]
    for source in sorted((HERE / "sources" / name).rglob("*.py")):
        yield source.relative_to(HERE / "sources").as_posix(), source.read_bytes()
    info = f"{name}-{distribution['version']}.dist-info"
    yield f"{info}/METADATA", metadata(distribution).encode()
    yield f"{info}/WHEEL", b"Wheel-Version: 1.0\nGenerator: make_wheels\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    if distribution["scripts"]:
        scripts = "".join(f"{command} = {target}\n" for command, target in distribution["scripts"].items())
        yield f"{info}/entry_points.txt", f"[console_scripts]\n{scripts}".encode()


def with_record(distribution):
    record = f"{distribution['name']}-{distribution['version']}.dist-info/RECORD"
    rows = []
    for path, content in files(distribution):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(content)}\n")
        yield path, content
    yield record, "".join([*rows, f"{record},,\n"]).encode()


def write(distribution, folder):
    wheel = folder / f"{distribution['name']}-{distribution['version']}-py3-none-any.whl"
    # Stored, not deflated: two zlibs may compress to different bytes.
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_STORED) as archive:
        for path, content in with_record(distribution):
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return wheel


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for distribution in DISTRIBUTIONS:
        wheel = write(distribution, folder)
        sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
        print(f"{distribution['name']}=={distribution['version']} --hash=sha256:{sha256}")


if __name__ == "__main__":
    main()
