// A Git room that may read one folder of the machine, and real repositories in that folder.
import { mkdirSync } from "node:fs"
import { join } from "node:path"

import {
  parseRepositoryAddress,
  type RepositoryAddress,
} from "../../packages/server/src/domain/repository-address.ts"
import type { CommitFiles } from "../../packages/server/src/git/commit-files.ts"
import { createGit } from "../../packages/server/src/git/create-git.ts"
import { Repository, workspace } from "./repository.ts"

export function fileStage() {
  const space = workspace()
  const allowed = join(space.path, "allowed")
  mkdirSync(allowed)
  const git = createGit({
    dataFolder: join(space.path, "data"),
    localFolders: [allowed],
    searchPath: process.env["PATH"] ?? "",
    limits: { bytesMax: 4 * 1024 * 1024, filesMax: 100 },
  })
  let made = 0

  function repository(): Repository {
    return new Repository(allowed, `repository-${made++}`)
  }

  function at(repository: Repository, page = ""): RepositoryAddress {
    return {
      ...parseRepositoryAddress(`file://${repository.path}`),
      ...(page === "" ? {} : parts(page)),
    }
  }

  async function files(repository: Repository): Promise<CommitFiles> {
    const commit = repository.git("rev-parse", "HEAD")
    return await git.fetch({ address: at(repository), commit })
  }

  return { space, git, repository, at, files }
}

function parts(page: string): Partial<RepositoryAddress> {
  const { candidates } = parseRepositoryAddress(`https://github.com/o/r/${page}`)
  return { candidates }
}
