import { expect, test } from "vitest"

import { visibleText } from "./visible-text.ts"

test("characters that hide or reorder others are written out; letters of any script stay", () => {
  expect(visibleText("a\u202Egpj.exe")).toBe("a⟨U+202E⟩gpj.exe")
  expect(visibleText("pay\u200Bpal\uFEFF\u0007")).toBe("pay⟨U+200B⟩pal⟨U+FEFF⟩⟨U+0007⟩")
  expect(visibleText("Søren 数据 🙂 עברית\tx\n")).toBe("Søren 数据 🙂 עברית\tx\n")
})
