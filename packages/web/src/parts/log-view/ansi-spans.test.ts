import { expect, test } from "vitest"

import { ansiSpans } from "./ansi-spans.ts"

const shown = (line: string) =>
  ansiSpans(line)
    .map(({ text }) => text)
    .join("")

test("colour and weight become styles, whatever else steers a terminal is gone", () => {
  expect(ansiSpans("\u001B[1;31mERROR\u001B[0m: \u001B[2Kdone\u001B[?25l")).toEqual([
    { text: "ERROR", styles: ["bold", "red"] },
    { text: ": ", styles: [] },
    { text: "done", styles: [] },
  ])
  expect(shown("\u001B]0;a title\u0007text\u001BPdevice\u001B\\ and more\u001B(B")).toBe(
    "text and more",
  )
})

test("a colour of 256 or of 16 million is passed over with its numbers", () => {
  expect(ansiSpans("\u001B[38;5;31mblue\u001B[38;2;1;4;31;1mx")).toEqual([
    { text: "blue", styles: [] },
    { text: "x", styles: ["bold"] },
  ])
})

test("a hyperlink shows where it leads and leads nowhere", () => {
  const line = "\u001B]8;;https://evil.example/\u0007https://good.example\u001B]8;;\u0007 next"
  expect(shown(line)).toBe("https://good.example (https://evil.example/) next")
  expect(shown("\u001B]8;;javascript:alert(1)\u001B\\press\u001B]8;;\u001B\\")).toBe(
    "press (javascript:alert(1))",
  )
})

test("markup stays text, hidden characters are written out, an escape cut short does nothing", () => {
  expect(shown("<script>alert(1)</script>\u202Egpj")).toBe("<script>alert(1)</script>⟨U+202E⟩gpj")
  expect(shown("before\u001B[31")).toBe("before⟨U+001B⟩[31")
})

test("of a line that overwrites itself the last state is shown", () => {
  expect(shown("10 %\r50 %\r100 %\r")).toBe("100 %")
})
