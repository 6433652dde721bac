// docs/reference/ says what the code says: nobody has to remember to write it anew.
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, test } from "vitest"

import { referencePages } from "../tools/reference/reference-pages.ts"

const root = join(import.meta.dirname, "..")
const pages = await referencePages()

describe("the reference", () => {
  test.each(Object.entries(pages))("%s is the one that the code makes", async (name, text) => {
    const found = await readFile(join(root, "docs/reference", name), "utf8")
    expect(found, "write it anew: node tools/node.mjs tools/write-reference.ts").toBe(text)
  })

  test("holds no page that nothing makes", async () => {
    const found = await readdir(join(root, "docs/reference"))
    expect(found.toSorted()).toEqual(Object.keys(pages).toSorted())
  })

  test("knows every setting that the server reads", async () => {
    const source = await readFile(join(root, "packages/server/src/config.ts"), "utf8")
    const read = new Set(source.match(/MODKEEP_[A-Z_]+/gu))
    expect(read.size).toBeGreaterThan(8)
    for (const name of read) expect(pages["settings.md"]).toContain(`\`${name}\``)
  })
})

describe("documents", () => {
  test("link only to files that are there", async () => {
    const broken: string[] = []
    for (const file of await documents()) {
      const text = await readFile(join(root, file), "utf8")
      for (const [, target = ""] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/gu)) {
        const path = join(root, file, "..", target)
        const there = await readFile(path).then(
          () => true,
          (error: NodeJS.ErrnoException) => error.code === "EISDIR",
        )
        if (!there) broken.push(`${file}: ${target}`)
      }
    }
    expect(broken).toEqual([])
  })

  test("the README stays within 150 lines", async () => {
    const text = await readFile(join(root, "README.md"), "utf8")
    expect(text.split("\n").length).toBeLessThanOrEqual(151)
  })
})

async function documents(): Promise<string[]> {
  const inDocs = await readdir(join(root, "docs"), { recursive: true })
  const atRoot = await readdir(root)
  return [...inDocs.map((name) => join("docs", name)), ...atRoot].filter((name) =>
    name.endsWith(".md"),
  )
}
