// The entries of a commit's tree, checked: what could leave the tree or reach Git's own files ends the read, what cannot be
// deployed is marked and left out later.
import { Fault } from "#base/fault.ts"
import { isRepositoryPath } from "#domain/repository-path.ts"
import type { GitSettings } from "./git-settings.ts"
import { storeCommand } from "./store-command.ts"

export interface TreeEntry {
  readonly path: string
  readonly id: string
  /** `other`: a mode Git does not write today, or a name that cannot be shown. */
  readonly kind: "file" | "executable" | "symlink" | "submodule" | "other"
}

const kinds: Readonly<Record<string, TreeEntry["kind"]>> = {
  "100644": "file",
  "100755": "executable",
  "120000": "symlink",
  "160000": "submodule",
}

export async function readTree(
  settings: GitSettings,
  store: string,
  commit: string,
): Promise<TreeEntry[]> {
  const { filesMax } = settings.limits
  const args = ["ls-tree", "-r", "-z", "--full-tree", commit]
  // 64 bytes of mode and id, and a path of 200 bytes on average: more files than the limit end here already.
  const { stdout } = await storeCommand(settings, { store, args, outputBytesMax: filesMax * 264 })
  const entries = parseTree(stdout)
  if (entries.length > filesMax) {
    throw new Fault("git.too_large", {
      public: `The commit holds ${entries.length} files; ${filesMax} are the limit. Leave out what the module does not need`,
    })
  }
  return entries
}

/** @throws `git.unsafe_tree` for names that lead out of the tree */
export function parseTree(bytes: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = []
  let start = 0
  for (let end = bytes.indexOf(0); end !== -1; end = bytes.indexOf(0, start)) {
    entries.push(parseEntry(bytes.subarray(start, end)))
    start = end + 1
  }
  return entries
}

function parseEntry(line: Buffer): TreeEntry {
  const tab = line.indexOf(9)
  const [mode = "", , id = ""] = line.subarray(0, tab).toString("latin1").split(" ")
  const path = line.subarray(tab + 1).toString("utf8")
  if (path.split("/").some(leadsOut)) {
    throw new Fault("git.unsafe_tree", {
      public:
        "The commit holds a file whose name leads out of its folder or into .git. Remove it from the repository",
      detail: { path },
    })
  }
  const isPlain = isRepositoryPath(path) && !path.includes("\ufffd")
  return { path, id, kind: isPlain ? (kinds[mode] ?? "other") : "other" }
}

function leadsOut(name: string): boolean {
  return name === "" || name === "." || name === ".." || name.toLowerCase() === ".git"
}
