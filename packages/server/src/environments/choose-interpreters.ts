// The interpreters a version may run on, best first: what the author chose, else what the repository asks for, else every one
// that existed on the date its packages are of.
import { Fault } from "#base/fault.ts"

import type { Dependencies } from "./dependencies.ts"
import type { Interpreter } from "./interpreter.ts"
import { existedOn, satisfiesPython } from "./python-release.ts"

export interface InterpreterWish {
  readonly dependencies: Pick<Dependencies, "python" | "requiresPython" | "file">
  /** The author's choice. */
  readonly chosen: string | undefined
  readonly asOf: string | undefined
}

export interface InterpreterChoice {
  readonly candidates: readonly Interpreter[]
  readonly warnings: readonly string[]
}

/** @throws Fault environment.python_not_found */
export function chooseInterpreters(
  interpreters: readonly Interpreter[],
  { dependencies, chosen, asOf }: InterpreterWish,
): InterpreterChoice {
  if (chosen !== undefined) {
    return { candidates: named(interpreters, chosen, "the version asks for it"), warnings: [] }
  }
  if (dependencies.python !== undefined) {
    const { version, file } = dependencies.python
    const exact = interpreters.filter((one) => matches(one, version))
    if (exact.length > 0) return { candidates: exact, warnings: [] }
    // A repository that names one patch release runs on its neighbours.
    const release = version.split(".").slice(0, 2).join(".")
    const near = named(interpreters, release, `${file} asks for it`)
    const warning = `${file} asks for Python ${version}; this machine has ${near[0]?.version}, which is used`
    return { candidates: near, warnings: [warning] }
  }
  const { requiresPython } = dependencies
  const fitting = interpreters.filter(
    (one) => requiresPython === undefined || satisfiesPython(one.version, requiresPython),
  )
  if (fitting.length === 0) {
    throw notFound(
      interpreters,
      `Python ${requiresPython ?? "3"}`,
      `${dependencies.file ?? "it"} asks for it`,
    )
  }
  const ofTheTime = fitting.filter((one) => existedOn(one.release, asOf))
  return { candidates: onePerRelease(ofTheTime.length > 0 ? ofTheTime : fitting), warnings: [] }
}

function named(interpreters: readonly Interpreter[], version: string, why: string): Interpreter[] {
  const found = interpreters.filter((one) => matches(one, version))
  if (found.length === 0) throw notFound(interpreters, `Python ${version}`, why)
  return found.slice(0, 1)
}

function matches(interpreter: Interpreter, version: string): boolean {
  return interpreter.version === version || interpreter.release === version
}

function onePerRelease(interpreters: readonly Interpreter[]): Interpreter[] {
  return interpreters.filter(
    (one, at) => interpreters.findIndex((other) => other.release === one.release) === at,
  )
}

function notFound(interpreters: readonly Interpreter[], wanted: string, why: string): Fault {
  const present = interpreters.map((one) => one.version).join(", ") || "none"
  const mends = [
    `install ${wanted} on this machine (pyenv or the system's packages), then retry`,
    "choose another Python",
  ]
  return new Fault("environment.python_not_found", {
    public: `${wanted} is not on this machine (${why}; present: ${present}). Mend: ${mends[0]}`,
    problem: { mends },
  })
}
