# Makes the distributions and sources of a published folder importable, and nothing of the interpreter's own site-packages.
import os
import site
import sys


def _start():
    home = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    if sys.version_info[:2] != (@MAJOR@, @MINOR@) or sys.implementation.name != "@IMPLEMENTATION@":
        sys.stderr.write(
            "%s was published for @DISPLAY@, and %s is %s %d.%d.\n"
            % (home, sys.executable, sys.implementation.name, sys.version_info[0], sys.version_info[1])
        )
        sys.stderr.flush()
        os._exit(1)
    own = set(os.path.normcase(path) for path in site.getsitepackages())
    sys.path[:] = [path for path in sys.path if os.path.normcase(path) not in own]
    sources = os.path.join(home, "src")
    if os.path.isdir(sources):
        sys.path.append(sources)
    site.addsitedir(os.path.join(home, "lib", "site-packages"))


_start()
