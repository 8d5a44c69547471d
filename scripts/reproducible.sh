#!/usr/bin/env bash
# Builds the programs from these sources in two folders of different names and depths, as the image is built (-p:Reproducible=true), and compares every file of what
# is published byte by byte. Arguments: other projects. Packages come from where they were restored to; nothing of the builds is left.
set -eu
cd "$(dirname "$0")/.."
projects=("$@")
[ $# -gt 0 ] || projects=(src/Lepton.Operator src/Lepton.Cli)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

# $1: a folder. Leaves the hashes of what is published in $1.sums.
build() {
    mkdir -p "$1"
    # What the Dockerfile copies. Without .git, whose commit would be in the version: it is a part of the sources only for who builds from a clone.
    cp -R global.json Directory.Build.props Directory.Packages.props .editorconfig config "$1"
    git ls-files -z -- src | xargs -0 cp --parents -t "$1"
    for project in "${projects[@]}"; do
        (cd "$1" && dotnet restore "$project" --locked-mode -v quiet -p:NuGetAudit=false && dotnet publish "$project" -c Release --no-restore -p:Reproducible=true -p:RunAnalyzers=false -p:UseSharedCompilation=false -v quiet --nologo -o "out/$(basename "$project")")
    done
    (cd "$1/out" && find . -type f -print0 | sort -z | xargs -0 sha256sum) >"$1.sums"
}

build "$work/one"
build "$work/another/and/deeper"
if ! diff "$work/one.sums" "$work/another/and/deeper.sums"; then
    echo "the same sources gave other bytes in another folder" >&2
    exit 1
fi
echo "$(wc -l <"$work/one.sums") files are the same bytes in both builds"
