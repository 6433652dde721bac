import { type InstallId, installId } from "@modkeep/contract/ids"
import { expect, test } from "vitest"

import { newId } from "#base/ids.ts"

import { hostLabel } from "./host-label.ts"
import { type Route, type RouteFacts, RouteTable } from "./route-table.ts"

const facts = (install: InstallId): RouteFacts => ({
  install,
  state: "asleep",
  access: "private",
  embedOrigins: [],
})

test("listeners hear of each change, in order, until they stop", () => {
  const table = new RouteTable()
  const install = installId.parse(newId("ins"))
  const heard: (string | undefined)[] = []
  const stop = table.subscribe((_install, route: Route | undefined) => heard.push(route?.state))
  table.set(facts(install))
  table.set({ ...facts(install), state: "off" })
  table.remove(install)
  table.remove(install)
  stop()
  table.set(facts(install))
  expect(heard).toEqual(["asleep", "off", undefined])
})

test("100,000 installs are each found by their own label, and no name of JavaScript's is an install", () => {
  const table = new RouteTable()
  const installs = Array.from({ length: 100_000 }, () => installId.parse(newId("ins")))
  for (const install of installs) table.set(facts(install))
  expect(table.size).toBe(100_000)
  for (const install of installs)
    expect(table.find(hostLabel(install))?.install === install).toBe(true)
  for (const label of ["constructor", "__proto__", "size", ""])
    expect(table.find(label)).toBeUndefined()
})

test("how many installs are in each state is known at any moment", () => {
  const table = new RouteTable()
  const [first, second] = [installId.parse(newId("ins")), installId.parse(newId("ins"))]
  for (const install of [first, second]) table.set(facts(install))
  table.set({ ...facts(first), state: "running" })
  expect(Object.fromEntries(table.states)).toMatchObject({ asleep: 1, running: 1, off: 0 })
  table.remove(first)
  table.remove(first)
  expect(Object.fromEntries(table.states)).toMatchObject({ asleep: 1, running: 0, off: 0 })
})
