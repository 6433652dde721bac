import { expect, test } from "vitest"

import { detailsInWords } from "./details-in-words.ts"

test("details are pairs of a word and a text; what says nothing is left out", () => {
  expect(
    detailsInWords({
      isOperator: true,
      first: false,
      added: ["db.password", "A"],
      removed: [],
      reason: null,
      revision: 12,
      commit: "bd37ee72aac86e2635f24c82e6ca3fe668883f59",
      base: { version: "ver_1" },
    }),
  ).toEqual([
    ["is operator", "yes"],
    ["first", "no"],
    ["added", "db.password, A"],
    ["revision", "12"],
    ["commit", "bd37ee72aac8"],
    ["base", '{"version":"ver_1"}'],
  ])
  expect(detailsInWords({ reason: "x".repeat(300) })[0]?.[1]).toHaveLength(201)
})
