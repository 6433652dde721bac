import { execFile } from "node:child_process"
import { readdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { array, constantFrom, oneof, sample, string, tuple } from "fast-check"
import { expect, test } from "vitest"

import { clarifai, filterQuery, resolveAuth } from "@modkeep/contract/auth/resolve-auth"

const run = promisify(execFile)
const python = resolve(import.meta.dirname, "../../python")
const tests = readdirSync(join(python, "tests")).filter((name) => name.startsWith("test_"))

/** The interpreters on the PATH among those that modules may need; `python3` alone is always there. */
async function interpreters(): Promise<string[]> {
  const names = ["python3", ...[8, 9, 10, 11, 12, 13].map((minor) => `python3.${minor}`)]
  const works = await Promise.all(
    names.map(async (name) =>
      run(name, ["--version"]).then(
        () => true,
        () => false,
      ),
    ),
  )
  return names.filter((_, place) => works[place])
}

test.each(tests)("%s holds in every Python on this machine", async (name) => {
  const found = await interpreters()
  expect(found).toContain("python3")
  for (const interpreter of found) {
    const { stderr } = await run(interpreter, ["-I", "-B", join(python, "tests", name)])
    expect(stderr, interpreter).toMatch(/^OK/mu)
  }
})

test("every file of the runtime can be read by every Python on this machine", async () => {
  const script = `
import ast, os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith(".py"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                ast.parse(file.read(), name)
print("read")
`
  for (const interpreter of await interpreters()) {
    const { stdout } = await run(interpreter, [
      "-I",
      "-B",
      "-c",
      script,
      join(python, "modkeep_runtime"),
    ])
    expect(stdout.trim(), interpreter).toBe("read")
  }
})

test("both twins judge 3,000 arbitrary queries alike", async () => {
  const name = constantFrom(
    "pat",
    "token",
    "base",
    "ui",
    "user_id",
    "%62ase",
    "p%61t",
    "q",
    "",
    "?base",
  )
  const value = oneof(
    constantFrom(
      "",
      "x",
      "%20",
      "+",
      "%E2%80%8B",
      "%00",
      "%c3%a9",
      "%ff",
      "%zz",
      "a=b",
      "é",
      "\u3000",
      "%C2%85",
    ),
    string({ maxLength: 6 }),
  )
  const pair = tuple(name, constantFrom("=", ""), value).map((parts) => parts.join(""))
  const query = array(pair, { maxLength: 6 }).map((pairs) => pairs.join("&"))
  const queries = sample(query, { numRuns: 3000, seed: 12 })
  const environment = { CLARIFAI_PAT: "author" }
  const script = `
import json, sys
sys.path.insert(0, sys.argv[1])
from modkeep_runtime import auth
given = json.load(sys.stdin)
answers = []
for query in given["queries"]:
    found = auth.resolve_auth(given["environment"], query, given["rules"])
    found["values"] = {name: list(value) for name, value in found["values"].items()}
    answers.append([found, auth.pairs_of(auth.filter_query(query, given["rules"]))])
json.dump(answers, sys.stdout)
`
  const child = run("python3", ["-I", "-B", "-c", script, python], { maxBuffer: 64 << 20 })
  child.child.stdin?.end(JSON.stringify({ queries, environment, rules: clarifai }))
  const answers: unknown[] = JSON.parse((await child).stdout)
  const own = queries.map((each) => {
    const found = resolveAuth(environment, each)
    const values = Object.entries(found.values).map(([field, { value, from }]) => [
      field,
      [value, from],
    ])
    const filtered = filterQuery(each)
    return [
      { ...found, values: Object.fromEntries(values) },
      filtered === "" ? [] : [...new URLSearchParams(`?${filtered}`)],
    ]
  })
  for (const [place, answer] of answers.entries()) {
    expect(answer, JSON.stringify(queries[place])).toEqual(own[place])
  }
})
