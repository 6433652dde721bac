// The state of one resolve: what has been learned from uv's refusals so far, and the question that follows from it.
import { Fault } from "#base/fault.ts"

import type { BuildChoices } from "./build-choices.ts"
import { chooseInterpreters } from "./choose-interpreters.ts"
import { type Compiled, compileLock } from "./compile-lock.ts"
import type { Dependencies } from "./dependencies.ts"
import { exportProject } from "./export-project.ts"
import { fetchPython } from "./fetch-python.ts"
import type { Interpreter } from "./interpreter.ts"
import { type OnProgress, type Tell, teller } from "./progress.ts"
import { parseRequirement } from "./requirement.ts"
import { resolutionDate } from "./resolution-date.ts"
import { refuseOldStreamlit, streamlitOldest } from "./streamlit-support.ts"
import type { Workshop } from "./workshop.ts"

export interface ResolveRequest {
  readonly dependencies: Dependencies
  /** Milliseconds since 1970. */
  readonly commitTime: number
  readonly choices: BuildChoices
  /** Releases of Python, such as `3.13`, that are not to be tried. */
  readonly avoid?: readonly string[] | undefined
  readonly onProgress?: OnProgress | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Search {
  readonly workshop: Workshop
  readonly request: ResolveRequest
  readonly tell: Tell
  /** The author's lines, an exported lock and the extra packages, each a plain requirement. */
  readonly base: string
  readonly deadline: number
  /** ISO 8601; undefined is today. */
  asOf: string | undefined
  /** Best first; the first is being tried. */
  candidates: readonly Interpreter[]
  /** Withdrawn releases that a dependency pins, asked for by name. */
  readonly byName: Set<string>
  /** Distributions without any wheel. */
  readonly exempt: Set<string>
  readonly warnings: string[]
  /** Why Pythons were given up: `numpy==1.23.1 has wheels for Python 3.8, 3.9, 3.10 only`. */
  readonly reasons: string[]
}

export async function beginSearch(workshop: Workshop, request: ResolveRequest): Promise<Search> {
  const { dependencies, choices } = request
  const tell = teller(request.onProgress, workshop.clock)
  refuseOldStreamlit(dependencies.streamlit)
  const extra = extraLines(choices.extraPackages ?? [])
  const date = resolutionDate(choices.resolveAs, request.commitTime, workshop.clock.now())
  const search: Search = {
    workshop,
    request,
    tell,
    base: "",
    deadline: workshop.clock.now() + workshop.limits.buildTimeoutMs,
    asOf: dependencies.locked ? undefined : date.asOf,
    candidates: [],
    byName: new Set(),
    exempt: new Set(),
    warnings: [],
    reasons: [],
  }
  for (const warning of dependencies.warnings) warn(search, warning)
  if (date.warning !== undefined && !dependencies.locked) warn(search, date.warning)
  await chooseCandidates(search)
  const first = search.candidates[0]
  const exported =
    dependencies.project === undefined || first === undefined
      ? ""
      : await exportProject(workshop, dependencies.project, first, request.signal)
  return { ...search, base: `${exported}${dependencies.requirements}${extra}` }
}

/** Chooses the interpreters for the search's date; one that is asked for and missing is fetched where that is allowed. */
export async function chooseCandidates(search: Search): Promise<void> {
  const { workshop, request, asOf } = search
  const { dependencies, choices } = request
  const wish = { dependencies, chosen: choices.python, asOf }
  const choice = chooseInterpreters(workshop.interpreters, wish)
  if ("candidates" in choice) {
    for (const warning of choice.warnings) warn(search, warning)
    search.candidates = choice.candidates.filter(
      ({ release }) => request.avoid?.includes(release) !== true,
    )
    return
  }
  const fetched = await fetchPython(workshop, choice.wanted, search)
  if ("interpreter" in fetched) search.candidates = [fetched.interpreter]
  else throw notFound(search, `${choice.reason}; ${fetched.problem}`)
}

export async function askUv(search: Search, interpreter: Interpreter): Promise<Compiled> {
  const { dependencies, choices } = search.request
  return await compileLock(search.workshop, {
    requirements: `${search.base}${[...search.byName].map((line) => `${line}\n`).join("")}`,
    constraints: `${dependencies.constraints}streamlit>=${streamlitOldest}\n`,
    interpreter,
    asOf: search.asOf,
    exempt: [...search.exempt],
    noDependencies: dependencies.locked && (choices.extraPackages ?? []).length === 0,
    timeoutMs: remainingOf(search),
    signal: search.request.signal,
  })
}

/** Asks about one requirement alone, without what it depends on, from wheels. */
export async function askAlone(
  search: Search,
  interpreter: Interpreter,
  line: string,
  options: {
    readonly release?: string
    readonly lowest?: boolean
    readonly asOf: string | undefined
  },
): Promise<Compiled> {
  return await compileLock(search.workshop, {
    requirements: `${line}\n`,
    constraints: "",
    interpreter,
    ...options,
    exempt: [],
    noDependencies: true,
    timeoutMs: remainingOf(search),
    signal: search.request.signal,
  })
}

export function warn(search: Search, text: string): void {
  if (search.warnings.includes(text)) return
  search.warnings.push(text)
  search.tell("resolve", text, "warning")
}

export function notFound(search: Search, why: string): Fault {
  const present = search.workshop.interpreters.map((one) => one.version).join(", ") || "none"
  const mends = [
    "install a Python that fits on this machine (pyenv or the system's packages), then retry",
    "choose another Python or another release of what needs it",
  ]
  return new Fault("environment.python_not_found", {
    public: `No Python on this machine fits: ${why} (present: ${present}). Mend: ${mends[0]}`,
    problem: { mends },
  })
}

function remainingOf(search: Search): number {
  return Math.max(1_000, search.deadline - search.workshop.clock.now())
}

function extraLines(extraPackages: readonly string[]): string {
  for (const extra of extraPackages) {
    if (parseRequirement(extra) !== undefined) continue
    const shown = extra.replaceAll(/\/\/[^/@\s]*@/gu, "//***@").replaceAll(/\p{Cc}/gu, " ")
    throw new Fault("environment.dependencies", {
      public: `Cannot add the package "${shown.slice(0, 120)}": it is not a plain requirement. Mend: write it as name==version`,
      problem: { mends: ["write it as name==version"] },
    })
  }
  return extraPackages.map((extra) => `${extra}\n`).join("")
}
