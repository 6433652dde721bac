// Lets somebody in to an install's page once: the one-time code that "Open" and the hand-off of visitors use.
import type { Answer } from "@modkeep/contract/answer"
import type { InstallId } from "@modkeep/contract/ids"
import type { openLink } from "@modkeep/contract/schemas/install"

import { Fault } from "#base/fault.ts"
import { iso } from "#base/iso.ts"
import { pageOrigin } from "#domain/page-address.ts"
import type { Actor } from "#identity/actor.ts"
import { issueAdmission } from "#identity/sign-in.ts"
import { admissions } from "#store/admissions.ts"
import { type OwnedInstall, installs } from "#store/installs.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { getInstall, noInstall } from "./show-install.ts"

export async function linkInstall(
  context: Context,
  actor: Actor,
  id: InstallId,
): Promise<Answer<typeof openLink>> {
  const install = await getInstall(context.store.db, actor, id, "look")
  const { url, expiresAt } = await admit(context, actor, install, "/")
  return { url, expiresAt: iso(expiresAt) }
}

/** Where a visitor who is signed in to the console goes on. @throws Fault permission.denied, install.not_found */
export async function handOff(
  context: Context,
  actor: Actor,
  { install: id, to }: { install: InstallId; to: string },
): Promise<string> {
  const install = await installs.find(context.store.db, id)
  if (install === undefined) throw noInstall(id)
  if (!mayVisit(actor, install)) {
    throw new Fault("permission.denied", {
      public: "This page is for members of its owner. Ask one of them to let you in",
    })
  }
  return (await admit(context, actor, install, to)).url
}

/** private: members of the app's owner · members: everybody with a sign-in here · public: everybody. */
export function mayVisit(
  actor: Pick<Actor, "memberships">,
  install: Pick<OwnedInstall, "access" | "owner">,
): boolean {
  return (
    install.access !== "private" || actor.memberships.some(({ owner }) => owner === install.owner)
  )
}

async function admit(
  context: Context,
  actor: Actor,
  install: OwnedInstall,
  to: string,
): Promise<{ url: string; expiresAt: number }> {
  const { text, ...code } = issueAdmission(context.clock.now())
  await context.store.transaction(async (tx) => {
    await admissions.insert(tx, {
      ...code,
      install: install.id,
      user: actor.user.id,
      spentAt: null,
    })
    await auditNote(context, tx, {
      actor,
      action: "install.open",
      owner: install.owner,
      subject: install.id,
    })
  })
  const url = new URL("/_modkeep/enter", pageOrigin(context.config, install.id))
  url.searchParams.set("code", text)
  url.searchParams.set("to", to)
  return { url: url.href, expiresAt: code.expiresAt }
}
