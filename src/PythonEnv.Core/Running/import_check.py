"""Imports the modules named on standard input, one a line, and says on standard output how each went, one JSON object a line.

The argument is the number of seconds that all of it may take.
"""
import faulthandler
import importlib
import json
import os
import sys
import traceback


def text_of(error):
    try:
        text = str(error)
    except Exception:
        text = "(it has no text)"
    # Names of files need not be Unicode.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def describe(error):
    frames = traceback.extract_tb(error.__traceback__)
    # The frames of the import system say nothing of what is wrong.
    frames = [f for f in frames if f.filename not in ("<string>", importlib.__file__) and not f.filename.startswith("<frozen")]
    at = (frames[-1].filename, frames[-1].lineno) if frames else ("", 0)
    if isinstance(error, SyntaxError) and error.filename:
        at = (error.filename, error.lineno or 0)
    return {"type": type(error).__name__, "text": text_of(error), "file": text_of(at[0]), "line": at[1]}


def main():
    # Says where native code crashed; and ends the process even if an import hangs there. The answers given until then count.
    faulthandler.enable()
    faulthandler.dump_traceback_later(float(sys.argv[1]), exit=True)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What a module prints while it is imported must not be read as our answer.
    os.dup2(2, 1)
    for module in sys.stdin.read().split():
        result = {"end": module}
        try:
            importlib.import_module(module)
        # A module may raise anything, SystemExit included, and none of it may end the others' checks.
        except BaseException as error:
            result["error"] = describe(error)
        out.write(json.dumps(result) + "\n")
        out.flush()
    # Threads and exit handlers of what was imported are not waited for.
    os._exit(0)


main()
