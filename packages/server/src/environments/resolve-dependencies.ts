// Chooses exact releases and the Python they fit: as of the version's date, from wheels, going back on single points only.
//
// uv decides; each refusal that names a way on (a later pin, a withdrawn release, a distribution without any wheel, a Python
// without a wheel) changes one thing and asks again. A Python is given up as soon as one needed wheel is known to be missing.
import { Fault } from "#base/fault.ts"

import { chooseInterpreters } from "./choose-interpreters.ts"
import { type Compiled, compileLock } from "./compile-lock.ts"
import type { Dependencies } from "./dependencies.ts"
import { explainResolve } from "./explain-resolve.ts"
import { exportProject } from "./export-project.ts"
import type { Interpreter } from "./interpreter.ts"
import { keepAuthorHashes, readLock, writeLock } from "./lock.ts"
import type { BuildChoices } from "./build-choices.ts"
import { type OnProgress, type Tell, teller } from "./progress.ts"
import { compareVersions, existedOn, pythonReleases } from "./python-release.ts"
import { parseRequirement } from "./requirement.ts"
import { raisedTo, resolutionDate } from "./resolution-date.ts"
import type { Resolution } from "./resolution.ts"
import { type ResolveFailure, readResolveFailure } from "./resolve-failure.ts"
import type { Workshop } from "./workshop.ts"

export interface ResolveRequest {
  readonly dependencies: Dependencies
  /** Milliseconds since 1970. */
  readonly commitTime: number
  readonly choices: BuildChoices
  readonly onProgress?: OnProgress | undefined
  readonly signal?: AbortSignal | undefined
}

interface Search {
  readonly workshop: Workshop
  readonly request: ResolveRequest
  readonly tell: Tell
  readonly base: string
  readonly deadline: number
  asOf: string | undefined
  candidates: readonly Interpreter[]
  /** Withdrawn releases that a dependency pins, asked for by name. */
  readonly byName: Set<string>
  readonly exempt: Set<string>
  readonly warnings: string[]
  /** Why Pythons were given up: `numpy==1.23.1 has wheels for Python 3.8, 3.9, 3.10`. */
  readonly reasons: string[]
}

/** The oldest Streamlit that the launcher can feed secrets to. */
export const streamlitOldest = "1.22.0"

// Every round changes one thing; a module with more than this many obstacles is told the last one.
const roundsMax = 60

export async function resolveDependencies(
  workshop: Workshop,
  request: ResolveRequest,
): Promise<Resolution> {
  const search = await begin(workshop, request)
  for (let round = 0; round < roundsMax; round += 1) {
    const interpreter = search.candidates[0]
    if (interpreter === undefined) throw noPython(search)
    search.tell(
      "resolve",
      `resolving for Python ${interpreter.release} as of ${search.asOf?.slice(0, 10) ?? "today"}`,
    )
    const compiled = await ask(search, interpreter)
    if (compiled.lock !== undefined) return finish(search, interpreter, compiled)
    const failure = readResolveFailure(compiled.stderr)
    if (!(await goOn(search, interpreter, failure))) {
      for (const line of compiled.stderr.split("\n")) search.tell("resolve", line, "error")
      throw explainResolve(failure, compiled.stderr)
    }
  }
  throw new Fault("environment.resolve", {
    public:
      "Cannot resolve the dependencies: too many of them need special care. Mend: pin them in a lock file",
  })
}

async function begin(workshop: Workshop, request: ResolveRequest): Promise<Search> {
  const { dependencies, choices } = request
  const tell = teller(request.onProgress, workshop.clock)
  refuseOldStreamlit(dependencies.streamlit)
  const date = resolutionDate(choices.resolveAs, request.commitTime, workshop.clock.now())
  const asOf = dependencies.locked ? undefined : date.asOf
  const choice = chooseInterpreters(workshop.interpreters, {
    dependencies,
    chosen: choices.python,
    asOf,
  })
  const warnings = [...dependencies.warnings, ...choice.warnings]
  if (date.warning !== undefined && !dependencies.locked) warnings.push(date.warning)
  for (const warning of warnings) tell("dependencies", warning, "warning")
  const first = choice.candidates[0]
  const exported =
    dependencies.project === undefined || first === undefined
      ? ""
      : await exportProject(workshop, dependencies.project, first, request.signal)
  return {
    workshop,
    request,
    tell,
    base: `${exported}${dependencies.requirements}${extraLines(choices.extraPackages ?? [])}`,
    deadline: workshop.clock.now() + workshop.limits.buildTimeoutMs,
    asOf,
    candidates: choice.candidates,
    byName: new Set(),
    exempt: new Set(),
    warnings,
    reasons: [],
  }
}

