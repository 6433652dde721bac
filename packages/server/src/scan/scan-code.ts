// Scans a module's code: which keys it reads and where, what it imports, which of its files can be run, which pages it has.
//
// Nothing of the module runs. Files are read as far as text tells: a key that is put together at run time is reported as
// such, and a file that cannot be parsed is a problem beside the rest, never a failure.
import { posix } from "node:path"
import type { FileFacts } from "./file-facts.ts"
import { findEntrypoints } from "./find-entrypoints.ts"
import { findPages } from "./find-pages.ts"
import { hidesNavigation } from "./hides-navigation.ts"
import { ModuleFiles } from "./module-files.ts"
import { type ParseRequest, parseFiles, type SourceFile } from "./parse-files.ts"
import { readAuthFields } from "./read-auth-fields.ts"
import type { Scan, ScannedImport, ScannedRead, StaleCopy } from "./scan.ts"

export interface ScanRequest extends Omit<ParseRequest, "files"> {
  /** What `scannedPaths` names, with paths in the repository. */
  readonly files: readonly SourceFile[]
  /** Root directory of the module; empty: the repository's root. */
  readonly directory: string
  /** From the root directory or from the repository's. Not given, or not there: the likeliest one. */
  readonly entrypoint?: string
}

export async function scanCode(request: ScanRequest): Promise<Scan> {
  const { directory } = request
  const code = request.files.filter(({ path }) => path.endsWith(".py"))
  const { facts, problems } = await parseFiles({ ...request, files: code })
  const entrypoints = findEntrypoints(facts, new ModuleFiles(facts, [directory]))
  const given = request.entrypoint ?? ""
  const entrypoint =
    [posix.join(directory, given), given].find((path) =>
      facts.some((file) => file.path === path),
    ) ?? entrypoints[0]
  const own = new ModuleFiles(facts, [posix.dirname(entrypoint ?? directory), directory])
  const pages = entrypoint === undefined ? [] : findPages(facts, own, entrypoint)
  // With nothing to start from, everything counts.
  const scripts =
    entrypoint === undefined ? facts.map(({ path }) => path) : [entrypoint, ...filesOf(pages)]
  const reached = own.reached(scripts)
  const reachedFacts = facts.filter(({ path }) => reached.has(path))
  const settings = (name: string): SourceFile | undefined =>
    request.files.find(({ path }) => path === posix.join(directory, name))
  const declared = settings("modkeep.toml")
  const auth = declared === undefined ? { fields: [], problems: [] } : readAuthFields(declared)
  const hidden = hidesNavigation(reachedFacts, settings(".streamlit/config.toml"))
  return {
    reads: readsOf(facts, reached),
    dynamic: facts.flatMap(({ path: file, dynamic }) => dynamic.map((one) => ({ ...one, file }))),
    entrypoints: entrypoints.map((path) => posix.relative(directory, path)),
    pages,
    auth: {
      fields: auth.fields,
      ...(reachedFacts.some(({ clarifai }) => clarifai !== null) ? { profile: "clarifai" } : {}),
    },
    imports: importsOf(reachedFacts, own),
    staleCopies: staleCopiesOf(reachedFacts, new Set(scripts)),
    ...(hidden === undefined ? {} : { hidesNavigation: hidden }),
    problems: [...problems, ...auth.problems],
  }
}

function filesOf(pages: Scan["pages"]): string[] {
  return pages.flatMap(({ file }) => file ?? [])
}

function readsOf(facts: readonly FileFacts[], reached: ReadonlySet<string>): ScannedRead[] {
  // What the code sets by itself it does not need from the document.
  const assigned = new Set(
    facts
      .filter(({ path }) => reached.has(path))
      .flatMap((file) =>
        file.assigned.map(({ source, keyPath }) => JSON.stringify([source, keyPath])),
      ),
  )
  return facts.flatMap(({ path: file, reads }) =>
    reads
      .map(({ source, keyPath, line, access, optional, section }) => ({
        source,
        keyPath,
        file,
        line,
        access,
        optional: optional || assigned.has(JSON.stringify([source, keyPath])),
        section,
        reached: reached.has(file),
      }))
      .sort((a, b) => a.line - b.line),
  )
}

function importsOf(facts: readonly FileFacts[], own: ModuleFiles): ScannedImport[] {
  return facts.flatMap((from) =>
    from.imports
      .filter(
        (one) =>
          one.level === 0 && one.module !== "__future__" && own.targets(from, one).length === 0,
      )
      .map(({ module, line, inTry, topLevel }) => ({
        module,
        file: from.path,
        line,
        inTry,
        topLevel,
      })),
  )
}

// The entry point and the pages run anew for every visitor and click: what they read at their top level is never old.
function staleCopiesOf(facts: readonly FileFacts[], scripts: ReadonlySet<string>): StaleCopy[] {
  const copies: StaleCopy[] = []
  for (const { path: file, reads } of facts) {
    for (const { source, keyPath, line, cached, moduleLevel } of reads) {
      if (source === "query" || source === "connection") continue
      if (cached) copies.push({ kind: "cached", keyPath, file, line })
      else if (moduleLevel && !scripts.has(file))
        copies.push({ kind: "global", keyPath, file, line })
    }
  }
  return copies
}
