// What a caller is told when an install does not run.
import type { InstallId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"

import type { Failure } from "./life.ts"

export function failureFault(install: InstallId, failure: Failure): Fault {
  const code = failure.kind === "unavailable" ? "engine.unavailable" : "engine.start_failed"
  return new Fault(code, {
    public: `Cannot run install "${install}": ${failure.reason}`,
    detail: { install, kind: failure.kind, exit: failure.exit },
  })
}

export function offFault(install: InstallId): Fault {
  return new Fault("install.off", {
    public: `Cannot open install "${install}": it is switched off. Start it first`,
  })
}

export function sleepFault(install: InstallId): Fault {
  return new Fault("engine.exited", {
    public: `Install "${install}" was put to sleep meanwhile. Try again`,
  })
}

export function closingFault(): Fault {
  return new Fault("engine.unavailable", {
    public: "Modkeep is stopping. Try again soon",
    detail: { closing: true },
  })
}

/** Whether this only says that the server ends: what was asked for goes on, and the next start takes it over. */
export function isClosing(cause: unknown): boolean {
  return cause instanceof Fault && cause.detail["closing"] === true
}

export function unknownFault(install: InstallId): Fault {
  return new Fault("install.not_found", { public: `There is no install "${install}"` })
}
