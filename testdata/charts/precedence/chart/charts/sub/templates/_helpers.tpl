{{- define "shared.name" }}sub{{ end }}
{{- define "sub.only" }}{{ .Chart.Name }}{{ end }}
