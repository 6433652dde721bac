// What operations work with: each field is a room, made and wired in main.ts. An operation takes the fields it uses.
import type { InstallId, VersionId } from "@modkeep/contract/ids"
import type { LogLine } from "@modkeep/contract/schemas/install"
import type { BuildEvent } from "@modkeep/contract/schemas/version"

import type { Clock } from "#base/clock.ts"
import type { Topic } from "#base/topic.ts"
import type { UnderWay } from "#base/under-way.ts"
import type { Config } from "#config.ts"
import type { Engine } from "#engine/engine.ts"
import type { Lifecycle } from "#engine/lifecycle/lifecycle.ts"
import type { PrepareRequest, Prepared } from "#environments/prepare-environment.ts"
import type { Preview, PreviewRequest } from "#environments/preview-environment.ts"
import type { Git } from "#git/git.ts"
import type { Limiter } from "#identity/limiter.ts"
import type { Keyring } from "#keyring/keyring.ts"
import type { Log } from "#observe/log.ts"
import type { Metrics } from "#observe/metrics.ts"
import type { Store } from "#store/store.ts"

import type { OpenReaders } from "./open-readers.ts"
import type { Trials } from "./process-document.ts"
import type { Visits } from "./visits.ts"

export interface Context {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly store: Store
  readonly keyring: Keyring
  readonly git: Git
  /** A Python ≥ 3.9 of this machine, for what is parsed and never run. */
  readonly findPython: () => Promise<string>
  readonly environments: {
    prepare(request: PrepareRequest): Promise<Prepared>
    preview(request: PreviewRequest): Promise<Preview>
    remove(id: string): Promise<void>
  }
  readonly engine: Engine
  readonly lifecycle: Lifecycle
  readonly builds: Builds
  readonly buildEvents: Topic<VersionId, BuildEvent>
  readonly logLines: Topic<InstallId, LogLine>
  /** That something of an install changed; what is true now is read by whoever wants to know. */
  readonly installChanges: Topic<InstallId, "changed">
  readonly pages: Pages
  readonly readers: OpenReaders
  /** The API's, but for the sending of events: a stop lets them end before it closes what they need. */
  readonly requests: UnderWay
  readonly visits: Visits
  /** Tells whether two requests are the same without keeping what they said. */
  readonly fingerprintKey: Uint8Array
  /** Processes that try a staged revision. */
  readonly trials: Trials
  readonly reveals: Limiter
  readonly signIns: Limiter
}

/** Builds under way: started after the version is stored, resumed after a restart. */
export interface Builds {
  add(version: VersionId): void
  cancel(version: VersionId): Promise<void>
}

/** The pages of installs, as the gateway serves them. */
export interface Pages {
  /** Tells the gateway of an install's settings: access, frames. */
  configure(install: InstallId): Promise<void>
  remove(install: InstallId): void
  /** Ends the install's open WebSockets: whoever may still be there comes back by a new handshake. */
  endSockets(install: InstallId): void
}

export type SubjectId = VersionId | InstallId
