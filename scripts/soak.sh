#!/usr/bin/env bash
# The tests that can run for any time (trait Soak), each in a process of its own, all at the same time, for LEPTON_SOAK_SECONDS (600 unless set).
# Last lines: what they went through, and what their processes held. A difference, or anything that grew, fails.
set -u
cd "$(dirname "$0")/.."
LEPTON_TEST_REPORT=$(mktemp)
trap 'rm -f "$LEPTON_TEST_REPORT"' EXIT
export LEPTON_TEST_REPORT LEPTON_SOAK_SECONDS=${LEPTON_SOAK_SECONDS:-600}
running=()
while IFS=: read -r file _ line; do
    name=$(sed -n 's/.*Trait("Soak", "\([^"]*\)").*/\1/p' <<<"$line")
    echo "== $name (${LEPTON_SOAK_SECONDS} s)"
    dotnet test "tests/$(cut -d/ -f2 <<<"$file")" -c "${CONFIGURATION:-Release}" --no-build --nologo -v quiet --filter "Soak=$name" --logger "console;verbosity=minimal" &
    running+=($!)
done < <(grep -rn --include='*.cs' --exclude-dir=obj 'Trait("Soak", "' tests)
status=0
[ ${#running[@]} -gt 0 ] || status=1
for one in ${running[@]+"${running[@]}"}; do
    wait "$one" || status=1
done
cat "$LEPTON_TEST_REPORT"
exit $status
