import { installId, processId } from "@modkeep/contract/ids"
import { beforeEach, describe, expect, it } from "vitest"

import type { EngineEvent } from "../engine.ts"
import type { Listed } from "./keeper-answers.ts"
import { KnownProcesses } from "./known-processes.ts"

const install = installId.parse(`ins_${"0".repeat(26)}`)
const process = processId.parse(`prc_${"0".repeat(26)}`)
const record = { install, environmentId: "e", fingerprint: "f", diskBytesMax: 1 }
const revision = { version: 2, install: 1 }
const exit = {
  cause: "crashed",
  code: undefined,
  signal: "SIGSEGV",
  reason: "Ended by SIGSEGV",
  at: 5,
} as const

let events: EngineEvent[]
let ended: string[]
let known: KnownProcesses

beforeEach(() => {
  events = []
  ended = []
  known = new KnownProcesses(
    (event) => events.push(event),
    (one) => ended.push(one),
  )
})

function listed(change: Partial<Listed> = {}): Listed {
  return {
    process,
    install,
    pid: 1,
    state: "running",
    socket: "/s",
    startedAt: 1,
    held: { revision, serial: 3, sha256: "ab", at: 2 },
    sessions: 2,
    exit: null,
    ...change,
  }
}

const kinds = () => events.map((event) => event.kind)

describe("after a break of the connection", () => {
  it("a process that became ready and took a document meanwhile is told as such", () => {
    known.add(process, { ...record, state: "starting", heldSerial: 1 })
    known.reconcile([listed()], new Map())
    expect(kinds()).toEqual(["acknowledged", "ready", "sessions"])
    expect(events[0]).toMatchObject({ acknowledgement: { serial: 3, revision } })
  })

  it("nothing new is told of a process that did nothing", () => {
    known.add(process, { ...record, state: "running", heldSerial: 3 })
    known.reconcile([listed({ sessions: null })], new Map())
    expect(events).toEqual([])
  })

  it("an end is told once, with its own reason", () => {
    known.add(process, { ...record, state: "running", heldSerial: 3 })
    known.reconcile([listed({ state: "exited", exit })], new Map())
    known.reconcile([listed({ state: "exited", exit })], new Map())
    expect(events).toEqual([{ kind: "exited", process, install, exit }])
    expect(ended).toEqual([process])
  })

  it("a process that the keeper does not know any more ended with the keeper", () => {
    known.add(process, { ...record, state: "running", heldSerial: 3 })
    known.reconcile([], new Map())
    expect(events).toMatchObject([{ kind: "exited", exit: { cause: "engine" } }])
  })

  it("one whose start was not answered yet is left to its start", () => {
    known.add(process, { ...record, state: "preparing", heldSerial: 0 })
    known.reconcile([], new Map())
    expect(events).toEqual([])
    expect(known.get(process)).toBeDefined()
  })

  it("one without a record that can be read matches no spec, so that it is replaced", () => {
    known.reconcile([listed()], new Map())
    expect(known.get(process)).toMatchObject({ fingerprint: "", state: "running" })
  })
})

it("an end for a limit of ours is told with that reason instead of 'stopped'", () => {
  const endCause = { cause: "disk", reason: "Too much" } as const
  known.add(process, { ...record, state: "running", heldSerial: 0, endCause })
  known.heard({ event: "exited", process, exit: { ...exit, cause: "stopped" } })
  expect(events).toMatchObject([{ kind: "exited", exit: { cause: "disk", reason: "Too much" } }])
})
