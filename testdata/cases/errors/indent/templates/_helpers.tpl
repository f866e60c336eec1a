{{- define "indent.labels" -}}
{{ toYaml .Values.labels }}
{{- end }}
