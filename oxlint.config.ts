// The rules that every file keeps. Import directions of the server's rooms and the one owner of each dangerous import stand
// here as a table; test/architecture.test.ts proves that none of them is asleep.
import { defineConfig } from "oxlint"

interface Restriction {
  readonly regex: string
  readonly message: string
  readonly allowTypeImports?: true
}

const server = "packages/server/src"
const middle = [
  "audit",
  "engine",
  "environments",
  "git",
  "identity",
  "keyring",
  "observe",
  "scan",
  "store",
] as const
const outer = ["api", "console", "gateway", "jobs"] as const

const sql: Restriction = {
  regex: "^(kysely(/.*)?|pg(/.*)?|(node:)?sqlite)$",
  message: "SQL is spoken in store/ only: call a function of it",
}
const programs: Restriction = {
  regex: "^(node:)?child_process$",
  message: "Programs are started by base/run.ts only",
}
const root: Restriction = {
  regex: String.raw`^(#|(\.\./)+)((main|config)\.ts$|composition/)`,
  message: "main.ts alone knows every room and the settings: take what you need as arguments",
  allowTypeImports: true,
}
const ciphers = ["node:crypto", "crypto"].map((name) => ({
  name,
  importNames: ["createCipheriv", "createDecipheriv", "default"],
  message: "Ciphers belong to keyring/: seal and open there",
}))

function rooms(names: readonly string[], message: string): Restriction {
  return { regex: String.raw`^(#|(\.\./)+)(${names.join("|")})/`, message }
}

/** What a folder may not import. The last override that matches a file replaces the ones before, so each says all of it. */
function imports(
  files: string,
  patterns: readonly Restriction[],
  paths: readonly (typeof ciphers)[number][] = [],
) {
  const restricted = { paths: [...paths], patterns: [...patterns] }
  return {
    files: [files],
    rules: { "eslint/no-restricted-imports": ["error", restricted] },
  } as const
}

const down =
  "Imports go down only: base, domain, the middle rooms, operations, then api, gateway, jobs"
const apart =
  "The middle rooms meet in operations/: declare the two methods you need as an interface"
const dangerous = [sql, programs, root]
const aboveBase = rooms(["domain", ...middle, "operations", ...outer], down)

function middleRoom(room: string) {
  const others = rooms([...middle.filter((name) => name !== room), "operations", ...outer], apart)
  const patterns = room === "store" ? [others, programs, root] : [others, ...dangerous]
  return imports(`${server}/${room}/**`, patterns, room === "keyring" ? [] : ciphers)
}

const outside: Restriction = {
  regex: "^node:(fs|http|http2|https|dns|tls|dgram|worker_threads|timers)(/.*)?$",
  message: "domain/ is pure rules: no input, no output, no waiting",
}

const serverImports = [
  imports(`${server}/**`, [sql, programs], ciphers),
  imports(`${server}/base/**`, [aboveBase, ...dangerous], ciphers),
  imports(`${server}/base/run.ts`, [aboveBase, sql, root], ciphers),
  imports(
    `${server}/domain/**`,
    [rooms([...middle, "operations", ...outer], down), outside, ...dangerous],
    ciphers,
  ),
  ...middle.map(middleRoom),
  // The keeper outlives the server: it is spawned detached, which base/run.ts rightly cannot do.
  imports(
    `${server}/engine/local/**`,
    [
      rooms([...middle.filter((name) => name !== "engine"), "operations", ...outer], apart),
      sql,
      root,
    ],
    ciphers,
  ),
  imports(`${server}/operations/**`, [rooms(outer, down), ...dangerous], ciphers),
  ...outer.map((room) =>
    imports(
      `${server}/${room}/**`,
      [
        rooms(
          outer.filter((name) => name !== room),
          "api, console, gateway and jobs meet in main.ts",
        ),
        ...dangerous,
      ],
      ciphers,
    ),
  ),
]

const packageImports = [
  imports("packages/toml/src/**", [
    {
      regex: "^(node:|@modkeep/|#)",
      message: "packages/toml runs in the browser and stands alone",
    },
  ]),
  imports("packages/contract/src/**", [
    { regex: "^(node:|@modkeep/|#|[a-y@])", message: "packages/contract knows zod alone" },
  ]),
  imports("packages/cli/src/**", [
    {
      regex: String.raw`^(@modkeep/(server|web)|hono|kysely|pg|react)(/.*)?$|/(server|web)/src/`,
      message: "The command line talks to the API: it brings no server, database or React",
    },
    { ...programs, message: "Programs are started by spawn.ts only" },
  ]),
  imports("packages/cli/src/spawn.ts", []),
  // Keeps a pipe of its own to the module it runs.
  imports("packages/cli/src/dev/run-module.ts", []),
]

