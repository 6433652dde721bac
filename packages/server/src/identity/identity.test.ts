import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { UserId } from "@modkeep/contract/ids"
import { scopes } from "@modkeep/contract/schemas/identity"
import { newId } from "#base/ids.ts"
import { afterAll, describe, expect, it } from "vitest"
import { authenticate, type IdentityStore } from "./authenticate.ts"
import { firstStart, type FirstStartStore } from "./first-start.ts"
import { newLimiter } from "./limiter.ts"
import { may, type Verb } from "./may.ts"
import { requireFresh } from "./require-fresh.ts"
import { secretHash } from "./secret-hash.ts"
import { issueAdmission, issueSession, issueSignInLink } from "./sign-in.ts"
import { isTokenText, newTokenText } from "./token-text.ts"

const T = 1_800_000_000_000

describe("a token's text", () => {
  it("is recognised by its prefix and checksum, and any one wrong character is noticed", () => {
    const text = newTokenText()
    expect(text).toMatch(/^mk_[0-9A-Za-z]{49}$/)
    expect(isTokenText(text)).toBe(true)
    for (let at = 3; at < text.length; at += 1) {
      const other = text[at] === "0" ? "1" : "0"
      expect(isTokenText(text.slice(0, at) + other + text.slice(at + 1))).toBe(false)
    }
    for (const wrong of ["", "mk_", text.slice(0, -1), `${text}0`, `${text}\n`, text.slice(1)]) {
      expect(isTokenText(wrong)).toBe(false)
    }
  })
})

/** A store of maps that answers as the real one does. */
function storeOf() {
  const user = newId("usr")
  const [mine, theirs] = [newId("own"), newId("own")]
  const tokens = new Map<string, Awaited<ReturnType<IdentityStore["findToken"]>>>()
  const sessions = new Map<string, Awaited<ReturnType<IdentityStore["findSession"]>>>()
  const keyOf = (hash: Uint8Array) => Buffer.from(hash).toString("hex")
  const touched: string[] = []
  const store: IdentityStore = {
    findToken: async (hash) => tokens.get(keyOf(hash)),
    touchToken: async (id) => void touched.push(id),
    findSession: async (hash) => sessions.get(keyOf(hash)),
    touchSession: async () => undefined,
    findUser: async (id) => (id === user ? { id, name: "Ada", operator: true } : undefined),
    listOwners: async () => [
      { id: mine, name: "mine", role: "owner" },
      { id: theirs, name: "theirs", role: "member" },
    ],
  }
  const token = (patch: object = {}) => {
    const text = newTokenText()
    tokens.set(keyOf(secretHash(text)), {
      id: newId("tok"),
      user,
      owner: null,
      scopes: ["read"],
      createdAt: T,
      expiresAt: null,
      revokedAt: null,
      ...patch,
    })
    return text
  }
  const session = (patch: object = {}) => {
    const { text, hash, expiresAt } = issueSession(T)
    sessions.set(keyOf(hash), {
      user,
      kind: "console",
      via: "link",
      authenticatedAt: T,
      expiresAt,
      ...patch,
    })
    return text
  }
  return { store, user, mine, theirs, token, session, touched }
}

