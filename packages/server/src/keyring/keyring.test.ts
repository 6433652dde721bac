import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { readdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import { newId } from "#base/ids.ts"
import { Sealed } from "#base/sealed.ts"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Keyring, Place, WrappedOwnerKey } from "./keyring.ts"
import { openKeyring } from "./open-keyring.ts"

const CANARY = "canary-8d1f2e7b"
const TEXT = `API_KEY = "${CANARY}"\nname = "ä🌍"\r\n`
const clock = { now: () => 1_800_000_000_000 }
const root = mkdtempSync(join(tmpdir(), "modkeep-keyring-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folders = 0
function referenceInNewFolder(): string {
  folders += 1
  return `file:${join(mkdtempSync(join(root, `f${folders}-`)), "root.key")}`
}

async function newKeyring(): Promise<Keyring> {
  const made = await openKeyring({
    reference: referenceInNewFolder(),
    state: undefined,
    allowCreate: true,
    clock,
  })
  return made.keyring
}

describe("sealed documents", () => {
  let keyring: Keyring
  let key: WrappedOwnerKey
  const place: Place = {
    owner: newId("own"),
    document: newId("doc"),
    scope: "version",
    subject: newId("ver"),
    revision: 3,
  }

  beforeAll(async () => {
    keyring = await newKeyring()
    key = await keyring.newOwnerKey(place.owner)
  })

  const sealed = async (at = place, text = TEXT, parent: Uint8Array | null = null) =>
    await keyring.sealDocument(key, at, new Sealed(text), parent)
  const sealedUnder = async (by: WrappedOwnerKey) =>
    await keyring.sealDocument(by, place, new Sealed(TEXT), null)
  const doesNotOpen = { code: "keyring.does_not_open" }

  it("open to the text that was sealed, the empty one and the largest one too", async () => {
    for (const text of [TEXT, "", "a".repeat(65_536)]) {
      const { envelope } = await sealed(place, text)
      expect((await keyring.openDocument(key, place, envelope)).reveal()).toBe(text)
    }
  })

  it("hold nothing of the text, and never look alike", async () => {
    const [one, two] = [await sealed(), await sealed()]
    const bytes = Buffer.from(one.envelope)
    for (const form of ["utf8", "base64", "hex", "latin1"] as const) {
      expect(bytes.toString(form)).not.toContain(Buffer.from(CANARY).toString(form))
    }
    expect(bytes.equals(Buffer.from(two.envelope))).toBe(false)
  })

  it("do not open when any single bit is flipped, always with the same fault", async () => {
    const { envelope } = await sealed(place, 'A = "1"')
    const messages = new Set<string>()
    for (let bit = 0; bit < envelope.length * 8; bit += 1) {
      const flipped = Uint8Array.from(envelope)
      const at = bit >> 3
      // The index is inside of the array.
      flipped[at] = flipped[at]! ^ (1 << (bit & 7))
      const error: unknown = await keyring
        .openDocument(key, place, flipped)
        .catch((caught: unknown) => caught)
      messages.add(error instanceof Error ? error.message : `bit ${bit} opened`)
    }
    expect([...messages]).toEqual([expect.stringContaining("keyring.does_not_open")])
  })

  it("do not open when cut short or made longer", async () => {
    const { envelope } = await sealed()
    for (const wrong of [
      new Uint8Array(0),
      envelope.subarray(0, 60),
      envelope.subarray(0, -1),
      Uint8Array.from([...envelope, 0]),
    ]) {
      await expect(keyring.openDocument(key, place, wrong)).rejects.toMatchObject(doesNotOpen)
    }
  })

  it("do not open in any other place", async () => {
    const { envelope } = await sealed()
    const others: Place[] = [
      { ...place, document: newId("doc") },
      { ...place, scope: "install" },
      { ...place, subject: newId("ver") },
      { ...place, revision: 4 },
      { ...place, owner: newId("own") },
    ]
    for (const other of others) {
      await expect(keyring.openDocument(key, other, envelope)).rejects.toMatchObject(doesNotOpen)
    }
  })

  it("do not open under another owner's key, nor under another root key", async () => {
    const { envelope } = await sealed()
    const strange = await keyring.newOwnerKey(place.owner)
    await expect(keyring.openDocument(strange, place, envelope)).rejects.toMatchObject(doesNotOpen)
    const renamed = { ...(await keyring.newOwnerKey(newId("own"))), owner: place.owner }
    await expect(keyring.openDocument(renamed, place, envelope)).rejects.toMatchObject(doesNotOpen)
    const elsewhere = await newKeyring()
    await expect(elsewhere.openDocument(key, place, envelope)).rejects.toMatchObject(doesNotOpen)
  })

  it("do not open under a wrapped key that was moved to another owner or term, or changed", async () => {
    const { envelope } = await sealed()
    const flipped = Uint8Array.from(key.wrapped, (byte, at) => (at === 20 ? byte ^ 1 : byte))
    const stranger = newId("own")
    for (const moved of [
      { ...key, owner: stranger },
      { ...key, term: 2 },
      { ...key, wrapped: flipped },
      { ...key, wrapped: new Uint8Array(3) },
    ]) {
      await expect(keyring.openDocument(moved, place, envelope)).rejects.toMatchObject(doesNotOpen)
      await expect(keyring.derive(moved, "mark", [])).rejects.toMatchObject(doesNotOpen)
      await expect(sealedUnder(moved)).rejects.toMatchObject(doesNotOpen)
    }
  })

  it("name their parent in their digest, so a history with a revision left out does not fit", async () => {
    const first = await sealed({ ...place, revision: 1 })
    const follows = await sealed({ ...place, revision: 2 }, TEXT, first.digest)
    const orphan = await sealed({ ...place, revision: 2 }, TEXT, null)
    expect(Buffer.from(follows.envelope).includes(Buffer.from(first.digest))).toBe(true)
    expect(Buffer.from(orphan.envelope).includes(Buffer.from(first.digest))).toBe(false)
    expect(Buffer.compare(follows.digest, orphan.digest)).not.toBe(0)
  })

  it("open as the current revision only with the mac of their head: an older row put back is noticed", async () => {
    const older = await sealed({ ...place, revision: 1 }, 'A = "old"')
    const newer = await sealed({ ...place, revision: 2 }, 'A = "new"', older.digest)
    const head = { document: place.document, number: 2, digest: newer.digest }
    const headMac = await keyring.headMac(key, head)
    const current = await keyring.openCurrent(
      key,
      { ...place, revision: 2 },
      { envelope: newer.envelope, headMac },
    )
    expect(current.reveal()).toBe('A = "new"')
    expect(await keyring.verifyHead(key, head, headMac)).toBe(true)
    // The older row is genuine, and opens as what it is; as the head it does not, under either number.
    expect(
      (await keyring.openDocument(key, { ...place, revision: 1 }, older.envelope)).reveal(),
    ).toBe('A = "old"')
    for (const revision of [1, 2]) {
      await expect(
        keyring.openCurrent(key, { ...place, revision }, { envelope: older.envelope, headMac }),
      ).rejects.toMatchObject(doesNotOpen)
    }
    // A second genuine sealing under the same number is not the one that the head names.
    const forged = await sealed({ ...place, revision: 2 }, 'A = "new"', older.digest)
    await expect(
      keyring.openCurrent(key, { ...place, revision: 2 }, { envelope: forged.envelope, headMac }),
    ).rejects.toMatchObject(doesNotOpen)
    expect(await keyring.verifyHead(key, { ...head, number: 1 }, headMac)).toBe(false)
    expect(await keyring.verifyHead(key, head, headMac.subarray(1))).toBe(false)
  })

  it("never pass for a credential, nor a credential for another kind or module", async () => {
    const at = { owner: place.owner, module: newId("mod"), kind: "https-token" }
    const envelope = await keyring.sealCredential(key, at, new Sealed(CANARY))
    expect((await keyring.openCredential(key, at, envelope)).reveal()).toBe(CANARY)
    for (const other of [
      { ...at, kind: "ssh-key" },
      { ...at, module: newId("mod") },
    ]) {
      await expect(keyring.openCredential(key, other, envelope)).rejects.toMatchObject(doesNotOpen)
    }
    await expect(keyring.openDocument(key, place, envelope)).rejects.toMatchObject(doesNotOpen)
  })

  it("print as *** wherever an opened one is printed", async () => {
    const { envelope } = await sealed()
    const opened = await keyring.openDocument(key, place, envelope)
    for (const shown of [String(opened), JSON.stringify({ opened }), inspect(opened)]) {
      expect(shown).not.toContain(CANARY)
      expect(shown).toContain("***")
    }
  })

  it("have derived values that differ with owner, purpose and every part", async () => {
    const derive = async (...[by, purpose, parts]: Parameters<Keyring["derive"]>) =>
      Buffer.from(await keyring.derive(by, purpose, parts)).toString("hex")
    const other = await keyring.newOwnerKey(newId("own"))
    const values = [
      await derive(key, "mark", ["ab", "c"]),
      await derive(key, "mark", ["a", "bc"]),
      await derive(key, "mark", ["ab"]),
      await derive(key, "cookie", ["ab", "c"]),
      await derive(other, "mark", ["ab", "c"]),
    ]
    expect(new Set(values).size).toBe(values.length)
    expect(await derive(key, "mark", ["ab", "c"])).toBe(values[0])
  })
})

describe("the root key", () => {
  const open = async (reference: string, rest: Partial<Parameters<typeof openKeyring>[0]> = {}) =>
    await openKeyring({ reference, state: undefined, allowCreate: true, clock, ...rest })
  const pathOf = (reference: string) => reference.slice("file:".length)

  it("is made on the first start, readable by its user alone, with nothing left beside it", async () => {
    const reference = referenceInNewFolder()
    await open(reference)
    expect(statSync(pathOf(reference)).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(pathOf(reference), ".."))).toEqual(["root.key"])
  })

  it("is one and the same when two starts make it at once", async () => {
    const reference = referenceInNewFolder()
    const opened = await Promise.all([1, 2, 3, 4].map(async () => await open(reference)))
    expect(
      new Set(opened.map(({ state }) => Buffer.from(state.rootCheck).toString("hex"))).size,
    ).toBe(1)
  })

  it("opens what it sealed after a restart", async () => {
    const reference = referenceInNewFolder()
    const { keyring, state } = await open(reference)
    const owner = newId("own")
    const key = await keyring.newOwnerKey(owner)
    const place = { owner, module: newId("mod"), kind: "ssh-key" }
    const envelope = await keyring.sealCredential(key, place, new Sealed("x"))
    const again = await open(reference, { state, allowCreate: false })
    expect((await again.keyring.openCredential(key, place, envelope)).reveal()).toBe("x")
    expect(again.state).toBe(state)
  })

  it("is refused when it is another one than the data's", async () => {
    const { state } = await open(referenceInNewFolder())
    const other = referenceInNewFolder()
    await open(other)
    await expect(open(other, { state })).rejects.toMatchObject({ code: "keyring.root_key_wrong" })
  })

  it("is missed when there is data, and no new one is made in its place", async () => {
    const { state } = await open(referenceInNewFolder())
    const empty = referenceInNewFolder()
    await expect(open(empty, { state })).rejects.toMatchObject({ code: "keyring.root_key_missing" })
    await expect(open(empty, { allowCreate: false })).rejects.toMatchObject({
      code: "keyring.root_key_missing",
    })
    expect(existsSync(pathOf(empty))).toBe(false)
  })

  it("is refused when the file is damaged, and its text is in no message", async () => {
    const reference = referenceInNewFolder()
    const { state } = await open(reference)
    const text = readFileSync(pathOf(reference), "utf8")
    for (const damaged of [text.slice(0, 40), "", CANARY, text.replace("-1:", "-9:")]) {
      writeFileSync(pathOf(reference), damaged)
      const error: unknown = await open(reference, { state }).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: "keyring.root_key_wrong" })
      expect(inspect(error)).not.toContain(CANARY)
    }
  })

  it("is not made in a folder that is not there, and the reason says so", async () => {
    const error = { code: "config.invalid" }
    await expect(open(`file:${join(root, "none", "root.key")}`)).rejects.toMatchObject(error)
  })

  it("is named by a reference, and a text that is none appears in no message", async () => {
    for (const reference of [CANARY, `kms:${CANARY}`, "file:", `passphrase-file:${CANARY}`]) {
      const error: unknown = await open(reference).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: "config.invalid" })
      expect(inspect(error)).not.toContain(CANARY)
    }
  })

  it.skipIf(process.getuid?.() === 0)("is missed when its file may not be read", async () => {
    const reference = referenceInNewFolder()
    await open(reference)
    chmodSync(pathOf(reference), 0)
    await expect(open(reference)).rejects.toMatchObject({ code: "keyring.root_key_missing" })
  })
})
