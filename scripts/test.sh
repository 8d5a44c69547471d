#!/usr/bin/env bash
# Runs every test project one after the other (two cores; several of them start servers) and adds the counts up.
# Last line: "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")/.."
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
configuration=${CONFIGURATION:-Release}
# Tests that count what they went through (faults, events, differences) write a line here.
export LEPTON_TEST_REPORT="$results/report.txt"
passed=0 failed=0 skipped=0 broken=0

for project in tests/*/; do
    name=$(basename "$project")
    grep -q '<IsTestProject>true' "$project$name.csproj" || continue
    echo "== $name"
    # Tests that take minutes each (moves, losses, kills) run with `make test-long`.
    filter=(--filter "Suite!=long")
    [ "${LONG:-}" = 1 ] && filter=()
    dotnet test "$project" -c "$configuration" --no-build --nologo -v quiet "${filter[@]}" \
        --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" --results-directory "$results" "$@"
    code=$?
    trx="$results/$name.trx"
    if [ ! -f "$trx" ]; then
        echo "$name left no result file (exit code $code)"
        broken=$((broken + 1))
        continue
    fi
    counters=$(grep -m1 -o '<Counters [^>]*>' "$trx")
    number() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
    p=$(number passed) f=$(number failed) t=$(number total) e=$(number error)
    passed=$((passed + p))
    failed=$((failed + f + e))
    skipped=$((skipped + t - p - f - e))
    # A skipped test says why: never silently.
    grep -o 'outcome="NotExecuted"[^>]*' "$trx" >/dev/null 2>&1 && grep -A3 'outcome="NotExecuted"' "$trx" | grep -o '<Message>.*</Message>' | sort | uniq -c | sed 's/^/skipped:/'
    # Named again at the end: the line that says how many failed should not send anyone back through the whole output.
    grep -o '<UnitTestResult [^>]*outcome="Failed"' "$trx" | sed -n "s/.* testName=\"\([^\"]*\)\".*/failed: \1/p" >>"$results/failed.txt"
    if [ "$code" -ne 0 ] && [ "$f" -eq 0 ]; then
        echo "$name ended with exit code $code although no test failed"
        broken=$((broken + 1))
    fi
done

failed=$((failed + broken))
[ -f "$LEPTON_TEST_REPORT" ] && cat "$LEPTON_TEST_REPORT"
[ -f "$results/failed.txt" ] && cat "$results/failed.txt"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
