#!/usr/bin/env node
// The command `modkeep`. Answers --version itself; everything else is loaded when it is asked for, from compiled code kept on disk.
import { readFileSync } from "node:fs"
import module from "node:module"

const args = process.argv.slice(2)
if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
  process.stdout.write(`${version}\n`)
} else if (Number(process.versions.node.split(".")[0]) < 24) {
  process.stderr.write(
    `modkeep needs Node ≥ 24, this is ${process.versions.node}: run ./modkeep in the clone, it brings its own\n`,
  )
  process.exitCode = 1
} else {
  // Node leaves the cache alone when NODE_COMPILE_CACHE names one, and goes without when the folder cannot be written.
  module.enableCompileCache(
    new URL("../../../node_modules/.cache/modkeep/compiled", import.meta.url).pathname,
  )
  const { main } = await import("../src/main.ts")
  process.exitCode = await main(args)
}
