#!/usr/bin/env bash
# Lays what Windows programs need here, from Debian's packages and NuGet alone: Wine 10, a .NET SDK for Windows, and stand-ins for Python.
# usage: lay.sh FOLDER. What is there already is kept. Ends with 3, and says why, where it can't be laid at all.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab=$1
root=$lab/wine
compiler=x86_64-w64-mingw32-gcc

refuse() {
  printf 'Windows can not be laid here: %s\n' "$1" >&2
  exit 3
}

# Wine 8 of Debian 12 is not fit for .NET 10: the root folder of a newer Debian is laid, for Wine alone.
lay_wine() {
  rm -rf --one-file-system "$root.new"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap gcc-mingw-w64-x86-64-win32
  debootstrap --variant=minbase --include=ca-certificates trixie "$root.new" "$(apt-get indextargets --format '$(SITE)' | head -n 1)"
  printf '#!/bin/sh\nexit 101\n' > "$root.new/usr/sbin/policy-rc.d"
  chmod +x "$root.new/usr/sbin/policy-rc.d"
  chroot "$root.new" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wine wine64 libwine
  chroot "$root.new" apt-get clean
  mkdir "$root.new/host" "$root.new/drive"
  mv "$root.new" "$root"
}

lay_prefix() {
  rm -rf "$root/prefix"
  # The server writes the registry when the last program has ended, and would be ended itself before.
  "$here/wine.sh" "$lab" sh -c 'wine64 wineboot -i && wineserver64 -w'
  ln -s /drive "$root/prefix/dosdevices/d:"
  touch "$root/prefix/laid"
}

lay_sdk() {
  rm -rf "$lab/sdk"
  dotnet run -c Release --project "$here/WindowsSdk" -- "$lab/sdk"
  "$compiler" -municode -O1 -DFXR_VERSION="L\"$(ls "$lab/sdk/host/fxr")\"" "$here/standin/dotnet.c" -o "$lab/sdk/dotnet.exe"
}

# The Pythons of this machine, one of each version, and a wheel of pip that carries the launchers of Windows; Debian's does not.
lay_pythons() {
  local pythons=() python wheel
  while IFS= read -r python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 7))' && pythons+=("$python")
  done < <(find "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python 2> /dev/null | sort -V)
  [ "${#pythons[@]}" -gt 0 ] || pythons=("$(command -v python3)")
  mkdir -p "$lab/pip"
  wheel=$(ls "$(dirname "$("${pythons[-1]}" -c 'import ensurepip; print(ensurepip.__file__)')")"/_bundled/pip-*.whl 2> /dev/null) \
    || { "${pythons[-1]}" -m pip download -q --no-deps -d "$lab/pip" pip && wheel=$(ls "$lab"/pip/pip-*.whl); }
  "$compiler" -municode -O1 "$here/standin/python.c" -o "$lab/python.exe" -lws2_32
  cp "$lab/python.exe" "$root/prefix/drive_c/windows/py.exe"
  python3 "$here/standin/standin.py" "$root" lay "$wheel" "$lab/python.exe" "${pythons[@]}"
}

# Does a step unless it was done from the same sources.
once() {
  local step=$1 mark=$lab/$1.laid key
  shift
  key=$(cat "$@" | sha256sum; dotnet --version)
  [ -f "$mark" ] && [ "$(cat "$mark")" = "$key" ] && return
  printf '== Laying the %s\n' "$step"
  "lay_$step"
  printf '%s\n' "$key" > "$mark"
}

[ "$(id -u)" = 0 ] || refuse 'it takes root'
command -v apt-get > /dev/null || refuse 'it takes apt'
[ "$(uname -m)" = x86_64 ] || refuse 'it takes an x86-64 processor'
unshare --mount --pid --fork true 2> /dev/null || refuse 'it takes mounts of its own (CAP_SYS_ADMIN)'
mkdir -p "$lab"
[ -d "$root" ] || lay_wine
command -v "$compiler" > /dev/null || apt-get install -y -qq --no-install-recommends gcc-mingw-w64-x86-64-win32
[ -f "$root/prefix/laid" ] || lay_prefix
once sdk "$here"/WindowsSdk/*.cs* "$here/standin/dotnet.c"
once pythons "$here"/standin/python.c "$here"/standin/standin.py
