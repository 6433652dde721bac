// The grammar of a branch, tag or commit that Modkeep hands to Git: an allow-list, stricter than Git's own rules.
//
// What passes can be nothing but a name: no leading dash (an option), no `:` `^` `~` `@{` (Git's revision language), no `..`,
// no white space, no control or direction-changing character.
import { Fault } from "#base/fault.ts"

const charactersMax = 250
const characters = /^[\p{L}\p{N}\p{M}_./+=@,#!%&()-]+$/u

/** @throws `git.ref` when the text is no ref that Modkeep uses. Surrounding white space is dropped. */
export function parseGitRef(text: string): string {
  const ref = text.trim()
  if (!isGitRef(ref)) {
    throw new Fault("git.ref", {
      public:
        "This is not the name of a branch, a tag or a commit. Write one as the repository shows it, such as main, v1.2 or 4f2a9c1",
    })
  }
  return ref
}

export function isGitRef(ref: string): boolean {
  return (
    ref.length <= charactersMax &&
    characters.test(ref) &&
    !ref.startsWith("-") &&
    !ref.includes("..") &&
    !ref.endsWith(".") &&
    ref !== "@" &&
    ref.split("/").every(isComponent)
  )
}

function isComponent(component: string): boolean {
  return component !== "" && !component.startsWith(".") && !component.endsWith(".lock")
}

/** A whole commit id, of SHA-1 or SHA-256. */
export function isCommitId(ref: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(ref)
}
