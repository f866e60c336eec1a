{{- define "e.inner" }}{{ required "a name is needed" .Values.name }}{{ end }}
{{- define "e.outer" }}{{ include "e.inner" . }}{{ end }}
