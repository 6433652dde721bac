// Checks a stretch of the audit log: every hash fits its record, every link fits the one before, no number is missing.
import type { AuditEntry } from "./record.ts"
import { chainHash, leafHash } from "./audit-hash.ts"

export interface ChainPosition {
  readonly sequence: number
  readonly chain: Uint8Array
}

/** Undefined: all is well. Else the number of the first entry that is not what was recorded. */
export function verifyChain(
  before: ChainPosition | undefined,
  entries: readonly Pick<AuditEntry, "sequence" | "record" | "leaf" | "chain">[],
): number | undefined {
  let { sequence, chain } = before ?? { sequence: 0, chain: undefined }
  for (const entry of entries) {
    sequence += 1
    const leaf = leafHash(entry.record)
    const link = chainHash(chain, leaf)
    if (entry.sequence !== sequence || !equal(leaf, entry.leaf) || !equal(link, entry.chain)) {
      return sequence
    }
    chain = link
  }
  return undefined
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
