#!/usr/bin/env bash
# Runs every test project one after the other (two cores; several of them start servers) and adds the counts up.
# Last line: "N passed, N failed, N skipped".
# LEPTON_TEST_AGAIN=N: up to N tests that failed run once more, alone. Those that pass then are named as unsteady and do not fail the run: what fails only beside
# others on a busy machine is to be found and mended, but does not tell whether a change is right. More than N failures are never looked at again.
set -u
cd "$(dirname "$0")/.."
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
configuration=${CONFIGURATION:-Release}
# Tests that count what they went through (faults, events, differences) write a line here.
export LEPTON_TEST_REPORT="$results/report.txt"
passed=0 failed=0 skipped=0 broken=0

# Full names (class and method, without arguments) of the tests that failed, one a line.
failures_of() {
    local ids
    ids=$(grep -o '<UnitTestResult [^>]*outcome="Failed"' "$1" | sed -n 's/.* testId="\([^"]*\)".*/\1/p')
    for id in $ids; do
        grep -A 4 "<UnitTest [^>]*id=\"$id\"" "$1" | sed -n 's/.*<TestMethod .*className="\([^"]*\)" name="\([^"(]*\).*/\1.\2/p'
    done | sort -u
}

# Runs one test by its full name again. True when all its cases pass.
passes_alone() {
    dotnet test "tests/$1" -c "$configuration" --no-build --nologo -v quiet --filter "FullyQualifiedName=$2" --logger "console;verbosity=minimal"
}

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
    failures_of "$trx" | sed "s/^/$name: /" >>"$results/failed.txt"
    if [ "$code" -ne 0 ] && [ "$f" -eq 0 ]; then
        echo "$name ended with exit code $code although no test failed"
        broken=$((broken + 1))
    fi
done

touch "$results/failed.txt"
: >"$results/unsteady.txt"
distinct=$(wc -l <"$results/failed.txt")
if [ "$distinct" -gt 0 ] && [ "$distinct" -le "${LEPTON_TEST_AGAIN:-0}" ] && [ "$failed" -eq "$distinct" ] && [ "$broken" -eq 0 ]; then
    while IFS=': ' read -r -u 3 name test; do
        echo "== again: $test"
        passes_alone "$name" "$test" && echo "$name: $test" >>"$results/unsteady.txt"
    done 3<"$results/failed.txt"
    steady=$(wc -l <"$results/unsteady.txt")
    failed=$((failed - steady))
    passed=$((passed + steady))
fi

failed=$((failed + broken))
[ -f "$LEPTON_TEST_REPORT" ] && cat "$LEPTON_TEST_REPORT"
sed 's/^/failed: /' "$results/failed.txt"
sed 's/^/unsteady, passed alone: /' "$results/unsteady.txt"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
