// Files that `streamlit run` could be given: they import Streamlit and show something when they are run.
//
// The likeliest first: names people use for the entry point, then files nobody imports, then the ones nearest to the root.
import { posix } from "node:path"
import type { FileFacts } from "./file-facts.ts"
import type { ModuleFiles } from "./module-files.ts"

// Streamlit's own default first, then by how often public repositories use the name.
const usualNames = ["streamlit_app.py", "app.py", "main.py", "home.py", "index.py"]
const otherPurposes =
  /(?:^|\/)(?:tests?|docs?|examples?)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest|setup|__init__)\.py$/

/** @returns paths in the repository */
export function findEntrypoints(files: readonly FileFacts[], own: ModuleFiles): string[] {
  const candidates = files.filter(canRun)
  const imported = new Set(
    candidates.flatMap((file) => file.imports.flatMap((one) => own.targets(file, one))),
  )
  const rank = ({ path }: FileFacts): number[] => {
    const usual = usualNames.indexOf(posix.basename(path).toLowerCase())
    return [
      otherPurposes.test(path) ? 1 : 0,
      imported.has(path) ? 1 : 0,
      path.split("/").length,
      usual === -1 ? usualNames.length : usual,
    ]
  }
  return candidates
    .map((file) => ({ path: file.path, rank: rank(file) }))
    .sort((a, b) => compare(a.rank, b.rank) || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path)
}

function canRun({ path, imports, shows }: FileFacts): boolean {
  const importsStreamlit = imports.some(({ module }) => module.split(".")[0] === "streamlit")
  return shows && importsStreamlit && posix.basename(posix.dirname(path)) !== "pages"
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
