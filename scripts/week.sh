#!/usr/bin/env bash
# Operator and sandbox under random faults for LEPTON_CHAOS_HOURS simulated hours (a week unless set). Prints how it stands every twelve of them.
set -u
cd "$(dirname "$0")/.."
LEPTON_TEST_REPORT=$(mktemp)
export LEPTON_TEST_REPORT LEPTON_CHAOS_HOURS=${LEPTON_CHAOS_HOURS:-168}
tail -n +1 -f "$LEPTON_TEST_REPORT" &
follower=$!
trap 'kill $follower 2>/dev/null; rm -f "$LEPTON_TEST_REPORT"' EXIT
dotnet test tests/Lepton.EndToEnd -c "${CONFIGURATION:-Release}" --no-build --nologo -v quiet --filter "FullyQualifiedName~ChaosTests" --logger "console;verbosity=normal"
status=$?
sleep 1
exit $status
