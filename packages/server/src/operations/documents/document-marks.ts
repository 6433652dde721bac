// The references of a document: 8 hex digits for each key, made from its path and the revision that set it, keyed per document.
//
// They say nothing about the value. The same key of the same revision has the same reference in every reading.
import { createHmac } from "node:crypto"

import { pathKey } from "@modkeep/toml/document"
import { uniqueMarks } from "@modkeep/toml/mask"

import type { Keyring } from "#keyring/keyring.ts"

import { type KeyChange } from "./key-history.ts"
import { type OpenDocument } from "./open-document.ts"

export type Marks = (path: readonly string[]) => string

export async function documentMarks(
  { keyring }: { readonly keyring: Keyring },
  { ownerKey, row, number, content }: OpenDocument,
  history: ReadonlyMap<string, KeyChange>,
): Promise<Marks> {
  const secret = await keyring.derive(ownerKey, "reference-marks", [row.id])
  const paths = content.reveal().leaves.map(({ keyPath }) => keyPath)
  return uniqueMarks(paths, (path, attempt) => {
    const key = pathKey(path)
    const revision = history.get(key)?.revision ?? number
    return createHmac("sha256", secret)
      .update(JSON.stringify([key, revision, attempt]))
      .digest("hex")
      .slice(0, 8)
  })
}
