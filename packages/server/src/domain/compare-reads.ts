// Holds what a module's code reads against what its document sets: what is missing, what nobody reads, and which keys stand
// outside of the section they are read from.
import type { KeyRead } from "@modkeep/toml/key-read"
import { isOftenReadByLibraries } from "./compare-reads-libraries.ts"

export interface ComparedRead extends KeyRead {
  readonly source: "secret" | "environment" | "query" | "connection"
  readonly optional: boolean
  readonly reached: boolean
}

export interface Comparison {
  readonly readButMissing: readonly {
    readonly keyPath: readonly string[]
    readonly source: "secret" | "environment" | "connection"
    /** Every place works without it. */
    readonly optional: boolean
    readonly readBy: readonly ComparedRead[]
  }[]
  readonly setButNeverRead: readonly (readonly string[])[]
  /** Keys at the root that the code reads inside a section: its header is missing above them. */
  readonly missingSection: readonly {
    readonly section: readonly string[]
    readonly keys: readonly string[]
    readonly readBy: readonly ComparedRead[]
  }[]
}

interface Compared {
  readonly reads: readonly ComparedRead[]
  readonly dynamic?: readonly {
    readonly source: "secret" | "environment"
    readonly keyPath: readonly string[]
  }[]
  /** Key paths of the document's leaves. */
  readonly keys: readonly (readonly string[])[]
  /** Modules that the code imports: libraries read variables of their own. */
  readonly imports?: readonly { readonly module: string }[]
}

// A process has these whatever its document says.
const ofEveryProcess =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|PWD|TMPDIR|TEMP|TMP|HOSTNAME|DISPLAY|EDITOR|VIRTUAL_ENV|PYTHON\w*|STREAMLIT_\w+|\w+_PROXY|\w+_proxy)$/

export function compareReads({ reads, dynamic = [], keys, imports = [] }: Compared): Comparison {
  const missing = missingReads(reads, keys)
  const missingSection = sectionsOf(missing, keys)
  const misplaced = new Set(missingSection.flatMap(({ keys }) => keys))
  const isRead = (key: readonly string[]): boolean =>
    reads.some((read) => concerns(read, key)) ||
    dynamic.some(({ source, keyPath }) => source === "secret" && isPrefix(keyPath, key)) ||
    (key.length === 1 &&
      (misplaced.has(key[0] ?? "") || isOftenReadByLibraries(key[0] ?? "", imports))) ||
    // `[auth]` is Streamlit's own, for st.login.
    (key[0] === "auth" && key.length > 1)
  return {
    readButMissing: missing,
    setButNeverRead: keys.filter((key) => !isRead(key)),
    missingSection,
  }
}

function missingReads(
  reads: readonly ComparedRead[],
  keys: readonly (readonly string[])[],
): Comparison["readButMissing"] {
  const groups = new Map<
    string,
    {
      keyPath: readonly string[]
      source: "secret" | "environment" | "connection"
      readBy: ComparedRead[]
    }
  >()
  for (const read of reads) {
    const { source, keyPath } = read
    if (source === "query" || !read.reached || keys.some((key) => concerns(read, key))) continue
    if (source === "environment" && ofEveryProcess.test(keyPath[0] ?? "")) continue
    const id = JSON.stringify([source, keyPath])
    const group = groups.get(id) ?? { keyPath, source, readBy: [] }
    group.readBy.push(read)
    groups.set(id, group)
  }
  const found = [...groups.values()]
  return found
    .filter((group) => !found.some((other) => other !== group && isInside(other, group)))
    .map((group) => ({ ...group, optional: group.readBy.every(({ optional }) => optional) }))
}

// `db = st.secrets["db"]` beside `db["user"]`: the keys of a section say more than the section.
function isInside(
  inner: { source: string; keyPath: readonly string[] },
  outer: { source: string; keyPath: readonly string[] },
): boolean {
  const isLonger = inner.keyPath.length > outer.keyPath.length
  return inner.source === outer.source && isLonger && isPrefix(outer.keyPath, inner.keyPath)
}

// A read concerns the key it names, all keys of a section it names, and the key whose value it goes into.
function concerns({ source, keyPath }: ComparedRead, key: readonly string[]): boolean {
  if (source === "query") return false
  if (source === "environment") return key.length === 1 && key[0] === keyPath[0]
  return isPrefix(keyPath, key) || isPrefix(key, keyPath)
}

function isPrefix(start: readonly string[], path: readonly string[]): boolean {
  return start.length <= path.length && start.every((segment, index) => segment === path[index])
}

function sectionsOf(
  missing: Comparison["readButMissing"],
  keys: readonly (readonly string[])[],
): Comparison["missingSection"] {
  const roots = new Set(keys.filter((key) => key.length === 1).map(([key]) => key))
  const sections = new Map<
    string,
    { section: readonly string[]; keys: string[]; readBy: ComparedRead[] }
  >()
  for (const { keyPath, source, readBy } of missing) {
    const key = keyPath.at(-1) ?? ""
    if (source !== "secret" || keyPath.length < 2 || !roots.has(key)) continue
    const section = keyPath.slice(0, -1)
    const found = sections.get(JSON.stringify(section)) ?? { section, keys: [], readBy: [] }
    found.keys.push(key)
    found.readBy.push(...readBy)
    sections.set(JSON.stringify(section), found)
  }
  return [...sections.values()]
}
