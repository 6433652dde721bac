import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { run } from "./run.ts"

const env = { PATH: "/usr/local/bin:/usr/bin:/bin" }
const limits = { timeoutMs: 10_000, outputBytesMax: 1_000_000 }
let folder = ""

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "run-test-"))
})
afterAll(() => rm(folder, { recursive: true }))

describe("run", () => {
  test("a child sees the given environment and nothing else", async () => {
    process.env["MODKEEP_RUN_TEST"] = "leak"
    const { stdout } = await run({ command: "env", args: [], env: { ...env, A: "1" }, ...limits })
    expect(stdout.trim().split("\n").toSorted()).toEqual(["A=1", `PATH=${env.PATH}`])
  })

  test("arguments reach the command as they are: no shell reads them", async () => {
    const args = ["$(touch pwned)", "; touch pwned", "`id`", "a b", "*", ""]
    const { stdout } = await run({ command: "printf", args: ["%s\\n", ...args], env, ...limits })
    expect(stdout).toBe(`${args.join("\n")}\n`)
  })

  test("input is fed, exit code and both streams come back", async () => {
    const script = "cat; echo bad >&2; exit 7"
    const result = await run({
      command: "sh",
      args: ["-c", script],
      env,
      input: "hello",
      ...limits,
    })
    expect(result).toEqual({
      code: 7,
      signal: null,
      stdout: "hello",
      stderr: "bad\n",
      timedOut: false,
      truncated: false,
    })
  })

  test("a command that does not read its input is no error", async () => {
    const input = "x".repeat(1_000_000)
    const result = await run({ command: "true", args: [], env, input, ...limits })
    expect(result.code).toBe(0)
  })

  test("bytes come back as they were", async () => {
    const result = await run({
      command: "printf",
      args: ["\\377\\000\\376"],
      env,
      output: "bytes",
      ...limits,
    })
    expect([...result.stdout]).toEqual([255, 0, 254])
  })

  test("a time-out ends the grandchildren too", async () => {
    const pids = join(folder, "timeout-pids")
    const script = `sleep 60 & echo $! > ${pids}; wait`
    const started = Date.now()
    const result = await run({
      command: "sh",
      args: ["-c", script],
      env,
      ...limits,
      timeoutMs: 300,
    })
    expect(result.timedOut).toBe(true)
    expect(result.signal).toBe("SIGTERM")
    expect(Date.now() - started).toBeLessThan(2_000)
    // A killed process closes its pipes a moment before it is gone.
    await expect.poll(() => isAlive(pids)).toBe(false)
  })

  test("a child that ignores SIGTERM is killed", async () => {
    const script = "trap '' TERM; while :; do sleep 1; done"
    const result = await run({
      command: "sh",
      args: ["-c", script],
      env,
      ...limits,
      timeoutMs: 100,
    })
    expect(result).toMatchObject({ signal: "SIGKILL", timedOut: true })
  })

  test("what a command leaves behind ends with it", async () => {
    const pids = join(folder, "left-pids")
    const started = Date.now()
    const script = `sleep 60 & echo $! > ${pids}`
    const result = await run({ command: "sh", args: ["-c", script], env, ...limits })
    expect(result.code).toBe(0)
    expect(Date.now() - started).toBeLessThan(5_000)
    // A killed process closes its pipes a moment before it is gone.
    await expect.poll(() => isAlive(pids)).toBe(false)
  })

  test("an abort ends the child and rejects with the reason", async () => {
    const controller = new AbortController()
    const reason = new Error("no longer wanted")
    const running = run({
      command: "sh",
      args: ["-c", "echo up; sleep 60"],
      env,
      ...limits,
      signal: controller.signal,
      onStdout: () => controller.abort(reason),
    })
    await expect(running).rejects.toBe(reason)
    const never = run({ command: "true", args: [], env, ...limits, signal: controller.signal })
    await expect(never).rejects.toBe(reason)
  })

  test("output beyond the cap is dropped while the command goes on", async () => {
    const script = "head -c 300000 /dev/zero; echo done >&2"
    const request = { command: "sh", args: ["-c", script], env, ...limits, outputBytesMax: 1_000 }
    const result = await run(request)
    expect(result).toMatchObject({ code: 0, truncated: true, stderr: "done\n" })
    expect(result.stdout).toHaveLength(1_000)
  })

  test("output beyond the cap ends the command when asked to", async () => {
    const result = await run({
      command: "yes",
      args: [],
      env,
      ...limits,
      outputBytesMax: 1_000,
      overflow: "end",
    })
    expect(result).toMatchObject({ signal: "SIGTERM", truncated: true, timedOut: false })
  })

  test("lines arrive whole, characters are never cut, an endless line comes in pieces", async () => {
    const lines: string[] = []
    const script =
      "printf 'a\\r\\nb\\303'; sleep 0.1; printf '\\244c\\n\\n'; head -c 40000 /dev/zero | tr '\\0' x; printf '\\nend'"
    await run({
      command: "sh",
      args: ["-c", script],
      env,
      ...limits,
      outputBytesMax: 2,
      onStdout: (line) => lines.push(line),
    })
    expect(lines.slice(0, 3)).toEqual(["a", "bäc", ""])
    expect(lines.at(-1)).toBe("end")
    expect(lines.slice(3, -1).join("")).toBe("x".repeat(40_000))
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(16 * 1024)
  })

  test("a command that does not exist is an error with Node's code", async () => {
    const missing = run({ command: "no-such-command-here", args: [], env, ...limits })
    await expect(missing).rejects.toMatchObject({ code: "ENOENT" })
  })
})

async function isAlive(pidFile: string): Promise<boolean> {
  const pid = Number(await readFile(pidFile, "utf8"))
  try {
    const status = await readFile(`/proc/${pid}/stat`, "utf8")
    return !status.includes(") Z ")
  } catch {
    return false
  }
}
