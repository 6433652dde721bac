// Refuses an address in one sentence and says what to write. What was typed is never repeated: it may hold a credential.
import { Fault } from "#base/fault.ts"

const howToWrite =
  "Write https://host/owner/repository or ssh://git@host/owner/repository, or paste the page of a commit, folder or file"

export function refuseAddress(what: string, mend: string = howToWrite): never {
  throw new Fault("git.address", { public: `${what}. ${mend}` })
}
