#!/usr/bin/env bash
# Runs the engine's tests and real builds with the packed package as Windows programs, under Wine. Lays what that takes once, and uses it again.
# usage: run.sh [FILTER | --lay]; FILTER restricts the engine's tests, --lay runs none. PYTHONENV_WINDOWS names the folder that is laid, else it is $TMPDIR/pythonenv-windows.
# Ends with 3 where it can't be laid, and says why.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
lab=${PYTHONENV_WINDOWS:-${TMPDIR:-/tmp}/pythonenv-windows}
# What may be skipped: some of what pip and Python do on Windows, and TLS. Wine trusts no authority that only who asks trusts.
most_skipped=40 most_repeated=8 longest=25m
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

windows_path() {
  local path='Z:\host'$1
  printf '%s' "${path//\//\\}"
}

temporary_folders() {
  find "$lab/wine/prefix/drive_c/users" -maxdepth 6 -name 'pythonenv-*' "$@"
}

# Those with a file in them. Wine brings back, empty, what was deleted while a program ran in it.
left_behind() {
  temporary_folders -exec sh -c '[ -n "$(find "$1" -type f | head -n 1)" ]' sh {} \; -print
}

# The tests that are skipped for a kind of reason, each once, however many cases it has. What lies beside the repository is nobody's lack.
skipped() {
  grep -aA 1 '^skipped ' "$1" | grep -aP -B 1 "^  $2" | LC_ALL=C sed -nE 's/^skipped ([^ ]+) .*/\1/p' | sort -u
}

# Runs a project that is built; its output goes to a file. What hangs is ended with all that was started for it.
test_run() {
  local project=$1 log=$2
  shift 2
  timeout --kill-after=10 "$longest" "$here/wine.sh" "$lab" wine64 "$(windows_path "$lab/sdk/dotnet.exe")" \
    "$(windows_path "$repository/tests/$project/bin/Debug/net10.0/PythonEnv.$project.dll")" \
    --progress off --no-ansi --output Detailed --show-test-results all "$@" < /dev/null > "$log" 2>&1
}

# The tests of a log that failed, each with the first lines of what it said.
failures() {
  grep -aA "$2" '^failed ' "$1" | cut -c 1-400 | head -n 200
}

# How many tests of a log ended so; a run that was cut short counts as one that failed.
count() {
  local result=$1 log=$2 cut=0
  [ "$result" != failed ] || grep -aq '^Test run summary: ' "$log" || cut=1
  printf '%s' "$(($(grep -ac "^$result " "$log") + cut))"
}

# Runs the tests of a project, keeps their output and what is left in the temporary folder, and counts. A few that fail are run again, by
# themselves: Wine is slow in starting processes, and now and then loses one, or bytes of a pipe. What fails three times has failed. What
# has failed once may have left its folders, in which the lost process still runs.
run_tests() {
  local project=$1 log=$lab/$1.log passed failed posix wine left names again repeated=0
  shift
  temporary_folders -exec rm -rf {} +
  test_run "$project" "$log" "$@"
  passed=$(count passed "$log") failed=$(count failed "$log")
  posix=$(skipped "$log" 'POSIX: ' | wc -l) wine=$(skipped "$log" '(Wine|skipped): (?!shared material|[0-9])' | wc -l)
  grep -ahoE '^  (Wine|skipped): [^0-9].*' "$log" | sort | uniq -c | sort -rn
  for again in 1 2; do
    names=$(sed -nE 's/^failed ([A-Za-z0-9_]+).*/FullyQualifiedName~.\1/p' "$log" | sort -u)
    [ -n "$names" ] && [ "$failed" -le "$most_repeated" ] || break
    printf 'Run once more: %s\n' $names
    failures "$log" 4
    log=$lab/$project.again$again.log
    repeated=$((repeated + failed))
    test_run "$project" "$log" "${@:1:$#-2}" --filter "$(paste -sd '|' <<< "$names")"
    passed=$((passed + $(count passed "$log"))) failed=$(count failed "$log")
  done
  if [ "$failed" -gt 0 ] || [ "$passed" -eq 0 ]; then
    failures "$log" 12
    tail -n 30 "$log"
  fi
  left=$(left_behind | wc -l)
  printf '%s on Windows: passed %s, failed %s, skipped %s (and %s of what only POSIX has, each counted once), folders left behind %s\n' \
    "$project" "$passed" "$failed" "$wine" "$posix" "$left"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && [ "$wine" -lt "$most_skipped" ] && { [ "$left" -eq 0 ] || [ "$repeated" -gt 0 ]; }
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
[ "${1:-}" != --lay ] || exit 0
build Core.Tests && build Tasks.Tests && pack || exit 1
PYTHONENV_TESTS_PACKAGE=$(windows_path "$(ls "$lab"/feed/*.nupkg)")
export PYTHONENV_TESTS_PACKAGE
failed=0
run_tests Core.Tests --config-file "$(windows_path "$here/tests.testconfig.json")" --filter "${1:-FullyQualifiedName~PythonEnv}" || failed=1
run_tests Tasks.Tests --filter FullyQualifiedName~WindowsBuildTests || failed=1
exit "$failed"
