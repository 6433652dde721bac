// What a version keeps of its code scan, and how it is read again. A scan that an older release stored lacks what was not
// looked for then; whoever reads it sees that as nothing found.
import { type AuthRules, clarifai } from "@modkeep/contract/auth/resolve-auth"
import type { Answer } from "@modkeep/contract/answer"
import type { codeRead } from "@modkeep/contract/schemas/template"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { z } from "zod"

import type { Scan } from "#scan/scan.ts"
import type { OwnedVersion } from "#store/versions.ts"

type Read = Answer<typeof codeRead>

const schema = z.object({
  reads: z.array(z.custom<Read>()).catch([]),
  code: z.array(z.custom<Scan["reads"][number]>()).catch([]),
  dynamic: z.array(z.custom<Scan["dynamic"][number]>()).catch([]),
  staleCopies: z.array(z.custom<Scan["staleCopies"][number]>()).catch([]),
  imports: z.array(z.custom<Scan["imports"][number]>()).catch([]),
  pages: z.array(z.object({ path: z.string(), title: z.string(), file: z.string() })).catch([]),
  profile: z.string().optional().catch(undefined),
  auth: z.custom<AuthRules>().optional().catch(undefined),
})

export interface StoredScan extends z.infer<typeof schema> {
  /** Names of authentication fields that an install may set although the version does not name them; endpoints left out. */
  readonly declared: readonly string[]
  /** Query parameters that are credentials or say where credentials go. */
  readonly sensitiveQuery: readonly string[]
}

/** The JSON that is kept with the version. */
export function storedScan(scan: Scan): z.infer<typeof schema> {
  return {
    reads: scan.reads.map(({ source, keyPath, file, line, optional }) => ({
      source,
      path: formatKeyPath(keyPath),
      keyPath: [...keyPath],
      file,
      line,
      optional,
    })),
    code: [...scan.reads],
    dynamic: [...scan.dynamic],
    staleCopies: [...scan.staleCopies],
    imports: [...scan.imports],
    pages: scan.pages.map(({ path, title, file }) => ({ path, title, file: file ?? "" })),
    profile: scan.auth.profile,
    auth: rulesOf(scan),
  }
}

/** Clarifai's own fields, and those that the module declares in modkeep.toml. */
function rulesOf({ auth }: Scan): AuthRules | undefined {
  const isClarifai = auth.profile === "clarifai"
  if (!isClarifai && auth.fields.length === 0) return undefined
  return {
    fields: [...clarifai.fields, ...auth.fields],
    exactlyOne: isClarifai ? clarifai.exactlyOne : [],
    required: isClarifai ? clarifai.required : [],
  }
}

export function readScan({ scan }: Pick<OwnedVersion, "scan">): StoredScan {
  const stored = schema.parse(scan ?? {})
  const fields = stored.auth?.fields ?? []
  return {
    ...stored,
    declared: fields.filter(({ kind }) => kind !== "endpoint").map(({ env }) => env),
    sensitiveQuery: fields.filter(({ kind }) => kind !== "identifier").map(({ query }) => query),
  }
}