describe("authentication", () => {
  const refused = { code: "sign_in.required" }

  it("knows the person behind a token, with the token's scopes and notes its use", async () => {
    const { store, user, token, touched } = storeOf()
    const actor = await authenticate(store, { bearer: token() }, T)
    expect(actor).toMatchObject({ user: { id: user, name: "Ada" }, via: "token", scopes: ["read"] })
    expect(touched).toEqual([actor.token])
    expect(actor.memberships.map(({ ownerName, role }) => [ownerName, role])).toEqual([
      ["mine", "owner"],
      ["theirs", "member"],
    ])
  })

  it("knows the person behind a console session, with all scopes", async () => {
    const { store, session } = storeOf()
    const actor = await authenticate(store, { cookie: session() }, T)
    expect(actor).toMatchObject({ via: "session", token: undefined, authenticatedAt: T, scopes })
  })

  it("acts with an owner's token for that owner only, and for none the person has left", async () => {
    const { store, theirs, token } = storeOf()
    const actor = await authenticate(store, { bearer: token({ owner: theirs }) }, T)
    expect(actor.memberships.map(({ owner }) => owner)).toEqual([theirs])
    const left = await authenticate(store, { bearer: token({ owner: newId("own") }) }, T)
    expect(left.memberships).toEqual([])
  })

  it("does not ask the store about a text that cannot be a token", async () => {
    const { store } = storeOf()
    let asked = 0
    const counting = {
      ...store,
      findToken: async () => {
        asked += 1
        return undefined
      },
    }
    for (const bearer of ["x", "mk_", `${newTokenText()}0`, "a".repeat(100_000)]) {
      await expect(authenticate(counting, { bearer }, T)).rejects.toMatchObject(refused)
    }
    expect(asked).toBe(0)
    await expect(authenticate(counting, { bearer: newTokenText() }, T)).rejects.toMatchObject(
      refused,
    )
    expect(asked).toBe(1)
  })

  it("refuses nothing, unknown, expired, revoked and damaged ones alike", async () => {
    const { store, token, session } = storeOf()
    const good = token()
    const wrong = [
      {},
      { bearer: newTokenText() },
      { bearer: "" },
      { bearer: good.slice(0, -1) },
      { bearer: token({ expiresAt: T }) },
      { bearer: token({ revokedAt: T - 1 }) },
      { bearer: token({ user: newId("usr") }) },
      // The token counts when both are there: a good cookie does not save a bad token.
      { bearer: newTokenText(), cookie: session() },
      { cookie: "x" },
      { cookie: session({ expiresAt: T }) },
      { cookie: session({ user: newId("usr") satisfies UserId }) },
      // The cookie of an install's origin is no sign-in to the console.
      { cookie: session({ kind: "install" }) },
      // A token is no cookie and a cookie no token.
      { cookie: good },
      { bearer: session() },
    ]
    for (const credentials of wrong) {
      await expect(authenticate(store, credentials, T)).rejects.toMatchObject(refused)
    }
    await expect(
      authenticate(store, { bearer: token({ expiresAt: T + 1 }) }, T),
    ).resolves.toBeDefined()
  })
})

describe("what a role allows", () => {
  const [owner, other] = [newId("own"), newId("own")]
  const actorIn = (role: "owner" | "member") => ({
    memberships: [{ owner, ownerName: "o", role }],
  })
  const table: [Verb, "yes" | "no", "yes" | "no"][] = [
    ["look", "yes", "yes"],
    ["open", "yes", "yes"],
    ["change", "yes", "no"],
    ["reveal", "yes", "no"],
    ["manage", "yes", "no"],
  ]

  it.each(table)("%s: owner %s, member %s, anybody else a stranger", (verb, asOwner, asMember) => {
    expect(may(actorIn("owner"), verb, owner)).toBe(asOwner)
    expect(may(actorIn("member"), verb, owner)).toBe(asMember)
    expect(may(actorIn("owner"), verb, other)).toBe("stranger")
    expect(may({ memberships: [] }, verb, owner)).toBe("stranger")
  })
})

describe("reading a value", () => {
  it("needs a sign-in at most ten minutes old, by a clock that did not jump back", () => {
    const session = { via: "session", scopes, authenticatedAt: T } as const
    expect(() => requireFresh(session, T + 600_000)).not.toThrow()
    expect(() => requireFresh(session, T + 600_001)).toThrow("sign_in.stale")
    expect(() => requireFresh(session, T - 1)).toThrow("sign_in.stale")
  })

  it("needs the scope reveal of a token, whatever its age", () => {
    const token = { via: "token", authenticatedAt: 0 } as const
    expect(() => requireFresh({ ...token, scopes: ["reveal"] }, T)).not.toThrow()
    const rest = scopes.filter((scope) => scope !== "reveal")
    expect(() => requireFresh({ ...token, scopes: rest }, T)).toThrow("permission.denied")
  })
})

