// A TOML file of the repository as plain data. Broken text is the author's to mend and named by file and line.
import { getStaticTOMLValue, parseTOML } from "toml-eslint-parser"

import { Fault } from "#base/fault.ts"

export type TomlTable = Readonly<Record<string, unknown>>

// Parsing takes 150 ms/MB of the event loop (measured); larger files are lock files that nobody writes by hand.
const charactersMax = 2 * 1024 * 1024

export function readToml(file: string, text: string): TomlTable {
  if (text.length > charactersMax) {
    throw refused(file, "it is larger than 2 MiB", undefined)
  }
  try {
    return tableOf(getStaticTOMLValue(parseTOML(text, { tomlVersion: "1.0.0" })))
  } catch (error) {
    const at =
      error instanceof Error && "lineNumber" in error ? Number(error.lineNumber) : undefined
    throw refused(file, "it is not valid TOML", at)
  }
}

/** The value as a table; anything else is an empty one. */
export function tableOf(value: unknown): TomlTable {
  return isTable(value) ? value : {}
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : []
}

function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function refused(file: string, reason: string, line: number | undefined): Fault {
  const place = line === undefined ? file : `${file}, line ${line}`
  return new Fault("environment.dependencies", {
    public: `Cannot use ${place}: ${reason}. Mend the file and push it`,
    problem: { file, ...(line === undefined ? {} : { line }) },
  })
}
