// Rows for the store's suite: each helper stores one whole thing that others can hang on.
import { newId } from "#base/ids.ts"
import { randomOf } from "#base/random.ts"
import type { AppId, ModuleId, OwnerId, UserId, VersionId } from "@modkeep/contract/ids"
import { apps } from "./apps.ts"
import { type Install, installs } from "./installs.ts"
import { memberships } from "./memberships.ts"
import { modules } from "./modules.ts"
import { owners } from "./owners.ts"
import type { Tx } from "./schema.ts"
import { secretDocuments } from "./secret-documents.ts"
import { secretRevisions } from "./secret-revisions.ts"
import { users } from "./users.ts"
import { type Version, versions } from "./versions.ts"

/** When everything happens in the suite. */
export const T = 1_800_000_000_000

export async function newOwner(tx: Tx): Promise<{ owner: OwnerId; user: UserId }> {
  const owner = newId("own")
  const user = newId("usr")
  await owners.insert(tx, { id: owner, name: owner, createdAt: T })
  await users.insert(tx, { id: user, name: "Ada", createdAt: T })
  await memberships.put(tx, { owner, user, role: "owner", createdAt: T })
  return { owner, user }
}

interface Who {
  readonly owner: OwnerId
  readonly user: UserId
}

export async function newModule(
  tx: Tx,
  { owner, user, name }: Who & { name: string },
): Promise<ModuleId> {
  const id = newId("mod")
  await modules.insert(tx, {
    id,
    owner,
    name,
    repository: "https://example.org/r.git",
    directory: "",
    entrypoint: null,
    createdAt: T,
    createdBy: user,
  })
  return id
}

export function appRow({ owner, user, name }: Who & { name: string }) {
  return { id: newId("app"), owner, name, createdAt: T, createdBy: user }
}

export async function newApp(tx: Tx, who: Who & { name: string }): Promise<AppId> {
  const app = appRow(who)
  await apps.insert(tx, app)
  return app.id
}

export async function newDocument(
  tx: Tx,
  {
    owner,
    scope,
    subject,
  }: Pick<Who, "owner"> & { scope: "version" | "install"; subject: VersionId | Install["id"] },
) {
  const id = newId("doc")
  await secretDocuments.insert(tx, {
    id,
    owner,
    scope,
    subject,
    head: 0,
    headMac: null,
    staged: null,
    acknowledged: [],
    createdAt: T,
  })
  return id
}

export async function newVersion(
  tx: Tx,
  { owner, user, module, patch }: Who & { module: ModuleId; patch: Partial<Version> },
): Promise<Version> {
  const id = newId("ver")
  const version: Version = {
    id,
    module,
    number: await versions.nextNumber(tx, module),
    repository: "https://example.org/r.git",
    commit: "0".repeat(40),
    ref: "main",
    commitAt: T,
    commitAuthor: "Ada",
    commitSubject: "First",
    directory: "",
    entrypoint: "app.py",
    notes: "",
    state: "ready",
    failure: null,
    environment: null,
    document: await newDocument(tx, { owner, scope: "version", subject: id }),
    templatePath: ".streamlit/secrets.toml",
    templateFound: false,
    templateText: "",
    scan: null,
    pages: [],
    warnings: [],
    options: {},
    streamlit: null,
    python: null,
    createdAt: T,
    createdBy: user,
    builtAt: null,
    ...patch,
  }
  await versions.insert(tx, version)
  return version
}

export async function newInstall(
  tx: Tx,
  { owner, user, app, version, name }: Who & { app: AppId; version: VersionId; name: string },
): Promise<Install> {
  const id = newId("ins")
  return await installs.insert(tx, {
    id,
    app,
    version,
    name,
    access: "private",
    query: {},
    embedOrigins: ["https://example.org"],
    showNavigation: false,
    idleMinutes: 15,
    sessions: "next-run",
    limits: {},
    wish: "on",
    failure: null,
    document: await newDocument(tx, { owner, scope: "install", subject: id }),
    createdAt: T,
    createdBy: user,
  })
}

export async function newRevision(tx: Tx, document: Version["document"], number: number) {
  const revision = {
    id: newId("rev"),
    document,
    number,
    envelope: randomOf(300),
    digest: randomOf(32),
    parentDigest: null,
    author: newId("usr"),
    authorName: "Ada",
    reason: null,
    createdAt: T,
    changes: { added: ["A"], changed: [], removed: [] },
    state: "current" as const,
  }
  await secretRevisions.insert(tx, revision)
  return revision
}

export function tokenRow({ owner, user, name }: Who & { name: string }) {
  return {
    id: newId("tok"),
    hash: randomOf(32),
    name,
    scopes: ["read" as const, "deploy" as const],
    owner,
    user,
    createdAt: T,
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
  }
}

export function environmentRow() {
  return {
    id: Buffer.from(randomOf(16)).toString("hex"),
    lock: "streamlit==1.40.2",
    python: "3.11.2",
    platform: "linux-x64",
    streamlit: "1.40.2",
    path: "/environments/x",
    prefix: "/usr",
    sizeBytes: 5_000_000_000,
    files: 3,
    createdAt: T,
    lastUsedAt: T,
  }
}

export function auditRow(row: { owner: OwnerId; sequence: number; subject: string }) {
  return {
    ...row,
    id: newId("aud"),
    at: T,
    action: "secrets.change",
    record: "{}",
    leaf: randomOf(32),
    chain: randomOf(32),
  }
}
