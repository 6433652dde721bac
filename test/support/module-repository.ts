// A real Git repository with a module in it, made for a test below the folder that the server may deploy from.
import { execFile } from "node:child_process"
import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"

const run = promisify(execFile)

export class ModuleRepository {
  readonly path: string
  readonly url: string

  constructor(path: string) {
    this.path = path
    this.url = pathToFileURL(path).href
  }

  /** Writes the files and commits them as of `date` (ISO 8601). Returns the commit's id. */
  async commit(
    files: Readonly<Record<string, string>>,
    date: string,
    { subject = "A change", author = "Dana" }: { subject?: string; author?: string } = {},
  ): Promise<string> {
    for (const [name, text] of Object.entries(files)) {
      const target = join(this.path, name)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, text)
    }
    await this.#git(["add", "-A"])
    const by = `--author=${author} <dana@example.org>`
    await this.#git(["commit", "-q", "-m", subject, by], date)
    return (await this.#git(["rev-parse", "HEAD"])).trim()
  }

  async init(): Promise<void> {
    await mkdir(this.path, { recursive: true })
    await this.#git(["init", "-q", "-b", "main"])
  }

  async #git(args: readonly string[], date = "2026-11-20T12:00:00Z"): Promise<string> {
    const { stdout } = await run("git", [...args], {
      cwd: this.path,
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_AUTHOR_NAME: "Dana",
        GIT_AUTHOR_EMAIL: "dana@example.org",
        GIT_COMMITTER_NAME: "Dana",
        GIT_COMMITTER_EMAIL: "dana@example.org",
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    })
    return stdout
  }
}

export async function makeRepository(path: string): Promise<ModuleRepository> {
  const repository = new ModuleRepository(path)
  await repository.init()
  return repository
}
