// Tells an import of the repository's own files from one of a package, as Python would: a module or package of its own comes first,
// a folder without `__init__.py` only when no package has the name.
import { lstat } from "node:fs/promises"
import { join, posix } from "node:path"

export interface OwnFilesRequest {
  /** The exported working copy. */
  readonly tree: string
  readonly directory: string
  readonly entrypoint: string
}

export interface OwnFiles {
  readonly kind: "code" | "folder" | "outside"
  /** Files of the repository that run when the import runs, as far as they exist. */
  readonly files: readonly string[]
}

/** @param file the importing file. @param module as written, with its leading dots. */
export async function findOwnFiles(
  request: OwnFilesRequest,
  file: string,
  module: string,
): Promise<OwnFiles> {
  const dots = /^\.+/u.exec(module)?.[0].length ?? 0
  const parts = module
    .slice(dots)
    .split(".")
    .filter((part) => part !== "")
  if (dots > 0) {
    const ups = Array.from({ length: dots - 1 }, () => "..")
    const folder = posix.join(posix.dirname(file), ...ups)
    return { kind: "code", files: [join(folder, "__init__.py"), ...filesOf(folder, parts)] }
  }
  for (const folder of [posix.dirname(request.entrypoint), request.directory || ".", "."]) {
    const kind = await kindOf(request.tree, posix.join(folder, parts[0] ?? ""))
    if (kind !== "outside") return { kind, files: filesOf(folder, parts) }
  }
  return { kind: "outside", files: [] }
}

// `a.b` runs a, then a.b; each is a file or a package.
function filesOf(folder: string, parts: readonly string[]): string[] {
  return parts.flatMap((_, at) => {
    const path = posix.join(folder, ...parts.slice(0, at + 1))
    return [`${path}.py`, `${path}/__init__.py`]
  })
}

async function kindOf(tree: string, path: string): Promise<OwnFiles["kind"]> {
  if (path.startsWith("..")) return "outside"
  if (await isThere(join(tree, `${path}.py`))) return "code"
  if (await isThere(join(tree, path, "__init__.py"))) return "code"
  return (await isThere(join(tree, path))) ? "folder" : "outside"
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  )
}
