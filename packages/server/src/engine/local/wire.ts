// The engine's orders in the keeper's words. The one file of the engine where plaintext leaves its `Sealed`.
//
// What it returns goes straight into the keeper's socket, which is ours alone (0600, same user), and is kept nowhere.
import type { ProcessId } from "@modkeep/contract/ids"

import type {
  Delivery,
  EngineDocument,
  EngineEnvironment,
  ProcessLimits,
  StartOrder,
  StartSpec,
} from "../engine.ts"
import type { Message } from "./keeper-connection.ts"
import type { ProcessPlaces } from "./places.ts"

export interface StartContext {
  readonly places: ProcessPlaces
  /** Folder `modkeep_runtime`. */
  readonly runtime: string
  /** Undefined: the process runs as our own user. */
  readonly userId: number | undefined
  readonly limits: ProcessLimits
}

export function startMessage(
  { process, spec, serial }: StartOrder,
  context: StartContext,
): Message {
  const { places, runtime, userId, limits } = context
  const { memoryBytes, processes, openFiles, fileBytes, cpuPercent, hungMs } = limits
  return {
    process,
    install: spec.install,
    ...environmentMessage(spec.environment, runtime),
    app: {
      root: places.tree,
      directory: spec.source.directory,
      entrypoint: spec.source.entrypoint,
    },
    home: places.home,
    folder: places.folder,
    user: userId === undefined ? null : { uid: userId, gid: userId },
    limits: { memoryBytes, processes, openFiles, fileBytes, cpuPercent, hungMs },
    environment: { TMPDIR: places.temporary },
    settings: settingsOf(spec),
    query: { launch: spec.launchQuery, install: spec.install },
    auth: spec.auth ?? null,
    ...documentOf(spec.document, serial),
  }
}

/** What an interpreter needs that has no module yet. */
export function environmentMessage(environment: EngineEnvironment, runtime: string): Message {
  const { id, path, python, reach } = environment
  return { environmentId: id, python, runtime, reach: [path, ...reach] }
}

export function deliverMessage(process: ProcessId, { document, serial, rerun }: Delivery): Message {
  return { process, rerun, ...documentOf(document, serial) }
}

function settingsOf({ settings }: StartSpec): Message {
  return {
    cookieSecret: settings.cookieSecret.reveal(),
    showNavigation: settings.showNavigation ? true : null,
    // Streamlit takes WebSockets from pages of this host only.
    options: { "browser.serverAddress": new URL(settings.origin).hostname },
  }
}

function documentOf({ content, revision }: EngineDocument, serial: number): Message {
  const { text, environment, redact } = content.reveal()
  return { document: { text, environment, revision, serial }, redact }
}
