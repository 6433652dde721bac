// Finds the module's own files behind import statements, the way Python would: in the entry point's folder, in the root
// directory, or relative to the importing file.
import { posix } from "node:path"
import type { FileFacts } from "./file-facts.ts"

export class ModuleFiles {
  readonly #files: ReadonlyMap<string, FileFacts>
  readonly #roots: readonly string[]

  constructor(files: readonly FileFacts[], roots: readonly string[]) {
    this.#files = new Map(files.map((file) => [file.path, file]))
    this.#roots = [...new Set(roots)]
  }

  get(path: string): FileFacts | undefined {
    return this.#files.get(path)
  }

  /** All files that loading these brings in, themselves included. */
  reached(starts: readonly string[]): Set<string> {
    const reached = new Set<string>()
    const waiting = [...starts]
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const file = this.#files.get(path)
      if (file === undefined || reached.has(path)) continue
      reached.add(path)
      for (const one of file.imports) waiting.push(...this.targets(file, one))
    }
    return reached
  }

  /** Own files that an import loads; none: it is somebody else's module. */
  targets(from: FileFacts, { module, level, names }: FileFacts["imports"][number]): string[] {
    const steps = module === "" ? [] : module.split(".")
    if (level === 0)
      return this.#roots.map((root) => this.#load(root, steps, names)).find(isFound) ?? []
    const ups = Array.from({ length: level - 1 }, () => "..")
    return this.#load(posix.join(posix.dirname(from.path), ...ups), steps, names)
  }

  // `import a.b` runs a/__init__.py and a/b; `from a import b` may name the file a/b as well as something in a.
  #load(root: string, steps: readonly string[], names: readonly string[]): string[] {
    const found: string[] = []
    for (let count = 1; count <= steps.length; count++) {
      found.push(...this.#at(posix.join(root, ...steps.slice(0, count))))
    }
    const place = posix.join(root, ...steps)
    return [...found, ...names.flatMap((name) => this.#at(posix.join(place, name)))]
  }

  #at(place: string): string[] {
    return [`${place}.py`, posix.join(place, "__init__.py")].filter((path) => this.#files.has(path))
  }
}

function isFound(paths: readonly string[]): boolean {
  return paths.length > 0
}
