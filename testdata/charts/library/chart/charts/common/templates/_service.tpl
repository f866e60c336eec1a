{{- define "common.base" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-{{ .Chart.Name }}
  {{- with .Values.service.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
  labels:
    helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
    library: {{ .Values.common.inner | quote }}
{{- end }}
{{- define "common.service" -}}
{{- $top := first . -}}
{{- $over := fromYaml (include (index . 1) $top) | default (dict) -}}
{{- $base := fromYaml (include "common.base" $top) | default (dict) -}}
{{- toYaml (merge $over $base) -}}
{{- end }}
