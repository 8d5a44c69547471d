#!/usr/bin/env bash
# Bills of materials (CycloneDX JSON) of the programs, into a folder: what they are made of, by the packages that were restored.
# Without time and serial number: the same sources give the same bytes.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-artifacts/sbom}
dotnet tool restore >/dev/null
version=$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)
for project in Lepton.Operator:lepton-operator Lepton.Cli:lepton; do
    dotnet CycloneDX "src/${project%:*}/${project%:*}.csproj" --disable-package-restore --no-serial-number --output-format Json --spec-version 1.6 \
        --set-name "${project#*:}" --set-version "${version:-0.0.0}" --output "$folder" --filename "${project#*:}.cdx.json" >/dev/null
    sed -i '/^ *"timestamp": "/d' "$folder/${project#*:}.cdx.json"
done
ls "$folder"
