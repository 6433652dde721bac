// Calls back after any of the files has changed and come to rest. Editors write in several steps: a rename counts as well.
import { type FSWatcher, watch } from "node:fs"
import { basename, dirname } from "node:path"

/** An editor that truncates and writes is done well within this time. */
const restMs = 50

export function watchFiles(files: readonly string[], onChange: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined
  let last: Promise<void> = Promise.resolve()
  const watchers = files.map((file): FSWatcher =>
    watch(dirname(file), (_, name) => {
      if (name !== basename(file)) return
      clearTimeout(timer)
      timer = setTimeout(() => {
        last = last.then(onChange).catch((error: unknown) => {
          process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
        })
      }, restMs)
    }),
  )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
