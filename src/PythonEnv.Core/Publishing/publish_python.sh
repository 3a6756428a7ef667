#!/bin/sh
# Runs Python with the distributions and sources of this folder.
@HERE@
home=$(dirname "$here")
if [ -x "$home/interpreter/bin/python3" ]; then
  python=$home/interpreter/bin/python3
elif [ -n "${PYTHONENV_PYTHON-}" ]; then
  python=$PYTHONENV_PYTHON
elif command -v @COMMAND@ >/dev/null 2>&1; then
  python=@COMMAND@
else
  echo "$0: there is no @COMMAND@ on PATH. This folder was published for @DISPLAY@; install it, or name it in PYTHONENV_PYTHON." >&2
  exit 127
fi
unset PYTHONHOME
PYTHONPATH=$home/lib/startup
PATH=$here:$PATH
PYTHONNOUSERSITE=1
export PYTHONPATH PATH PYTHONNOUSERSITE
exec "$python" "$@"
