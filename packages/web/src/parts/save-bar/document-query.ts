// A secrets document as it is read back, with the tag that a save builds on. Masked: no value is in it, so it may lie in the cache.
import type { SecretsAnswer } from "@modkeep/contract/schemas/secrets"
import { queryOptions } from "@tanstack/react-query"

import { client } from "#api/client.ts"
import { queryClient } from "#api/query-client.ts"

/** Whose document: the same routes below two paths. */
export interface DocumentSubject {
  readonly kind: "version" | "install"
  readonly id: string
}

export interface ReadDocument {
  readonly document: SecretsAnswer
  readonly etag: string
}

/** `refresh("versions.secrets.get")` means this entry too: its key begins with the route's name. */
export function documentQuery(subject: DocumentSubject) {
  const name = documentRoute(subject, "get")
  return queryOptions({
    queryKey: [name, { params: { id: subject.id } }, "with its tag"] as const,
    queryFn: async ({ signal }): Promise<ReadDocument> => {
      const { data, etag } = await client.call(name, { params: { id: subject.id }, signal })
      return { document: data, etag: etag ?? `"${data.revision}"` }
    },
  })
}

/** For loaders. */
export async function loadDocument(subject: DocumentSubject): Promise<ReadDocument> {
  return await queryClient.fetchQuery(documentQuery(subject))
}

export function documentRoute<const Verb extends string>(
  { kind }: DocumentSubject,
  verb: Verb,
): `versions.secrets.${Verb}` | `installs.secrets.${Verb}` {
  return kind === "version" ? `versions.secrets.${verb}` : `installs.secrets.${verb}`
}
