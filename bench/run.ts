// Runs measurements and writes what they gave to bench/results/<date>.md, each with its machine, versions and command.
//
// npm run bench                        all of them
// npm run bench -- live-secrets        these
// npm run bench -- --pairs 15 --print  more rounds; print only, write no file
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { parseArgs } from "node:util"

import type { Bench } from "./bench.ts"
import { describeMachine } from "./support/describe-machine.ts"
import { writeSection } from "./support/write-section.ts"

const benches: Readonly<Record<string, { title: string; load: () => Promise<Bench> }>> = {
  "live-secrets": {
    title: "A saved secret until the running process holds it",
    load: async () => (await import("./live-secrets.ts")).liveSecrets,
  },
  wake: {
    title: "A sleeping page until its first run is over",
    load: async () => (await import("./wake.ts")).wake,
  },
  rerun: {
    title: "A rerun in an open session",
    load: async () => (await import("./rerun.ts")).rerun,
  },
  memory: {
    title: "Memory of 50 idle pages",
    load: async () => (await import("./memory.ts")).memory,
  },
  "shown-secrets": {
    title: "A saved secret until open pages show it",
    load: async () => (await import("./shown-secrets.ts")).shownSecrets,
  },
  "check-document": {
    title: "A check of a secrets document",
    load: async () => (await import("./check-document.ts")).checkDocument,
  },
  adoption: {
    title: "Restarts of the server under open sessions",
    load: async () => (await import("./adoption.ts")).adoption,
  },
  neighbours: {
    title: "A page beside an install at its worst",
    load: async () => (await import("./neighbours.ts")).neighbours,
  },
  kills: {
    title: "kill -9 of the server in the middle of saves",
    load: async () => (await import("./kills.ts")).kills,
  },
  "cli-start": {
    title: "The command line from start to end",
    load: async () => (await import("./cli-start.ts")).cliStart,
  },
  "server-start": {
    title: "The server from its start to ready",
    load: async () => (await import("./server-start.ts")).serverStart,
  },
  "restart-gap": {
    title: "A restart of the server as its port sees it",
    load: async () => (await import("./restart-gap.ts")).restartGap,
  },
  "route-lookup": {
    title: "The gateway's route table",
    load: async () => (await import("./route-lookup.ts")).routeLookup,
  },
  "secret-writes": {
    title: "Durable writes of a secret",
    load: async () => (await import("./secret-writes.ts")).secretWrites,
  },
  "gateway-http": {
    title: "Requests through the gateway",
    load: async () => (await import("./gateway-http.ts")).gatewayHttp,
  },
  "gateway-sockets": {
    title: "WebSockets through the gateway",
    load: async () => (await import("./gateway-sockets.ts")).gatewaySockets,
  },
}
const fewestPairs = 7

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: "string", default: String(fewestPairs) },
    print: { type: "boolean", default: false },
  },
})
const pairs = Number(values.pairs)
if (!Number.isInteger(pairs) || pairs < 1) throw new Error("--pairs takes a whole number")
const unknown = positionals.filter((name) => benches[name] === undefined)
if (unknown.length > 0) {
  throw new Error(`No such bench: ${unknown.join(", ")}; known: ${Object.keys(benches).join(", ")}`)
}
for (const [name, { title, load }] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  process.stderr.write(`${name} …\n`)
  const machine = describeMachine()
  try {
    const bench = await load()
    const text = writeSection({ title, result: await bench({ pairs }), machine, name, pairs })
    process.stdout.write(`${text}\n`)
    if (!values.print) await keep(title, text)
  } catch (error) {
    process.stderr.write(`${name} could not be measured: ${String(error)}\n`)
    process.exitCode = 1
  }
}

/** Replaces the section of this title in today's file, or adds it. */
async function keep(title: string, section: string): Promise<void> {
  const folder = join(import.meta.dirname, "results")
  await mkdir(folder, { recursive: true })
  const date = new Date().toISOString().slice(0, 10)
  const path = join(folder, `${date}.md`)
  const before = await readFile(path, "utf8").catch(() => `# Measured on ${date}\n`)
  const [head = "", ...sections] = before.split(/\n(?=## )/u)
  const others = sections.filter((one) => !one.startsWith(`## ${title}\n`))
  const all = [head, ...others, section].map((one) => one.trimEnd())
  await writeFile(path, `${all.join("\n\n")}\n`)
}
