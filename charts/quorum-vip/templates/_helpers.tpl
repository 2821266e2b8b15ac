{{- define "quorum-vip.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "quorum-vip.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "quorum-vip.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Labels of one component; called with (dict "root" $ "component" "agent"). */}}
{{- define "quorum-vip.selectorLabels" -}}
app.kubernetes.io/name: {{ include "quorum-vip.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "quorum-vip.labels" -}}
{{ include "quorum-vip.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "quorum-vip.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{- define "quorum-vip.operatorServiceAccount" -}}
{{- default (printf "%s-operator" (include "quorum-vip.fullname" .)) .Values.operator.serviceAccount.name -}}
{{- end -}}

{{- define "quorum-vip.clusterSecret" -}}
{{- default (printf "%s-cluster" (include "quorum-vip.fullname" .)) .Values.clusterSecret.existingSecret -}}
{{- end -}}

{{- define "quorum-vip.agentTls" -}}
{{- if eq .Values.tls.mode "existing" -}}
{{ .Values.tls.existing.agentSecret }}
{{- else -}}
{{ include "quorum-vip.fullname" . }}-agent-tls
{{- end -}}
{{- end -}}

{{- define "quorum-vip.operatorTls" -}}
{{- if eq .Values.tls.mode "existing" -}}
{{ .Values.tls.existing.operatorSecret }}
{{- else -}}
{{ include "quorum-vip.fullname" . }}-operator-tls
{{- end -}}
{{- end -}}

{{/* The kubelet fills in the address of the node, which is in brackets in front of a port if it is IPv6. */}}
{{- define "quorum-vip.hostIp" -}}
{{ if .Values.agent.ipv6 }}[$(HOST_IP)]{{ else }}$(HOST_IP){{ end }}
{{- end -}}
