// Asks real Python what it makes of TOML: tomllib, and the `toml` 0.10.2 of Streamlit before 1.66.
//
// Finds a Python of 3.11 or later and makes an environment below .cache/ on first use; works on an empty machine that
// has such a Python and reaches a package index.
import { execFileSync, spawn } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { TomlValue } from "./value.ts"

export interface PythonResult {
  readonly ok?: unknown
  readonly error?: string
}

export interface PythonAnswer {
  readonly new: PythonResult
  readonly old: PythonResult | null
}

const root = fileURLToPath(new URL("../../..", import.meta.url))
const script = fileURLToPath(new URL("../python/differential.py", import.meta.url))

/** @returns the answers in the order of the questions, asked of `processes` interpreters side by side */
export async function askPython(
  questions: readonly { readonly text: string; readonly old: boolean }[],
  processes = 2,
): Promise<PythonAnswer[]> {
  const python = pythonWithToml()
  const share = Math.ceil(questions.length / processes)
  const parts = Array.from({ length: processes }, (_, index) =>
    ask(python, questions.slice(index * share, (index + 1) * share)),
  )
  return (await Promise.all(parts)).flat()
}

/** @returns the value in the form in which differential.py prints its own, keys sorted */
export function tagged(value: TomlValue, floatText: (value: number) => string): unknown {
  if (value.kind === "array") {
    return ["array", value.items.map((item) => tagged(item, floatText))]
  }
  if (value.kind === "table") {
    const pairs = [...value.entries].map(([key, item]) => [key, tagged(item, floatText)])
    return ["table", pairs]
  }
  if (value.kind === "float") return ["float", floatText(value.value)]
  if (value.kind === "integer") return ["integer", value.value.toString()]
  return [value.kind, "text" in value ? value.text : value.value]
}

/** Order of keys does not matter: toml 0.10.2 gives them in another one. */
export function normal(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    Array.isArray(part) && part[0] === "table" && Array.isArray(part[1])
      ? ["table", part[1].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))]
      : part,
  )
}

function ask(python: string, questions: readonly object[]): Promise<PythonAnswer[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ["-I", script], { stdio: ["pipe", "pipe", "inherit"] })
    const chunks: Buffer[] = []
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk))
    child.on("error", reject)
    child.on("close", (code) => {
      const lines = Buffer.concat(chunks).toString("utf8").trim().split("\n")
      if (code === 0)
        resolve(lines.filter((line) => line !== "").map((line) => JSON.parse(line) as PythonAnswer))
      else reject(new Error(`differential.py ended with ${code}`))
    })
    child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(""))
  })
}

function pythonWithToml(): string {
  const home = join(root, ".cache", "toml-differential")
  const python = join(home, "bin", "python")
  if (existsSync(python)) return python
  mkdirSync(join(root, ".cache"), { recursive: true })
  // Made aside and moved into place, so that two test runs at once never see half of it.
  const made = mkdtempSync(join(root, ".cache", "toml-differential-"))
  const run = (command: string, args: string[]) => execFileSync(command, args, { stdio: "pipe" })
  run(findPython(), ["-m", "venv", made])
  run(join(made, "bin", "python"), ["-m", "pip", "install", "-q", "--no-input", "toml==0.10.2"])
  try {
    renameSync(made, home)
  } catch {
    rmSync(made, { recursive: true, force: true })
  }
  return python
}

function findPython(): string {
  const names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"]
  const found = [...names, ...pyenvPythons()].find(hasTomllib)
  if (found === undefined)
    throw new Error("The differential tests need Python 3.11 or later; none was found")
  return found
}

function pyenvPythons(): string[] {
  const versions = join(homedir(), ".pyenv", "versions")
  if (!existsSync(versions)) return []
  return readdirSync(versions).map((version) => join(versions, version, "bin", "python3"))
}

function hasTomllib(python: string): boolean {
  try {
    execFileSync(python, ["-c", "import tomllib, venv, ensurepip"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}
