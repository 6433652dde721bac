// Whether what somebody types is their own password, five times a minute at most.
import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { isPassword } from "#identity/password-hash.ts"
import type { Password } from "#store/passwords.ts"

import type { Context } from "./context.ts"

/** @throws Fault sign_in.refused, request.too_often */
export async function checkOwnPassword(
  context: Pick<Context, "signIns">,
  { user }: Pick<Actor, "user">,
  { typed, stored }: { typed: string; stored: Password },
): Promise<void> {
  context.signIns.take(user.id)
  if (await isPassword(typed, stored)) return
  throw new Fault("sign_in.refused", {
    public: "This is not your current password. Try again, or ask an operator for a sign-in link",
  })
}
