#!/usr/bin/env bash
# Prints the ratio of test lines to code lines, room by room: lines that are neither blank nor a comment, of the C# in src, and of the C# and the case and
# golden files in tests (without lock files and project files). Informational: read as a direction, not as a target. CASES says how many of the lines of
# TESTS are not C#: exchanges, expressions and expected files that tests read.
set -u
cd "$(dirname "$0")/.."

# Lines of C# among the tracked files below a folder.
code() { git ls-files -z -- "$1" | grep -zE '\.cs$' | xargs -0r cat | grep -cvE '^[[:space:]]*($|//|/\*|\*( |/|$))'; }

# Lines of everything else that a test reads.
cases() { git ls-files -z -- "$1" | grep -zvE '\.(cs|csproj|md)$|packages\.lock\.json$' | xargs -0r cat | grep -cvE '^[[:space:]]*($|#)'; }

printf '%-28s %8s %8s %8s %6s\n' ROOM CODE TESTS CASES RATIO
all_code=0 all_tests=0 all_cases=0
row() { printf '%-28s %8d %8d %8d %6s\n' "$1" "$2" "$3" "$4" "$([ "$2" -gt 0 ] && awk "BEGIN { printf \"%.2f\", $3 / $2 }" || echo -)"; }
for room in src/*/; do
    name=$(basename "$room")
    lines=$(code "$room")
    data=$(cases "tests/$name.Tests")
    tests=$(($(code "tests/$name.Tests") + data))
    all_code=$((all_code + lines)) all_tests=$((all_tests + tests)) all_cases=$((all_cases + data))
    row "$name" "$lines" "$tests" "$data"
done
# What is of no one room: end to end, benchmarks, what tests share.
for folder in tests/*/; do
    name=$(basename "$folder")
    [ -d "src/${name%.Tests}" ] && continue
    data=$(cases "$folder")
    tests=$(($(code "$folder") + data))
    all_tests=$((all_tests + tests)) all_cases=$((all_cases + data))
    row "$name" 0 "$tests" "$data"
done
row total "$all_code" "$all_tests" "$all_cases"
