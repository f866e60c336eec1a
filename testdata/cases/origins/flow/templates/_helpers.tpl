{{- define "flow.name" -}}
{{- $name := default .Chart.Name .Values.name | trunc 63 | trimSuffix "-" -}}
{{- if .Values.suffix -}}
{{- printf "%s-%s" $name .Values.suffix -}}
{{- else -}}
{{- $name -}}
{{- end -}}
{{- end }}

{{- define "flow.labels" -}}
{{ toYaml .Values.labels }}
name: {{ include "flow.name" . | quote }}
{{- end }}

{{- define "flow.enabled" -}}
{{- if .Values.enabled }}true{{ end -}}
{{- end }}

{{- define "flow.image" -}}
{{- $image := .image -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ printf "%s:%s" $image.repository ($image.tag | toString) }}
{{- end -}}
{{- end }}
