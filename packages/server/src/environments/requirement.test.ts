import { describe, expect, test } from "vitest"

import { parseRequirement } from "./requirement.ts"

describe("a requirement", () => {
  test.each([
    ["streamlit", "streamlit", "", undefined],
    ["Streamlit == 1.23.1", "streamlit", "==1.23.1", "1.23.1"],
    [
      "clarifai[all,extra]>=9.8 , !=9.9 ; python_version > '3.8'",
      "clarifai",
      ">=9.8,!=9.9",
      undefined,
    ],
    ["ruamel.yaml~=0.17", "ruamel-yaml", "~=0.17", undefined],
    ["torch===2.0.0+cpu", "torch", "===2.0.0+cpu", "2.0.0+cpu"],
    ["numpy==1.23.*", "numpy", "==1.23.*", undefined],
    ["numpy (>=1.2)", "numpy", ">=1.2", undefined],
  ])("%s is read with its name, bounds and pin", (line, name, specifier, pin) => {
    expect(parseRequirement(line)).toMatchObject({ name, specifier, pin })
  })

  test.each([
    "-e .",
    "--index-url https://example.org",
    "git+https://example.org/x.git",
    "x @ https://example.org/x.whl",
    "x @ file:///etc/passwd",
    "./x",
    "/etc/passwd",
    "file:x",
    "x==${HOME}",
    "x==1 -r other",
    "x==1\n-r other",
    "x=1",
    "",
    "x; python_version < $(id)",
    "x".repeat(5_000),
  ])("%j is none: no option, address, path or variable gets through", (line) => {
    expect(parseRequirement(line)).toBeUndefined()
  })

  test("hashes are kept apart from the text, however many a release has", () => {
    const hashes = Array.from(
      { length: 120 },
      (_, at) => `sha256:${at.toString(16).padStart(64, "0")}`,
    )
    const line = `pillow==9.5.0 ${hashes.map((hash) => `--hash=${hash}`).join(" ")}`
    expect(parseRequirement(line)).toMatchObject({ text: "pillow==9.5.0", hashes })
  })
})
