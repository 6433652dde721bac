// What a refusal of uv's asks for: changes the one thing in the search that it names, or says that there is nothing to change.
import { Fault } from "#base/fault.ts"

import { fetchPython } from "./fetch-python.ts"
import type { Interpreter } from "./interpreter.ts"
import { readLock } from "./lock.ts"
import { existedOn, pythonReleases } from "./python-release.ts"
import { parseRequirement } from "./requirement.ts"
import { raisedTo } from "./resolution-date.ts"
import { type ResolveFailure, readResolveFailure } from "./resolve-failure.ts"
import { type Search, askAlone, chooseCandidates, notFound, warn } from "./resolve-search.ts"

/** @returns whether asking again makes sense. */
export async function overcomeRefusal(
  search: Search,
  interpreter: Interpreter,
  failure: ResolveFailure,
): Promise<boolean> {
  switch (failure.kind) {
    case "later-release":
      return await raiseDate(search, interpreter, failure)
    case "no-upload-times":
      if (search.asOf === undefined) return false
      search.asOf = undefined
      warn(
        search,
        "The package index does not say when releases came out: packages are those of today",
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

async function raiseDate(
  search: Search,
  interpreter: Interpreter,
  failure: { readonly name: string; readonly published: string; readonly isPin: boolean },
): Promise<boolean> {
  const before = search.asOf
  if (before === undefined) return false
  const published = failure.isPin
    ? failure.published
    : await firstPublished(search, interpreter, failure)
  const raised = raisedTo(published, search.workshop.clock.now())
  if (raised !== undefined && raised <= before) return false
  const day = raised?.slice(0, 10) ?? "today"
  warn(
    search,
    `The release of ${failure.name} that is asked for came out on ${published.slice(0, 10)}, after ${before.slice(0, 10)}: packages are taken as of ${day}`,
  )
  search.asOf = raised
  await chooseCandidates(search)
  return true
}

// For a bound that no release of the time meets (`streamlit>=1.60` in a commit of 2023) uv names the newest release that does;
// the oldest one is closest to the module's time.
async function firstPublished(
  search: Search,
  interpreter: Interpreter,
  failure: { readonly name: string; readonly published: string },
): Promise<string> {
  const lines = search.base
    .split("\n")
    .filter((line) => parseRequirement(line)?.name === failure.name)
  const line = lines[0]
  if (line === undefined) return failure.published
  const lowest = await askAlone(search, interpreter, line, { lowest: true, asOf: undefined })
  const pin = readLock(lowest.lock ?? "")[0]?.pin
  if (pin === undefined) return failure.published
  const refused = await askAlone(search, interpreter, `${failure.name}==${pin}`, {
    asOf: search.asOf,
  })
  const told = readResolveFailure(refused.stderr)
  return told.kind === "later-release" ? told.published : failure.published
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
  { name, specifier }: { readonly name: string; readonly specifier: string },
): Promise<boolean> {
  const line = `${name}${specifier}`
  const hasWheel = async (release: string): Promise<boolean> => {
    const compiled = await askAlone(search, interpreter, line, { release, asOf: search.asOf })
    return compiled.lock !== undefined
  }
  if (await hasWheel(interpreter.release)) {
    if (admitByName(search, name, specifier)) return true
    giveUp(search, interpreter, `${line} does not fit Python ${interpreter.release}`)
    return true
  }
  const fitting: string[] = []
  for (const release of pythonReleases) {
    if (release === interpreter.release || !existedOn(release, search.asOf)) continue
    if (await hasWheel(release)) fitting.push(release)
  }
  if (fitting.length === 0) return exemptFromWheels(search, name, line)
  await keepReleases(search, line, fitting)
  return true
}

async function keepReleases(
  search: Search,
  line: string,
  fitting: readonly string[],
): Promise<void> {
  const reason = `${line} has wheels for Python ${fitting.join(", ")} only`
  search.reasons.push(reason)
  search.tell("python", reason)
  search.candidates = search.candidates.filter((one) => fitting.includes(one.release))
  if (search.candidates.length > 0 || isPythonFixed(search)) return
  const fetched = await fetchPython(search.workshop, fitting.at(-1) ?? "", search)
  if ("problem" in fetched)
    throw notFound(search, `${search.reasons.join("; ")}; ${fetched.problem}`)
  search.candidates = [fetched.interpreter]
}

function isPythonFixed({ request }: Search): boolean {
  return request.choices.python !== undefined || request.dependencies.python !== undefined
}

function exemptFromWheels(search: Search, name: string, line: string): boolean {
  if (search.exempt.has(name)) return false
  const choice = search.request.choices.sourceBuilds ?? "sandboxed"
  const { bubblewrap, sandboxProblem } = search.workshop.tools
  if (choice === "never" || (bubblewrap === undefined && choice !== "unsandboxed")) {
    const why =
      choice === "never"
        ? "source builds are switched off"
        : `there is no sandbox to build it in (${sandboxProblem ?? "unknown"})`
    const mends = [
      `choose a release of ${name} that has a wheel`,
      "allow source builds for this version",
    ]
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
