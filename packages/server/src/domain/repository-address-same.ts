// Whether two addresses name one repository, as far as the text says it: over https or ssh, with or without `.git`,
// and on the known forges in any case of the letters. Folders of the machine are the same only when written the same.
import type { RepositoryAddress } from "./repository-address.ts"
import { repositoryForges } from "./repository-forges.ts"

export function sameRepository(a: RepositoryAddress, b: RepositoryAddress): boolean {
  if (a.host !== b.host || (a.protocol === "file") !== (b.protocol === "file")) return false
  // A port belongs to a protocol: two web servers on one host are two places, ssh and web of one host are one.
  if (a.protocol === b.protocol && a.port !== b.port) return false
  return a.protocol === "file" ? a.url === b.url : identity(a) === identity(b)
}

function identity({ host, path }: RepositoryAddress): string {
  return repositoryForges.has(host) ? path.toLowerCase() : path
}
