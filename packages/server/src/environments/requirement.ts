// One line of a requirements file: a name with bounds, never an address, a path, an option or a variable to expand.
//
// uv expands `${NAME}` and follows addresses and paths in what it is given; whatever passes here can do neither.
export interface Requirement {
  /** Normalised: lower case, runs of `-_.` as one `-`. */
  readonly name: string
  /** As written, without comment and hashes: `clarifai[all]==9.8.1 ; python_version > "3.8"`. */
  readonly text: string
  /** `==9.8.1,!=1.*`, spaces removed; "" when unbounded. */
  readonly specifier: string
  /** The release of a single `==` or `===` without a wildcard. */
  readonly pin: string | undefined
  readonly marker: string
  readonly hashes: readonly string[]
}

const grammar =
  /^(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?<extras>\[[A-Za-z0-9._,\s-]*\])?\s*\(?(?<specifier>[^;()@]*)\)?\s*(?:;(?<marker>.*))?$/u
const bound = /^(?:===?|~=|!=|<=?|>=?)\s*[A-Za-z0-9._*+!-]+$/u
const hashOption = /\s+--hash[=\s]\s*(?<hash>sha(?:256|384|512):[0-9a-f]+)/gu

const textCharactersMax = 4_000
// A release with a wheel for every platform has over a hundred hashes of 72 characters.
const lineCharactersMax = 100_000

/** @returns undefined when the line is not a plain requirement. */
export function parseRequirement(line: string): Requirement | undefined {
  if (line.length > lineCharactersMax) return undefined
  const hashes = [...line.matchAll(hashOption)].flatMap((match) => match.groups?.["hash"] ?? [])
  const text = line.replaceAll(hashOption, "").trim()
  if (text.length > textCharactersMax || /[\p{Cc}$`\\]/u.test(text.replaceAll("\t", " ")))
    return undefined
  const groups = grammar.exec(text)?.groups
  if (groups === undefined) return undefined
  const bounds = (groups["specifier"] ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "")
  if (!bounds.every((one) => bound.test(one))) return undefined
  const marker = (groups["marker"] ?? "").trim()
  const specifier = bounds.map((one) => one.replaceAll(/\s/gu, "")).join(",")
  return {
    name: normalName(groups["name"] ?? ""),
    text,
    specifier,
    pin: /^===?(?<release>[^*,]+)$/u.exec(specifier)?.groups?.["release"],
    marker,
    hashes,
  }
}

/** The name as indexes compare it (PEP 503). */
export function normalName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/gu, "-")
}
