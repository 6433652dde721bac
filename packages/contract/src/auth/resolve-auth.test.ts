import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

import {
  clarifai,
  filterQuery,
  resolveAuth,
  type AuthRules,
  type ResolvedAuth,
} from "./resolve-auth.ts"

interface Case {
  readonly title: string
  readonly environment: Readonly<Record<string, string>>
  readonly query: string
  readonly rules: "clarifai" | AuthRules
  readonly values: Readonly<Record<string, readonly [string, string]>>
  readonly hidden: readonly string[]
  readonly dropped: readonly string[]
  readonly problems: ResolvedAuth["problems"]
  readonly filtered: readonly (readonly [string, string])[]
}

const table: { clarifai: AuthRules; cases: Case[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, "cases.json"), "utf8"),
)
const { cases } = table

test("the table's profile is the product's", () => {
  expect(clarifai).toEqual(table.clarifai)
})

test.each(cases)("$title", (each) => {
  const rules = each.rules === "clarifai" ? clarifai : each.rules
  const found = resolveAuth(each.environment, each.query, rules)
  const values = Object.entries(found.values).map(([name, { value, from }]) => [
    name,
    [value, from],
  ])
  expect(Object.fromEntries(values)).toEqual(each.values)
  expect(found.hidden).toEqual(each.hidden)
  expect(found.dropped).toEqual(each.dropped)
  expect(found.problems).toEqual(each.problems)
  expect([...new URLSearchParams(`?${filterQuery(each.query, rules)}`)]).toEqual(each.filtered)
})

test.each(cases)("filtering twice changes nothing more: $title", (each) => {
  const rules = each.rules === "clarifai" ? clarifai : each.rules
  const once = filterQuery(each.query, rules)
  expect(filterQuery(once, rules)).toBe(once)
})

test("a query that needs no change comes back character by character", () => {
  const query = "q=%7e*+a&page=1&page=2&pat=x&base=https://own.example/"
  expect(filterQuery(query)).toBe(query)
})

test("names of Object.prototype are no fields and no values", () => {
  const found = resolveAuth({}, "__proto__=x&constructor=y&toString=z")
  expect(Object.keys(found.values)).toEqual([])
  expect(filterQuery("__proto__=x&constructor=y")).toBe("__proto__=x&constructor=y")
})
