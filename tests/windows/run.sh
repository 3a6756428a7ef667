#!/usr/bin/env bash
# Runs the engine's tests and real builds with the packed package as Windows programs, under Wine. Lays what that takes once, and uses it again.
# usage: run.sh [FILTER]; FILTER restricts the engine's tests. PYTHONENV_WINDOWS names the folder that is laid, else it is $TMPDIR/pythonenv-windows.
# Ends with 3 where it can't be laid, and says why.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
lab=${PYTHONENV_WINDOWS:-${TMPDIR:-/tmp}/pythonenv-windows}
most_skipped=40
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

windows_path() {
  local path='Z:\host'$1
  printf '%s' "${path//\//\\}"
}

# Temporary folders with a file in them. Wine brings back, empty, what was deleted while a program ran in it.
left_behind() {
  find "$lab/wine/prefix/drive_c/users" -maxdepth 6 -name 'pythonenv-*' -exec sh -c '[ -n "$(find "$1" -type f | head -n 1)" ]' sh {} \; -print
}

# The tests that are skipped for a kind of reason, each once, however many cases it has. What lies beside the repository is nobody's lack.
skipped() {
  grep -aA 1 '^skipped ' "$1" | grep -aP -B 1 "^  $2" | sed -nE 's/^skipped ([^ ]+) .*/\1/p' | sort -u
}

# Runs the tests of a project that is built; keeps their output and what is left in the temporary folder, and counts.
run_tests() {
  local project=$1 log=$lab/$1.log left
  shift
  "$here/wine.sh" "$lab" wine64 "$(windows_path "$lab/sdk/dotnet.exe")" "$(windows_path "$repository/tests/$project/bin/Debug/net10.0/PythonEnv.$project.dll")" \
    --progress off --no-ansi --output Detailed --show-test-results all "$@" < /dev/null > "$log" 2>&1
  local passed failed posix wine
  passed=$(grep -ac '^passed ' "$log") failed=$(grep -ac '^failed ' "$log")
  posix=$(skipped "$log" 'POSIX: ' | wc -l) wine=$(skipped "$log" '(Wine|skipped): (?!shared material)' | wc -l)
  left=$(left_behind | wc -l)
  if [ "$failed" -gt 0 ] || [ "$passed" -eq 0 ]; then
    grep -aA 12 '^failed ' "$log" | cut -c 1-400 | head -n 200
    [ "$passed" -gt 0 ] || tail -n 30 "$log"
  fi
  grep -ahoE '^  (Wine|skipped): .*' "$log" | sort | uniq -c | sort -rn
  printf '%s on Windows: passed %s, failed %s, skipped %s (and %s of what only POSIX has, each counted once), folders left behind %s\n' "$project" "$passed" "$failed" "$wine" "$posix" "$left"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && [ "$wine" -lt "$most_skipped" ] && [ "$left" -eq 0 ]
}

build() {
  dotnet build "$repository/tests/$1" -v:q -p:RunAnalyzers=false
}

pack() {
  rm -rf "$lab/feed"
  dotnet pack "$repository/src/PythonEnv.Tasks" -c Release -o "$lab/feed" -p:Version="0.0.0-windows.$(date +%s)" -nodeReuse:false -v:q
}

mkdir -p "$lab"
exec 9> "$lab/lock"
flock 9
"$here/lay.sh" "$lab" || { printf 'Nothing was run on Windows: it could not be laid here.\n'; exit 3; }
build Core.Tests && build Tasks.Tests && pack || exit 1
find "$lab/wine/prefix/drive_c/users" -maxdepth 6 -name 'pythonenv-*' -exec rm -rf {} +
PYTHONENV_TESTS_PACKAGE=$(windows_path "$(ls "$lab"/feed/*.nupkg)")
export PYTHONENV_TESTS_PACKAGE
failed=0
run_tests Core.Tests --config-file "$(windows_path "$here/tests.testconfig.json")" --filter "${1:-FullyQualifiedName~PythonEnv}" || failed=1
run_tests Tasks.Tests --filter FullyQualifiedName~WindowsBuildTests || failed=1
exit "$failed"
