// The words of a comment above a key, as packages/toml reads them. An install's comments change nothing: none is offered there.
import { matching } from "./matching.ts"
import type { Offer, OfferFacts, Offers, Place } from "./offers.ts"
import { writeHere } from "./write-here.ts"

const words: readonly (readonly [word: string, detail: string])[] = [
  ["optional", "may stay blank: the key is then left out"],
  ["install", "each install brings its own value"],
  ["sealed", "its value can never be revealed"],
  ["type=", "the form that a value must have"],
  ["starts-with=", "how every value begins"],
  ["generate=", "a button fills in a random value"],
  ["docs=https://", "where people get the value"],
  ["example=", "what a value looks like"],
]

const args: Readonly<Record<string, readonly (readonly [word: string, detail: string])[]>> = {
  type: [
    ["url", "an address"],
    ["email", "an e-mail address"],
    ["port", "1 to 65535"],
    ["int", "a whole number"],
    ["float", "a number"],
    ["bool", "true or false"],
    ["json", "JSON in a text"],
    ["pem", "a certificate or key in PEM form"],
    ["enum(", "one of a list: enum(a,b)"],
  ],
  generate: [
    ["hex32", "64 hex digits"],
    ["uuid", "a random UUID"],
    ["password", "28 characters"],
  ],
}

export function commentOffers(place: Place, { kind }: OfferFacts): Offers | undefined {
  if (kind === "install" || place.after.trim() !== "") return undefined
  const word = /^\s*#\s*(?:@.*\s)?@([A-Za-z-]*)$/.exec(place.before)?.[1]
  if (word !== undefined) return offers(place, word, words)
  const [, name = "", argument = ""] =
    /^\s*#\s*(?:@.*\s)?@([a-z]+)=([A-Za-z0-9]*)$/.exec(place.before) ?? []
  return args[name] && offers(place, argument, args[name])
}

function offers(place: Place, typed: string, from: typeof words): Offers {
  const start = place.at - typed.length
  const list = from.map(([label, detail]): Offer => {
    return { label, detail, write: () => writeHere(place, start, label) }
  })
  return { from: start, list: matching(list, typed) }
}
