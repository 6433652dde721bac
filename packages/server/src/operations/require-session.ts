// Guards what only the person in front of the browser does, such as setting the password: a token, whatever its scopes, does not.
import { Fault } from "#base/fault.ts"
import type { Actor, ActorSession } from "#identity/actor.ts"

/** @throws Fault permission.denied */
export function requireSession({ session }: Pick<Actor, "session">): ActorSession {
  if (session !== undefined) return session
  throw new Fault("permission.denied", {
    public: "This is for somebody who is signed in to the console, not for a token. Sign in there",
  })
}
