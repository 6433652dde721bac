import { describe, expect, test } from "vitest"
import { type ComparedRead, compareReads } from "./compare-reads.ts"

function read(
  path: string,
  source: ComparedRead["source"] = "secret",
  more: Partial<ComparedRead> = {},
): ComparedRead {
  const place = { file: "app.py", line: 1, optional: false, reached: true }
  return { keyPath: path.split("."), source, ...place, ...more }
}

function keys(...paths: string[]): string[][] {
  return paths.map((path) => path.split("."))
}

describe("compareReads", () => {
  test("read but missing, set but never read", () => {
    const found = compareReads({
      reads: [
        read("A"),
        read("B", "environment"),
        read("C"),
        read("D", "environment", { optional: true }),
      ],
      keys: keys("A", "OLD"),
    })
    expect(
      found.readButMissing.map(({ keyPath, optional }) => [keyPath.join("."), optional]),
    ).toEqual([
      ["B", false],
      ["C", false],
      ["D", true],
    ])
    expect(found.setButNeverRead).toEqual([["OLD"]])
  })

  test("one place that needs it makes the key needed", () => {
    const { readButMissing } = compareReads({
      reads: [read("A", "secret", { optional: true }), read("A", "secret", { line: 9 })],
      keys: [],
    })
    expect(readButMissing).toMatchObject([{ optional: false, readBy: [{ line: 1 }, { line: 9 }] }])
  })

  test("a section that is read as a whole, or whose keys are, counts for all below it", () => {
    const found = compareReads({
      reads: [read("db"), read("list.0.x"), read("connections.pets", "connection")],
      keys: keys("db.user", "db.password", "list", "connections.pets.url"),
    })
    expect(found).toEqual({ readButMissing: [], setButNeverRead: [], missingSection: [] })
  })

  test("of a missing section its keys are told, not the section beside them", () => {
    const { readButMissing } = compareReads({ reads: [read("db"), read("db.user")], keys: [] })
    expect(readButMissing.map(({ keyPath }) => keyPath)).toEqual([["db", "user"]])
  })

  test("the section header is missing above keys that are read inside a section", () => {
    const reads = [read("db_credentials.username"), read("db_credentials.password")]
    const found = compareReads({ reads, keys: keys("username", "password") })
    expect(found.missingSection).toMatchObject([
      { section: ["db_credentials"], keys: ["username", "password"], readBy: reads },
    ])
    expect(found.setButNeverRead).toEqual([])
  })

  test("a key in a section is no environment variable", () => {
    const { readButMissing } = compareReads({
      reads: [read("TOKEN", "environment")],
      keys: keys("api.TOKEN"),
    })
    expect(readButMissing).toHaveLength(1)
  })

  test("where the code reads what only running tells, nothing is called never read", () => {
    const dynamic = [{ source: "secret", keyPath: ["db"] }] as const
    const { setButNeverRead } = compareReads({ reads: [], dynamic, keys: keys("db.user", "OTHER") })
    expect(setButNeverRead).toEqual([["OTHER"]])
  })

  test("variables that libraries read, Streamlit's own section and every process's variables are left alone", () => {
    const found = compareReads({
      reads: [read("HOME", "environment"), read("STREAMLIT_SERVER_PORT", "environment")],
      imports: [{ module: "openai" }],
      keys: keys("OPENAI_API_KEY", "COHERE_API_KEY", "auth.redirect_uri"),
    })
    expect(found.readButMissing).toEqual([])
    expect(found.setButNeverRead).toEqual([["COHERE_API_KEY"]])
  })

  test("query parameters and files nobody imports ask for nothing", () => {
    const reads = [read("q", "query"), read("TRAIN", "environment", { reached: false })]
    expect(compareReads({ reads, keys: keys("TRAIN") })).toEqual({
      readButMissing: [],
      setButNeverRead: [],
      missingSection: [],
    })
  })
})
