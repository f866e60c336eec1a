{{- define "labels" -}}
app: {{ .Chart.Name }}
release: {{ .Release.Name }}
{{- if .Values.team }}
team: {{ .Values.team }}
{{- end }}
{{- end }}
