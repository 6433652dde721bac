// What `modkeep` does without a server: checks, help, exit codes, and never a secret in what it prints.
import { execFile } from "node:child_process"
import { mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { modkeepFile, Shell } from "./run-modkeep.ts"

const canary = "canary_3b1f0c9d"
let shell: Shell

beforeAll(async () => {
  shell = await Shell.open()
  await writeFile(
    join(shell.folder, "blank.toml"),
    `API_KEY = ""\nTOKEN = "${canary}"\n\n[db]\npassword = ''\n`,
  )
  await writeFile(join(shell.folder, "good.toml"), `API_KEY = "${canary}"\nPORT = 8080\n`)
  await writeFile(join(shell.folder, "broken.toml"), `API_KEY = "${canary}\nNEXT = 1\n`)
  await writeFile(join(shell.folder, "template.toml"), 'API_KEY = ""\nREGION = ""\n')
})

afterAll(async () => {
  await shell.close()
})

describe("secrets check", () => {
  test("names every blank at any depth with its place and ends with 5", async () => {
    const { code, stdout, stderr } = await shell.run(["secrets", "check", "blank.toml"])
    expect(code).toBe(5)
    expect(stdout).toContain("error[secret.blank]: API_KEY")
    expect(stdout).toContain("line 1, column 11")
    expect(stdout).toContain("error[secret.blank]: db.password")
    expect(stdout).toContain("line 5, column 12")
    expect(stderr).toContain("2 errors")
    expect(stdout + stderr).not.toContain(canary)
  })

  test("a filled document is good and ends with 0", async () => {
    const { code, stdout, stderr } = await shell.run(["secrets", "check", "good.toml"])
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "Good\n" })
  })

  test("a document with a syntax error ends with 5 and shows no value", async () => {
    const { code, stdout, stderr } = await shell.run(["secrets", "check", "broken.toml"])
    expect(code).toBe(5)
    expect(stdout).toContain("error[toml.syntax]")
    expect(stdout + stderr).not.toContain(canary)
  })

  test("a template's blank keys are asked for, unless acknowledged", async () => {
    const args = ["secrets", "check", "good.toml", "--template", "template.toml"]
    const asked = await shell.run(args)
    expect(asked.code).toBe(5)
    expect(asked.stdout).toContain("error[secret.required_missing]: REGION")
    const acknowledged = await shell.run([...args, "--acknowledge", "REGION"])
    expect(acknowledged.code).toBe(0)
  })

  test("a document on stdin is checked, and --json gives diagnostics for programs", async () => {
    const { code, stdout } = await shell.run(["secrets", "check", "-", "--json"], {
      input: 'A = ""\n',
    })
    expect(code).toBe(5)
    expect(JSON.parse(stdout)).toMatchObject({
      diagnostics: [
        {
          code: "secret.blank",
          severity: "error",
          keyPath: ["A"],
          range: { line: 1, column: 5, endLine: 1, endColumn: 7 },
        },
      ],
    })
  })

  test("bytes that are not UTF-8 are a diagnostic", async () => {
    const input = new Uint8Array([0x41, 0x3d, 0x22, 0xff, 0x22])
    const { code, stdout } = await shell.run(["secrets", "check", "-"], { input })
    expect(code).toBe(5)
    expect(stdout).toContain("error[toml.not_utf8]")
  })

  test("nothing at all is good", async () => {
    expect(await shell.run(["secrets", "check", "-"])).toMatchObject({ code: 0 })
  })

  test("a file that is not there ends with 3", async () => {
    expect(await shell.run(["secrets", "check", "nowhere.toml"])).toMatchObject({
      code: 3,
      stdout: "",
      stderr: 'There is no file "nowhere.toml"\n',
    })
  })
})

describe("secrets in the arguments", () => {
  test.each([
    ["NAME VALUE", ["secrets", "set", "API_KEY", canary]],
    ["ID NAME VALUE", ["secrets", "set", "demo/hello", "API_KEY", canary]],
    ["ID NAME=VALUE", ["secrets", "set", "demo/hello", `API_KEY=${canary}`]],
    [
      "a value that looks like an option",
      ["secrets", "set", "demo/hello", "API_KEY", `--${canary}`],
    ],
    [
      "an option that does not exist",
      ["secrets", "set", "demo/hello", "API_KEY", `--value=${canary}`],
    ],
    ["a switch with a value", ["secrets", "set", "demo/hello", "API_KEY", `--toml=${canary}`]],
    ["a token for login", ["login", `mk_${canary}`]],
    ["a token as a command", [`mk_${canary}`]],
    ["a token to revoke", ["token", "revoke", `mk_${canary}`]],
  ])("%s is refused with exit code 2 and not repeated", async (_, args) => {
    const { code, stdout, stderr } = await shell.run(args)
    expect(code).toBe(2)
    expect(stdout).toBe("")
    expect(stderr).not.toContain(canary)
  })

  test("the refusal of a value says why and what to do instead", async () => {
    const { stderr } = await shell.run(["secrets", "set", "API_KEY", canary])
    expect(stderr).toContain("a value never goes into the arguments")
    expect(stderr).toContain("--file")
  })
})

