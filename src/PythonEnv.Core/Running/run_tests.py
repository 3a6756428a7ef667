"""Runs tests with pytest where the environment has it, else with unittest.

Arguments: the file for results (JUnit XML), the file for findings (one JSON object a line), and what to run: files and folders.
Each failure is told at the innermost line of the project's own files; the last line of the findings counts the tests.
"""
import faulthandler
import importlib.util
import inspect
import json
import os
import re
import sys
import time
import traceback
import unittest
from xml.sax.saxutils import escape, quoteattr

results, findings, paths = sys.argv[1], sys.argv[2], sys.argv[3:]
root = os.path.realpath(os.getcwd())
prefix = os.path.realpath(sys.prefix)
sys.argv = ["python -m pytest"]


def is_own(path):
    path = os.path.realpath(path)
    return path.startswith(root + os.sep) and not path.startswith(prefix + os.sep) and os.path.isfile(path)


def innermost(frames, otherwise):
    own = [(os.path.realpath(file), line) for file, line in frames if is_own(file)]
    return own[-1] if own else otherwise


# A syntax error and an error of an import are told as text only.
def frames_in(text):
    found = re.findall(r'^(?:E\s)?\s*File "(.+?)", line (\d+)|^(\S.*?\.py):(\d+): ', text, re.M)
    return [(a or c, int(b or d)) for a, b, c, d in found]


def one_line(text):
    return " ".join(str(text).encode("utf-8", "backslashreplace").decode("utf-8").split())[:1000]


class Findings:
    def __init__(self):
        self.file = open(findings, "w", encoding="utf-8")
        self.passed = self.failed = self.skipped = 0

    def write(self, **line):
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()

    def fail(self, test, at, text):
        self.failed += 1
        self.write(test=test, file=at[0], line=at[1], text=one_line(text))

    def end(self, runner):
        self.write(runner=runner, passed=self.passed, failed=self.failed, skipped=self.skipped)
        self.file.close()


class PytestPlugin:
    def __init__(self, told):
        self.told = told

    def pytest_runtest_logreport(self, report):
        if report.failed:
            file, line, _ = report.location
            self.told.fail(report.nodeid, *self.describe(report, (os.path.join(root, file), (line or 0) + 1)))
        elif report.skipped:
            self.told.skipped += 1
        elif report.when == "call":
            self.told.passed += 1

    def pytest_collectreport(self, report):
        if report.failed:
            self.told.fail(report.nodeid, *self.describe(report, (os.path.join(root, report.nodeid.split("::")[0]), 1)))

    def describe(self, report, otherwise):
        text = str(report.longrepr)
        crash = getattr(report.longrepr, "reprcrash", None)
        entries = getattr(getattr(report.longrepr, "reprtraceback", None), "reprentries", [])
        places = [e.reprfileloc for e in entries if getattr(e, "reprfileloc", None)]
        frames = [(os.path.join(root, p.path), p.lineno) for p in places] or frames_in(text)
        errors = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")]
        message = crash.message if crash else errors[-1] if errors else text.strip().splitlines()[-1] if text.strip() else "it failed"
        return innermost(frames, otherwise), message


def run_pytest(told):
    import pytest

    code = pytest.main(["--junitxml=" + results, *paths], plugins=[PytestPlugin(told)])
    told.end("pytest")
    return int(code)


def place_of(test):
    method = inspect.unwrap(getattr(test, getattr(test, "_testMethodName", "id")))
    code = getattr(method, "__code__", None)
    return (os.path.realpath(code.co_filename), code.co_firstlineno) if code and is_own(code.co_filename) else ("", 0)


class UnittestResult(unittest.TextTestResult):
    told = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cases = []
        self.begun = time.time()

    def startTest(self, test):
        self.begun = time.time()
        self.problem = False
        super().startTest(test)

    def take(self, test, kind, error=None, text=""):
        self.problem = True
        if kind in ("failure", "error"):
            frames = []
            if error:
                text = "%s: %s" % (error[0].__name__, error[1])
                frames = [(f.filename, f.lineno) for f in traceback.extract_tb(error[2])]
                if isinstance(error[1], SyntaxError) and error[1].filename:
                    frames.append((error[1].filename, error[1].lineno or 1))
                if type(test).__name__ in ("_FailedTest", "ModuleImportFailure"):
                    frames = frames_in(text) or frames
                    text = text.strip().splitlines()[-1]
            self.told.fail(test.id(), innermost(frames, place_of(test)), text)
        else:
            self.told.skipped += 1
        detail = "".join(traceback.format_exception(*error)) if error else text
        self.cases.append((test.id(), time.time() - self.begun, kind, text, detail))

    def addSuccess(self, test):
        super().addSuccess(test)
        if not self.problem:
            self.told.passed += 1
            self.cases.append((test.id(), time.time() - self.begun, "", "", ""))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.take(test, "failure", err)

    def addError(self, test, err):
        super().addError(test, err)
        self.take(test, "error", err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.take(test, "skipped", text=reason)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.take(test, "skipped", text="it fails as expected")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.take(test, "failure", text="it passes and was expected to fail")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.take(subtest, "failure" if issubclass(err[0], test.failureException) else "error", err)


# What XML can't hold is shown as its number.
def xml_text(text):
    return re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", lambda c: "\\x%02x" % ord(c.group()), text)


def write_junit(cases, seconds):
    kinds = [kind for _, _, kind, _, _ in cases]
    counts = ' tests="%d" failures="%d" errors="%d" skipped="%d" time="%.3f"' % (
        len(cases), kinds.count("failure"), kinds.count("error"), kinds.count("skipped"), seconds)
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<testsuites>", '<testsuite name="unittest"%s>' % counts]
    for test, took, kind, text, detail in cases:
        name, method = test.rsplit(".", 1) if "." in test.split(" ")[0] and " " not in test else ("", test)
        head = "<testcase classname=%s name=%s time=\"%.3f\"" % (quoteattr(xml_text(name)), quoteattr(xml_text(method)), took)
        if kind:
            message = quoteattr(xml_text(one_line(text)))
            lines.append("%s><%s message=%s>%s</%s></testcase>" % (head, kind, message, escape(xml_text(detail)), kind))
        else:
            lines.append(head + " />")
    lines += ["</testsuite>", "</testsuites>", ""]
    with open(results, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write("\n".join(lines))


# A folder that is a package is imported as one, from the folder above it.
def load(path):
    folder, pattern = (path, "test*.py") if os.path.isdir(path) else (os.path.dirname(path), os.path.basename(path))
    top = folder
    while os.path.isfile(os.path.join(top, "__init__.py")):
        top = os.path.dirname(top)
    return unittest.TestLoader().discover(folder, pattern=pattern, top_level_dir=top)


def run_unittest(told):
    faulthandler.enable()
    UnittestResult.told = told
    begun = time.time()
    suite = unittest.TestSuite(load(os.path.abspath(path)) for path in paths)
    result = unittest.TextTestRunner(resultclass=UnittestResult, verbosity=1).run(suite)
    write_junit(result.cases, time.time() - begun)
    told.end("unittest")
    return 0 if result.wasSuccessful() else 1


run = run_pytest if importlib.util.find_spec("pytest") else run_unittest
sys.exit(run(Findings()))
