// Waits until what was asked of an install has come about: its page runs in a process begun for it, or it is known why not.
//
// While an install is moved or restarted, its old process goes on serving and the state stays `running`. So `running` alone says
// nothing: what served before must have been replaced, or the install must say why it was not.
import type { Client } from "@modkeep/contract/client"
import type { Install, InstallEvent } from "@modkeep/contract/schemas/install"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { overCuts } from "../over-cuts.ts"
import { Stop } from "../stop.ts"
import type { Terminal } from "../terminal.ts"

/** Longer than the server gives a module to start. */
const waitMsMax = 180_000

interface Wait {
  readonly id: string
  /** The install before the request, where the request replaces its process. */
  readonly before?: Install
}

export async function awaitRunning(client: Client, { id, before }: Wait): Promise<Install> {
  const replaced = new Set(
    (before?.processes ?? []).filter(({ draining }) => !draining).map((process) => process.id),
  )
  const signal = AbortSignal.timeout(waitMsMax)
  try {
    return await overCuts(async (heard) => {
      for await (const { data } of client.events("installs.events", { params: { id }, signal })) {
        heard()
        if (isOver(data, replaced)) return await withFacts(client, id, data)
      }
      // The stream ends when the install is removed, which this says; or when the server stops.
      await client.call("installs.get", { params: { id }, signal })
      return undefined
    })
  } catch (error) {
    if (!signal.aborted) throw error
    throw new Stop(
      exitCode.failed,
      "install.slow",
      "It has not started within 3 minutes: modkeep install logs shows what it does",
    )
  }
}

function isOver(
  { state, failure, processes }: InstallEvent,
  replaced: ReadonlySet<string>,
): boolean {
  if (state === "starting") return false
  if (state !== "running") return true
  const isReplaced = !processes.some(({ id, draining }) => replaced.has(id) && !draining)
  return isReplaced || failure !== undefined
}

async function withFacts(client: Client, id: string, event: InstallEvent): Promise<Install> {
  const { data } = await client.call("installs.get", { params: { id } })
  const { failure: _, ...rest } = data
  const { version, state, failure, processes } = event
  return { ...rest, version, state, processes, ...(failure === undefined ? {} : { failure }) }
}

/** Says how it ended. `version`: the one that the install was moved to. */
export function sayState(
  terminal: Terminal,
  install: Install,
  asked:
    | { readonly verb: "start" | "restart" }
    | { readonly verb: "move"; readonly version: string },
): ExitCode {
  const { name, state, failure, url, processes } = install
  // What went wrong at an earlier restart is no matter of a start that finds it running.
  if (state === "failed" || (failure !== undefined && asked.verb !== "start")) {
    const reason =
      failure === undefined ? "no reason was given" : `${failure.title}: ${failure.detail}`
    terminal.say(`${name} failed: ${reason}`)
    return exitCode.failed
  }
  if (asked.verb === "move" && install.version !== asked.version) {
    terminal.say(
      `${name} was moved to another version meanwhile: modkeep install show says to which`,
    )
    return exitCode.conflict
  }
  if (state === "running" && processes.some(({ draining }) => !draining)) {
    terminal.say(`${name} is running: ${url}`)
    return exitCode.done
  }
  const rest =
    state === "off"
      ? "is off: modkeep install start switches it on"
      : `is asleep, the next visitor starts it: ${url}`
  terminal.say(`${name} ${rest}`)
  return asked.verb === "move" ? exitCode.done : exitCode.failed
}
