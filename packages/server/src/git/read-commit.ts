// Date, author and subject of a fetched commit, fit to be shown.
import type { CommitFacts } from "./git.ts"
import type { GitSettings } from "./git-settings.ts"
import { printable } from "./printable.ts"
import { storeCommand } from "./store-command.ts"

const charactersMax = 200

export async function readCommit(
  settings: GitSettings,
  store: string,
  commit: string,
): Promise<CommitFacts> {
  const args = ["cat-file", "commit", commit]
  const { stdout } = await storeCommand(settings, { store, args, outputBytesMax: 1024 * 1024 })
  return { commit, ...parseCommit(stdout.toString("utf8")) }
}

/** The date is the committer's: the author's may be of any year, and dependencies are resolved as of it. */
export function parseCommit(text: string): Omit<CommitFacts, "commit"> {
  const end = text.indexOf("\n\n")
  const head = end === -1 ? text : text.slice(0, end)
  const subject = (end === -1 ? "" : text.slice(end).trimStart()).split("\n")[0] ?? ""
  const seconds = Number(/^committer .*> (\d{1,12}) [+-]\d+$/m.exec(head)?.[1] ?? 0)
  return {
    committedAt: seconds * 1_000,
    author: printable(/^author (.*?) ?<[^<>]*> /m.exec(head)?.[1] ?? "", charactersMax),
    subject: printable(subject, charactersMax),
  }
}
