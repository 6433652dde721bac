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

test("nothing that Unicode calls a space or says to draw as nothing stays unseen in a name, but the space, tab and line end", () => {
  const stays = (char: string) => visibleName(`a${char}b`).includes(char)
  const all = Array.from({ length: 0x11_0000 }, (_, code) => code)
    .filter((code) => code < 0xd8_00 || code > 0xdf_ff)
    .map((code) => String.fromCodePoint(code))
    .filter((char) =>
      /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u.test(char),
    )
  expect(all.length).toBeGreaterThan(4000)
  expect(all.filter(stays)).toEqual(["\t", "\n", " "])
  expect(visibleName("a\u3000b")).toBe("a⟨U+3000⟩b")
  // Between words of running text it is what one writes in Japanese.
  expect(visibleText("a\u3000b")).toBe("a\u3000b")
})
