// Ids are prefixed ULIDs: the prefix says what a thing is, and an id of one kind never passes for another.
//
// `ver_01jd…`: three letters, an underscore, 26 characters of lower-case Crockford base32. The same text stands in URLs, logs,
// errors and (with `-` for `_`) in the host name of an install's page.
import { z } from "zod"

/** Schema of one kind of id. The annotation keeps the brands apart: inferred, zod gives all kinds one type. */
function id<const Prefix extends string>(prefix: Prefix): z.core.$ZodBranded<z.ZodString, Prefix> {
  const text = z
    .string()
    .regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`))
    .meta({ description: `Id that begins with ${prefix}_` })
  return text as z.core.$ZodBranded<z.ZodString, Prefix>
}

export const ownerId = id("own")
export const userId = id("usr")
export const moduleId = id("mod")
export const versionId = id("ver")
export const appId = id("app")
export const installId = id("ins")
export const documentId = id("doc")
export const revisionId = id("rev")
export const processId = id("prc")
export const tokenId = id("tok")
export const sessionId = id("ses")
export const auditId = id("aud")

export type OwnerId = z.infer<typeof ownerId>
export type UserId = z.infer<typeof userId>
export type ModuleId = z.infer<typeof moduleId>
export type VersionId = z.infer<typeof versionId>
export type AppId = z.infer<typeof appId>
export type InstallId = z.infer<typeof installId>
export type DocumentId = z.infer<typeof documentId>
export type RevisionId = z.infer<typeof revisionId>
export type ProcessId = z.infer<typeof processId>
export type TokenId = z.infer<typeof tokenId>
export type SessionId = z.infer<typeof sessionId>
export type AuditId = z.infer<typeof auditId>

/** Each kind of thing with the prefix of its ids. */
export interface IdOf {
  own: OwnerId
  usr: UserId
  mod: ModuleId
  ver: VersionId
  app: AppId
  ins: InstallId
  doc: DocumentId
  rev: RevisionId
  prc: ProcessId
  tok: TokenId
  ses: SessionId
  aud: AuditId
}
