// What a commit expects, before anything is stored: the text for the text area, what the code reads, what is required.
//
// With a module the text starts from the new template with the latest version's values carried over as references.
import type { ModuleId } from "@modkeep/contract/ids"
import type { Template as TemplateAnswer, templateCreate } from "@modkeep/contract/schemas/template"
import type { z } from "zod"

import { Fault } from "#base/fault.ts"
import { iso } from "#base/iso.ts"
import { parseRepositoryAddress } from "#domain/repository-address.ts"
import { sameRepository } from "#domain/repository-address-same.ts"
import { understoodPage } from "#domain/understood-page.ts"
import type { Actor } from "#identity/actor.ts"
import { readDependencies } from "#environments/read-dependencies.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { carryOver } from "./documents/carry-over.ts"
import { templateKeys, templateSkeleton } from "./documents/template-keys.ts"
import { openCredential } from "./module-credential.ts"
import { type Source, type SourceRequest, credentialOf, readSource } from "./read-source.ts"
import { sourceFiles } from "./source-files.ts"
import { getModule } from "./show-module.ts"
import { storedScan } from "./stored-scan.ts"

type Input = z.output<typeof templateCreate> &
  Pick<SourceRequest, "onStep"> & { readonly signal: AbortSignal }

export async function readTemplate(
  context: Context,
  actor: Actor,
  input: Input,
): Promise<TemplateAnswer> {
  const { db } = context.store
  const module =
    input.module === undefined ? undefined : await getModule(db, actor, input.module, "change")
  const repository = input.repository ?? module?.repository
  if (repository === undefined) {
    throw new Fault("request.malformed", {
      public: 'Say which repository: "repository" with its address, or "module" with its id',
    })
  }
  const given = input.credential === undefined ? undefined : credentialOf(input.credential)
  const stored =
    module === undefined || !takesCredential(module.repository, repository)
      ? undefined
      : await openCredential(context, db, module)
  const source = await readSource(context, {
    repository,
    ref: input.ref,
    directory: input.directory,
    usual: module,
    mayLackEntrypoint: true,
    credential: given ?? stored,
    signal: input.signal,
    onStep: input.onStep,
  })
  const carried = module === undefined ? undefined : await carriedFrom(context, module.id, source)
  return { ...describe(source, carried), ...(await pythonOf(source)) }
}

/** The interpreter that the commit asks for. Dependencies that cannot be read are the build's to refuse. */
async function pythonOf({ files, directory }: Source): Promise<{ python?: string }> {
  try {
    const { python } = await readDependencies(sourceFiles(files), directory)
    return python === undefined ? {} : { python: python.version }
  } catch (cause) {
    if (cause instanceof Fault && cause.code === "environment.dependencies") return {}
    throw cause
  }
}

/** A stored credential goes nowhere but where it was stored for: never to an address that came with the request. */
function takesCredential(stored: string, asked: string): boolean {
  return sameRepository(parseRepositoryAddress(stored), parseRepositoryAddress(asked))
}

type Carried = Awaited<ReturnType<typeof carryOver>>

async function carriedFrom(
  context: Context,
  module: ModuleId,
  source: Source,
): Promise<Carried | undefined> {
  const latest = await versions.latest(context.store.db, module)
  if (latest === undefined) return undefined
  return await carryOver(context, { version: latest, template: source.template.document })
}

function describe(source: Source, carried: Carried | undefined): TemplateAnswer {
  const { address, commit, template, scan } = source
  const stored = storedScan(scan)
  return {
    repository: address.url,
    commit: commit.commit,
    ref: commit.ref ?? null,
    committedAt: iso(commit.committedAt),
    author: commit.author,
    subject: commit.subject,
    understood: understoodOf(source),
    directory: source.directory,
    ...(carried === undefined ? {} : { base: carried.base }),
    entrypoint: source.entrypoint ?? null,
    entrypoints: [...scan.entrypoints],
    pages: stored.pages,
    template: {
      path: template.path,
      found: template.found,
      text: carried?.text ?? template.text,
      diagnostics: [...template.diagnostics],
    },
    skeleton: template.found ? null : templateSkeleton(stored.reads),
    changes: carried?.changes ?? null,
    keys: templateKeys(template.document, stored.reads),
    reads: stored.reads,
    notes: [
      ...(template.note === undefined ? [] : [template.note]),
      ...scan.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`),
    ],
  }
}

/** As it turned out: where the page's address could be cut in several ways, the repository has decided. */
function understoodOf({ address, commit, directory }: Source): string | null {
  if (address.from === undefined) return null
  const { entrypoint } = commit
  return understoodPage(
    { ...address, from: address.from },
    {
      ref: commit.ref?.replace(/^refs\/(?:heads|tags)\//, "") ?? commit.commit,
      ...(directory === "" ? {} : { directory }),
      ...(entrypoint === undefined ? {} : { entrypoint }),
    },
  )
}
