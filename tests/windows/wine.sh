#!/usr/bin/env bash
# Runs a command in Wine's Debian, with mounts and processes of its own: what is mounted or started meanwhile ends with it.
# usage: wine.sh FOLDER COMMAND...; FOLDER is where lay.sh has laid. Windows programs find this machine below Z:\host, and a second volume at D:.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab=$1
root=$lab/wine
shift

if [ "$$" != 1 ]; then
  exec unshare --mount --pid --fork --kill-child "$here/wine.sh" "$lab" "$@"
fi
mount --rbind / "$root/host"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/drive"
if [ -d "${TMPDIR:-/tmp}/wheelhouse" ]; then
  mkdir -p "$root/tmp/wheelhouse"
  mount --bind "${TMPDIR:-/tmp}/wheelhouse" "$root/tmp/wheelhouse"
fi
if [ -d "$root/prefix/drive_c" ]; then
  rm -f "$root/prefix/drive_c/standin-port"
  python3 "$here/standin/standin.py" "$root" serve &
  while [ ! -s "$root/prefix/drive_c/standin-port" ]; do sleep 0.05; done
fi

variables=(HOME=/root LC_ALL=C.UTF-8 PATH=/usr/lib/wine:/usr/sbin:/usr/bin:/sbin:/bin WINEPREFIX=/prefix WINEARCH=win64 WINEDEBUG="${WINEDEBUG:--all}"
  'WINEDLLOVERRIDES=mshtml=;winemenubuilder.exe=d' DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
  # No apphost for Windows, no audit and no compiler server here.
  DisableTransitiveFrameworkReferenceDownloads=true UseAppHost=false NuGetAudit=false UseSharedCompilation=false "WINEPATH=Z:\\host${lab//\//\\}\\sdk;C:\\windows\\system32;C:\\windows"
  PYTHONENV_TESTS_WINE=1)
while IFS= read -r name; do
  variables+=("$name=${!name}")
done < <(compgen -e | grep -E '^(PYTHONENV_TESTS_PACKAGE|DOTNET_NOLOGO|CI)$')
cd /
env -i "${variables[@]}" chroot "$root" "$@"
