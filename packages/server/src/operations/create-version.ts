// Creates a version: everything is checked before anything is stored, everything is stored in one transaction, and only then
// the build begins. A blank variable ends here.
import type { Answer } from "@modkeep/contract/answer"
import type { ModuleId } from "@modkeep/contract/ids"
import type { VersionCreate, versionCreated } from "@modkeep/contract/schemas/version"
import type { Diagnostic } from "@modkeep/toml/diagnostic"

import { Fault } from "#base/fault.ts"
import { newId } from "#base/ids.ts"
import { Sealed } from "#base/sealed.ts"
import { readDependencies } from "#environments/read-dependencies.ts"
import type { Actor } from "#identity/actor.ts"
import { type Module, modules } from "#store/modules.ts"
import type { Tx } from "#store/schema.ts"
import { type OwnedVersion, versions } from "#store/versions.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { createDocument } from "./documents/create-document.ts"
import { readNewText } from "./documents/read-new-text.ts"
import { refuseDiagnostics } from "./documents/refuse-diagnostics.ts"
import { readKeyPaths } from "./documents/version-rules.ts"
import { openCredential } from "./module-credential.ts"
import { type Source, readSource } from "./read-source.ts"
import { getModule } from "./show-module.ts"
import { describeVersion } from "./show-version.ts"
import { sourceFiles } from "./source-files.ts"
import { storedScan } from "./stored-scan.ts"
import { withoutUndefined } from "./without-undefined.ts"

type Input = Partial<VersionCreate> & { readonly module: ModuleId; readonly signal: AbortSignal }
type Created = Answer<typeof versionCreated>

export async function createVersion(
  context: Context,
  actor: Actor,
  input: Input,
): Promise<Created> {
  const { db } = context.store
  const module = await getModule(db, actor, input.module, "change")
  const source = await readSource(context, {
    repository: module.repository,
    ref: input.ref,
    directory: input.directory,
    entrypoint: input.entrypoint,
    usual: module,
    credential: await openCredential(context, db, module),
    signal: input.signal,
  })
  const entrypoint = requireEntrypoint(source)
  const { streamlit } = await readDependencies(sourceFiles(source.files), source.directory)
  const number = await versions.nextNumber(db, module.id)
  const acknowledgeMissing = readKeyPaths(input.acknowledgeMissing)
  const text = input.secrets ?? source.template.text
  const checked = await readNewText(context, actor, {
    text: new Sealed(text),
    base: input.base,
    module: module.id,
    template: source.template.document,
    streamlit,
    acknowledgeMissing,
  })
  refuseDiagnostics(checked.diagnostics, {
    action: `create version ${number} of "${module.name}"`,
    blank: "version.secrets_blank",
  })
  const isSaved = input.secrets !== undefined || text !== ""
  const version = newVersion(context, actor, { module, source, entrypoint, input, streamlit })
  const writeDocument = await createDocument(context, {
    place: { id: version.document, owner: module.owner, scope: "version", subject: version.id },
    actor,
    document: isSaved ? checked.document : undefined,
    acknowledgeMissing,
    reason: undefined,
  })
  const stored = await context.store.transaction(async (tx): Promise<OwnedVersion> => {
    await getModule(tx, actor, module.id, "change")
    const whole = { ...version, number: await versions.nextNumber(tx, module.id) }
    await writeDocument(tx)
    await versions.insert(tx, whole)
    await auditNote(context, tx, {
      actor,
      action: "version.create",
      owner: module.owner,
      subject: version.id,
      details: { module: module.id, number: whole.number, commit: whole.commit },
    })
    if (whole.number === 1) await settleFolder(context, tx, { actor, module, source })
    return { ...whole, owner: module.owner }
  })
  context.builds.add(stored.id)
  return {
    ...(await describeVersion(db, actor, stored)),
    diagnostics: inOrder(source, checked.diagnostics),
  }
}

/** What the template itself was warned of comes along: a credential in Git has to be revoked whatever is saved here. */
function inOrder(source: Source, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [
    ...source.template.diagnostics.filter(({ code }) => code.endsWith("_in_git")),
    ...diagnostics,
  ]
}

function requireEntrypoint(source: Source): string {
  if (source.entrypoint !== undefined) return source.entrypoint
  const where = source.directory === "" ? "the repository" : `"${source.directory}"`
  throw new Fault("version.entrypoint", {
    public: `Cannot tell which script of ${where} to run: no Python file there imports Streamlit. Name it as "entrypoint"`,
  })
}

/**
 * A module that was made from a page holds the likeliest reading of its address: in `tree/feature/x/inner` the branch may
 * be `feature` or `feature/x`. Its first commit tells, and the next versions are looked for where that one lies.
 */
async function settleFolder(
  context: Context,
  tx: Tx,
  { actor, module, source }: { actor: Actor; module: Module; source: Source },
): Promise<void> {
  if (source.files.hasFolder(module.directory)) return
  const { directory } = source
  await modules.update(tx, module.id, { directory })
  await auditNote(context, tx, {
    actor,
    action: "module.update",
    owner: module.owner,
    subject: module.id,
    details: { directory },
  })
}

interface Parts {
  readonly module: Module
  readonly source: Source
  readonly entrypoint: string
  readonly input: Input
  readonly streamlit: string | undefined
}

function newVersion(
  { clock }: Context,
  actor: Actor,
  { module, source, entrypoint, input, streamlit }: Parts,
): Omit<OwnedVersion, "owner" | "number"> {
  const { commit, template, scan, address } = source
  const stored = storedScan(scan)
  const { extraPackages, resolveAs, python, importCheck, sourceBuilds } = input
  return {
    id: newId("ver"),
    module: module.id,
    repository: address.url,
    commit: commit.commit,
    ref: commit.ref ?? null,
    commitAt: commit.committedAt,
    commitAuthor: commit.author,
    commitSubject: commit.subject,
    directory: source.directory,
    entrypoint,
    notes: input.notes ?? "",
    state: "building",
    failure: null,
    environment: null,
    document: newId("doc"),
    templatePath: template.path,
    templateFound: template.document !== undefined,
    templateText: template.text,
    scan: stored,
    pages: stored.pages,
    warnings: [],
    options: withoutUndefined({ extraPackages, resolveAs, python, importCheck, sourceBuilds }),
    streamlit: streamlit ?? null,
    python: null,
    createdAt: clock.now(),
    createdBy: actor.user.id,
    builtAt: null,
  }
}
