{{- define "lepton.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "lepton.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (include "lepton.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "lepton.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "lepton.selectorLabels" -}}
app.kubernetes.io/name: {{ include "lepton.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "lepton.labels" -}}
{{ include "lepton.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: operator
app.kubernetes.io/part-of: lepton-operator
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "lepton.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "lepton.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name: with serviceAccount.create=false the name of an existing ServiceAccount is needed" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "lepton.webhooks" -}}
{{- printf "%s-webhooks" (include "lepton.fullname" . | trunc 54 | trimSuffix "-") -}}
{{- end -}}

{{- /* Names of the serving certificate beside those of the webhooks' Service. */ -}}
{{- define "lepton.tlsNames" -}}
{{- printf "localhost,%s-dashboard.%s.svc,%s-metrics.%s.svc" (include "lepton.fullname" .) .Release.Namespace (include "lepton.fullname" .) .Release.Namespace -}}
{{- end -}}

{{- define "lepton.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- /* Values that contradict each other: said in a sentence, before anything is installed. */ -}}
{{- define "lepton.validate" -}}
{{- if and (gt (int .Values.replicaCount) 1) (not .Values.leaderElection.enabled) -}}
{{- fail (printf "replicaCount is %d and leaderElection.enabled is false: several operators would act at once; enable leader election or set replicaCount to 1" (int .Values.replicaCount)) -}}
{{- end -}}
{{- if and .Values.metrics.serviceMonitor.enabled .Values.metrics.podMonitor.enabled -}}
{{- fail "metrics.serviceMonitor.enabled and metrics.podMonitor.enabled are both true: every series would be scraped twice; enable one of them" -}}
{{- end -}}
{{- if and .Values.metrics.serviceMonitor.enabled (not .Values.metrics.service.enabled) -}}
{{- fail "metrics.serviceMonitor.enabled is true and metrics.service.enabled is false: a ServiceMonitor finds the metrics by the Service; enable it, or use metrics.podMonitor" -}}
{{- end -}}
{{- if and .Values.webhooks.certManager.enabled (not (or .Values.webhooks.enabled .Values.dashboard.enabled .Values.metrics.tls.enabled)) -}}
{{- fail "webhooks.certManager.enabled is true and webhooks.enabled is false: there is nothing to certify; enable the webhooks, the dashboard or metrics.tls, or disable cert-manager for them" -}}
{{- end -}}
{{- if and .Values.webhooks.certManager.enabled (not .Values.webhooks.certManager.issuerRef) -}}
{{- fail "webhooks.certManager.enabled is true and webhooks.certManager.issuerRef is empty: name the Issuer or ClusterIssuer that signs the certificate of webhooks, dashboard and metrics, such as {kind: ClusterIssuer, name: internal}" -}}
{{- end -}}
{{- if and .Values.webhooks.enabled (or (eq (int .Values.webhooks.port) (int .Values.metrics.port)) (eq (int .Values.webhooks.port) (int .Values.health.port))) -}}
{{- fail (printf "webhooks.port is %d, which metrics.port or health.port is too: each needs a port of its own" (int .Values.webhooks.port)) -}}
{{- end -}}
{{- if and .Values.dashboard.enabled (or (eq (int .Values.dashboard.port) (int .Values.metrics.port)) (eq (int .Values.dashboard.port) (int .Values.health.port)) (and .Values.webhooks.enabled (eq (int .Values.dashboard.port) (int .Values.webhooks.port)))) -}}
{{- fail (printf "dashboard.port is %d, which metrics.port, health.port or webhooks.port is too: each needs a port of its own" (int .Values.dashboard.port)) -}}
{{- end -}}
{{- /* hh:mm:ss, which the schema asks for, sorts as text. */ -}}
{{- if and .Values.leaderElection.enabled (ge .Values.leaderElection.renewDeadline .Values.leaderElection.leaseDuration) -}}
{{- fail (printf "leaderElection.renewDeadline is %s and leaderElection.leaseDuration is %s: a leader must give up before others take over; make the lease longer" .Values.leaderElection.renewDeadline .Values.leaderElection.leaseDuration) -}}
{{- end -}}
{{- if and .Values.leaderElection.enabled (ge .Values.leaderElection.retryPeriod .Values.leaderElection.renewDeadline) -}}
{{- fail (printf "leaderElection.retryPeriod is %s and leaderElection.renewDeadline is %s: a leader would give up before its second try; retry sooner" .Values.leaderElection.retryPeriod .Values.leaderElection.renewDeadline) -}}
{{- end -}}
{{- if and .Values.rbac.hubIsMember (not .Values.rbac.create) -}}
{{- fail "rbac.hubIsMember is true and rbac.create is false: no role would be made; create the roles, or bind those of config/rbac/member yourself and leave rbac.hubIsMember false" -}}
{{- end -}}
{{- if and .Values.telemetry.otlp.headersSecret.name (not .Values.telemetry.otlp.endpoint) -}}
{{- fail "telemetry.otlp.headersSecret is set and telemetry.otlp.endpoint is empty: nothing would be sent; name the collector, or remove the headers" -}}
{{- end -}}
{{- if and (or .Values.networkPolicy.metricsFrom .Values.networkPolicy.dashboardFrom) (not .Values.networkPolicy.enabled) -}}
{{- fail "networkPolicy.metricsFrom or networkPolicy.dashboardFrom is set and networkPolicy.enabled is false: nobody would be kept out; enable the policy, or remove the peers" -}}
{{- end -}}
{{- if and .Values.networkPolicy.dashboardFrom (not .Values.dashboard.enabled) -}}
{{- fail "networkPolicy.dashboardFrom is set and dashboard.enabled is false: there is no dashboard to reach; enable it, or remove the peers" -}}
{{- end -}}
{{- if eq (int .Values.metrics.port) (int .Values.health.port) -}}
{{- fail (printf "metrics.port and health.port are both %d: each needs a port of its own" (int .Values.metrics.port)) -}}
{{- end -}}
{{- end -}}
