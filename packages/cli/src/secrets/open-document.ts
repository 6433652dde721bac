// A secrets document at the server, of a version or of an install: the same calls for both.
import type { Client } from "@modkeep/contract/client"
import type { SecretsAnswer, SecretsSaved } from "@modkeep/contract/schemas/secrets"
import { exitCode } from "../exit-code.ts"
import { findInstall, findVersion } from "../find.ts"
import { Stop } from "../stop.ts"
import { isInstallName, isVersionName } from "./document-name.ts"
import type { SaveOptions } from "./save-options.ts"

export interface OpenDocument {
  readonly kind: "versions" | "installs"
  readonly id: string
  readonly read: () => Promise<{ data: SecretsAnswer; etag: string }>
  readonly save: (text: string, etag: string, options: SaveOptions) => Promise<SecretsSaved>
}

/** @throws Stop with exit code 2 for a name that is no document's, 3 when there is none of that name */
export async function openDocument(client: Client, typed: string): Promise<OpenDocument> {
  if (isVersionName(typed)) return document(client, "versions", await findVersion(client, typed))
  if (isInstallName(typed)) return document(client, "installs", await findInstall(client, typed))
  throw new Stop(
    exitCode.wrongUse,
    "use.document",
    "The document is named by ver_… or ins_…, by MODULE@NUMBER such as hello@3, or by APP/INSTALL such as demo/hello",
  )
}

function document(client: Client, kind: OpenDocument["kind"], id: string): OpenDocument {
  const params = { id }
  return {
    kind,
    id,
    read: async () => {
      const { data, etag } = await client.call(`${kind}.secrets.get`, { params })
      if (etag === undefined) throw new Error("The server sent a document without an ETag")
      return { data, etag }
    },
    save: async (text, ifMatch, options) => {
      const { data } = await client.call(`${kind}.secrets.put`, {
        params,
        ifMatch,
        body: { text, ...options },
      })
      return data
    },
  }
}
