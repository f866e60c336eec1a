#!/usr/bin/env python3
"""Fills fuzz/corpus/TARGET with texts of the recorded vectors: seed.py yaml | json | toml | gotemplate_… | expression"""
import hashlib
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
target = sys.argv[1]
texts = set()
if target == "toml":
    for line in (ROOT / "testdata/vectors/functions.jsonl").open():
        vector = json.loads(line)
        if vector["function"] == "fromToml":
            texts.update(re.findall(r'fromToml "((?:[^"\\]|\\.)*)"', vector["template"]))
    texts = {text.encode().decode("unicode_escape") for text in texts}
elif target.startswith("gotemplate"):
    for line in (ROOT / "testdata/vectors/gotemplate.jsonl").open():
        texts.update(t["text"] for t in json.loads(line)["templates"])
elif target == "expression":
    vectors = json.loads((ROOT / "testdata/vectors/harness.json").read_text())["vectors"]
    texts = {v["input"] for v in vectors if isinstance(v.get("input"), str)}
else:
    for line in (ROOT / "testdata/vectors/yaml.jsonl").open():
        vector = json.loads(line)
        if target == "yaml" and "yaml" in vector and len(vector["yaml"]) < 4000:
            texts.add(vector["yaml"])
        if target == "json" and vector.get("json_text"):
            texts.add(vector["json_text"])
folder = ROOT / "fuzz/corpus" / target
folder.mkdir(parents=True, exist_ok=True)
for text in texts:
    data = text.encode("utf-8", "surrogatepass")
    (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)
print(f"{len(texts)} seeds in {folder}")