function extraLines(extraPackages: readonly string[]): string {
  for (const extra of extraPackages) {
    if (parseRequirement(extra) !== undefined) continue
    throw new Fault("environment.dependencies", {
      public: `Cannot add the package "${extra.replaceAll(/\/\/[^/@\s]*@/gu, "//***@").slice(0, 120)}": it is not a plain requirement. Mend: write it as name==version`,
      problem: { mends: ["write it as name==version"] },
    })
  }
  return extraPackages.map((extra) => `${extra}\n`).join("")
}

async function ask(search: Search, interpreter: Interpreter): Promise<Compiled> {
  const { dependencies } = search.request
  return await compileLock(search.workshop, {
    requirements: `${search.base}${[...search.byName].map((line) => `${line}\n`).join("")}`,
    constraints: `${dependencies.constraints}streamlit>=${streamlitOldest}\n`,
    interpreter,
    asOf: search.asOf,
    exempt: [...search.exempt],
    noDependencies:
      dependencies.locked && (search.request.choices.extraPackages ?? []).length === 0,
    timeoutMs: remaining(search),
    signal: search.request.signal,
  })
}

function remaining(search: Search): number {
  return Math.max(1_000, search.deadline - search.workshop.clock.now())
}

/** Changes the one thing that the failure asks for; false when there is nothing to change. */
async function goOn(
  search: Search,
  interpreter: Interpreter,
  failure: ResolveFailure,
): Promise<boolean> {
  switch (failure.kind) {
    case "later-release":
      return raiseDate(search, failure)
    case "no-upload-times":
      if (search.asOf === undefined) return false
      search.asOf = undefined
      warn(
        search,
        "The package index does not say when releases were published: packages are those of today",
      )
      return true
    case "yanked":
      return admitByName(search, failure.name, failure.specifier)
    case "no-wheel":
      return await lookForWheels(search, interpreter, failure)
    case "python":
      giveUp(search, interpreter, `a dependency does not support Python ${interpreter.release}`)
      return true
    case "not-found":
    case "no-release":
    case "network":
    case "source-build":
    case "conflict":
      return false
    default:
      return failure satisfies never
  }
}

function raiseDate(
  search: Search,
  failure: { name: string; published: string; isPin: boolean },
): boolean {
  if (search.asOf === undefined) return false
  const raised = raisedTo(failure.published, search.workshop.clock.now())
  if (raised !== undefined && raised <= search.asOf) return false
  const what = failure.isPin ? "the pinned release of" : "the releases asked for of"
  warn(
    search,
    `${what} ${failure.name} came out on ${failure.published.slice(0, 10)}, after ${search.asOf.slice(0, 10)}: packages are taken as of ${raised?.slice(0, 10) ?? "today"}`,
  )
  search.asOf = raised
  const { candidates } = chooseInterpreters(search.workshop.interpreters, {
    dependencies: search.request.dependencies,
    chosen: search.request.choices.python,
    asOf: raised,
  })
  search.candidates = candidates
  return true
}

function admitByName(search: Search, name: string, specifier: string): boolean {
  const line = `${name}${specifier}`
  if (parseRequirement(line)?.pin === undefined || search.byName.has(line)) return false
  search.byName.add(line)
  return true
}

// The same message stands for a release without a wheel for this Python, for one without any wheel, and for a withdrawn one
// that only a dependency asks for: asking for it by name, on each Python, tells them apart. The index pages are cached by then.
async function lookForWheels(
  search: Search,
  interpreter: Interpreter,
  { name, specifier }: { name: string; specifier: string },
): Promise<boolean> {
  const line = `${name}${specifier}`
  if (await hasWheel(search, interpreter, line, interpreter.release)) {
    if (admitByName(search, name, specifier)) return true
    giveUp(search, interpreter, `${line} does not fit Python ${interpreter.release}`)
    return true
  }
  const fitting: string[] = []
  for (const release of pythonReleases) {
    if (release !== interpreter.release && existedOn(release, search.asOf)) {
      if (await hasWheel(search, interpreter, line, release)) fitting.push(release)
    }
  }
  if (fitting.length === 0) return exemptFromWheels(search, name, line)
  search.reasons.push(`${line} has wheels for Python ${fitting.join(", ")} only`)
  search.tell("python", search.reasons.at(-1) ?? "")
  search.candidates = search.candidates.filter((one) => fitting.includes(one.release))
  return true
}

