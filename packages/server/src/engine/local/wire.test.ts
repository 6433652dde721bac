import { inspect } from "node:util"

import { installId, processId } from "@modkeep/contract/ids"
import { expect, it } from "vitest"

import { Sealed } from "#base/sealed.ts"

import type { StartOrder } from "../engine.ts"
import { enginePlaces, processPlaces } from "./places.ts"
import { deliverMessage, startMessage } from "./wire.ts"

const canary = "canary_of_the_wire"
const install = installId.parse(`ins_${"0".repeat(26)}`)
const process = processId.parse(`prc_${"0".repeat(26)}`)
const document = {
  revision: { version: 2, install: 1 },
  content: new Sealed({
    text: `NAME = "${canary}"\n`,
    environment: { NAME: canary },
    redact: [canary],
  }),
}
const order: StartOrder = {
  process,
  serial: 4,
  spec: {
    install,
    fingerprint: "f",
    environment: { id: "e", path: "/e", python: "/e/bin/python", reach: ["/p"] },
    source: { tree: "/tree", directory: "sub", entrypoint: "app.py" },
    userId: 200_000,
    limits: {},
    settings: {
      cookieSecret: new Sealed(canary),
      origin: "https://ins-0.apps.example.org:8443",
      showNavigation: false,
    },
    launchQuery: { user_id: "u" },
    auth: undefined,
    document,
  },
}
const places = processPlaces(enginePlaces("/data", "/dev/shm/modkeep-00000000"), process, install)

it("what callers hold prints no value; only the message to the keeper holds it", () => {
  const delivery = { serial: 5, document, rerun: false }
  for (const held of [order, delivery]) {
    expect(JSON.stringify(held)).not.toContain(canary)
    expect(inspect(held, { depth: 10 })).not.toContain(canary)
  }
  expect(JSON.stringify(deliverMessage(process, delivery))).toContain(canary)
})

it("a value stands in a start message where the protocol wants it, and nowhere else", () => {
  const context = { places, runtime: "/runtime", userId: undefined, limits: {} }
  const { document: told, redact, settings, ...rest } = startMessage(order, context)
  expect(told).toEqual({
    text: `NAME = "${canary}"\n`,
    environment: { NAME: canary },
    revision: { version: 2, install: 1 },
    serial: 4,
  })
  expect(redact).toEqual([canary])
  expect(settings).toEqual({
    cookieSecret: canary,
    showNavigation: null,
    options: { "browser.serverAddress": "ins-0.apps.example.org" },
  })
  expect(JSON.stringify(rest)).not.toContain(canary)
})

it("a process gets a user of its own only where the keeper can give one", () => {
  const context = { places, runtime: "/runtime", limits: {} }
  expect(startMessage(order, { ...context, userId: undefined })["user"]).toBeNull()
  expect(startMessage(order, { ...context, userId: 7 })["user"]).toEqual({ uid: 7, gid: 7 })
})
