{{- define "shop.image" -}}
{{ .repository }}:{{ .tag | default "latest" }}
{{- end }}