describe("wrong use", () => {
  test.each([
    [[], "modkeep needs a command"],
    [["instal"], 'modkeep has no command "instal". Did you mean: install'],
    [["secrets", "chek", "x"], 'modkeep secrets has no command "chek". Did you mean: check'],
    [["secrets"], "modkeep secrets needs a verb"],
    [["secrets", "check"], "FILE is missing"],
    [["secrets", "check", "a", "b"], "takes no more than FILE"],
    [["version", "create", "hello", "--reff", "main"], "no option --reff; --ref is one"],
    [["version", "create", "hello", "--ref"], "--ref needs a value"],
    [
      ["install", "update", "demo/hello", "--access", "everybody"],
      "--access takes one of: private, members, public",
    ],
    [["install", "update", "demo/hello"], "Name a setting to change"],
    [["install", "update", "demo/hello", "--query", "user_id"], "--query takes NAME=VALUE"],
    [["version", "create", "hello", "--edit", "--secrets", "x"], "not both"],
    [["login", "ftp://example.org", "--token-stdin"], "The server's address cannot be read"],
    [["login", "http://me:pw@example.org", "--token-stdin"], "carries a user name or password"],
    [["completion", "tcsh"], "bash, zsh, fish"],
  ])("modkeep %j ends with 2 and says what would be right", async (args, message) => {
    const { code, stdout, stderr } = await shell.run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain(message)
  })
})

