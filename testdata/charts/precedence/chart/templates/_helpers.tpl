{{- define "shared.name" }}parent{{ end }}
{{- define "app.labels" }}app: {{ .Chart.Name }}, of: {{ .Template.BasePath }}{{ end }}
