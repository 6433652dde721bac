// Writes one record into the audit log, in the transaction of what it records: both are kept or neither.
//
// A record is canonical JSON (RFC 8785), so that its hash can be computed again by anybody. `leaf` is the leaf hash of RFC 6962
// (0x00 before the record); `chain` ties each leaf to all before it, so that a changed, missing or inserted record breaks every
// later link. Times never go backwards in the log, whatever the clock does.
import type { AuditId, OwnerId } from "@modkeep/contract/ids"
import { chainHash, leafHash } from "./audit-hash.ts"
import { canonicalJson } from "./canonical-json.ts"

export interface AuditEvent {
  readonly id: AuditId
  readonly at: number
  readonly actor: { readonly id: string; readonly name: string; readonly via: string }
  /** `noun.verb`, such as `secrets.reveal`. */
  readonly action: string
  readonly owner: OwnerId | null
  readonly subject: string
  /** Default: `done`. */
  readonly outcome?: string
  /** Names, numbers and key paths; never a value. */
  readonly details?: Readonly<Record<string, unknown>>
}

export interface AuditEntry {
  readonly sequence: number
  readonly id: AuditId
  readonly at: number
  readonly owner: OwnerId | null
  readonly subject: string
  readonly action: string
  readonly record: string
  readonly leaf: Uint8Array
  readonly chain: Uint8Array
}

/** The log's rows, inside one transaction. */
export interface AuditLog {
  last(): Promise<Pick<AuditEntry, "sequence" | "chain" | "at"> | undefined>
  append(entry: AuditEntry): Promise<void>
}

export async function record(log: AuditLog, event: AuditEvent): Promise<AuditEntry> {
  const last = await log.last()
  const sequence = (last?.sequence ?? 0) + 1
  const at = Math.max(event.at, last?.at ?? 0)
  const { id, actor, action, owner, subject, outcome = "done", details = {} } = event
  const text = canonicalJson({ sequence, id, at, actor, action, owner, subject, outcome, details })
  const leaf = leafHash(text)
  const entry = {
    sequence,
    id,
    at,
    owner,
    subject,
    action,
    record: text,
    leaf,
    chain: chainHash(last?.chain, leaf),
  }
  await log.append(entry)
  return entry
}