describe("a limiter", () => {
  const limiterAt = (keysMax = 100) => {
    const clock = { time: T, now: () => clock.time }
    const limiter = newLimiter({ max: 5, perMs: 60_000, what: "sign-ins", clock, keysMax })
    const takes = (key: string) => {
      try {
        limiter.take(key)
        return true
      } catch {
        return false
      }
    }
    return { clock, limiter, takes }
  }

  it("lets five in any minute, for each key apart", () => {
    const { clock, limiter, takes } = limiterAt()
    for (let count = 0; count < 5; count += 1) {
      expect(takes("a")).toBe(true)
      clock.time += 1000
    }
    expect(takes("a")).toBe(false)
    expect(takes("b")).toBe(true)
    clock.time = T + 59_999
    expect(() => limiter.take("a")).toThrow(/Too many sign-ins: 5 .* a minute.* 1 second/)
    clock.time = T + 60_000
    expect(takes("a")).toBe(true)
    expect(takes("a")).toBe(false)
  })

  it("is not stretched by the tries it refused, nor locked for ever by a clock that jumps back", () => {
    const { clock, takes } = limiterAt()
    for (let count = 0; count < 50; count += 1) takes("a")
    clock.time = T + 60_000
    for (let count = 0; count < 5; count += 1) expect(takes("a")).toBe(true)
    expect(takes("a")).toBe(false)
    clock.time = T - 3_600_000
    expect(takes("a")).toBe(true)
  })

  it("remembers no more keys than it may, and forgets the longest idle first", () => {
    const { takes } = limiterAt(3)
    for (let count = 0; count < 4; count += 1) takes("busy")
    for (let count = 0; count < 5; count += 1) takes("idle")
    for (const key of ["c", "busy"]) takes(key)
    expect([takes("busy"), takes("idle")]).toEqual([false, false])
    takes("d")
    expect([takes("busy"), takes("idle")]).toEqual([false, true])
  })
})

describe("one-time texts", () => {
  it("are unpredictable, end in time, and only their hash is to be kept", () => {
    const [link, session, code] = [issueSignInLink(T), issueSession(T), issueAdmission(T)]
    expect(code.expiresAt).toBe(T + 60_000)
    expect(new Set([link.text, session.text, code.text]).size).toBe(3)
    for (const { text, hash } of [link, session, code]) {
      expect(text).toMatch(/^[0-9A-Za-z]{43}$/)
      expect(hash).toEqual(secretHash(text))
      expect(Buffer.from(hash).toString("latin1")).not.toContain(text.slice(0, 8))
    }
  })
})

describe("the first start", () => {
  const folder = mkdtempSync(join(tmpdir(), "modkeep-identity-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const recording = (owners = 0) => {
    const stored: [string, Record<string, unknown>][] = []
    const keep = (what: string) => async (row: object) => void stored.push([what, { ...row }])
    const store: FirstStartStore = {
      countOwners: async () => owners,
      insertOwner: keep("owner"),
      insertUser: keep("user"),
      insertMembership: keep("membership"),
      insertToken: keep("token"),
      insertSignInLink: keep("link"),
    }
    return { store, stored }
  }

  it("makes an owner, a person in it and a link, and no token unless a file is named", async () => {
    const { store, stored } = recording()
    const made = await firstStart(store, { adminTokenFile: undefined, now: T })
    expect(stored.map(([what]) => what)).toEqual(["owner", "user", "membership", "link"])
    expect(stored[2]?.[1]).toMatchObject({ owner: made?.owner, user: made?.user, role: "owner" })
    expect(stored[3]?.[1]).toMatchObject({ hash: secretHash(made?.linkText ?? "") })
    expect(JSON.stringify(stored)).not.toContain(made?.linkText)
  })

  it("writes the token that it stored the hash of, readable by its user alone", async () => {
    const { store, stored } = recording()
    const adminTokenFile = join(folder, "token")
    await firstStart(store, { adminTokenFile, now: T })
    const text = readFileSync(adminTokenFile, "utf8").trim()
    expect(isTokenText(text)).toBe(true)
    expect(statSync(adminTokenFile).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(["token"])
    const token = stored.find(([what]) => what === "token")?.[1]
    expect(token).toMatchObject({ hash: secretHash(text), scopes, owner: null })
  })

  it("happens once", async () => {
    const { store, stored } = recording(1)
    const adminTokenFile = join(folder, "second")
    expect(await firstStart(store, { adminTokenFile, now: T })).toBeUndefined()
    expect(stored).toEqual([])
    expect(existsSync(adminTokenFile)).toBe(false)
  })

  it("says which file it cannot write", async () => {
    const { store } = recording()
    const adminTokenFile = join(folder, "none", "token")
    await expect(firstStart(store, { adminTokenFile, now: T })).rejects.toMatchObject({
      code: "config.invalid",
    })
  })
})
