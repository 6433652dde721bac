import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { writeCanonical } from "./canonical.ts"
import { refuseOldParser } from "./old-parser.ts"
import { parse } from "./parse.ts"
import { pythonFloat } from "./python-float.ts"
import { equalValues } from "./value.ts"
import type { TomlValue } from "./value.ts"

interface Case {
  readonly name: string
  readonly toml: string
  readonly same: boolean
  readonly expect: {
    readonly tomllib: { readonly ok?: unknown }
    readonly toml0102: { readonly ok?: unknown }
  }
}

const cases = JSON.parse(
  readFileSync(new URL("../corpus/streamlit.json", import.meta.url), "utf8"),
) as Case[]

describe("recorded runs of Streamlit's own libraries", () => {
  test("there are 237", () => expect(cases).toHaveLength(237))

  test.each(cases.map((each) => [each.name, each] as const))(
    "%s",
    (_, { toml, expect: recorded }) => {
      const { document, diagnostics } = parse(toml)
      // A byte order mark is taken off before the file is written, so tomllib never meets it.
      const isReadable = recorded.tomllib.ok !== undefined || toml.startsWith("\uFEFF")
      expect(document !== undefined, JSON.stringify(diagnostics)).toBe(isReadable)
      const again = document && parse(writeCanonical(document.root)).document
      expect(
        document === undefined || (again !== undefined && equalValues(again.root, document.root)),
      ).toBe(true)
      const wanted = toml.startsWith("\uFEFF") ? undefined : recorded.tomllib.ok
      expect(
        wanted === undefined || JSON.stringify(plain(document?.root)) === JSON.stringify(wanted),
      ).toBe(true)
    },
  )

  test("what the old library cannot hold even in canonical form is refused for it", () => {
    const refused = cases.filter(({ toml }) => {
      const { document } = parse(toml)
      return document !== undefined && refuseOldParser(document).length > 0
    })
    expect(refused.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "arr-mixed",
        "arr-int-float",
        "arr-mixed-table",
        "float-neg-zero",
        "key-empty-table",
        "table-quoted-escape",
      ]),
    )
    // Of the many that both read alike, only these would lose nothing and are refused all the same.
    expect(refused.filter(({ same }) => same).map(({ name }) => name)).toEqual([
      "key-quoted-escape",
      "key-quoted-quote",
      "key-empty",
      "key-empty-single",
    ])
  })
})

/** The form of the recording: scalars as `{type, value}`, arrays and tables as JSON's own. */
function plain(value: TomlValue | undefined): unknown {
  if (value === undefined) return undefined
  if (value.kind === "array") return value.items.map(plain)
  if (value.kind === "table")
    return Object.fromEntries([...value.entries].map(([key, item]) => [key, plain(item)]))
  if (value.kind === "float") return { type: "float", value: pythonFloat(value.value) }
  if ("text" in value)
    return { type: dateTypes[value.kind], value: value.text.replace("Z", "+00:00") }
  return { type: value.kind === "boolean" ? "bool" : value.kind, value: String(value.value) }
}

const dateTypes = {
  "offset-datetime": "datetime",
  "local-datetime": "datetime-local",
  "local-date": "date-local",
  "local-time": "time-local",
}
