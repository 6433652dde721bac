// Proves that lint is awake: every rule of the architecture is broken once, in a copy, and has to be noticed.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { execFile } from "node:child_process"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const server = "packages/server/src"

interface Offence {
  readonly title: string
  readonly file: string
  readonly code: string
  readonly rule: string
}

const restricted = "eslint(no-restricted-imports)"
const properties = "eslint(no-restricted-properties)"

function direction(from: string, to: string): Offence {
  const code = `import { thing } from "${to}"\nexport const it = thing\n`
  return {
    title: `${from} does not import ${to}`,
    file: `${server}/${from}`,
    code,
    rule: restricted,
  }
}

function brings(file: string, from: string, name = "thing"): Offence {
  const code = `import { ${name} } from "${from}"\nexport const it = ${name}\n`
  return { title: `${file} does not import ${name} from ${from}`, file, code, rule: restricted }
}

const offences: readonly Offence[] = [
  direction("base/offend-up.ts", "#domain/thing.ts"),
  direction("domain/offend-up.ts", "#store/thing.ts"),
  direction("domain/offend-relative.ts", "../store/thing.ts"),
  direction("store/offend-sideways.ts", "#keyring/thing.ts"),
  direction("keyring/offend-sideways.ts", "../store/thing.ts"),
  direction("engine/local/offend-sideways.ts", "../../git/thing.ts"),
  direction("environments/offend-up.ts", "#operations/thing.ts"),
  direction("operations/offend-up.ts", "#api/thing.ts"),
  direction("operations/documents/offend-up.ts", "../../gateway/thing.ts"),
  direction("api/offend-sideways.ts", "#gateway/thing.ts"),
  direction("jobs/offend-up.ts", "#main.ts"),
  direction("observe/offend-settings.ts", "#config.ts"),
  brings(`${server}/operations/offend-sql.ts`, "kysely", "sql"),
  brings(`${server}/api/offend-sql.ts`, "node:sqlite", "DatabaseSync"),
  brings(`${server}/audit/offend-sql.ts`, "pg", "Client"),
  brings(`${server}/git/offend-program.ts`, "node:child_process", "spawn"),
  brings(`${server}/store/offend-program.ts`, "child_process", "spawn"),
  brings(`${server}/store/offend-cipher.ts`, "node:crypto", "createCipheriv"),
  brings(`${server}/engine/local/offend-cipher.ts`, "crypto", "createDecipheriv"),
  brings(`${server}/domain/offend-input.ts`, "node:fs/promises", "readFile"),
  brings("packages/toml/src/offend-node.ts", "node:path", "join"),
  brings("packages/toml/src/offend-contract.ts", "@modkeep/contract/faults", "faults"),
  brings("packages/contract/src/offend-node.ts", "node:crypto", "randomUUID"),
  brings("packages/contract/src/offend-toml.ts", "@modkeep/toml/parse", "parse"),
  brings("packages/cli/src/offend-server.ts", "@modkeep/server/main", "main"),
  brings("packages/cli/src/offend-path.ts", "../../server/src/main.ts", "main"),
  brings("packages/cli/src/offend-program.ts", "node:child_process", "spawn"),
  direction("console/offend-sideways.ts", "#api/thing.ts"),
  direction("api/offend-console.ts", "#console/thing.ts"),
  brings("packages/web/src/offend-node.ts", "node:path", "join"),
  brings("packages/web/src/offend-zod.ts", "zod", "z"),
  brings("packages/web/src/offend-server.ts", "../../server/src/main.ts", "main"),
  {
    title: "the console keeps nothing in the browser",
    file: "packages/web/src/offend-storage.ts",
    code: 'export const it = localStorage.getItem("it")\n',
    rule: "eslint(no-restricted-globals)",
  },
  {
    title: "the console makes no HTML of a text",
    file: "packages/web/src/offend-html.tsx",
    code: 'export const It = () => <p dangerouslySetInnerHTML={{ __html: "it" }} />\n',
    rule: "react(no-danger)",
  },
  {
    title: "plaintext does not leave a Sealed in a file that is not on the list",
    file: `${server}/api/offend-reveal.ts`,
    code: "export const it = (sealed: { reveal(): string }): string => sealed.reveal()\n",
    rule: properties,
  },
  {
    title: "WebCrypto ciphers do not appear outside the keyring",
    file: `${server}/operations/offend-subtle.ts`,
    code: "export const it = crypto.subtle\n",
    rule: properties,
  },
  {
    title: "the environment of the process is read by the settings alone",
    file: `${server}/api/offend-environment.ts`,
    code: 'export const it = process.env["HOME"]\n',
    rule: "node(no-process-env)",
  },
  {
    title: "the command line reads its environment in one file",
    file: "packages/cli/src/offend-environment.ts",
    code: 'export const it = process.env["HOME"]\n',
    rule: "node(no-process-env)",
  },
  {
    title: "a test does not mock a module",
    file: `${server}/api/offend-mock.test.ts`,
    code: 'import { vi } from "vitest"\nvi.mock("node:fs")\n',
    rule: properties,
  },
  {
    title: "a file does not outgrow 400 lines of code",
    file: `${server}/base/offend-long.ts`,
    code: Array.from({ length: 401 }, (_, index) => `export const it${index} = ${index}\n`).join(
      "",
    ),
    rule: "eslint(max-lines)",
  },
  {
    title: "a file does not gather the exports of others",
    file: "packages/contract/src/offend-barrel.ts",
    code: 'export * from "./allowed-zod.ts"\nexport * from "./offend-node.ts"\n',
    rule: "oxc(no-barrel-file)",
  },
]

