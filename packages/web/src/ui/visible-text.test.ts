import { expect, test } from "vitest"

import { visibleName, visibleText } from "./visible-text.ts"

test("characters that hide or reorder others are written out; letters of any script and pictures stay", () => {
  expect(visibleText("a\u202Egpj.exe")).toBe("a⟨U+202E⟩gpj.exe")
  expect(visibleText("pay\u200Bpal\uFEFF\u0007")).toBe("pay⟨U+200B⟩pal⟨U+FEFF⟩⟨U+0007⟩")
  expect(visibleText("KEY\u3164 \u{E0041}A\uFE0F")).toBe("KEY⟨U+3164⟩ ⟨U+E0041⟩A⟨U+FE0F⟩")
  const kept = "Søren 数据 🙂 ❤️ עברית « un »\tx\n"
  expect(visibleText(kept)).toBe(kept)
})

test("in a name a space that is none of the ordinary ones is written out", () => {
  expect(visibleName("API KEY\u00A0")).toBe("API KEY⟨U+00A0⟩")
  expect(visibleName("a\u2003b")).toBe("a⟨U+2003⟩b")
})
