"""Says hello with the distributions that requirements.txt pins."""

import platform
import sys
from importlib.metadata import version

import greeting

print(greeting.greet("pinned world"))
print(f"  Python       {platform.python_version()} in {sys.prefix}")
print(f"  based on     {sys.base_prefix}")
for name in ("greeting", "wordshapes"):
    print(f"  {name:<12} {version(name)}")