/** The same kinds of import where they are allowed: the rules are not merely always on. */
const allowed: readonly Pick<Offence, "file" | "code">[] = [
  brings(`${server}/store/allowed-sql.ts`, "kysely", "sql"),
  brings(`${server}/base/run.ts`, "node:child_process", "spawn"),
  brings(`${server}/engine/local/allowed-program.ts`, "node:child_process", "spawn"),
  brings(`${server}/keyring/allowed-cipher.ts`, "node:crypto", "createCipheriv"),
  direction("operations/allowed-down.ts", "#store/thing.ts"),
  direction("api/allowed-down.ts", "#operations/thing.ts"),
  direction("keyring/allowed-within.ts", "./cipher.ts"),
  brings("packages/cli/src/spawn.ts", "node:child_process", "spawn"),
  brings("packages/contract/src/allowed-zod.ts", "zod", "z"),
]

let copy: string
let found: Map<string, string[]>

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "modkeep-architecture-"))
  for (const file of ["oxlint.config.ts", "tsconfig.json", "package.json"]) {
    await cp(join(root, file), join(copy, file))
  }
  await symlink(join(root, "node_modules"), join(copy, "node_modules"))
  for (const { file, code } of [...offences, ...allowed]) {
    await mkdir(dirname(join(copy, file)), { recursive: true })
    await writeFile(join(copy, file), code)
  }
  found = await lint(copy)
})

afterAll(async () => {
  await rm(copy, { recursive: true })
})

describe("lint", () => {
  test.each(offences)("$title", ({ file, rule }) => {
    expect(found.get(file) ?? []).toContain(rule)
  })

  test.each(allowed)("$file may do what it is for", ({ file }) => {
    expect(found.get(file) ?? []).toEqual([])
  })
})

test("no import() brings in at run time what lint forbids", async () => {
  const dynamic =
    /import\(\s*["'](node:child_process|child_process|node:sqlite|kysely|pg|node:crypto)["']/
  const files = await readdir(join(root, "packages"), { recursive: true })
  const sources = files.filter(
    (file) => /^[^/]+\/src\/.*\.ts$/.test(file) && !/\.(test|suite)\.ts$/.test(file),
  )
  expect(sources.length).toBeGreaterThan(300)
  expect(dynamic.test('await import("node:sqlite")')).toBe(true)
  const offending = []
  for (const file of sources) {
    if (dynamic.test(await readFile(join(root, "packages", file), "utf8"))) offending.push(file)
  }
  expect(offending).toEqual([])
})

/** File → the rules it breaks. */
async function lint(folder: string): Promise<Map<string, string[]>> {
  const args = [join(root, "node_modules/oxlint/bin/oxlint"), "--format=json", "packages"]
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (_, stdout) =>
      resolve(stdout),
    )
  })
  const { diagnostics }: { diagnostics: { code: string; filename: string }[] } = JSON.parse(output)
  const rules = new Map<string, string[]>()
  for (const { filename, code } of diagnostics) {
    rules.set(filename, [...(rules.get(filename) ?? []), code])
  }
  return rules
}
