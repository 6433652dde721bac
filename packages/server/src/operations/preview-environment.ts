// Whether the environment that a version of this commit would get is there already, and which of the module's versions has it.
//
// What it says holds for the commit and the choices of the request: a build of the same resolves to the same.
import type { Answer } from "@modkeep/contract/answer"
import type { ModuleId } from "@modkeep/contract/ids"
import type {
  environmentPreview,
  EnvironmentPreviewRequest,
} from "@modkeep/contract/schemas/version"

import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { locateSource } from "./locate-source.ts"
import { openCredential } from "./module-credential.ts"
import { getModule } from "./show-module.ts"
import { sourceFiles } from "./source-files.ts"

type Input = EnvironmentPreviewRequest & {
  readonly module: ModuleId
  readonly signal: AbortSignal
}

export async function previewEnvironment(
  context: Context,
  actor: Actor,
  { module: id, ref, directory, signal, ...choices }: Input,
): Promise<Answer<typeof environmentPreview>> {
  const { db } = context.store
  const module = await getModule(db, actor, id, "change")
  const source = await locateSource(context, {
    repository: module.repository,
    ref,
    directory,
    usual: module,
    credential: await openCredential(context, db, module),
    signal,
  })
  const preview = await context.environments.preview({
    files: sourceFiles(source.files),
    directory: source.directory,
    commitTime: source.commit.committedAt,
    choices,
    signal,
  })
  const { interpreter, streamlit, asOf, warnings } = preview.resolution
  return {
    commit: source.commit.commit,
    environment: preview.id,
    state: preview.state,
    version: (await versions.latestWith(db, module.id, preview.id)) ?? null,
    python: interpreter.version,
    streamlit,
    packages: preview.packages,
    asOf: asOf === undefined ? null : iso(Date.parse(asOf)),
    warnings: [...warnings],
  }
}
