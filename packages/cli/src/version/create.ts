// Creates a version: sends the text it was given, prints the diagnostics beside their lines, and follows the build when asked.
import type { Client } from "@modkeep/contract/client"
import type { VersionCreate } from "@modkeep/contract/schemas/version"
import { randomUUID } from "node:crypto"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { sayDiagnostics, sayNoticed } from "../diagnostics.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findModule, findVersion } from "../find.ts"
import { readDocumentText } from "../read-document-text.ts"
import { readTemplate } from "../read-template.ts"
import { Stop } from "../stop.ts"
import { withoutUndefined } from "../without-undefined.ts"
import { buildOptions, environmentOf } from "./build-options.ts"
import { createEdited } from "./create-edited.ts"
import { lookAtEnvironment } from "./look-at-environment.ts"
import { followBuild, sayEvent, sayOutcome } from "./follow-build.ts"

export async function createVersion(call: Call): Promise<ExitCode> {
  if (call.has("edit") && call.text("secrets") !== undefined) {
    throw new Stop(exitCode.wrongUse, "use.secrets", "Say --edit or --secrets, not both")
  }
  const client = await connect(call)
  const id = await findModule(client, call.operand(0))
  const settings: VersionCreate = {
    ...withoutUndefined({
      ref: call.text("ref"),
      entrypoint: call.text("entrypoint"),
      notes: call.text("notes"),
      acknowledgeMissing: call.texts("acknowledge"),
    }),
    ...buildOptions(call),
  }
  const created = call.has("edit")
    ? await createEdited(call, client, { id, settings })
    : await createFromText(call, client, { id, settings })
  if (created === undefined) return exitCode.done
  return await finish(call, client, created)
}

async function createFromText(
  call: Call,
  client: Client,
  { id, settings }: { id: string; settings: VersionCreate },
) {
  const file = call.text("secrets")
  const secrets = file === undefined ? undefined : await readDocumentText(call, file)
  const base = secrets?.includes("<kept:") === true ? await findBase(call, client) : undefined
  const read = await readFirst(call, client, { id, settings })
  const body = { ...settings, ...read, ...withoutUndefined({ secrets, base }) }
  const { data } = await client
    .call("versions.create", { params: { id }, body, idempotencyKey: randomUUID() })
    .catch(sayDiagnostics(call, secrets))
  return data
}

/** Somebody who watches sees what is read and what environment it gets; what was read is then what is created. */
async function readFirst(
  call: Call,
  client: Client,
  { id, settings }: { id: string; settings: VersionCreate },
): Promise<Pick<VersionCreate, "ref" | "directory" | "entrypoint">> {
  if (!call.terminal.isWatched) return {}
  const asked = { module: id, ...withoutUndefined({ ref: settings.ref }) }
  const { commit, directory, entrypoint } = await readTemplate(call, client, asked)
  const source = { ref: commit, directory }
  const body = { ...environmentOf(settings), ...source }
  await lookAtEnvironment(call.terminal, client, { params: { id }, body })()
  const found = settings.entrypoint ?? entrypoint ?? undefined
  return { ...source, ...withoutUndefined({ entrypoint: found }) }
}

/** References keep values of one revision: of the version that was named, or of the module's latest. */
async function findBase(call: Call, client: Client): Promise<VersionCreate["base"]> {
  const named = call.text("base") ?? `${call.operand(0)}@latest`
  const version = await findVersion(client, named)
  const { data } = await client.call("versions.get", { params: { id: version } })
  return { version: data.id, revision: data.revision }
}

type Created = Awaited<ReturnType<typeof createFromText>>

async function finish(call: Call, client: Client, created: Created): Promise<ExitCode> {
  const { terminal } = call
  sayNoticed(terminal, created.diagnostics)
  if (!call.has("wait")) {
    if (call.wantsJson) terminal.json(created)
    else terminal.print(created.id)
    return exitCode.done
  }
  if (!call.wantsJson) terminal.print(created.id)
  const version = await followBuild(client, created.id, (event) => sayEvent(terminal, event))
  if (call.wantsJson) terminal.json({ ...version, diagnostics: created.diagnostics })
  return sayOutcome(terminal, version)
}
