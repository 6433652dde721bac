import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { expect, onTestFinished, test } from "vitest"

import { machineMemory } from "./machine-memory.ts"

const mebibyte = 1024 * 1024
const meminfo =
  "MemTotal:        8388608 kB\nMemFree:          100000 kB\nMemAvailable:    4194304 kB\n"
const pressure = (full: string) =>
  `some avg10=9.00 avg60=0.00 avg300=0.00 total=1\nfull avg10=${full} avg60=0.00 avg300=0.00 total=1\n`

async function machine(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "modkeep-machine-"))
  onTestFinished(() => rm(root, { recursive: true }))
  for (const [path, text] of Object.entries({ "proc/meminfo": meminfo, ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return root
}

test("this machine tells what it has", async () => {
  const { totalBytes, availableBytes } = await machineMemory()
  expect(availableBytes).toBeGreaterThan(0)
  expect(totalBytes).toBeGreaterThan(availableBytes)
})

test("without groups it is the machine's own, with how long everything stood still", async () => {
  const root = await machine({ "proc/pressure/memory": pressure("12.50") })
  expect(await machineMemory(root)).toEqual({
    totalBytes: 8_192 * mebibyte,
    availableBytes: 4_096 * mebibyte,
    stalledShare: 0.125,
  })
})

test("a kernel that knows no pressure tells none", async () => {
  expect((await machineMemory(await machine({}))).stalledShare).toBeUndefined()
})

test("in a container of version 2 the group's limit counts, with its unused file pages and its own pressure", async () => {
  const root = await machine({
    "proc/pressure/memory": pressure("0.00"),
    "proc/self/cgroup": "0::/\n",
    "sys/fs/cgroup/memory.max": `${1_024 * mebibyte}\n`,
    "sys/fs/cgroup/memory.current": `${900 * mebibyte}\n`,
    "sys/fs/cgroup/memory.stat": `anon 1\ninactive_file ${400 * mebibyte}\n`,
    "sys/fs/cgroup/memory.pressure": pressure("3.00"),
  })
  expect(await machineMemory(root)).toEqual({
    totalBytes: 1_024 * mebibyte,
    availableBytes: 524 * mebibyte,
    stalledShare: 0.03,
  })
})

test("of nested groups the tightest counts, and one without a limit does not", async () => {
  const root = await machine({
    "proc/self/cgroup": "0::/system.slice/modkeep.service\n",
    "sys/fs/cgroup/system.slice/memory.max": `${2_048 * mebibyte}\n`,
    "sys/fs/cgroup/system.slice/memory.current": `${2_000 * mebibyte}\n`,
    "sys/fs/cgroup/system.slice/modkeep.service/memory.max": "max\n",
    "sys/fs/cgroup/system.slice/modkeep.service/memory.current": `${100 * mebibyte}\n`,
  })
  expect(await machineMemory(root)).toMatchObject({
    totalBytes: 2_048 * mebibyte,
    availableBytes: 48 * mebibyte,
  })
})

test("version 1 is read too, and its limit of no limit is none", async () => {
  const root = await machine({
    "proc/self/cgroup": "9:name=systemd:/\n5:cpu,cpuacct:/x\n4:memory:/x\n0::/\n",
    "sys/fs/cgroup/memory/x/memory.limit_in_bytes": `${512 * mebibyte}\n`,
    "sys/fs/cgroup/memory/x/memory.usage_in_bytes": `${500 * mebibyte}\n`,
    "sys/fs/cgroup/memory/x/memory.stat": `total_inactive_file ${10 * mebibyte}\n`,
    "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    "sys/fs/cgroup/memory/memory.usage_in_bytes": `${4_000 * mebibyte}\n`,
  })
  expect(await machineMemory(root)).toMatchObject({
    totalBytes: 512 * mebibyte,
    availableBytes: 22 * mebibyte,
  })
})
