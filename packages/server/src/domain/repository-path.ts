// The grammar of a file or folder inside a repository: relative, `/` between names, and never out of it.
import { Fault } from "#base/fault.ts"

const charactersMax = 1_024
// Control characters, line separators and the marks that turn the direction of text on a page.
const unprintable = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** `""` stands for the repository's root; one trailing slash and a leading `./` are forgiven. @throws `git.directory_not_found` */
export function parseRepositoryPath(text: string): string {
  const path = text
    .trim()
    .replace(/^\.\/+/, "")
    .replace(/\/$/, "")
  if (path === "" || path === ".") return ""
  if (!isRepositoryPath(path)) {
    throw new Fault("git.directory_not_found", {
      public:
        'This is not a path inside the repository. Write it from the repository\'s root, such as "apps/chat"',
    })
  }
  return path
}

export function isRepositoryPath(path: string): boolean {
  return (
    path.length <= charactersMax &&
    path.isWellFormed() &&
    !unprintable.test(path) &&
    !path.includes("\\") &&
    path.split("/").every(isName)
  )
}

// `.git` in any case: on case-blind file systems `.GIT/config` is Git's own file.
function isName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && name.toLowerCase() !== ".git"
}
