// The secrets template of a commit: `.streamlit/secrets.toml` beside the working directory, else at the repository's root.
//
// Whatever stands there, the page that asks goes on: a link, a submodule, an LFS pointer, a large file or bytes that are no
// UTF-8 are told as a problem, and no bytes come with it.
import { isUtf8 } from "node:buffer"
import type { CommitFiles, FileProblem } from "./commit-files.ts"

export interface Template {
  /** Of the file that counts, or where it would be. */
  readonly path: string
  readonly found: boolean
  readonly problem?: Exclude<FileProblem, "missing"> | "not_utf8"
  readonly bytes?: Buffer
}

const fileName = ".streamlit/secrets.toml"
// Limit of a secrets document (64 KiB).
const bytesMax = 64 * 1024

export async function readTemplate(files: CommitFiles, directory: string): Promise<Template> {
  const beside = directory === "" ? fileName : `${directory}/${fileName}`
  const path = isThere(files, beside) ? beside : isThere(files, fileName) ? fileName : beside
  const blocked = blockedBy(files, path)
  if (blocked !== undefined) return { path, found: true, problem: blocked }
  const read = await files.readFile(path, bytesMax)
  if ("bytes" in read) {
    return isUtf8(read.bytes)
      ? { path, found: true, bytes: read.bytes }
      : { path, found: true, problem: "not_utf8" }
  }
  return read.problem === "missing"
    ? { path, found: false }
    : { path, found: true, problem: read.problem }
}

function isThere(files: CommitFiles, path: string): boolean {
  return (
    files.find(path) !== undefined || blockedBy(files, path) !== undefined || files.hasFolder(path)
  )
}

// `.streamlit` itself may be a link or a submodule: the file is then somewhere else.
function blockedBy(files: CommitFiles, path: string): "symlink" | "submodule" | undefined {
  const kind = files.find(path.slice(0, path.lastIndexOf("/")))?.kind
  return kind === "symlink" || kind === "submodule" ? kind : undefined
}
