// Which passwords are taken: 12 characters or more that are not among the first ones anybody would try.
//
// What everybody tries (well-known words, the person's own name, rows of keys, the alphabet, digits in order) is taken out of
// the text first; what is left must be 6 characters or more. There are no rules about capitals and signs: they make people
// choose `Password123!`.
import { Fault } from "#base/fault.ts"

import { signInName } from "./sign-in-name.ts"

const LENGTH_MIN = 12
/** Work for the hash is the same for any length; this only keeps a mistake from being one. */
const LENGTH_MAX = 256
const REST_MIN = 6
const DISTINCT_MIN = 5

const words = [
  ["password", "passwort", "passphrase", "motdepasse", "contraseña", "pass", "secret", "secure"],
  ["admin", "administrator", "operator", "owner", "root", "user", "login", "welcome", "letmein"],
  ["iloveyou", "princess", "dragon", "monkey", "football", "baseball", "superman", "batman"],
  ["sunshine", "master", "trustno", "whatever", "starwars", "hello", "hallo", "test", "demo"],
  ["modkeep", "streamlit", "changeme", "change", "default", "example", "correcthorsebatterystaple"],
]
  .flat()
  .sort((a, b) => b.length - a.length)
const rows = ["qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm"]
  .concat("1qaz2wsx3edc4rfv5tgb6yhn7ujm", "0123456789012", "abcdefghijklmnopqrstuvwxyz")
  .flatMap((row) => [row, [...row].reverse().join("")])
/** What stands in for letters in `p@ssw0rd`. */
const stands: Readonly<Record<string, string>> = {
  "@": "a",
  "4": "a",
  "3": "e",
  "1": "i",
  "!": "i",
  "0": "o",
  $: "s",
  "5": "s",
  "7": "t",
}

/** @throws Fault password.weak, which says what to do and not what was typed */
export function checkPassword(text: string, person: { readonly name: string }): void {
  const normal = text.normalize("NFKC")
  const length = [...normal].length
  if (length < LENGTH_MIN) {
    throw weak(`Cannot take this password: it has ${length} characters. Use ${LENGTH_MIN} or more`)
  }
  if (length > LENGTH_MAX) {
    throw weak(`Cannot take this password: it is longer than ${LENGTH_MAX} characters. Shorten it`)
  }
  if (isTrivial(normal, person.name)) {
    throw weak(
      "Cannot take this password: it is made of what everybody tries first. Use four or five words that have nothing to do with each other",
    )
  }
}

function isTrivial(text: string, name: string): boolean {
  const lower = text.toLowerCase().replace(/\s/gu, "")
  if (new Set(lower).size < DISTINCT_MIN) return true
  const own = signInName(name)
    .split(" ")
    .filter((part) => part.length >= 3)
  const forms = [lower, [...lower].map((char) => stands[char] ?? char).join("")]
  return forms.some((form) => [...withoutKnown(form, own)].length < REST_MIN)
}

function withoutKnown(text: string, own: readonly string[]): string {
  let rest = text
  for (const word of [...own, ...words]) rest = rest.replaceAll(word, "")
  return withoutRows(rest).replace(/(.)\1+/gu, "$1")
}

/** Takes out runs of three or more neighbours in a row of keys, the alphabet or the digits. */
function withoutRows(text: string): string {
  let rest = ""
  let at = 0
  while (at < text.length) {
    let end = at
    for (const row of rows) {
      let length = 3
      while (at + length <= text.length && row.includes(text.slice(at, at + length))) length += 1
      if (length > 3) end = Math.max(end, at + length - 1)
    }
    if (end === at) rest += text.charAt(at++)
    else at = end
  }
  return rest
}

function weak(sentence: string): Fault {
  return new Fault("password.weak", { public: sentence })
}
