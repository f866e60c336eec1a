#!/bin/sh
# A post-renderer: gives every line back, and one of its own behind each name.
while IFS= read -r line; do
  echo "$line"
  case "$line" in
    "  name:"*) echo "  namespace: ${1:-}" ;;
  esac
done
