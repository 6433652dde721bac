// The date a resolve reads the index as of, from the author's choice and the commit's own time.
import { Fault } from "#base/fault.ts"

export interface ResolutionDate {
  /** ISO 8601; undefined is today. */
  readonly asOf: string | undefined
  readonly warning: string | undefined
}

const earliest = Date.UTC(2015, 0, 1)
const form = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/u

/** @throws Fault environment.dependencies when `resolveAs` is no date. */
export function resolutionDate(
  resolveAs: string | undefined,
  commitTime: number,
  now: number,
): ResolutionDate {
  if (resolveAs === "today") return { asOf: undefined, warning: undefined }
  if (resolveAs !== undefined && resolveAs !== "commit") return chosen(resolveAs, now)
  if (commitTime > now) {
    return {
      asOf: undefined,
      warning: "The commit's date lies in the future: packages are those of today",
    }
  }
  if (!(commitTime >= earliest)) {
    return {
      asOf: undefined,
      warning: "The commit's date lies before 2015: packages are those of today",
    }
  }
  return { asOf: new Date(commitTime).toISOString(), warning: undefined }
}

// A day counts to its end.
function chosen(resolveAs: string, now: number): ResolutionDate {
  const isDay = resolveAs.length === 10
  const at = form.test(resolveAs)
    ? Date.parse(isDay ? `${resolveAs}T23:59:59Z` : resolveAs)
    : Number.NaN
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) < "2000-01-01") {
    throw new Fault("environment.dependencies", {
      public: `Cannot resolve packages as of "${resolveAs.slice(0, 40)}": write "commit", "today" or a date such as 2023-07-15`,
    })
  }
  if (at > now) {
    return {
      asOf: undefined,
      warning: `${resolveAs} lies in the future: packages are those of today`,
    }
  }
  return { asOf: new Date(at).toISOString(), warning: undefined }
}

/**
 * The date that admits a release published at `published`: one day later, because the files of a release (a wheel for each
 * Python) are uploaded over hours.
 */
export function raisedTo(published: string, now: number): string | undefined {
  const at = Date.parse(published) + 24 * 3_600_000
  return Number.isNaN(at) || at > now ? undefined : new Date(at).toISOString()
}