describe("help", () => {
  test("goes to stdout, examples first", async () => {
    for (const args of [
      ["--help"],
      ["help"],
      ["secrets", "--help"],
      ["secrets", "check", "--help"],
      ["help", "version", "create"],
    ]) {
      const { code, stdout, stderr } = await shell.run(args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout.split("\n")[0]).toBe("Examples")
    }
  })

  test("--version prints the version of the package and nothing else", async () => {
    const text = await readFile(new URL("../../packages/cli/package.json", import.meta.url), "utf8")
    const { version }: { version: string } = JSON.parse(text)
    expect(await shell.run(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" })
  })

  test("serve lists its settings with their environment variables, and starts nothing", async () => {
    const { code, stdout } = await shell.run(["serve", "--help"])
    expect(code).toBe(0)
    expect(stdout).toContain("MODKEEP_TRUSTED_PROXIES")
  })

  test.each([
    [["modkeep", "se"], "serve secrets"],
    [["modkeep", "secrets", "ch"], "check"],
    [["modkeep", "secrets", "check", "a.toml", "--te"], "--template"],
    [["modkeep", "login", "http://localhost:8700", "--to"], "--token-stdin"],
    [["modkeep", "nothing", ""], ""],
  ])("bash completes %j", async (words, offered) => {
    const { stdout } = await shell.run(["completion", "bash"])
    const script = `${stdout}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _modkeep; echo "\${COMPREPLY[*]}"`
    const { stdout: completed } = await promisify(execFile)("bash", [
      "-c",
      script,
      "bash",
      ...words,
    ])
    expect(completed).toBe(`${offered}\n`)
  })

  test("completion for zsh and fish comes from the same descriptions", async () => {
    expect((await shell.run(["completion", "fish"])).stdout).toContain(
      "seen_subcommand_from check' -l template",
    )
    expect((await shell.run(["completion", "zsh"])).stdout).toContain(
      '"secrets check") compadd -- --template',
    )
  })
})

describe("reaching a server", () => {
  test("nobody signed in: exit code 4 and how to sign in", async () => {
    const { code, stderr } = await shell.run(["whoami"])
    expect(code).toBe(4)
    expect(stderr).toContain("modkeep login http://localhost:8700")
  })

  // Port 9 (discard) is answered by nobody on a machine of today.
  const nobody = { MODKEEP_SERVER: "http://127.0.0.1:9", MODKEEP_TOKEN: `mk_${canary}` }

  test("a server that does not answer: exit code 7", async () => {
    const { code, stderr } = await shell.run(["app", "list"], { env: nobody })
    expect(code).toBe(7)
    expect(stderr).toContain("Cannot reach http://127.0.0.1:9")
    expect(stderr).not.toContain(canary)
  })

  test("with --json the reason is an object on stderr", async () => {
    const { code, stdout, stderr } = await shell.run(["app", "list", "--json"], { env: nobody })
    expect({ code, stdout }).toEqual({ code: 7, stdout: "" })
    expect(JSON.parse(stderr)).toMatchObject({ code: "server.unreachable" })
  })

  test("a login that the server does not answer keeps no token", async () => {
    const { code } = await shell.run(["login", "http://127.0.0.1:9", "--token-stdin"], {
      input: `mk_${canary}\n`,
    })
    expect(code).toBe(7)
    await expect(stat(join(shell.folder, "config/modkeep/credentials.json"))).rejects.toThrow(
      "ENOENT",
    )
  })

  test("signing out of nothing ends with 3", async () => {
    expect(await shell.run(["logout"])).toMatchObject({ code: 3 })
  })

  test("a damaged credentials file is told, not repeated", async () => {
    const other = await Shell.open()
    await mkdir(join(other.folder, "config/modkeep"), { recursive: true })
    await writeFile(
      join(other.folder, "config/modkeep/credentials.json"),
      `{"tokens": "mk_${canary}`,
    )
    const { code, stderr } = await other.run(["whoami"])
    expect(code).toBe(1)
    expect(stderr).toContain("remove it and sign in again")
    expect(stderr).not.toContain(canary)
    await other.close()
  })
})

describe("on a terminal", () => {
  test("a token is asked for and not shown", async () => {
    const { code, stdout } = await shell.runOnTerminal(
      ["login", "http://127.0.0.1:9"],
      [["API token of http://127.0.0.1:9: ", `mk_${canary}\r`]],
    )
    expect(code).toBe(7)
    expect(stdout).toContain("Cannot reach http://127.0.0.1:9")
    expect(stdout).not.toContain(canary)
  })

  test("Ctrl-C at the prompt cancels", async () => {
    const { code, stdout } = await shell.runOnTerminal(
      ["login", "http://127.0.0.1:9"],
      [["API token", `mk_${canary}\u0003`]],
    )
    expect(code).toBe(1)
    expect(stdout).toContain("Cancelled: nothing was changed")
    expect(stdout).not.toContain(canary)
  })

  test("diagnostics are coloured, unless NO_COLOR says otherwise", async () => {
    const args = ["secrets", "check", "blank.toml"]
    expect((await shell.runOnTerminal(args, [])).stdout).toContain("\u001B[")
    expect((await shell.runOnTerminal(args, [], { NO_COLOR: "1" })).stdout).not.toContain("\u001B[")
    expect((await shell.run(args)).stdout).not.toContain("\u001B[")
  })
})

test("./modkeep runs from any folder and through a link", async () => {
  const link = join(shell.folder, "mk")
  await symlink(modkeepFile, link)
  const { stdout } = await promisify(execFile)(link, ["--version"], { cwd: "/", env: shell.env })
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test("doctor names what this machine gives and does not need a server", async () => {
  const { code, stdout } = await shell.run(["doctor", "--json"])
  const { items }: { items: { name: string; state: string }[] } = JSON.parse(stdout)
  expect(items.map(({ name }) => name)).toEqual([
    "system",
    "git",
    "Python",
    "uv",
    "sandbox",
    "/dev/shm",
    "memory",
    "server",
  ])
  expect(code).toBe(items.some(({ state }) => state === "missing") ? 1 : 0)
})

describe("signing in", () => {
  test("a server in trouble is not told as a spent link", async () => {
    const server = createServer((_, response) => response.writeHead(503).end())
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    // A listening TCP server has an address with a port.
    const { port } = server.address() as AddressInfo
    const link = `http://127.0.0.1:${port}/sign-in?link=${canary}`
    const { code, stderr } = await shell.run(["login", link])
    server.closeAllConnections()
    server.close()
    expect(code).toBe(1)
    expect(stderr).toContain("answered 503 instead of signing in: the link may still be good")
    expect(stderr).not.toContain(canary)
  })

  test.each(["0", "36501", "999999999"])("a token of %s days is refused with 2", async (days) => {
    const env = { MODKEEP_SERVER: "http://127.0.0.1:1", MODKEEP_TOKEN: "mk_x" }
    const args = ["token", "create", "reader", "--scope", "read", "--days", days]
    const { code, stderr } = await shell.run(args, { env })
    expect(code).toBe(2)
    expect(stderr).toContain("--days takes 1 to 36500")
  })
})
