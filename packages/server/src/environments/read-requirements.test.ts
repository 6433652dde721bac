import { describe, expect, test } from "vitest"

import { readRequirements } from "./read-requirements.ts"
import type { SourceFiles } from "./source-files.ts"

function tree(files: Record<string, string>): SourceFiles {
  return { read: async (path) => (Object.hasOwn(files, path) ? files[path] : undefined) }
}

async function read(text: string, more: Record<string, string> = {}): Promise<string[]> {
  return [
    ...(await readRequirements(tree({ "requirements.txt": text, ...more }), "requirements.txt"))
      .requirements,
  ]
}

describe("a requirements file", () => {
  test("comments, blank lines, line ends, continuations and a byte order mark are read as pip reads them", async () => {
    const text =
      "\uFEFF# head\r\nstreamlit==1.23.1  # pinned\r\n\r\nclarifai \\\r\n  ==9.8.1\r\nx#y\n"
    await expect(read("a\n  # c\nb # d\n")).resolves.toEqual(["a", "b"])
    await expect(read(text.replace("x#y\n", ""))).resolves.toEqual([
      "streamlit==1.23.1",
      "clarifai    ==9.8.1",
    ])
  })

  test("hashes stay with their requirement", async () => {
    const hash = `sha256:${"a".repeat(64)}`
    await expect(read(`toml==0.10.2 \\\n    --hash=${hash}\n`)).resolves.toEqual([
      `toml==0.10.2      --hash=${hash}`,
    ])
  })

  test("included files of the tree are put in place once, constraints apart", async () => {
    const files = tree({
      "app/requirements.txt": "-r ../base.txt\n-c limits.txt\n-r ../base.txt\nb\n",
      "base.txt": "a\n-r app/requirements.txt\n",
      "app/limits.txt": "numpy<2\n",
    })
    const read = await readRequirements(files, "app/requirements.txt")
    expect(read.requirements).toEqual(["a", "b"])
    expect(read.constraints).toEqual(["numpy<2"])
  })

  test.each([
    "-r ../../etc/passwd",
    "-r /etc/passwd",
    "-r https://example.org/r.txt",
    "--requirement=../x",
  ])("%s does not leave the tree", async (line) => {
    await expect(read(`${line}\n`)).rejects.toMatchObject({ code: "environment.dependencies" })
  })

  test("another index is left out, and a warning names the line", async () => {
    const files = tree({
      "requirements.txt": "a\n--extra-index-url https://user:word@example.org\n-e .\n",
    })
    const read = await readRequirements(files, "requirements.txt")
    expect(read.requirements).toEqual(["a"])
    expect(read.warnings).toHaveLength(2)
    expect(read.warnings[0]).toContain("requirements.txt:2: --extra-index-url")
    expect(read.warnings.join()).not.toContain("word")
  })

  test.each([
    ["a\nb @ git+https://user:word@example.org/b.git", 2],
    ["-e git+https://example.org/b.git#egg=b", 1],
    ["./local", 1],
    ["file:///etc/passwd", 1],
    ["a\n\nthis is no requirement", 3],
    ["a==${TOKEN}", 1],
  ])("%j is refused with its line and never a password", async (text, line) => {
    const fault: unknown = await read(text).catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: "environment.dependencies", problem: { line } })
    expect(String(fault)).not.toContain("word@")
    expect(String(fault)).toContain(`line ${line}`)
  })

  test("a missing included file is named", async () => {
    await expect(read("-r base.txt\n")).rejects.toMatchObject({
      public: expect.stringContaining("base.txt"),
    })
  })
})
