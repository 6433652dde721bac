// The hashes of the audit log. The first byte keeps the kinds apart, as in RFC 6962: no leaf can pass for a link or a tree node.
import { createHash } from "node:crypto"

// 0x00 leaf and 0x01 node are RFC 6962's; the tree over the leaves can be laid at any time, because they are kept as they are.
const LEAF = Uint8Array.of(0)
const LINK = Uint8Array.of(2)

export function leafHash(record: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(LEAF).update(record, "utf8").digest())
}

/** The link after `before` (undefined: the first one), for this leaf. */
export function chainHash(before: Uint8Array | undefined, leaf: Uint8Array): Uint8Array {
  const hash = createHash("sha256").update(LINK)
  return new Uint8Array(
    hash
      .update(before ?? new Uint8Array(32))
      .update(leaf)
      .digest(),
  )
}
