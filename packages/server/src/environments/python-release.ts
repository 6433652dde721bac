// Python releases: when each first appeared, and how specifiers like `>=3.9,<3.12` bound them.
//
// Dates of 3.x.0 from PEPs 569, 596, 619, 664, 693, 719, 745. Wheels of a time before a Python's release cannot fit it, so
// such a pair is never tried (a hopeless resolve costs 13–15 s of walking back through old releases, measured with uv 0.13.9).
const firstReleased: Readonly<Record<string, string>> = {
  "3.8": "2019-10-14",
  "3.9": "2020-10-05",
  "3.10": "2021-10-04",
  "3.11": "2022-10-24",
  "3.12": "2023-10-02",
  "3.13": "2024-10-07",
  "3.14": "2025-10-07",
}

/** The Python releases that environments are made for, oldest first. */
export const pythonReleases: readonly string[] = Object.keys(firstReleased)

/** Whether `release` existed on `date` (ISO 8601; undefined is today). Unknown newer releases exist today only. */
export function existedOn(release: string, date: string | undefined): boolean {
  if (date === undefined) return true
  const first = firstReleased[release]
  return first !== undefined && Date.parse(first) <= Date.parse(date)
}

/** Whether `version` (`3.11.7`) satisfies a specifier (`>=3.9,<3.12`, `~=3.10`, `==3.11.*`, Poetry's `^3.9`). */
export function satisfiesPython(version: string, specifier: string): boolean {
  return specifier
    .split(/\|\|?/u)
    .some((choice) => choice.split(",").every((bound) => withinBound(version, bound.trim())))
}

/** Newest first. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parts(left), parts(right)]
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (b[at] ?? 0) - (a[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function withinBound(version: string, bound: string): boolean {
  if (bound === "" || bound === "*") return true
  const match =
    /^(?<operator>===?|~=|!=|<=|<|>=|>|\^|~|=)?\s*(?<wanted>\d+(?:\.\d+)*)(?<any>\.\*)?$/u.exec(
      bound,
    )?.groups
  const wanted = match?.["wanted"]
  // A bound that cannot be read does not decide; uv reads it again from the packages themselves.
  if (match === undefined || wanted === undefined) return true
  const order = -compareVersions(version, wanted)
  const starts = `${version}.`.startsWith(`${wanted}.`)
  switch (match["operator"] ?? "==") {
    case ">=":
      return order >= 0
    case ">":
      return order > 0 && !(starts && parts(wanted).length < 3)
    case "<=":
      return order <= 0 || (starts && parts(wanted).length < 3)
    case "<":
      return order < 0
    case "!=":
      return match["any"] === undefined ? order !== 0 : !starts
    case "^":
      return order >= 0 && parts(version)[0] === parts(wanted)[0]
    case "~=":
    case "~":
      return order >= 0 && sharesAllButLast(version, wanted, match["operator"] === "~")
    default:
      return starts
  }
}

// `~=3.10` allows 3.11, Poetry's `~3.10` does not.
function sharesAllButLast(version: string, wanted: string, isPoetry: boolean): boolean {
  const fixed = parts(wanted)
  const kept = isPoetry ? fixed.slice(0, 2) : fixed.slice(0, -1)
  return kept.every((part, at) => parts(version)[at] === part)
}

function parts(version: string): number[] {
  return version.split(".").map((part) => Number.parseInt(part, 10) || 0)
}
