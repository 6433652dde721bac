// An entry of the audit log as it is shown: read from its record, which is what the hashes vouch for.
import type { AuditEntry, AuditEvent } from "./record.ts"

export interface ShownEntry extends Required<AuditEvent> {
  readonly sequence: number
  /** Hex of the leaf hash. */
  readonly hash: string
}

export function readEntry({ record, leaf }: Pick<AuditEntry, "record" | "leaf">): ShownEntry {
  // `record` writes exactly these members; the table is append-only and `verifyChain` notices any other hand.
  const event = JSON.parse(record) as Required<AuditEvent> & { sequence: number }
  return { ...event, hash: Buffer.from(leaf).toString("hex") }
}
