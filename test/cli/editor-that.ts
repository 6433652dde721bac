// An editor for the command line under test: it runs one shell line each time it is opened, and keeps what it was given.
import { chmod, readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"

export interface Editor {
  readonly command: string
  /** What the file held each time the editor was opened. */
  readonly texts: () => Promise<string[]>
}

let editors = 0

export async function editorThat(folder: string, ...lines: string[]): Promise<Editor> {
  editors += 1
  const name = `editor-${editors}`
  const base = join(folder, name)
  const steps = lines.map((line, index) => `if [ $n = ${index} ]; then ${line}; fi`)
  const script = [
    "#!/bin/sh",
    `n=$(ls ${base}.text-* 2>/dev/null | wc -l)`,
    `cp "$1" ${base}.text-$n`,
    ...steps,
  ]
  await writeFile(base, `${script.join("\n")}\n`)
  await chmod(base, 0o755)
  return {
    command: base,
    texts: async () => {
      const names = (await readdir(folder)).filter((one) => one.startsWith(`${name}.text-`))
      return await Promise.all(names.toSorted().map((one) => readFile(join(folder, one), "utf8")))
    },
  }
}
