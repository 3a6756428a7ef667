import json
import sys

from wordshapes import framed

print("Python is at work", file=sys.stderr)
json.dump([framed(word).splitlines()[1] for word in json.load(sys.stdin)], sys.stdout)
