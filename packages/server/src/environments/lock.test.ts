import { describe, expect, test } from "vitest"

import { environmentId } from "./environment-id.ts"
import { keepAuthorHashes, readLock, writeLock } from "./lock.ts"

const a = `sha256:${"a".repeat(64)}`
const b = `sha256:${"b".repeat(64)}`

describe("a lock", () => {
  test("is read as it was written", () => {
    const text = `streamlit==1.23.1 \\\n    --hash=${a} \\\n    --hash=${b}\ntoml==0.10.2 ; python_version > "3.8" \\\n    --hash=${a}\n`
    expect(writeLock(readLock(text))).toBe(text)
  })

  test("never loses a line silently", () => {
    expect(() => readLock("x @ https://example.org/x.whl")).toThrow("Invariant")
  })

  test("holds the hashes of the author, and names those the index does not know", () => {
    const index = readLock(`toml==0.10.2 --hash=${a} --hash=${b}\nsix==1.0 --hash=${a}\n`)
    const kept = keepAuthorHashes(index, readLock(`toml==0.10.2 --hash=${b}\nsix==1.0\n`))
    expect(kept.lock.map((one) => one.hashes)).toEqual([[b], [a]])
    expect(kept.strangers).toEqual([])
    const forked = readLock(
      `toml==0.9 ; python_version < "3.9" --hash=${a}\ntoml==0.10.2 --hash=${b}\n`,
    )
    expect(keepAuthorHashes(index, forked).lock[0]?.hashes).toEqual([b])
    expect(keepAuthorHashes(index, readLock(`six==1.0 --hash=${b}\n`)).strangers).toEqual([
      "six==1.0",
    ])
  })
})

describe("an environment's id", () => {
  const interpreter = { path: "/p", prefix: "/", version: "3.11.7", release: "3.11", platform: "x" }

  test("is the same for the same lock on the same interpreter, and another for any other", () => {
    const id = environmentId("a", interpreter)
    expect(id).toMatch(/^[0-9a-f]{64}$/u)
    expect(environmentId("a", { ...interpreter })).toBe(id)
    expect(environmentId("b", interpreter)).not.toBe(id)
    expect(environmentId("a", { ...interpreter, version: "3.11.8" })).not.toBe(id)
    expect(environmentId("a", { ...interpreter, path: "/q" })).not.toBe(id)
    expect(environmentId("a", { ...interpreter, platform: "y" })).not.toBe(id)
  })
})
