// Modules at their worst, each with the limits that it runs into.
const mebibyte = 1024 * 1024

export interface Violent {
  readonly script: string
  readonly limits: Readonly<Record<string, number>>
  /** What its owner reads when it was ended for it; undefined when it is only held back. */
  readonly reason: RegExp | undefined
}

export const violence = {
  "fork bomb": {
    limits: { processes: 200 },
    reason: /It ran \d+ processes and threads, as many as its limit allows/,
    script: `
import os, streamlit as st
while True:
    try:
        if os.fork() == 0:
            os.setsid()
    except OSError:
        pass
`,
  },
  "memory hog": {
    limits: { memoryBytes: 512 * mebibyte },
    reason: /(?:used \d+ MiB of memory, more|needed more memory) than its limit/,
    script: `
import streamlit as st
held = []
while True:
    held.append(bytearray(8 << 20))
    held[-1][::4096] = b"x" * len(held[-1][::4096])
`,
  },
  "disk filler": {
    limits: { diskBytes: 256 * mebibyte, fileBytes: 1024 * mebibyte },
    reason: /used \d+ MiB of disk, more than its limit of 256 MiB/,
    script: `
import os, pathlib, streamlit as st
piece, count = os.urandom(1 << 20), 0
while True:
    count += 1
    with open(pathlib.Path.home() / f"filler-{count % 8}", "ab") as file:
        for _ in range(64):
            file.write(piece)
`,
  },
  "log flood": {
    limits: {},
    reason: undefined,
    script: `
import sys, streamlit as st
while True:
    sys.stdout.write("flood\\n" * 1000)
`,
  },
  "busy threads": {
    limits: { cpuPercent: 50 },
    reason: undefined,
    script: `
import subprocess, sys, streamlit as st
for _ in range(8):
    subprocess.Popen([sys.executable, "-c", "while True: pass"])
while True:
    pass
`,
  },
} as const satisfies Readonly<Record<string, Violent>>
