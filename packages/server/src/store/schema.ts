// The tables as the database holds them; `migrations/` makes exactly these.
//
// Times are integer milliseconds UTC, JSON is text (`JsonText`), flags are 0 or 1, ciphertext and hashes are bytes: the same in
// SQLite and PostgreSQL. Names are camelCase here and snake_case in the database. No column ever holds a plaintext value.
import type {
  AppId,
  AuditId,
  DocumentId,
  InstallId,
  ModuleId,
  OwnerId,
  ProcessId,
  RevisionId,
  TokenId,
  UserId,
  VersionId,
} from "@modkeep/contract/ids"
import type { Failure } from "@modkeep/contract/schemas/common"
import type { Scope } from "@modkeep/contract/schemas/identity"
import type { BuildEvent, BuildOptions } from "@modkeep/contract/schemas/version"
import type { Kysely } from "kysely"
import type { JsonText } from "./json-text.ts"

/** A transaction, or the store itself where a single statement is enough. */
export type Tx = Kysely<Schema>

type Bytes = Uint8Array
type Flag = 0 | 1
type Ms = number

export type Role = "owner" | "member"
/** How a session began: a one-time link, a password, or the code that leads to an install. */
export type SessionVia = "link" | "password" | "code"
export type Access = "private" | "members" | "public"
export type SessionsChoice = "next-run" | "rerun"
export type Wish = "on" | "off"
export type Limits = Readonly<Record<string, number>>
export type SecretScope = "version" | "install"
export type RevisionState = "current" | "past" | "staged" | "dropped"
export type VersionState = "building" | "ready" | "failed"

