#!/usr/bin/env bash
# Runs the tests of wheels, tags, interpreters and environments as programs for arm64, with Debian's Python for arm64, under qemu. On demand: the first
# run takes ten minutes.
# usage: run.sh [FILTER]. PYTHONENV_ARM64 names the folder that is laid and used again, else it is $TMPDIR/pythonenv-arm64.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
lab=${PYTHONENV_ARM64:-${TMPDIR:-/tmp}/pythonenv-arm64}
root=$lab/root
filter=${1:-FullyQualifiedName~Tests.Cache|FullyQualifiedName~Tests.Installing|FullyQualifiedName~Tests.Interpreters|FullyQualifiedName~Tests.Environments|FullyQualifiedName~Tests.Wheels|FullyQualifiedName~Tags}
registered=/proc/sys/fs/binfmt_misc/pythonenv-aarch64

if [ "$$" != 1 ]; then
  [ "$(id -u)" = 0 ] || { echo 'arm64 can not be laid here: it takes root' >&2; exit 3; }
  mkdir -p "$lab"
  { command -v debootstrap && command -v qemu-aarch64-static; } > /dev/null \
    || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap qemu-user-static; }
  dotnet publish "$repository/tests/Core.Tests" -r linux-arm64 --self-contained -o "$lab/tests" -v:q
  exec unshare --mount --pid --fork --kill-child "${BASH_SOURCE[0]}" "$@"
fi

[ -e /proc/sys/fs/binfmt_misc/register ] || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
if [ ! -e "$registered" ]; then
  # The header of an ELF file for aarch64, and the mask of what counts in it.
  printf '%s' ':pythonenv-aarch64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-aarch64-static:F' > /proc/sys/fs/binfmt_misc/register
fi
trap 'echo -1 > "$registered"' EXIT
if [ ! -d "$root" ]; then
  rm -rf "$root.new"
  debootstrap --foreign --arch=arm64 --variant=minbase --include=python3,python3-pip,python3-venv,libicu72 bookworm "$root.new" \
    "$(apt-get indextargets --format '$(SITE)' | head -n 1)"
  chroot "$root.new" /debootstrap/debootstrap --second-stage
  mkdir "$root.new/host"
  mv "$root.new" "$root"
fi
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind / "$root/host"
# qemu can't follow what the runtime does by default: two mappings of code, methods that are compiled again, a collector beside the program.
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DOTNET_EnableWriteXorExecute=0 DOTNET_TieredCompilation=0 DOTNET_gcConcurrent=0 \
  taskset -c 1 chroot "$root" sh -c 'uname -m; python3 --version; exec "$0" "$@"' "/host$lab/tests/PythonEnv.Core.Tests" \
  --progress off --no-ansi --config-file "/host$here/tests.testconfig.json" --filter "$filter"
