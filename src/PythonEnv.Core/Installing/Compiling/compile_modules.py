# Compiles modules: each line of standard input is a JSON array of source, target and the name that tracebacks show.
# What is no Python of this version is passed over, as pip does: packages carry templates and code for other versions.
import json
import py_compile
import sys

for line in sys.stdin.buffer:
    source, target, name = json.loads(line)
    try:
        # The source's time and size are kept by every link to it, so that the byte-code stays valid wherever both are linked.
        py_compile.compile(source, target, name, doraise=True, invalidation_mode=py_compile.PycInvalidationMode.TIMESTAMP)
    except FileNotFoundError:
        # A pruning has taken the archive away.
        pass
    except OSError as refused:
        # A disk that takes no more. What is left out now would be missing from then on.
        print(refused)
        sys.exit(1)
    except Exception:
        pass
