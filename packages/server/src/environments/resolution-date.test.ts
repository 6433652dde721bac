import { describe, expect, test } from "vitest"

import { raisedTo, resolutionDate } from "./resolution-date.ts"

const now = Date.parse("2026-11-24T12:00:00Z")

describe("the date that packages are taken as of", () => {
  test("is the commit's own time", () => {
    const commit = Date.parse("2023-07-15T10:00:00Z")
    expect(resolutionDate(undefined, commit, now)).toEqual({
      asOf: "2023-07-15T10:00:00.000Z",
      warning: undefined,
    })
    expect(resolutionDate("commit", commit, now).asOf).toBe("2023-07-15T10:00:00.000Z")
  })

  test.each([now + 1, Date.UTC(2014, 11, 31), 0, Number.NaN])(
    "is today, with a warning, for a commit of %s",
    (commit) => {
      const date = resolutionDate(undefined, commit, now)
      expect(date.asOf).toBeUndefined()
      expect(date.warning).toContain("packages are those of today")
    },
  )

  test("is what the author chooses; a day counts to its end", () => {
    expect(resolutionDate("today", 0, now)).toEqual({ asOf: undefined, warning: undefined })
    expect(resolutionDate("2023-07-15", 0, now).asOf).toBe("2023-07-15T23:59:59.000Z")
    expect(resolutionDate("2023-07-15T08:00:00Z", 0, now).asOf).toBe("2023-07-15T08:00:00.000Z")
    expect(resolutionDate("2030-01-01", 0, now).warning).toContain("future")
  })

  test.each(["yesterday", "2023-13-01", "15.07.2023", "", "2023-07-15; rm"])(
    "%j is no date",
    (text) => {
      expect(() => resolutionDate(text, 0, now)).toThrow("commit")
    },
  )

  test("rises to a day after a later release, never beyond now", () => {
    expect(raisedTo("2023-11-23T13:49:16.878Z", now)).toBe("2023-11-24T13:49:16.878Z")
    expect(raisedTo("2026-11-24T11:00:00Z", now)).toBeUndefined()
  })
})
