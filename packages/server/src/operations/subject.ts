// Whose document it is: a version's, which its author fills, or an install's, which is laid over the version's.
import type { DocumentId, InstallId, OwnerId, VersionId } from "@modkeep/contract/ids"
import { installId } from "@modkeep/contract/ids"

import type { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import type { OwnedInstall } from "#store/installs.ts"
import type { Tx } from "#store/schema.ts"
import { type OwnedVersion, versions } from "#store/versions.ts"

import type { SubjectId } from "./context.ts"
import type { Need } from "./permit.ts"
import { getInstall, noInstall } from "./show-install.ts"
import { getVersion, noVersion } from "./show-version.ts"

export type Subject =
  | { readonly kind: "version"; readonly version: OwnedVersion; readonly install?: undefined }
  | { readonly kind: "install"; readonly version: OwnedVersion; readonly install: OwnedInstall }

/** The subject when the actor may do what is needed with its document. Documents are never shared with another owner. */
export async function getSubject(
  tx: Tx,
  actor: Actor,
  id: SubjectId,
  need: Need,
): Promise<Subject> {
  if (isInstallId(id)) {
    const install = await getInstall(tx, actor, id, need)
    return { kind: "install", install, version: await versions.get(tx, install.version) }
  }
  const version = await getVersion(tx, actor, id, need)
  const isOwn = actor.memberships.some(({ owner }) => owner === version.owner)
  return { kind: "version", version: isOwn ? version : await getVersion(tx, actor, id, "change") }
}

export function isInstallId(id: SubjectId): id is InstallId {
  return installId.safeParse(id).success
}

/** Where the subject's document lies and who owns it. */
export function documentOf(subject: Subject): {
  readonly id: DocumentId
  readonly owner: OwnerId
  readonly scope: "version" | "install"
  readonly subject: VersionId | InstallId
} {
  return subject.kind === "install"
    ? {
        id: subject.install.document,
        owner: subject.install.owner,
        scope: "install",
        subject: subject.install.id,
      }
    : {
        id: subject.version.document,
        owner: subject.version.owner,
        scope: "version",
        subject: subject.version.id,
      }
}

/** The fault of a subject that was deleted while it was worked on. */
export function goneSubject({ version, install }: Subject): Fault {
  return install === undefined ? noVersion(version.id) : noInstall(install.id)
}

export function nameOfSubject(subject: Subject): string {
  return subject.kind === "install"
    ? `install "${subject.install.name}"`
    : `version ${subject.version.number}`
}
