#!/usr/bin/env bash
# The tests that can run for any time (trait Soak=yes), each for LEPTON_SOAK_SECONDS (600 unless set). Last lines: what they went through.
set -u
cd "$(dirname "$0")/.."
LEPTON_TEST_REPORT=$(mktemp)
trap 'rm -f "$LEPTON_TEST_REPORT"' EXIT
export LEPTON_TEST_REPORT LEPTON_SOAK_SECONDS=${LEPTON_SOAK_SECONDS:-600}
status=0
for project in $(grep -rl --include='*.cs' --exclude-dir=obj 'Trait("Soak", "yes")' tests | cut -d/ -f2 | sort -u); do
    dotnet test "tests/$project" -c "${CONFIGURATION:-Release}" --no-build --nologo -v quiet --filter "Soak=yes" --logger "console;verbosity=minimal" || status=1
done
cat "$LEPTON_TEST_REPORT"
exit $status
