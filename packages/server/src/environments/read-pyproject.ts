// The dependencies of a pyproject.toml: `[project]`, else Poetry's table. Undefined when it lists none (a tool's settings only).
import { Fault } from "#base/fault.ts"

import { readToml, tableOf, textsOf } from "./read-toml.ts"
import { parseRequirement } from "./requirement.ts"

export interface PyprojectDependencies {
  readonly requirements: readonly string[]
  readonly requiresPython: string | undefined
  readonly warnings: readonly string[]
}

export function readPyproject(file: string, text: string): PyprojectDependencies | undefined {
  const root = readToml(file, text)
  const project = tableOf(root["project"])
  const poetry = tableOf(tableOf(root["tool"])["poetry"])
  if (Array.isArray(project["dependencies"])) {
    const requires = project["requires-python"]
    return {
      requirements: textsOf(project["dependencies"]).map((line) => checked(file, line)),
      requiresPython: typeof requires === "string" ? requires : undefined,
      warnings: [],
    }
  }
  if (poetry["dependencies"] !== undefined) return fromPoetry(file, tableOf(poetry["dependencies"]))
  if (textsOf(project["dynamic"]).includes("dependencies")) {
    throw refused(
      file,
      "its dependencies are dynamic",
      "list them in the file or in requirements.txt",
    )
  }
  return undefined
}

function fromPoetry(
  file: string,
  dependencies: Readonly<Record<string, unknown>>,
): PyprojectDependencies {
  const requirements: string[] = []
  const warnings: string[] = []
  for (const [name, wish] of Object.entries(dependencies)) {
    if (name.toLowerCase() === "python") continue
    const table = tableOf(wish)
    if (table["optional"] === true) continue
    const version = typeof wish === "string" ? wish : table["version"]
    if (typeof version !== "string") {
      throw refused(
        file,
        `"${name}" does not come from the package index`,
        "name a published version",
      )
    }
    const extras = textsOf(table["extras"])
    const marker = typeof table["markers"] === "string" ? ` ; ${table["markers"]}` : ""
    if (table["python"] !== undefined)
      warnings.push(`${file}: "${name}" is installed for every Python`)
    const named = extras.length === 0 ? name : `${name}[${extras.join(",")}]`
    requirements.push(checked(file, `${named}${poetryBounds(version)}${marker}`))
  }
  const python = dependencies["python"]
  return {
    requirements,
    requiresPython: typeof python === "string" ? poetryBounds(python) || undefined : undefined,
    warnings,
  }
}

/** Poetry's bounds as Python's: `^1.2` → `>=1.2,<2`, `~1.2` → `>=1.2,<1.3`, `1.2` → `==1.2`, `*` → none. */
export function poetryBounds(version: string): string {
  return version
    .split(",")
    .map((one) => poetryBound(one.trim()))
    .filter((one) => one !== "")
    .join(",")
}

function poetryBound(bound: string): string {
  const match = /^(?<operator>\^|~)(?!=)\s*(?<wanted>\d+(?:\.\d+)*)$/u.exec(bound)?.groups
  const wanted = match?.["wanted"]
  if (bound === "*" || bound === "") return ""
  if (match === undefined || wanted === undefined) return /^\d/u.test(bound) ? `==${bound}` : bound
  const numbers = wanted.split(".").map(Number)
  const caret = numbers.findIndex((part) => part > 0)
  const raised = match["operator"] === "~" ? Math.min(1, numbers.length - 1) : caret
  const at = raised === -1 ? numbers.length - 1 : raised
  const upper = [...numbers.slice(0, at), (numbers[at] ?? 0) + 1]
  return `>=${wanted},<${upper.join(".")}`
}

function checked(file: string, line: string): string {
  if (parseRequirement(line) !== undefined) return line
  throw refused(
    file,
    `"${line.replaceAll(/\/\/[^/@\s]*@/gu, "//***@").slice(0, 120)}" does not come from the package index`,
    "name a published package and its version",
  )
}

function refused(file: string, reason: string, mend: string): Fault {
  return new Fault("environment.dependencies", {
    public: `Cannot use ${file}: ${reason}. Mend: ${mend}`,
    problem: { file, mends: [mend] },
  })
}