async function hasWheel(
  search: Search,
  interpreter: Interpreter,
  line: string,
  release: string,
): Promise<boolean> {
  const compiled = await compileLock(search.workshop, {
    requirements: `${line}\n`,
    constraints: "",
    interpreter,
    release,
    asOf: search.asOf,
    exempt: [],
    noDependencies: true,
    timeoutMs: remaining(search),
    signal: search.request.signal,
  })
  return compiled.lock !== undefined
}

function exemptFromWheels(search: Search, name: string, line: string): boolean {
  if (search.exempt.has(name)) return false
  const choice = search.request.choices.sourceBuilds ?? "sandboxed"
  const { bubblewrap, sandboxProblem } = search.workshop.tools
  if (choice === "never" || (bubblewrap === undefined && choice !== "unsandboxed")) {
    const why =
      choice === "never"
        ? "source builds are switched off"
        : `there is no sandbox to build it in: ${sandboxProblem ?? ""}`
    const mends = [`choose a release of ${name} that has a wheel`, "allow source builds"]
    throw new Fault("environment.source_builds", {
      public: `${line} exists as source only, and ${why}. Mend: ${mends[0]}`,
      problem: { mends },
    })
  }
  search.exempt.add(name)
  search.tell("build", `${line} exists as source only: it is built in the sandbox`, "warning")
  return true
}

function giveUp(search: Search, interpreter: Interpreter, reason: string): void {
  search.reasons.push(reason)
  search.candidates = search.candidates.filter((one) => one !== interpreter)
}

function finish(search: Search, interpreter: Interpreter, compiled: Compiled): Resolution {
  for (const match of compiled.stderr.matchAll(
    /`(?<what>[^`]+)` is yanked(?: \(reason: "(?<why>[^"]*)"\))?/gu,
  )) {
    const why = match.groups?.["why"] ?? "no reason given"
    warn(
      search,
      `${match.groups?.["what"]} was withdrawn by its authors (${why}); it is installed because it is pinned exactly`,
    )
  }
  const { lock, strangers } = keepAuthorHashes(readLock(compiled.lock ?? ""), readLock(search.base))
  if (strangers.length > 0) {
    throw new Fault("environment.resolve", {
      public: `The hashes written for ${strangers.join(", ")} are not those of the package index. Mend: lock the dependencies again`,
      problem: { mends: ["lock the dependencies again"] },
    })
  }
  const streamlit = lock.find((one) => one.name === "streamlit")?.pin
  refuseOldStreamlit(streamlit)
  if (streamlit === undefined) {
    throw new Fault("environment.resolve", {
      public:
        "The dependencies do not bring Streamlit for this Python. Mend: add streamlit without a condition",
    })
  }
  search.tell(
    "resolve",
    `${lock.length} distributions, Streamlit ${streamlit}, Python ${interpreter.version}`,
  )
  const sourceOnly = lock.filter((one) => search.exempt.has(one.name))
  return {
    lock: writeLock(lock),
    interpreter,
    streamlit,
    asOf: search.asOf,
    sourceOnly: sourceOnly.map((one) => `${one.name}==${one.pin}`),
    warnings: search.warnings,
  }
}

function warn(search: Search, text: string): void {
  if (search.warnings.includes(text)) return
  search.warnings.push(text)
  search.tell("resolve", text, "warning")
}

function refuseOldStreamlit(release: string | undefined): void {
  if (release === undefined || compareVersions(release, streamlitOldest) <= 0) return
  const mend = `pin streamlit>=${streamlitOldest}`
  throw new Fault("environment.streamlit_unsupported", {
    public: `Streamlit ${release} is older than ${streamlitOldest}, the oldest that is supported. Mend: ${mend}`,
    problem: { mends: [mend] },
  })
}

function noPython(search: Search): Fault {
  const present = search.workshop.interpreters.map((one) => one.version).join(", ") || "none"
  const mends = ["install a Python that fits on this machine", "loosen the pin that is named"]
  return new Fault("environment.python_not_found", {
    public: `No Python on this machine fits: ${search.reasons.join("; ") || "none was found"} (present: ${present}). Mend: ${mends[0]}`,
    problem: { mends },
  })
}
