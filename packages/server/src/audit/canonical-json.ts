// JSON in the one form that RFC 8785 gives it: equal values always make equal bytes, whoever writes them.
//
// Members are ordered by their names' UTF-16 units, numbers and strings are as ECMAScript prints them, nothing is between tokens.
import { invariant } from "#base/invariant.ts"

export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return JSON.stringify(value)
  // Lone surrogates have no UTF-8 and RFC 8785 refuses them; people can send them, so they become U+FFFD as in any encoder.
  if (typeof value === "string") return JSON.stringify(value.toWellFormed())
  if (typeof value === "number") {
    invariant(Number.isFinite(value), "canonical numbers are finite")
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`
  invariant(isPlainObject(value), "canonical JSON holds plain objects, arrays, text and numbers")
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // Default order of `sort`: UTF-16 code units, which is what RFC 8785 asks for.
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, member]) => `${canonicalJson(name)}:${canonicalJson(member)}`)
  return `{${members.join(",")}}`
}

/** No Date, Map, bigint, function or Sealed: what they would print is not what they hold. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
