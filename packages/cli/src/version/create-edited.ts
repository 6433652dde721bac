// Creates a version from the template of its commit, filled in with the user's editor.
import type { AnswerOf, Client } from "@modkeep/contract/client"
import type { VersionCreate } from "@modkeep/contract/schemas/version"
import { randomUUID } from "node:crypto"
import type { Call } from "../call.ts"
import { readTemplate } from "../read-template.ts"
import { editUntilSaved, firstNotes } from "../secrets/edit-until-saved.ts"
import { refusalOf } from "../secrets/refusal-of.ts"
import { withoutUndefined } from "../without-undefined.ts"
import { environmentOf } from "./build-options.ts"
import { lookAtEnvironment } from "./look-at-environment.ts"

interface Edited {
  readonly id: string
  readonly settings: VersionCreate
}

/** Undefined when the template was left as it was and nothing was created. */
export async function createEdited(
  call: Call,
  client: Client,
  { id, settings }: Edited,
): Promise<AnswerOf<"versions.create"> | undefined> {
  const body = { module: id, ...withoutUndefined({ ref: settings.ref }) }
  const template = await readTemplate(call, client, body)
  // Resolved while the text is filled in.
  const sayEnvironment = lookAtEnvironment(call.terminal, client, {
    params: { id },
    body: { ...environmentOf(settings), ref: template.commit, directory: template.directory },
  })
  const text = template.template.found ? template.template.text : (template.skeleton ?? "")
  const required = template.keys.filter((key) => key.required).map((key) => key.path)
  const needs = required.length === 0 ? [] : [`This commit needs: ${required.join(", ")}`]
  // A repeat of the same text is the same request: an answer that was lost on the way makes no second version.
  let request = { text: "", idempotencyKey: "" }
  const created = await editUntilSaved(call, {
    text,
    notes: [...firstNotes, ...needs],
    save: async (secrets) => {
      await sayEnvironment()
      if (request.text !== secrets) request = { text: secrets, idempotencyKey: randomUUID() }
      try {
        // The commit that was read is the one that is created, whatever the branch does meanwhile.
        const version = {
          ...settings,
          ref: template.commit,
          directory: template.directory,
          secrets,
          ...withoutUndefined({
            entrypoint: settings.entrypoint ?? template.entrypoint ?? undefined,
            base: template.base,
          }),
        }
        const { data } = await client.call("versions.create", {
          params: { id },
          body: version,
          idempotencyKey: request.idempotencyKey,
        })
        return { saved: data }
      } catch (error) {
        return { refused: refusalOf(error, secrets) }
      }
    },
  })
  if (created === undefined)
    call.terminal.say("Nothing was created: the template was left as it is")
  return created
}
