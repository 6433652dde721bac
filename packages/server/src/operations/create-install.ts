// Installs a ready version in an app. The overlay is checked as the module will see it, over the version's document; nothing is
// stored when a variable would be blank.
import type { Answer } from "@modkeep/contract/answer"
import type { AppId } from "@modkeep/contract/ids"
import type { InstallCreate, installCreated } from "@modkeep/contract/schemas/install"

import { Fault } from "#base/fault.ts"
import { newId } from "#base/ids.ts"
import { Sealed } from "#base/sealed.ts"
import { checkLaunchQuery } from "#domain/launch-query.ts"
import type { Actor } from "#identity/actor.ts"
import { type Install, installs } from "#store/installs.ts"
import { modules } from "#store/modules.ts"
import type { Tx } from "#store/schema.ts"
import type { OwnedVersion } from "#store/versions.ts"

import { auditNote } from "./audit-note.ts"
import { applyPolicy } from "./apply-policy.ts"
import type { Context } from "./context.ts"
import { createDocument } from "./documents/create-document.ts"
import { readOverlay } from "./documents/read-overlay.ts"
import { refuseDiagnostics } from "./documents/refuse-diagnostics.ts"
import { readKeyPaths } from "./documents/version-rules.ts"
import { getApp } from "./show-app.ts"
import { describeInstall } from "./show-install.ts"
import { getVersion } from "./show-version.ts"
import { readScan } from "./stored-scan.ts"
import { withoutUndefined } from "./without-undefined.ts"

type Input = InstallCreate & { readonly app: AppId }

export async function createInstall(
  context: Context,
  actor: Actor,
  input: Input,
): Promise<Answer<typeof installCreated>> {
  const { db } = context.store
  const app = await getApp(db, actor, input.app, "change")
  const version = await getVersion(db, actor, input.version, "look")
  requireReady(version)
  const name = input.name ?? (await freeName(db, input.app, version))
  const query = checkLaunchQuery(input.query ?? {}, { sensitive: readScan(version).sensitiveQuery })
  const acknowledgeMissing = readKeyPaths(input.acknowledgeMissing)
  const { document, diagnostics } = await readOverlay(context, {
    version,
    text: new Sealed(input.secrets ?? ""),
    acknowledgeMissing,
  })
  refuseDiagnostics(diagnostics, {
    action: `install "${name}" in "${app.name}"`,
    blank: "secrets.blank",
  })
  const install: Omit<Install, "uid"> = {
    id: newId("ins"),
    app: app.id,
    version: version.id,
    name,
    access: input.access ?? "private",
    query,
    embedOrigins: input.embedOrigins ?? [],
    showNavigation: input.showNavigation ?? false,
    idleMinutes: input.idleMinutes ?? 15,
    sessions: input.sessions ?? "next-run",
    limits: withoutUndefined(input.limits ?? {}),
    wish: "on",
    failure: null,
    document: newId("doc"),
    createdAt: context.clock.now(),
    createdBy: actor.user.id,
  }
  const writeDocument = await createDocument(context, {
    place: { id: install.document, owner: app.owner, scope: "install", subject: install.id },
    actor,
    document: input.secrets === undefined ? undefined : document,
    acknowledgeMissing,
    reason: undefined,
  })
  const stored = await context.store.transaction(async (tx) => {
    await getApp(tx, actor, app.id, "change")
    requireReady(await getVersion(tx, actor, version.id, "look"))
    await writeDocument(tx)
    // Somebody may have taken the free name meanwhile; a name that was asked for is taken or refused.
    const free = input.name ?? (await freeName(tx, app.id, version))
    const whole = await installs.insert(tx, { ...install, name: free })
    await auditNote(context, tx, {
      actor,
      action: "install.create",
      owner: app.owner,
      subject: install.id,
      details: { app: app.id, version: version.id, name: free },
    })
    return { ...whole, owner: app.owner, module: version.module }
  })
  await context.pages.configure(stored.id)
  await applyPolicy(context, stored)
  return { ...(await describeInstall(context, db, stored)), diagnostics: [...diagnostics] }
}

/** @throws Fault version.not_ready */
export function requireReady(version: OwnedVersion): void {
  if (version.state === "ready") return
  const mend =
    version.state === "building"
      ? "Wait until its build has ended"
      : "Mend the build and retry it first"
  throw new Fault("version.not_ready", {
    public: `Version ${version.number} is ${version.state}. ${mend}`,
  })
}

async function freeName(tx: Tx, app: AppId, version: OwnedVersion): Promise<string> {
  const { name } = await modules.get(tx, version.module)
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name.slice(0, 74)} ${number}`
    if ((await installs.findByName(tx, app, candidate)) === undefined) return candidate
  }
}