const console = "packages/web/src"
const consoleImports = imports(`${console}/**`, [
  {
    regex: String.raw`^(node:|hono|kysely|pg|zod|commander)|^@modkeep/(server|cli)(/|$)|/(server|cli)/src/`,
    message: "The console runs in the browser: React, the contract's client and packages/toml",
  },
])
/** What would keep a value in the browser, or make HTML of a text. */
const forbiddenInBrowser = ["localStorage", "sessionStorage", "indexedDB", "caches"].map(
  (name) => ({ name, message: "The browser keeps nothing: the address holds the state" }),
)

const mock = {
  object: "vi",
  property: "mock",
  message: "Tests use the real thing: pass a seam instead of mocking a module",
}
const webCrypto = {
  object: "crypto",
  property: "subtle",
  message: "Ciphers belong to keyring/: seal and open there",
}
const reveal = {
  property: "reveal",
  message: "Plaintext leaves a Sealed in the files that ARCHITECTURE.md lists",
}
/** Where plaintext leaves a `Sealed`: to be encrypted, to reach git, to become a document, to reach the module's process. */
const revealing = [
  `${server}/keyring/new-keyring.ts`,
  `${server}/git/deploy-key.ts`,
  `${server}/git/remote.ts`,
  `${server}/operations/documents/**`,
  `${server}/engine/local/wire.ts`,
]
const tests = ["**/*.test.ts", "**/*.suite.ts", "test/**", "bench/**"]
const unlimited = { skipBlankLines: true, skipComments: true }

export default defineConfig({
  plugins: ["eslint", "typescript", "import", "node", "oxc", "unicorn", "vitest"],
  categories: { correctness: "error", suspicious: "error" },
  options: { typeAware: true },
  ignorePatterns: ["node_modules", "data", "dist"],
  rules: {
    "eslint/no-restricted-properties": ["error", mock],
    "eslint/max-lines": ["error", { max: 400, ...unlimited }],
    "eslint/no-await-in-loop": "off",
    "eslint/no-underscore-dangle": "off",
    "eslint/no-shadow": "off",
    "eslint/no-control-regex": "off",
    "import/no-cycle": "error",
    "import/no-default-export": "error",
    "import/no-unassigned-import": "off",
    // fast-check is used as its own guide shows it: `fc.string()`.
    "import/no-named-as-default-member": "off",
    "node/no-process-env": "error",
    "oxc/no-barrel-file": ["error", { threshold: 0 }],
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/only-throw-error": "error",
    "typescript/switch-exhaustiveness-check": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/no-unsafe-type-assertion": "off",
    "typescript/unbound-method": "off",
    // Code points are what is meant wherever a string is spread here.
    "typescript/no-misused-spread": ["error", { allow: ["string"] }],
    "unicorn/no-array-sort": "off",
    "unicorn/no-array-reverse": "off",
    // Groups the words of one option in a list of arguments.
    "unicorn/no-useless-spread": "off",
    "unicorn/consistent-function-scoping": "off",
    "vitest/require-mock-type-parameters": "off",
    // A set-up that went wrong is told where it went wrong.
    "vitest/no-standalone-expect": [
      "error",
      { additionalTestBlockFunctions: ["beforeAll", "beforeEach", "afterAll", "afterEach"] },
    ],
    "vitest/valid-expect": ["error", { maxArgs: 2 }],
  },
  overrides: [
    ...serverImports,
    ...packageImports,
    {
      files: [`${server}/**`],
      rules: { "eslint/no-restricted-properties": ["error", mock, webCrypto, reveal] },
    },
    { files: revealing, rules: { "eslint/no-restricted-properties": ["error", mock, webCrypto] } },
    {
      files: tests,
      rules: {
        "eslint/max-lines": ["error", { max: 600, ...unlimited }],
        "eslint/no-restricted-imports": "off",
        "eslint/no-restricted-properties": ["error", mock],
        "node/no-process-env": "off",
      },
    },
    {
      files: [`${console}/**`],
      plugins: ["eslint", "typescript", "import", "oxc", "unicorn", "react", "jsx-a11y", "vitest"],
      rules: {
        "eslint/no-restricted-globals": ["error", ...forbiddenInBrowser],
        "react/no-danger": "error",
        "react/react-in-jsx-scope": "off",
        // A dependency that is not read is a trigger: focus again for the next error, close at the next address.
        "react/exhaustive-effect-dependencies": "off",
        // `output` is a form's field to some screen readers; the role is what is meant.
        "jsx-a11y/prefer-tag-over-role": "off",
        "react/rules-of-hooks": "error",
        "react/exhaustive-deps": "error",
      },
    },
    consoleImports,
    { files: [`${console}/**/*.d.ts`], rules: { "import/no-default-export": "off" } },
    {
      files: [`${console}/**/*.test.ts`],
      rules: { "eslint/no-restricted-imports": "off" },
    },
    { files: ["**/*.config.ts"], rules: { "import/no-default-export": "off" } },
    {
      files: [`${server}/config.ts`, "packages/cli/src/environment.ts", "tools/**"],
      rules: { "node/no-process-env": "off" },
    },
  ],
})
