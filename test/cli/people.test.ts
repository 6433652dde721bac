// People and the root key on the command line, against a real server.
import { readFile } from "node:fs/promises"
import { join } from "node:path"

import { afterAll, beforeAll, expect, test } from "vitest"

import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { type Ran, Shell } from "./run-modkeep.ts"

let server: ModkeepServer
let shell: Shell

beforeAll(async () => {
  server = await startServer()
  shell = await Shell.open()
})
afterAll(async () => {
  await server.dispose()
  await shell.close()
})

async function modkeep(...args: string[]): Promise<Ran> {
  const env = { MODKEEP_SERVER: server.origin, MODKEEP_TOKEN: server.token }
  return await shell.run(args, { env })
}

test("somebody is invited by a link that signs them in, made an operator, and removed", async () => {
  const invited = await modkeep("person", "invite", "Dana Reyes")
  expect(invited.stdout).toMatch(new RegExp(`^${server.origin}/sign-in\\?link=\\w{43}\\n$`))
  expect(await shell.run(["login", invited.stdout.trim()])).toMatchObject({ code: 0 })
  const mine = await shell.run(["person", "list"])
  expect([mine.code, mine.stdout]).toEqual([4, ""])
  expect(mine.stderr).toContain("operators")
  expect(await modkeep("person", "update", "Dana Reyes", "--operator", "yes")).toMatchObject({
    code: 0,
    stderr: "Dana Reyes is an operator now\n",
  })
  const listed = await modkeep("person", "list")
  expect(listed.stdout).toMatch(/^Dana Reyes\tusr_\w{26}\tyes\tnone\tDana Reyes\t/m)
  expect((await modkeep("person", "link", "Dana Reyes")).stdout).toContain("/sign-in?link=")
  expect(await modkeep("person", "remove", "Dana Reyes")).toMatchObject({ code: 2 })
  expect(await modkeep("person", "remove", "Dana Reyes", "--yes")).toMatchObject({ code: 0 })
  expect(await shell.run(["whoami"])).toMatchObject({ code: 4 })
  expect(await modkeep("person", "link", "Dana Reyes")).toMatchObject({ code: 3 })
})

test("the root key is printed for a reason only, alone on stdout, and its copy noted as safe", async () => {
  expect((await modkeep("key", "status")).stdout).toContain("not put away yet")
  expect(await modkeep("key", "export")).toMatchObject({ code: 2, stdout: "" })
  const exported = await modkeep("key", "export", "--acknowledge", "--reason", "for the safe")
  expect(exported).toMatchObject({ code: 0, stderr: "Noted that the copy is safe\n" })
  expect(exported.stdout).toBe(await readFile(join(server.data, "root.key"), "utf8"))
  const status = JSON.parse((await modkeep("key", "status", "--json")).stdout) as object
  expect(status).toMatchObject({
    term: 1,
    kind: "file",
    recoveryAcknowledgedAt: expect.any(String),
  })
})
