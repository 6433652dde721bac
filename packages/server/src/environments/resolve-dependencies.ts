// Chooses exact releases and the Python they fit: as of the version's date, from wheels, going back on single points only.
//
// uv decides; each refusal that names a way on (a later pin, a withdrawn release, a distribution without any wheel, a Python
// without a wheel) changes one thing and asks again. A Python is given up as soon as one needed wheel is known to be missing.
import { Fault } from "#base/fault.ts"

import type { Compiled } from "./compile-lock.ts"
import { explainResolve } from "./explain-resolve.ts"
import type { Interpreter } from "./interpreter.ts"
import { keepAuthorHashes, readLock, writeLock } from "./lock.ts"
import { overcomeRefusal } from "./overcome-refusal.ts"
import type { Resolution } from "./resolution.ts"
import { readResolveFailure } from "./resolve-failure.ts"
import {
  type ResolveRequest,
  type Search,
  askUv,
  beginSearch,
  notFound,
  warn,
} from "./resolve-search.ts"
import { refuseOldStreamlit } from "./streamlit-support.ts"
import type { Workshop } from "./workshop.ts"

// Every round changes one thing; a module with more than this many obstacles is told the last one.
const roundsMax = 60

export async function resolveDependencies(
  workshop: Workshop,
  request: ResolveRequest,
): Promise<Resolution> {
  const search = await beginSearch(workshop, request)
  for (let round = 0; round < roundsMax; round += 1) {
    const interpreter = search.candidates[0]
    if (interpreter === undefined)
      throw notFound(search, search.reasons.join("; ") || "none was found")
    const day = search.asOf?.slice(0, 10) ?? "today"
    search.tell("resolve", `resolving for Python ${interpreter.release} as of ${day}`)
    const compiled = await askUv(search, interpreter)
    if (compiled.lock !== undefined) return finish(search, interpreter, compiled)
    const failure = readResolveFailure(compiled.stderr)
    if (await overcomeRefusal(search, interpreter, failure)) continue
    for (const line of compiled.stderr.split("\n")) search.tell("resolve", line, "error")
    throw explainResolve(failure, compiled.stderr)
  }
  throw new Fault("environment.resolve", {
    public:
      "Cannot resolve the dependencies: too many of them need special care. Mend: pin them in a lock file",
    problem: { mends: ["pin them in a lock file"] },
  })
}

function finish(search: Search, interpreter: Interpreter, compiled: Compiled): Resolution {
  warnOfWithdrawn(search, compiled.stderr)
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
      problem: { mends: ["add streamlit without a condition"] },
    })
  }
  search.tell(
    "resolve",
    `${lock.length} distributions, Streamlit ${streamlit}, Python ${interpreter.version}`,
  )
  return {
    lock: writeLock(lock),
    interpreter,
    streamlit,
    asOf: search.asOf,
    sourceOnly: lock
      .filter((one) => search.exempt.has(one.name))
      .map((one) => `${one.name}==${one.pin}`),
    warnings: search.warnings,
  }
}

function warnOfWithdrawn(search: Search, stderr: string): void {
  const withdrawn = /`(?<what>[^`]+)` is yanked(?: \(reason: "(?<why>[^"]*)"\))?/gu
  for (const { groups } of stderr.matchAll(withdrawn)) {
    const why = groups?.["why"] === undefined ? "" : ` (${groups["why"]})`
    warn(
      search,
      `${groups?.["what"]} was withdrawn by its authors${why}; it is installed because it is pinned exactly`,
    )
  }
}
