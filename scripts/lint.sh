#!/usr/bin/env bash
# Formatting, generated files, and words that do not belong into the tree.
set -u
cd "$(dirname "$0")/.."
status=0
dotnet format whitespace Lepton.Operator.sln --no-restore --verify-no-changes || { echo "lint: run 'make format'"; status=1; }

generated=$(mktemp -d)
trap 'rm -rf "$generated"' EXIT
if dotnet run --project src/Lepton.Cli -c "${CONFIGURATION:-Release}" -p:UseSharedCompilation=false -- crds --output "$generated" >/dev/null; then
    for file in "$generated"/*.yaml; do
        diff -u "config/crd/$(basename "$file")" "$file" || { echo "lint: config/crd is not what the types say; run 'make crds'"; status=1; }
    done
else
    echo "lint: 'lepton crds' failed"
    status=1
fi

scripts/chart-readme.sh | diff -u charts/lepton-operator/README.md - || { echo "lint: the chart's README is not what its values say; run 'make chart'"; status=1; }

if git ls-files -z -- '*.cs' '*.sh' Makefile | xargs -0 grep -nE '\b(TODO|FIXME|HACK)\b|NotImplementedException' -- | grep -v '^scripts/lint.sh'; then
    echo "lint: unfinished marks"
    status=1
fi
echo "lines of tests to lines of code (informational):"
scripts/ratio.sh
exit $status
