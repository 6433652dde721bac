// The files of one fetched commit: listed at once, read when asked for, only regular files and only within limits.
import { Fault } from "#base/fault.ts"
import type { CommitFacts, RepositoryAccess } from "./git.ts"
import { exportTree, type ExportReport, type ExportRequest } from "./export-tree.ts"
import { fetchBlobs } from "./fetch-blobs.ts"
import type { GitSettings } from "./git-settings.ts"
import { isLfsPointer } from "./lfs-pointer.ts"
import { readBlobs } from "./read-blobs.ts"
import { readTemplate, type Template } from "./read-template.ts"
import type { TreeEntry } from "./read-tree.ts"

export type FileProblem =
  | "missing"
  | "folder"
  | "symlink"
  | "submodule"
  | "other"
  | "lfs"
  | "too_large"

export type FileRead = { readonly bytes: Buffer } | { readonly problem: FileProblem }

export interface FetchedCommit {
  readonly store: string
  readonly access: RepositoryAccess
  readonly facts: CommitFacts
  readonly entries: readonly TreeEntry[]
}

// A server that knows no filter sends other files along.
const packSlackBytes = 1024 * 1024

export class CommitFiles {
  readonly facts: CommitFacts
  /** In Git's order: by path, bytewise. */
  readonly entries: readonly TreeEntry[]
  readonly #settings: GitSettings
  readonly #commit: FetchedCommit
  readonly #byPath: ReadonlyMap<string, TreeEntry>

  constructor(settings: GitSettings, commit: FetchedCommit) {
    this.facts = commit.facts
    this.entries = commit.entries
    this.#settings = settings
    this.#commit = commit
    this.#byPath = new Map(commit.entries.map((entry) => [entry.path, entry]))
  }

  find(path: string): TreeEntry | undefined {
    return this.#byPath.get(path)
  }

  hasFolder(path: string): boolean {
    return path === "" || this.entries.some((entry) => entry.path.startsWith(`${path}/`))
  }

  /** A file that is far too large is not even fetched to its end. */
  async readFile(path: string, bytesMax: number): Promise<FileRead> {
    try {
      const reads = await this.#read([path], bytesMax, bytesMax + packSlackBytes)
      return reads.get(path) ?? { problem: "missing" }
    } catch (error) {
      if (error instanceof Fault && error.code === "git.too_large") return { problem: "too_large" }
      throw error
    }
  }

  /** Of each of the files at most `bytesMax`: a larger one is a problem, not a part. One fetch for all that is not here yet. */
  async readFiles(paths: readonly string[], bytesMax: number): Promise<Map<string, FileRead>> {
    return await this.#read(paths, bytesMax, this.#settings.limits.bytesMax)
  }

  async #read(
    paths: readonly string[],
    bytesMax: number,
    fetchBytesMax: number,
  ): Promise<Map<string, FileRead>> {
    const reads = new Map<string, FileRead>()
    const regular: TreeEntry[] = []
    for (const path of paths) {
      const entry = this.find(path)
      const problem = this.#problem(path, entry)
      if (problem !== undefined) reads.set(path, { problem })
      else if (entry !== undefined) regular.push(entry)
    }
    const ids = regular.map(({ id }) => id)
    const sizes = await fetchBlobs(this.#settings, this.#commit, ids, fetchBytesMax)
    const small = new Map([...sizes].filter(([, size]) => size <= bytesMax))
    const blobs = await readBlobs(this.#settings, this.#commit.store, small)
    for (const { path, id } of regular) {
      const bytes = blobs.get(id)
      if (bytes === undefined) reads.set(path, { problem: sizes.has(id) ? "too_large" : "missing" })
      else reads.set(path, isLfsPointer(bytes) ? { problem: "lfs" } : { bytes })
    }
    return reads
  }

  /** @param directory the working directory of the module, from the repository's root */
  async readTemplate(directory: string): Promise<Template> {
    return await readTemplate(this, directory)
  }

  async exportTo(request: ExportRequest): Promise<ExportReport> {
    return await exportTree(this.#settings, this.#commit, request)
  }

  #problem(path: string, entry: TreeEntry | undefined): FileProblem | undefined {
    if (entry === undefined) return this.hasFolder(path) ? "folder" : "missing"
    return entry.kind === "file" || entry.kind === "executable" ? undefined : entry.kind
  }
}
