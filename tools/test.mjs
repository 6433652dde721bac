// `npm test`: everything that guards this repository, in order, with times. `--quick` leaves the system tests out.
//
// Stops at the first stage that fails and names it. The last line of the run is `N passed, N failed`, whatever happened; a stage
// without tests (types, lint …) counts only when it fails.
import { spawn } from "node:child_process"
import { mkdirSync, readFileSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { buildConsole } from "./console.mjs"
import { checkMachine } from "./machine.mjs"
import { bringPackages } from "./packages.mjs"
import { projectNode, root } from "./project-node.mjs"
import { duration, fail, line, step } from "./report.mjs"

const bin = (name) => join(root, "node_modules", name)

function stages(quick) {
  const plain = (name, args) => ({ name, args })
  const vitest = (project) => {
    const results = join(root, ".cache", "test", `${project}.json`)
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`]
    return {
      name: project,
      args: [bin("vitest/vitest.mjs"), "run", "--project", project, ...reporters],
      results,
    }
  }
  return [
    plain("types", [bin("typescript/bin/tsc"), "--noEmit"]),
    plain("types of the console", [bin("typescript/bin/tsc"), "--noEmit", "-p", "packages/web"]),
    plain("lint", [bin("oxlint/bin/oxlint"), "--deny-warnings"]),
    plain("format", [bin("oxfmt/bin/oxfmt"), "--check"]),
    plain("dead code", [bin("knip/bin/knip.js")]),
    vitest("unit"),
    ...(quick ? [] : [vitest("system")]),
  ]
}

async function test(quick) {
  await step("machine", checkMachine)
  const onInstall = () =>
    line("packages", "installing what package-lock.json names, with the development tools …")
  await step("packages", async () => (await bringPackages({ dev: true, onInstall })) ?? "all there")
  await step("console", buildConsole)
  const sum = { passed: 0, failed: 0, skipped: 0 }
  const times = []
  for (const stage of stages(quick)) {
    const from = performance.now()
    process.stderr.write(`\n── ${stage.name}\n`)
    const passed = await runStage(stage, sum)
    times.push([stage.name, `${duration(performance.now() - from)}${passed ? "" : "  FAILED"}`])
    if (!passed) break
  }
  process.stderr.write("\n")
  for (const [name, time] of times) line(name, time)
  if (sum.skipped > 0) line("skipped", `${sum.skipped} tests`)
  return sum
}

async function runStage({ args, results }, sum) {
  if (results) {
    mkdirSync(dirname(results), { recursive: true })
    rmSync(results, { force: true })
  }
  const code = await runNode(args)
  if (!results) {
    sum.failed += code === 0 ? 0 : 1
    return code === 0
  }
  const counted = readResults(results)
  sum.passed += counted.passed
  sum.skipped += counted.skipped
  // A file that does not load, or an error outside any test, fails the run without a failed test: it counts as one.
  sum.failed += code === 0 ? counted.failed : Math.max(counted.failed, 1)
  return code === 0 && counted.failed === 0
}

function runNode(args) {
  const node = projectNode()
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH ?? ""}` }
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: root, stdio: "inherit", env })
    child.on("error", reject)
    child.on("exit", (code) => resolve(code ?? 1))
  })
}

function readResults(file) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
      readFileSync(file, "utf8"),
    )
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests }
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

const from = performance.now()
const sum = await test(process.argv.includes("--quick")).catch((error) => {
  fail(error)
  return { passed: 0, failed: 1 }
})
process.exitCode = sum.failed === 0 ? 0 : 1
line("in all", duration(performance.now() - from))
process.stderr.write("", () => process.stdout.write(`${sum.passed} passed, ${sum.failed} failed\n`))
