#!/usr/bin/env bash
# Writes the chart's README to standard output: the text below, and a table of values.yaml made from its "# --" comments.
set -eu
cd "$(dirname "$0")/../charts/lepton-operator"
cat <<'HEAD'
# lepton-operator

Installs the operator into the hub cluster. Written by `make chart`; edit `values.yaml` or `scripts/chart-readme.sh` instead.

```
helm install lepton charts/lepton-operator --namespace lepton-system --create-namespace --set image.repository=REGISTRY/lepton-operator
helm upgrade lepton charts/lepton-operator --namespace lepton-system
```

The definitions (CRDs) are part of the release, so that an upgrade brings the new ones; they carry `helm.sh/resource-policy: keep`, so that removing the
release removes neither them nor any model. With `crds.install=false` apply `config/crd` yourself before each upgrade:
`kubectl apply --server-side -f config/crd`.

What stands in for what: no registry holds an image yet; build one from the `Dockerfile` and name it in `image.repository`.

| value | default | meaning |
| --- | --- | --- |
HEAD
awk '
function path(   i, p) { p = ""; for (i = 0; i <= depth; i++) p = p (i ? "." : "") key[i]; return p }
/^ *# -- / { sub(/^ *# -- /, ""); text = $0; next }
/^ *[A-Za-z]+:/ {
    match($0, /^ */); depth = RLENGTH / 2
    line = substr($0, RLENGTH + 1)
    name = line; sub(/:.*/, "", name); key[depth] = name
    value = line; sub(/^[A-Za-z]+: */, "", value); sub(/ *#.*/, "", value)
    if (text != "") {
        if (value == "") value = "see values.yaml"; else value = "`" value "`"
        gsub(/\|/, "\\|", value)
        print "| `" path() "` | " value " | " text " |"
    }
    text = ""
}' values.yaml
