import { describe, expect, test } from "vitest"

import { chooseInterpreters } from "./choose-interpreters.ts"
import type { Interpreter } from "./interpreter.ts"
import { existedOn, satisfiesPython } from "./python-release.ts"

describe("a specifier of Pythons", () => {
  test.each([
    ["3.11.7", ">=3.9", true],
    ["3.8.18", ">=3.9", false],
    ["3.11.7", ">=3.9,<3.11", false],
    ["3.10.13", ">=3.9,<3.11", true],
    ["3.11.7", "==3.11.*", true],
    ["3.12.1", "==3.11.*", false],
    ["3.11.7", "~=3.10", true],
    ["3.11.7", "~=3.10.2", false],
    ["3.9.7", "!=3.9.7", false],
    ["3.11.7", "^3.9", true],
    ["3.11.7", "<=3.11", true],
    ["3.12.1", ">3.12", false],
    ["3.12.1", "", true],
    ["3.12.1", "*", true],
  ])("%s against %s: %s", (version, specifier, expected) => {
    expect(satisfiesPython(version, specifier)).toBe(expected)
  })
})

describe("the interpreters tried", () => {
  const interpreters = ["3.13.0", "3.12.1", "3.11.7", "3.11.2", "3.10.13"].map(interpreter)
  const dependencies = { python: undefined, requiresPython: undefined, file: "requirements.txt" }
  const choose = (wish: Partial<Parameters<typeof chooseInterpreters>[1]>) => {
    const choice = chooseInterpreters(interpreters, {
      dependencies,
      chosen: undefined,
      asOf: undefined,
      ...wish,
    })
    return "candidates" in choice ? choice.candidates.map((one) => one.version) : choice.wanted
  }

  test("are the newest of each release, newest first", () => {
    expect(choose({})).toEqual(["3.13.0", "3.12.1", "3.11.7", "3.10.13"])
  })

  test("existed on the date that packages are of", () => {
    expect(choose({ asOf: "2023-07-15T00:00:00Z" })).toEqual(["3.11.7", "3.10.13"])
    expect(existedOn("3.12", "2023-10-01T00:00:00Z")).toBe(false)
  })

  test("are the author's choice alone, before what the repository asks for", () => {
    const asking = { ...dependencies, python: { version: "3.12", file: "runtime.txt" } }
    expect(choose({ dependencies: asking, chosen: "3.11.2" })).toEqual(["3.11.2"])
    expect(choose({ dependencies: asking })).toEqual(["3.12.1"])
  })

  test("stand in for another patch release that a repository names, with a warning", () => {
    const asking = { ...dependencies, python: { version: "3.10.4", file: "runtime.txt" } }
    const choice = chooseInterpreters(interpreters, {
      dependencies: asking,
      chosen: undefined,
      asOf: undefined,
    })
    expect(choice).toMatchObject({
      candidates: [{ version: "3.10.13" }],
      warnings: [expect.stringContaining("3.10.4")],
    })
  })

  test("satisfy requires-python; when none does, the newest release that would is wanted", () => {
    expect(choose({ dependencies: { ...dependencies, requiresPython: ">=3.9,<3.12" } })).toEqual([
      "3.11.7",
      "3.10.13",
    ])
    expect(choose({ dependencies: { ...dependencies, requiresPython: "<3.10" } })).toBe("3.9")
    expect(choose({ chosen: "3.14" })).toBe("3.14")
  })
})

function interpreter(version: string): Interpreter {
  const release = version.split(".").slice(0, 2).join(".")
  return {
    path: `/opt/${version}/bin/python`,
    prefix: `/opt/${version}`,
    version,
    release,
    platform: release,
  }
}
