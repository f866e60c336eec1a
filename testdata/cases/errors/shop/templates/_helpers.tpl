{{- define "shop.image" -}}
{{ .Values.image.repository }}:{{ required "image.tag is needed: ask the release team" .Values.image.tag }}
{{- end }}

{{- define "shop.labels" -}}
{{ toYaml .Values.labels }}
{{- end }}
