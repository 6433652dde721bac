// The command line against a real server: from a repository to a running page, secrets changed live, and every exit code.
import { readdir, readFile, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { openSession } from "../support/streamlit-client.ts"
import { editorThat } from "./editor-that.ts"
import { type Ran, Shell } from "./run-modkeep.ts"

const canary = "canary_71c4e0d2"
const template = '# Who is greeted.\nNAME = ""\nSTARS = 3\n\n[db]\nuser = "demo"\n'
const filled = template.replace('NAME = ""', `NAME = "${canary}"`)
const page = `import os
import streamlit as st
st.write(st.secrets["NAME"] + " " + os.environ["NAME"] + " " + str(st.secrets["STARS"]))
print("a visitor came, NAME is", st.secrets["NAME"], flush=True)
`

let server: ModkeepServer
let shell: Shell
let env: Record<string, string>

async function modkeep(...args: string[]): Promise<Ran> {
  return await shell.run(args, { env })
}

async function withInput(input: string, ...args: string[]): Promise<Ran> {
  return await shell.run(args, { env, input })
}

beforeAll(async () => {
  server = await startServer()
  shell = await Shell.open()
  env = { MODKEEP_SERVER: server.origin, MODKEEP_TOKEN: server.token }
  const repository = await makeRepository(join(server.folder, "repositories", "hello"))
  await repository.commit(
    {
      "app.py": page,
      "requirements.txt": "streamlit==1.40.2\n",
      ".streamlit/secrets.toml": template,
    },
    "2024-11-30T12:00:00Z",
  )
  await writeFile(join(shell.folder, "filled.toml"), filled)
  await writeFile(join(shell.folder, "blank.toml"), template)
})

afterAll(async () => {
  await server.dispose()
  await shell.close()
})

describe("signing in", () => {
  test("login proves the token, keeps it for its owner alone, and logout forgets it", async () => {
    const login = await shell.run(["login", server.origin, "--token-stdin"], {
      input: `${server.token}\n`,
    })
    expect(login).toMatchObject({ code: 0, stdout: "" })
    const file = join(shell.folder, "config/modkeep/credentials.json")
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const who = await shell.run(["whoami", "--json"])
    expect(JSON.parse(who.stdout)).toMatchObject({ server: server.origin, via: "token" })
    expect(await shell.run(["logout"])).toMatchObject({ code: 0 })
    expect(await shell.run(["whoami"])).toMatchObject({ code: 4 })
  })

  test("a sign-in link makes a token for this machine, once", async () => {
    const printed = await shell.run(["sign-in-link"], { env: server.settings })
    const link = printed.stdout.trim()
    expect(link).toMatch(new RegExp(`^${server.origin}/sign-in\\?link=\\w+$`))
    expect(await shell.run(["login", link])).toMatchObject({ code: 0, stdout: "" })
    const who = await shell.run(["whoami", "--json"])
    expect(JSON.parse(who.stdout)).toMatchObject({ server: server.origin, via: "token" })
    const again = await shell.run(["login", link])
    expect(again.code).toBe(4)
    expect(again.stderr).toContain("sign-in-link")
    expect(await shell.run(["logout"])).toMatchObject({ code: 0 })
  })

  test("a token that the server does not know ends with 4 and is not kept", async () => {
    const wrong = await shell.run(["login", server.origin, "--token-stdin"], {
      input: "mk_wrong\n",
    })
    expect(wrong.code).toBe(4)
    expect(wrong.stderr).toContain("does not know this token")
    expect(await shell.run(["whoami"])).toMatchObject({ code: 4 })
  })
})

describe("the way of a module", () => {
  test("a module is created from a repository, and its template shown", async () => {
    const created = await modkeep(
      "module",
      "create",
      "hello",
      "--repository",
      `file://${server.folder}/repositories/hello`,
    )
    expect(created.code).toBe(0)
    expect(created.stdout).toMatch(/^mod_[0-9a-z]{26}\n$/)
    expect((await modkeep("module", "template", "hello")).stdout).toBe(template)
    const keys = (await modkeep("module", "template", "hello", "--keys")).stdout.split("\n")
    expect(keys[0]?.split("\t").slice(0, 2)).toEqual(["NAME", "yes"])
    expect(
      await modkeep(
        "module",
        "create",
        "hello",
        "--repository",
        `file://${server.folder}/repositories/hello`,
      ),
    ).toMatchObject({ code: 6 })
  })

  test("the template as it stands is refused with 5, the line beside its diagnostic", async () => {
    const { code, stdout, stderr } = await modkeep(
      "version",
      "create",
      "hello",
      "--secrets",
      "blank.toml",
    )
    expect({ code, stdout }).toEqual({ code: 5, stdout: "" })
    expect(stderr).toContain(
      'error[secret.blank]: NAME has no value\n   line 2, column 8\n2 | NAME = ""',
    )
    expect((await modkeep("version", "list", "hello")).stdout).toBe("")
  })

  test("--json gives the refusal as one object, with every diagnostic", async () => {
    const { code, stderr } = await modkeep("version", "create", "hello", "--json")
    expect(code).toBe(5)
    expect(JSON.parse(stderr)).toMatchObject({
      code: "version.secrets_blank",
      status: 422,
      diagnostics: expect.arrayContaining([expect.objectContaining({ code: "secret.blank" })]),
    })
  })

  test("--edit opens the template, comes back with what is wrong, and creates what was filled in", async () => {
    const editor = await editorThat(
      shell.folder,
      `sed -i 's/^STARS = 3/STARS = 4/' "$1"`,
      `sed -i 's/^NAME = .*/NAME = "${canary}"/' "$1"`,
    )
    const { code, stdout, stderr } = await shell.run(["version", "create", "hello", "--edit"], {
      env: { ...env, EDITOR: editor.command },
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ver_/)
    const [first, second] = await editor.texts()
    expect(first).toContain("#!! This commit needs: NAME\n")
    expect(first).toContain(template)
    expect(second).toContain("error[secret.blank]: NAME has no value")
    // The note names the line of the file that stands in the editor.
    const line = Number(/line (\d+): error\[secret.blank\]/.exec(second ?? "")?.[1])
    expect(second?.split("\n")[line - 1]).toBe('NAME = ""')
    expect(stderr).not.toContain(canary)
    expect(await modkeep("version", "delete", "hello@1", "--yes")).toMatchObject({ code: 0 })
  })

  test("--wait follows the build to its end", async () => {
    const { code, stdout, stderr } = await withInput(
      filled,
      "version",
      "create",
      "hello",
      "--secrets",
      "-",
      "--wait",
    )
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^ver_[0-9a-z]{26}\n$/)
    expect(stderr).toMatch(/Version \d+ is ready/)
    const log = await modkeep("version", "logs", "hello@latest", "-f")
    expect(log.stdout.trimEnd().split("\n").at(-1)).toContain("\tdone\t")
    expect(log.stdout + stderr).not.toContain(canary)
  })

  test("an install of it opens, and its page shows the value", async () => {
    expect(await modkeep("app", "create", "demo")).toMatchObject({ code: 0 })
    const created = await modkeep("install", "create", "demo", "hello@latest", "--access", "public")
    expect(created.code, created.stderr).toBe(0)
    expect(await modkeep("install", "start", "demo/hello", "--wait")).toMatchObject({ code: 0 })
    expect(await shownBy(await address())).toBe(`${canary} ${canary} 3`)
  })

  test("a name that two things have is asked for by id", async () => {
    await modkeep("app", "create", "other")
    await modkeep("install", "create", "other", "hello@latest", "--name", "hello")
    const { code, stderr } = await modkeep("install", "show", "hello")
    expect(code).toBe(2)
    expect(stderr).toMatch(/ins_[0-9a-z]{26}, ins_[0-9a-z]{26}/)
    expect(await modkeep("install", "delete", "other/hello", "--yes")).toMatchObject({ code: 0 })
  })
})

describe("secrets", () => {
  test("set changes one value in the running page, and nobody is told it", async () => {
    const { code, stdout, stderr } = await withInput(
      `${canary}_two\n`,
      "secrets",
      "set",
      "demo/hello",
      "NAME",
      "-m",
      "turn",
    )
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" })
    expect(stderr).toMatch(/Saved as revision 1\n {2}prc_[0-9a-z]{26} holds it \(\d+\.\d ms\)/)
    expect(await shownBy(await address())).toBe(`${canary}_two ${canary}_two 3`)
    const history = await modkeep("secrets", "history", "demo/hello")
    expect(history.stdout).toContain("\t+NAME\tturn\n")
    expect(history.stdout + stderr).not.toContain(canary)
    const shown = await modkeep("install", "show", "demo/hello")
    expect(shown.stdout).toMatch(
      /holds version 1, install 1, since \S+Z \(\d+\.\d ms after the save\), 0 sessions\n/,
    )
  })

  test("a value is read from a file, one line end at its end left out", async () => {
    await writeFile(join(shell.folder, "value"), "two\nlines\n\n")
    expect(await modkeep("secrets", "set", "demo/hello", "NAME", "--file", "value")).toMatchObject({
      code: 0,
    })
    expect((await modkeep("secrets", "reveal", "demo/hello", "NAME", "-m", "test")).stdout).toBe(
      "two\nlines\n",
    )
  })

  test("on a terminal the value is asked for and not shown", async () => {
    const { code, stdout } = await shell.runOnTerminal(
      ["secrets", "set", "demo/hello", "NAME"],
      [["Value of NAME: ", `${canary}\r`]],
      env,
    )
    expect(code, stdout).toBe(0)
    expect(stdout).not.toContain(canary)
    const revealed = await shell.runOnTerminal(
      ["secrets", "reveal", "demo/hello", "NAME"],
      [["Why do you need this value?", "to test\r"]],
      env,
    )
    expect(revealed.stdout).toContain(canary)
    expect(
      (await modkeep("audit", "list", "--action", "secrets.reveal")).stdout.split("\n").length,
    ).toBeGreaterThan(2)
  })

  test("--toml sets a number, and text where a number belongs is refused with 5", async () => {
    expect(await withInput("5\n", "secrets", "set", "demo/hello", "STARS", "--toml")).toMatchObject(
      { code: 0 },
    )
    const refused = await withInput("many", "secrets", "set", "demo/hello", "STARS")
    expect(refused.code).toBe(5)
    expect(refused.stderr).toContain("error[overlay.type]: STARS")
    expect(
      await withInput("a = 1\nb = 2", "secrets", "set", "demo/hello", "STARS", "--toml"),
    ).toMatchObject({ code: 5 })
  })

  test("get gives the text masked, and the same text back changes nothing", async () => {
    const { stdout } = await modkeep("secrets", "get", "demo/hello")
    expect(stdout).toMatch(/^NAME = "<kept:[0-9a-f]{8}>"\nSTARS = "<kept:[0-9a-f]{8}>"\n$/)
    const editor = await editorThat(shell.folder, `printf '# mine\\n' >> "$1"`)
    const edited = await shell.run(["secrets", "edit", "demo/hello"], {
      env: { ...env, EDITOR: editor.command },
    })
    expect(edited.code, edited.stderr).toBe(0)
    expect((await modkeep("secrets", "get", "demo/hello")).stdout).toBe(`${stdout}# mine\n`)
    expect(
      await shell.run(["secrets", "edit", "demo/hello"], { env: { ...env, EDITOR: "true" } }),
    ).toMatchObject({ code: 0, stderr: "Nothing was changed\n" })
  })

  test("edit lies in memory for its owner alone, and leaves nothing", async () => {
    const editor = await editorThat(
      shell.folder,
      `stat -c '%a %n' "$1" > "${shell.folder}/where"; stat -c %a "$(dirname "$1")" >> "${shell.folder}/where"`,
    )
    await shell.run(["secrets", "edit", "demo/hello"], { env: { ...env, EDITOR: editor.command } })
    expect(await readFile(join(shell.folder, "where"), "utf8")).toMatch(
      /^600 \/dev\/shm\/modkeep-edit-\w+\/secrets\.toml\n700\n$/,
    )
    expect((await readdir("/dev/shm")).filter((name) => name.startsWith("modkeep-edit-"))).toEqual(
      [],
    )
  })

  test("a blank given up in the editor ends with 5 and saves nothing", async () => {
    const before = (await modkeep("secrets", "get", "demo/hello")).stdout
    const editor = await editorThat(shell.folder, `sed -i 's/^NAME = .*/NAME = ""/' "$1"`, "true")
    const { code, stderr } = await shell.run(["secrets", "edit", "demo/hello"], {
      env: { ...env, EDITOR: editor.command },
    })
    expect(code).toBe(5)
    expect(stderr).toContain("Given up: nothing was saved")
    expect((await modkeep("secrets", "get", "demo/hello")).stdout).toBe(before)
  })

  test("two editors never overwrite each other: both changes are shown, and laid together", async () => {
    const set = `printf 9 | "${shell.command}" secrets set demo/hello STARS --toml 2>/dev/null; sed -i 's/^NAME = .*/NAME = "mine"/' "$1"`
    const editor = await editorThat(shell.folder, set, `sed -i '/^#!!/d' "$1"`)
    const { code, stderr } = await shell.run(["secrets", "edit", "demo/hello"], {
      env: { ...env, EDITOR: editor.command },
    })
    expect(code, stderr).toBe(0)
    const [, second] = await editor.texts()
    expect(second).toContain("#!! Somebody else saved revision")
    expect(second).toContain('NAME = "mine"')
    expect(await shownBy(await address())).toBe("mine mine 9")
  })

  test("an edit that somebody else overtook ends with 6 when it is given up", async () => {
    const set = `printf 2 | "${shell.command}" secrets set demo/hello STARS --toml 2>/dev/null; sed -i 's/^NAME = .*/NAME = "lost"/' "$1"`
    const editor = await editorThat(shell.folder, set, "true")
    const { code } = await shell.run(["secrets", "edit", "demo/hello"], {
      env: { ...env, EDITOR: editor.command },
    })
    expect(code).toBe(6)
    expect(await shownBy(await address())).toBe("mine mine 2")
  })

  test("diff, restore, unset and import do what they say", async () => {
    const diff = await modkeep("secrets", "diff", "demo/hello", "1", "2")
    expect(diff.stdout).toMatch(/- NAME = "<kept:\w+>"\n\+ NAME = "<kept:\w+>"/)
    expect(await modkeep("secrets", "restore", "demo/hello", "1", "-m", "back")).toMatchObject({
      code: 0,
    })
    expect(await shownBy(await address())).toBe(`${canary}_two ${canary}_two 3`)
    expect(await modkeep("secrets", "unset", "demo/hello", "NAME")).toMatchObject({ code: 0 })
    expect(await shownBy(await address())).toBe(`${canary} ${canary} 3`)
    expect(await modkeep("secrets", "unset", "demo/hello", "NAME")).toMatchObject({ code: 3 })
    const imported = await withInput(
      "NAME=from-env\n",
      "secrets",
      "import",
      "demo/hello",
      "-",
      "--format",
      "env",
    )
    expect(imported.code, imported.stderr).toBe(0)
    expect(await shownBy(await address())).toBe("from-env from-env 3")
    expect(await modkeep("secrets", "restore", "demo/hello", "99")).toMatchObject({ code: 3 })
  })

  test("a key that the version does not declare is refused with 5", async () => {
    const { code, stderr } = await withInput(canary, "secrets", "set", "demo/hello", "OTHER")
    expect(code).toBe(5)
    expect(stderr).toContain("error[secret.not_declared]: OTHER")
    expect(stderr).not.toContain(canary)
  })
})

describe("the rest", () => {
  test("logs are redacted, and follow until they are left", async () => {
    const { stdout } = await modkeep("install", "logs", "demo/hello")
    expect(stdout).toContain("a visitor came")
    expect(stdout).not.toContain(canary)
  })

  test("sleep, stop, start and restart are told as what they lead to", async () => {
    expect((await modkeep("install", "stop", "demo/hello")).stderr).toMatch(
      /hello (is|will be) off\n/,
    )
    expect(await modkeep("install", "start", "demo/hello", "--wait")).toMatchObject({ code: 0 })
    expect((await modkeep("install", "show", "demo/hello", "--json")).stdout).toContain(
      '"state": "running"',
    )
  })

  test("settings change one by one", async () => {
    expect(
      await modkeep(
        "install",
        "update",
        "demo/hello",
        "--idle-minutes",
        "60",
        "--query",
        "user_id=me",
      ),
    ).toMatchObject({ code: 0 })
    const { stdout } = await modkeep("install", "show", "demo/hello", "--json")
    expect(JSON.parse(stdout)).toMatchObject({
      idleMinutes: 60,
      query: { user_id: "me" },
      access: "public",
    })
  })

  test("a module in use is not deleted, exit code 6, and the install is named", async () => {
    const { code, stderr } = await modkeep("module", "delete", "hello", "--yes")
    expect(code).toBe(6)
    expect(stderr).toMatch(/ins_[0-9a-z]{26}/)
    expect(await modkeep("module", "delete", "hello")).toMatchObject({ code: 2 })
  })

  test.each([
    ["module", "show", "nothing"],
    ["version", "show", "hello@99"],
    ["install", "show", "demo/nothing"],
    ["secrets", "get", "ins_01jd0000000000000000000000"],
    ["app", "delete", "nothing", "--yes"],
    ["token", "revoke", "tok_01jd0000000000000000000000", "--yes"],
  ])("modkeep %s %s of what is not there ends with 3", async (...args) => {
    expect(await modkeep(...args)).toMatchObject({ code: 3, stdout: "" })
  })

  test("a token does what its scopes say and ends with 4 beyond them", async () => {
    const made = await modkeep("token", "create", "reader", "--scope", "read", "--days", "1")
    const token = made.stdout.trim()
    expect(token).toMatch(/^mk_/)
    const reader = { ...env, MODKEEP_TOKEN: token }
    expect(await shell.run(["app", "list"], { env: reader })).toMatchObject({ code: 0 })
    expect(await shell.run(["app", "create", "more"], { env: reader })).toMatchObject({ code: 4 })
    expect(
      await shell.run(["secrets", "reveal", "demo/hello", "NAME", "-m", "x"], { env: reader }),
    ).toMatchObject({ code: 4 })
    const id =
      (await modkeep("token", "list")).stdout
        .split("\n")
        .find((line) => line.startsWith("reader\t"))
        ?.split("\t")[1] ?? ""
    expect(await modkeep("token", "revoke", id, "--yes")).toMatchObject({ code: 0 })
    expect(await shell.run(["app", "list"], { env: reader })).toMatchObject({ code: 4 })
  })

  test.each([
    ["app", "create", ""],
    ["app", "create", "x".repeat(200)],
    ["app", "create", "two\nlines"],
    ["module", "create", "bad", "--repository", "-oProxyCommand=x"],
    ["module", "create", "bad", "--repository", "https://user:pw@example.org/a/b"],
    ["version", "create", "hello", "--ref=--upload-pack=x"],
    ["install", "update", "demo/hello", "--query", "pat=x"],
  ])("modkeep %s %s %j is told what is wrong and no server fails", async (...args) => {
    const { code, stderr } = await modkeep(...args)
    expect([1, 2, 5]).toContain(code)
    expect(stderr).not.toContain("Something failed inside")
  })

  test("no output of the server holds a value", () => {
    expect(server.output).not.toContain(canary)
  })
})

async function address(): Promise<string> {
  const { stdout } = await modkeep("install", "show", "demo/hello", "--json")
  const { url }: { url: string } = JSON.parse(stdout)
  return url
}

async function shownBy(url: string): Promise<string> {
  const session = await openSession({ url, connectTo: { host: "127.0.0.1", port: server.port } })
  const { texts } = await session.run()
  await session.close()
  return texts.join("\n")
}
