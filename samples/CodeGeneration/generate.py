"""Makes a C# class with a constant for each word of a file."""

import json
import pathlib
import sys

from wordshapes import framed

source, target = map(pathlib.Path, sys.argv[1:])
constants = [
    f"    public const string {word.capitalize()} = {json.dumps(framed(word).splitlines()[1])};"
    for word in source.read_text(encoding="utf-8").split()
]
target.write_text("\n".join(["static class Words", "{", *constants, "}", ""]), encoding="utf-8")