/** The key paths (TOML notation) that a revision touched. */
export interface RevisionChanges {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/** A page of a multi-page module. */
export interface PageRecord {
  readonly path: string
  readonly title: string
  readonly file: string
}

export interface OwnersTable {
  id: OwnerId
  name: string
  createdAt: Ms
}

export interface UsersTable {
  id: UserId
  name: string
  createdAt: Ms
  /** May invite and remove people and see to the keys. */
  operator: Flag
  /** The name as sign-in compares it, never two alike; null: cannot sign in by name (yet, or not any more). */
  signInName: string | null
  /** Removed people stay for the names in what they did. */
  removedAt: Ms | null
}

/** Argon2id: hash, salt and the cost it was made with. */
export interface PasswordsTable {
  user: UserId
  hash: Bytes
  salt: Bytes
  memoryKib: number
  passes: number
  parallelism: number
  createdAt: Ms
}

export interface MembershipsTable {
  owner: OwnerId
  user: UserId
  role: Role
  createdAt: Ms
}

/** A browser's session, on the console or on the origin of one install. */
export interface SessionsTable {
  hash: Bytes
  user: UserId
  kind: "console" | "install"
  install: InstallId | null
  createdAt: Ms
  authenticatedAt: Ms
  expiresAt: Ms
  via: SessionVia
  /** What the browser calls itself. */
  browser: string | null
  lastUsedAt: Ms | null
}

export interface SignInLinksTable {
  hash: Bytes
  user: UserId
  createdAt: Ms
  expiresAt: Ms
  spentAt: Ms | null
}

/** One-time codes that let a visitor in to the origin of one install. `user` null: whoever holds the link. */
export interface AdmissionsTable {
  hash: Bytes
  install: InstallId
  user: UserId | null
  createdAt: Ms
  expiresAt: Ms
  spentAt: Ms | null
}

export interface TokensTable {
  id: TokenId
  hash: Bytes
  name: string
  scopes: JsonText<readonly Scope[]>
  /** Null: every owner that the user belongs to. */
  owner: OwnerId | null
  user: UserId
  createdAt: Ms
  expiresAt: Ms | null
  lastUsedAt: Ms | null
  revokedAt: Ms | null
}

export interface ModulesTable {
  id: ModuleId
  owner: OwnerId
  name: string
  repository: string
  directory: string
  entrypoint: string | null
  createdAt: Ms
  createdBy: UserId
}

export interface ModuleSharesTable {
  module: ModuleId
  owner: OwnerId
  createdAt: Ms
  createdBy: UserId
}

export interface CredentialsTable {
  module: ModuleId
  kind: "ssh-key" | "https-token"
  envelope: Bytes
  publicPart: string | null
  createdAt: Ms
  createdBy: UserId
}

export interface VersionsTable {
  id: VersionId
  module: ModuleId
  number: number
  repository: string
  commit: string
  ref: string | null
  commitAt: Ms
  commitAuthor: string
  commitSubject: string
  directory: string
  entrypoint: string
  notes: string
  state: VersionState
  failure: JsonText<Failure> | null
  environment: string | null
  document: DocumentId
  templatePath: string
  templateFound: Flag
  /** As it stands in the repository, whatever it holds. */
  templateText: JsonText<string>
  /** What the code reads, as the scan gave it. */
  scan: JsonText<unknown>
  pages: JsonText<readonly PageRecord[]>
  warnings: JsonText<readonly string[]>
  options: JsonText<BuildOptions>
  streamlit: string | null
  python: string | null
  createdAt: Ms
  createdBy: UserId
  /** When the build ended, well or not. */
  builtAt: Ms | null
}

export interface BuildEventsTable {
  version: VersionId
  sequence: number
  at: Ms
  event: JsonText<BuildEventBody>
}
export type BuildEventBody = Omit<BuildEvent, "sequence" | "at">

export interface EnvironmentsTable {
  /** Hash of lock, interpreter and platform. */
  id: string
  lock: string
  python: string
  platform: string
  streamlit: string | null
  path: string
  /** Installation of the interpreter, which must be visible where the environment runs. */
  prefix: string
  sizeBytes: number
  files: number
  createdAt: Ms
  lastUsedAt: Ms
}

export interface AppsTable {
  id: AppId
  owner: OwnerId
  name: string
  createdAt: Ms
  createdBy: UserId
}

export interface InstallsTable {
  id: InstallId
  app: AppId
  version: VersionId
  name: string
  access: Access
  query: JsonText<Readonly<Record<string, string>>>
  embedOrigins: JsonText<readonly string[]>
  showNavigation: Flag
  idleMinutes: number
  sessions: SessionsChoice
  limits: JsonText<Limits>
  wish: Wish
  /** Why it does not run although it should; waits for a person. */
  failure: JsonText<Failure> | null
  /** The install's own user on the machine, from 200000 up, never two alike. */
  uid: number
  document: DocumentId
  createdAt: Ms
  createdBy: UserId
}

/** What ran together, so that a rollback knows where to go. */
export interface InstallRunsTable {
  install: InstallId
  number: number
  version: VersionId
  versionRevision: number
  installRevision: number
  at: Ms
}

export interface SecretDocumentsTable {
  id: DocumentId
  owner: OwnerId
  scope: SecretScope
  subject: VersionId | InstallId
  /** Number of the current revision; 0: never saved. */
  head: number
  /** Authenticates `head` and the digest of its revision; null while `head` is 0. */
  headMac: Bytes | null
  staged: number | null
  /** Key paths that the author said the module does not need. */
  acknowledged: JsonText<readonly string[]>
  createdAt: Ms
}

export interface SecretRevisionsTable {
  id: RevisionId
  document: DocumentId
  number: number
  envelope: Bytes
  digest: Bytes
  parentDigest: Bytes | null
  author: UserId
  authorName: string
  reason: string | null
  createdAt: Ms
  changes: JsonText<RevisionChanges>
  state: RevisionState
}

export interface OwnerKeysTable {
  owner: OwnerId
  term: number
  wrapped: Bytes
  createdAt: Ms
}

export interface KeyringStateTable {
  id: 1
  rootCheck: Bytes
  term: number
  createdAt: Ms
  /** When somebody said that a copy of the root key is safe elsewhere. */
  recoveryAcknowledgedAt: Ms | null
}

export interface ProcessesTable {
  id: ProcessId
  install: InstallId
  pid: number | null
  version: VersionId
  startedAt: Ms
  versionRevision: number
  installRevision: number
  acknowledgedAt: Ms | null
  endedAt: Ms | null
  /** Why it ended, in plain words. */
  ending: string | null
}

/** Append-only. `record` is the canonical JSON that `leaf` hashes; the other columns repeat parts of it for queries. */
export interface AuditTable {
  sequence: number
  id: AuditId
  at: Ms
  owner: OwnerId | null
  subject: string
  action: string
  record: string
  leaf: Bytes
  chain: Bytes
}

export interface IdempotencyTable {
  user: UserId
  key: string
  route: string
  bodyHash: Bytes
  /** Null while the first request is still being worked on. */
  status: number | null
  body: string | null
  createdAt: Ms
}

export interface SettingsTable {
  key: string
  value: JsonText<unknown>
}

/** Numbers that only grow, such as the next user id on the machine. */
export interface CountersTable {
  name: string
  value: number
}

export interface Schema {
  owners: OwnersTable
  users: UsersTable
  passwords: PasswordsTable
  memberships: MembershipsTable
  sessions: SessionsTable
  signInLinks: SignInLinksTable
  admissions: AdmissionsTable
  tokens: TokensTable
  modules: ModulesTable
  moduleShares: ModuleSharesTable
  credentials: CredentialsTable
  versions: VersionsTable
  buildEvents: BuildEventsTable
  environments: EnvironmentsTable
  apps: AppsTable
  installs: InstallsTable
  installRuns: InstallRunsTable
  secretDocuments: SecretDocumentsTable
  secretRevisions: SecretRevisionsTable
  ownerKeys: OwnerKeysTable
  keyringState: KeyringStateTable
  processes: ProcessesTable
  audit: AuditTable
  idempotency: IdempotencyTable
  settings: SettingsTable
  counters: CountersTable
}
