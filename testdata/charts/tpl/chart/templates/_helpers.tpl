{{- define "tpl.greet" }}hello {{ .who }}{{ end }}
{{- define "tpl.render" }}{{ if typeIs "string" .value }}{{ tpl .value .context }}{{ else }}{{ tpl (.value | toYaml) .context }}{{ end }}{{ end }}
