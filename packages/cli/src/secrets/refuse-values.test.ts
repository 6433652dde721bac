import { describe, expect, test } from "vitest"
import { refuseValues } from "./refuse-values.ts"

describe("operands of secrets set", () => {
  test.each([
    [["API_KEY", "sk-123"]],
    [["ins_01jd0000000000000000000000", "API_KEY", "sk-123"]],
    [["demo/hello", "API_KEY=sk-123"]],
    [["hello@3", "API_KEY=sk-123"]],
  ])("%j may hold a value and are refused without repeating it", (operands) => {
    const reason = refuseValues(operands, 2)
    expect(reason).toContain("a value never goes into the arguments")
    expect(reason).not.toContain("sk-123")
  })

  test.each([
    [["ver_01jd0000000000000000000000", "API_KEY"]],
    [["demo/hello", 'db."user name"']],
    [["demo/hello", '"a=b"']],
    [["hello@latest", "db.password"]],
    [["hello@3"]],
  ])("%j name a document and a key", (operands) => {
    expect(refuseValues(operands, 2)).toBeUndefined()
  })
})
