// Links for a README.
import { expect, test } from "vitest"

import { markdownLink, markdownPicture } from "./markdown-link.ts"

test("a name that is Markdown or HTML itself stays a name", () => {
  expect(markdownLink("Sales](https://evil.example) <b>*x*</b>", "https://good.example/")).toBe(
    String.raw`[Sales\](https://evil.example) \<b\>\*x\*\</b\>](https://good.example/)`,
  )
  expect(markdownPicture("a]b", "https://good.example/a.svg", "https://good.example/")).toBe(
    String.raw`[![a\]b](https://good.example/a.svg)](https://good.example/)`,
  )
})
