// Writes a commit's files into a folder, as a process of the module will see them.
//
// The folder appears whole or not at all (written beside it, then renamed). Only regular files with modes 644 and 755, and
// links that stay inside the tree; everything else is left out and named in the report. A link stays inside when its target
// is relative, goes up only at its beginning and never above the root: then no chain of such links can leave it either.
import { randomUUID } from "node:crypto"
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { Fault } from "#base/fault.ts"
import type { FetchedCommit } from "./commit-files.ts"
import { fetchBlobs } from "./fetch-blobs.ts"
import type { GitSettings } from "./git-settings.ts"
import { isLfsPointer } from "./lfs-pointer.ts"
import { printable } from "./printable.ts"
import { readBlobs } from "./read-blobs.ts"
import type { TreeEntry } from "./read-tree.ts"

export interface ExportRequest {
  /** Must not exist; its parent must. */
  readonly target: string
  /** Paths of files, or of folders with all below them, that are not written. */
  readonly exclude?: readonly string[]
  readonly signal?: AbortSignal
}

export interface ExportReport {
  readonly files: number
  readonly bytes: number
  /** What a person should know of: `lfs` was written as the pointer it is, the others were left out. */
  readonly notes: readonly { readonly path: string; readonly reason: ExportNote }[]
}

export type ExportNote = "link_leaves_tree" | "submodule" | "other" | "lfs"

// Blobs pass through memory in portions of this size; a larger file makes one by itself.
const portionBytes = 8 * 1024 * 1024

export async function exportTree(
  settings: GitSettings,
  commit: FetchedCommit,
  { target, exclude = [], signal }: ExportRequest,
): Promise<ExportReport> {
  const entries = commit.entries.filter(({ path }) => !exclude.some((out) => isWithin(path, out)))
  const written = entries.filter(({ kind }) => kind !== "submodule" && kind !== "other")
  const sizes = await fetchBlobs(
    settings,
    commit,
    written.map(({ id }) => id),
  )
  const bytes = written.reduce((sum, { id }) => sum + (sizes.get(id) ?? 0), 0)
  if (bytes > settings.limits.bytesMax) throw tooLarge(bytes, settings.limits.bytesMax)
  const notes: ExportReport["notes"][number][] = entries
    .filter(({ kind }) => kind === "submodule" || kind === "other")
    .map(({ path, kind }) => ({
      path: printable(path, 300),
      reason: kind === "submodule" ? "submodule" : "other",
    }))
  const partial = join(dirname(target), `.export-${randomUUID()}`)
  const deadline = AbortSignal.timeout(settings.limits.timeoutMs)
  try {
    await mkdir(partial, { mode: 0o755 })
    for (const portion of portions(written, sizes)) {
      signal?.throwIfAborted()
      if (deadline.aborted) throw tooSlow()
      const blobs = await readBlobs(settings, commit.store, sizesOf(portion, sizes))
      for (const entry of portion) {
        const blob = blobs.get(entry.id)
        if (blob === undefined) throw incomplete()
        const note = await writeEntry(partial, entry, blob)
        if (note !== undefined) notes.push({ path: entry.path, reason: note })
      }
    }
    await rename(partial, target)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  return { files: written.length, bytes, notes }
}

async function writeEntry(
  root: string,
  entry: TreeEntry,
  blob: Buffer,
): Promise<ExportNote | undefined> {
  const path = join(root, entry.path)
  await mkdir(dirname(path), { recursive: true, mode: 0o755 })
  if (entry.kind === "symlink") {
    const link = blob.toString("utf8")
    if (!staysInside(entry.path, link)) return "link_leaves_tree"
    await symlink(link, path)
    return undefined
  }
  // `wx` follows no link and overwrites nothing: a tree that names one path twice ends here.
  await writeFile(path, blob, { flag: "wx", mode: entry.kind === "executable" ? 0o755 : 0o644 })
  return isLfsPointer(blob) ? "lfs" : undefined
}

/** @param path of the link, from the root */
export function staysInside(path: string, target: string): boolean {
  if (target === "" || target.startsWith("/") || target.includes("\0")) return false
  const names = target.split("/").filter((name) => name !== "" && name !== ".")
  const ups = names.findIndex((name) => name !== "..")
  const upCount = ups === -1 ? names.length : ups
  const below = names.slice(upCount)
  const depth = path.split("/").length - 1
  return upCount <= depth && !below.includes("..")
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

function portions(
  entries: readonly TreeEntry[],
  sizes: ReadonlyMap<string, number>,
): TreeEntry[][] {
  const all: TreeEntry[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const entry of entries) {
    const size = sizes.get(entry.id) ?? 0
    if (bytes + size > portionBytes) {
      all.push([])
      bytes = 0
    }
    all.at(-1)?.push(entry)
    bytes += size
  }
  return all
}

function sizesOf(
  portion: readonly TreeEntry[],
  sizes: ReadonlyMap<string, number>,
): Map<string, number> {
  return new Map(
    portion.flatMap(({ id }) => {
      const size = sizes.get(id)
      return size === undefined ? [] : [[id, size] as const]
    }),
  )
}

function tooLarge(bytes: number, bytesMax: number): Fault {
  const inMb = (count: number): number => Math.ceil(count / 1024 / 1024)
  return new Fault("git.too_large", {
    public: `The commit's files are ${inMb(bytes)} MB; ${inMb(bytesMax)} MB is the limit. Leave large files out of the repository, or load them when the module runs`,
  })
}

function tooSlow(): Fault {
  return new Fault("git.too_slow", {
    public: "Writing the commit's files took too long. Try again later",
  })
}

function incomplete(): Fault {
  return new Fault("git.failed", {
    public:
      "The repository did not send all files of the commit. Try again; if it stays, run git fsck on it",
  })
}
