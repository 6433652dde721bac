import { newId } from "#base/ids.ts"
import { Sealed } from "#base/sealed.ts"
import { describe, expect, it } from "vitest"
import { canonicalJson } from "./canonical-json.ts"
import { readEntry } from "./read-entry.ts"
import { type AuditEntry, type AuditEvent, record } from "./record.ts"
import { verifyChain } from "./verify-chain.ts"

const event = (patch: Partial<AuditEvent> = {}): AuditEvent => ({
  id: newId("aud"),
  at: 1_800_000_000_000,
  actor: { id: "usr_1", name: "Ada", via: "session" },
  action: "secrets.change",
  owner: newId("own"),
  subject: "ver_1",
  ...patch,
})

async function logOf(...events: AuditEvent[]): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = []
  const log = {
    last: async () => entries.at(-1),
    append: async (entry: AuditEntry) => void entries.push(entry),
  }
  for (const each of events) await record(log, each)
  return entries
}

describe("the audit log", () => {
  it("is whole when nobody touched it", async () => {
    const entries = await logOf(event(), event({ details: { added: ["a.b"] } }), event())
    expect(entries.map((entry) => entry.sequence)).toEqual([1, 2, 3])
    expect(verifyChain(undefined, entries)).toBeUndefined()
    // A check may start in the middle, from a position that is known to be good.
    expect(verifyChain(entries[0], entries.slice(1))).toBeUndefined()
  })

  it("shows where a record was changed, removed, inserted, swapped or hashed anew", async () => {
    const entries = await logOf(event(), event(), event(), event())
    const [one, two, three, four] = entries
    if (!one || !two || !three || !four) throw new Error("four were recorded")
    const changed = { ...two, record: two.record.replace("Ada", "Eve") }
    expect(verifyChain(undefined, [one, changed, three, four])).toBe(2)
    expect(verifyChain(undefined, [one, three, four])).toBe(2)
    expect(verifyChain(undefined, [one, three, two, four])).toBe(2)
    expect(verifyChain(undefined, [one, two, two, three, four])).toBe(3)
    const [, rehashed] = await logOf(event(), event({ subject: "ver_9" }))
    expect(verifyChain(undefined, [one, rehashed ?? two, three, four])).toBe(2)
  })

  it("never goes back in time, whatever the clock does", async () => {
    const entries = await logOf(event({ at: 500 }), event({ at: 100 }))
    expect(entries.map((entry) => entry.at)).toEqual([500, 500])
  })

  it("shows an entry from what was hashed", async () => {
    const recorded = event({ outcome: "refused", details: { path: "A" } })
    const [entry] = await logOf(recorded)
    if (!entry) throw new Error("one was recorded")
    const { hash, ...shown } = readEntry(entry)
    expect(shown).toEqual({ ...recorded, sequence: 1 })
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it("takes no Sealed, date or map for a detail", async () => {
    for (const value of [new Sealed("x"), new Date(), new Map(), 1n, Number.NaN]) {
      await expect(logOf(event({ details: { value } }))).rejects.toThrow("Invariant")
    }
  })
})

describe("canonical JSON", () => {
  it("orders members by UTF-16 units, as in RFC 8785 3.2.3", () => {
    const names = ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6"]
    const value = Object.fromEntries(names.map((name) => [name, 0]))
    const ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"]
    expect(Object.keys(JSON.parse(canonicalJson(value)) as object).toSorted()).toEqual(
      ordered.toSorted(),
    )
    expect(canonicalJson(value)).toBe(
      `{${ordered.map((name) => `${JSON.stringify(name)}:0`).join(",")}}`,
    )
  })

  it("prints numbers and text as RFC 8785 3.2.2 does", () => {
    const value = {
      numbers: [333_333_333.333_333_3, 1e30, 4.5, 2e-3, 0.000_000_000_000_000_000_000_000_001, -0],
      string: '\u20ac$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    }
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  it("leaves out what is undefined and mends lone surrogates", () => {
    expect(canonicalJson({ b: undefined, a: "\ud800" })).toBe('{"a":"\ufffd"}')
  })
})
