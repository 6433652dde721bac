"""Runs pip on a Python that has none: fetches pip's wheel from the index (checked by its sha256) and runs it from its zip.

Usage: fetch_pip.py WHERE_TO_KEEP_THE_WHEEL PIP_ARGUMENTS…  Honours HTTPS_PROXY, SSL_CERT_FILE and PIP_INDEX_URL.
"""

import hashlib
import json
import os
import runpy
import sys
import urllib.parse
import urllib.request

kept, arguments = sys.argv[1], sys.argv[2:]
index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
request = urllib.request.Request(index, headers={"Accept": "application/vnd.pypi.simple.v1+json"})
with urllib.request.urlopen(request, timeout=60) as answer:
    files = json.load(answer)["files"]

# 25.0 is the last series that runs on Python 3.8; any newer one would do for newer Pythons.
wheel = next(
    file
    for file in reversed(files)
    if file["filename"].startswith("pip-25.0") and file["filename"].endswith("-py3-none-any.whl")
)
with urllib.request.urlopen(urllib.parse.urljoin(index, wheel["url"]), timeout=300) as answer:
    content = answer.read()
if hashlib.sha256(content).hexdigest() != wheel["hashes"]["sha256"]:
    sys.exit("the wheel of pip does not have the sha256 that the index names")
kept = os.path.join(os.path.dirname(kept), wheel["filename"])
with open(kept, "wb") as file:
    file.write(content)

sys.path.insert(0, kept)
sys.argv = ["pip", *arguments]
try:
    runpy.run_module("pip", run_name="__main__")
finally:
    os.unlink(kept)
