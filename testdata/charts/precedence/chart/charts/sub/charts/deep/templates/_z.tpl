{{- define "shared.name" }}deep{{ end }}
