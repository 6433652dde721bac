// The pip part of a conda `environment.yml`, read by the few YAML forms that such files are made of; other forms are refused.
//
// Conda packages themselves come from another index and are not installed; each is named in a warning. No YAML library: the
// file is a list of strings two levels deep, and anchors, tags and block scalars in it would be a trap rather than a need.
import { Fault } from "#base/fault.ts"

import { normalName, parseRequirement } from "./requirement.ts"

export interface CondaDependencies {
  readonly requirements: readonly string[]
  readonly python: string | undefined
  readonly warnings: readonly string[]
}

interface Item {
  readonly text: string
  readonly indent: number
  readonly line: number
}

// Libraries of the system or of conda itself: no Python package stands behind these names.
const condaOnly = new Set([
  "pip",
  "python",
  "setuptools",
  "wheel",
  "conda",
  "nodejs",
  "cudatoolkit",
])

export function readConda(file: string, text: string): CondaDependencies {
  const requirements: string[] = []
  const warnings: string[] = []
  let python: string | undefined
  let pipIndent: number | undefined
  for (const item of dependencyItems(file, text)) {
    if (pipIndent !== undefined && item.indent <= pipIndent) pipIndent = undefined
    if (item.text === "pip:") {
      pipIndent = item.indent
    } else if (pipIndent === undefined) {
      const [name = "", version = ""] = item.text.split(/[=<>~! ]+/u)
      const plain = name.split("::").at(-1) ?? ""
      if (plain === "python") python = /^3\.\d+(?:\.\d+)?/u.exec(version)?.[0] ?? python
      else if (!condaOnly.has(plain)) {
        const found = fromConda(plain, item.text)
        requirements.push(found)
        warnings.push(
          `${file}:${item.line}: conda's "${item.text}" is taken from the Python package index as "${found}"`,
        )
      }
    } else if (parseRequirement(item.text) === undefined) {
      throw refused(file, item.line, `"${item.text.slice(0, 80)}" is not a plain requirement`)
    } else {
      requirements.push(item.text)
    }
  }
  return { requirements, python, warnings }
}

// `numpy=1.23.1=py310h…` → `numpy==1.23.1`, `numpy=1.23` → `numpy==1.23.*`, `numpy>=1.2` as it is.
function fromConda(name: string, text: string): string {
  const bound = text.slice(text.indexOf(name) + name.length).trim()
  const single = /^={1,2}(?<version>[A-Za-z0-9.*]+)/u.exec(bound)?.groups?.["version"]
  const isExact = bound.startsWith("==") || (single?.split(".").length ?? 0) > 2
  const specifier =
    single === undefined ? bound : `==${single}${isExact || single.endsWith("*") ? "" : ".*"}`
  const requirement = `${normalName(name)}${specifier}`
  return parseRequirement(requirement) === undefined ? normalName(name) : requirement
}

function dependencyItems(file: string, text: string): Item[] {
  const items: Item[] = []
  let inside = false
  for (const [at, raw] of text
    .replace(/^\uFEFF/u, "")
    .split(/\r?\n/u)
    .entries()) {
    const line = raw.replace(/(?:^|\s)#.*$/u, "").trimEnd()
    if (line === "" || line === "---") continue
    if (/^\s*\t/u.test(line)) throw refused(file, at + 1, "a tab indents it")
    if (/^\S/u.test(line) && !line.startsWith("-")) {
      inside = /^dependencies\s*:/u.test(line)
      if (inside && !/^dependencies\s*:$/u.test(line)) {
        throw refused(file, at + 1, "the dependencies are not a list of lines")
      }
    } else if (inside) {
      items.push(item(file, line, at + 1))
    }
  }
  return items
}

function item(file: string, line: string, number: number): Item {
  const match = /^(?<indent>\s*)-\s+(?<text>.+)$/u.exec(line)?.groups
  const text = match?.["text"]?.replace(/^(?<quote>["'])(?<inner>.*)\k<quote>$/u, "$<inner>")
  if (match === undefined || text === undefined || /^[&*!|>{[%@]/u.test(text)) {
    throw refused(file, number, "this form of YAML is not read here")
  }
  return {
    text: text.replace(/^pip\s*:$/u, "pip:"),
    indent: match["indent"]?.length ?? 0,
    line: number,
  }
}

function refused(file: string, line: number, reason: string): Fault {
  const mend = "write one requirement a line, or add a requirements.txt"
  return new Fault("environment.dependencies", {
    public: `Cannot use ${file}, line ${line}: ${reason}. Mend: ${mend}`,
    problem: { file, line, mends: [mend] },
  })
}
