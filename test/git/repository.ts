// Real repositories for tests, made with the machine's Git in a temporary folder.
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

export interface Workspace {
  readonly path: string
  remove(): void
}

export function workspace(): Workspace {
  const path = mkdtempSync(join(tmpdir(), "git-test-"))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export class Repository {
  readonly path: string

  constructor(parent: string, name: string) {
    this.path = join(parent, name)
    mkdirSync(this.path, { recursive: true })
    this.git("init", "--quiet", "--initial-branch=main")
  }

  git(...args: string[]): string {
    const author = { GIT_AUTHOR_NAME: "Dana", GIT_AUTHOR_EMAIL: "dana@example.org" }
    const committer = { GIT_COMMITTER_NAME: "Dana", GIT_COMMITTER_EMAIL: "dana@example.org" }
    const env = {
      PATH: process.env["PATH"] ?? "",
      ...author,
      ...committer,
      GIT_COMMITTER_DATE: "2023-07-15T12:00:00Z",
      GIT_AUTHOR_DATE: "2019-01-01T00:00:00Z",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
    }
    return execFileSync("git", ["-C", this.path, ...args], {
      env,
      encoding: "utf8",
      stdio: "pipe",
    }).trim()
  }

  write(path: string, content: string | Buffer): this {
    mkdirSync(dirname(join(this.path, path)), { recursive: true })
    writeFileSync(join(this.path, path), content)
    return this
  }

  link(path: string, target: string): this {
    mkdirSync(dirname(join(this.path, path)), { recursive: true })
    symlinkSync(target, join(this.path, path))
    return this
  }

  /** @returns the commit's id. */
  commit(message: string): string {
    this.git("add", "--all")
    this.git("commit", "--quiet", "--allow-empty", "-m", message)
    return this.git("rev-parse", "HEAD")
  }
}
