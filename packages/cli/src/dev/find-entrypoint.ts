// Which Python file is the page: the one that was named, or the one that Streamlit's own hosts take.
import { existsSync } from "node:fs"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { exitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"

const usual = ["streamlit_app.py", "app.py", "main.py", "Home.py"]

export async function findEntrypoint(folder: string, named: string | undefined): Promise<string> {
  if (named !== undefined) {
    if (existsSync(join(folder, named))) return named
    throw new Stop(exitCode.notFound, "dev.entrypoint", `There is no file "${named}" in ${folder}`)
  }
  const files = await readdir(folder).catch(() => {
    throw new Stop(exitCode.notFound, "dev.folder", `There is no folder ${folder}`)
  })
  const found =
    usual.find((name) => files.includes(name)) ?? (await onlyStreamlitFile(folder, files))
  if (found !== undefined) return found
  throw new Stop(
    exitCode.wrongUse,
    "dev.entrypoint",
    `Cannot tell which file of ${folder} is the page: say it with --entrypoint FILE`,
  )
}

async function onlyStreamlitFile(
  folder: string,
  files: readonly string[],
): Promise<string | undefined> {
  const pythons = files.filter((file) => file.endsWith(".py"))
  const texts = await Promise.all(pythons.map((file) => readFile(join(folder, file), "utf8")))
  const using = pythons.filter((_, index) =>
    /^\s*(import|from)\s+streamlit\b/m.test(texts[index] ?? ""),
  )
  return using.length === 1 ? using[0] : undefined
}
