import { expect, test } from "vitest"

import { nameFromAddress } from "./name-from-address.ts"

test.each([
  ["https://github.com/you/sales-dashboard", "sales-dashboard"],
  ["https://github.com/you/sales.git", "sales"],
  ["git@github.com:you/sales.git", "sales"],
  ["https://github.com/you/sales/tree/main/apps/eu", "sales"],
  ["https://github.com/you/sales/commit/4f2a9c1", "sales"],
  ["https://gitlab.com/group/sub/sales/-/blob/main/app.py", "sales"],
  ["https://huggingface.co/spaces/you/sales", "sales"],
  ["  ", ""],
  ["sales", ""],
])("%s names the module %s", (address, name) => {
  expect(nameFromAddress(address)).toBe(name)
})
