// The comment block above a key, read: prose describes the key, lines that start with @ say how it is to be filled.
//
// The words are those of @env-spec where it has one, so a block written for varlock keeps its meaning.
import type { Range } from "./diagnostic.ts"
import type { Span } from "./document.ts"

export type ValueType = "url" | "email" | "port" | "int" | "float" | "bool" | "json" | "pem"

export interface Directives {
  /** The prose of the block, its lines joined by a line end. */
  readonly description?: string
  /** May stay blank: a blank key is then left out of the effective document. */
  readonly optional: boolean
  /** The installer sets it; the version may leave it blank. */
  readonly install: boolean
  /** Its value can never be revealed. */
  readonly sealed: boolean
  readonly type?: ValueType | { readonly enum: readonly string[] }
  readonly startsWith?: string
  readonly generate?: "hex32" | "uuid" | "password"
  readonly docs?: string
  readonly example?: string
}

/** What could not be understood. */
export interface DirectiveProblem {
  readonly kind: "unknown" | "argument" | "misplaced"
  /** Without the @. */
  readonly directive: string
  /** For an argument: what would be understood. */
  readonly wanted: string
  readonly range: Range
  readonly keyPath: readonly string[]
}

export const noDirectives: Directives = { optional: false, install: false, sealed: false }

/** A line of a comment block: its text after the # and where that text starts. */
interface BlockLine {
  readonly text: string
  readonly start: number
}

/** @returns what the block says, and the places that nobody understands */
export function parseDirectives(
  block: readonly BlockLine[],
  { rangeOf, keyPath }: { rangeOf: (span: Span) => Range; keyPath: readonly string[] },
): { directives: Directives; problems: DirectiveProblem[] } {
  const prose: string[] = []
  const problems: DirectiveProblem[] = []
  let directives = noDirectives
  for (const line of block) {
    if (!isDirectiveLine(line.text)) {
      prose.push(line.text.trim())
      continue
    }
    for (const { name, argument, start, end } of directivesOf(line)) {
      const place = { directive: name, range: rangeOf([start, end]), keyPath }
      const outcome = apply(directives, name, argument)
      if (outcome === "unknown") problems.push({ ...place, kind: "unknown", wanted: "" })
      else if (typeof outcome === "string") {
        problems.push({ ...place, kind: "argument", wanted: outcome })
      } else directives = outcome
    }
  }
  const description = prose.join("\n").trim()
  return { directives: description === "" ? directives : { ...directives, description }, problems }
}

/** @returns the name of a directive that has a meaning, where a comment starts with one */
export function leadingDirective(comment: string): string | undefined {
  const name = /^\s*@([A-Za-z][A-Za-z0-9-]*)/.exec(comment)?.[1]
  return name !== undefined && known.has(name) ? name : undefined
}

/** What of a block above `x = { … }` or `x = [ … ]` also holds for the keys inside. */
export function inherited({
  description,
  docs,
  optional,
  install,
  sealed,
}: Directives): Directives {
  return {
    ...(description === undefined ? {} : { description }),
    ...(docs === undefined ? {} : { docs }),
    optional,
    install,
    sealed,
  }
}

function isDirectiveLine(text: string): boolean {
  return /^\s*@[A-Za-z]/.test(text)
}

/** The pattern below looks ahead over blanks again and again: quadratic in a line's length, which may be 64 KiB. */
const lineLengthMax = 2000

function directivesOf({ text, start }: BlockLine) {
  // An argument in quotes or brackets is one; any other runs to the next directive or the end of the line.
  const pattern =
    /@([A-Za-z][A-Za-z0-9-]*)(?:=("[^"]*"|'[^']*'|[A-Za-z]+\([^)]*\)|.*?(?=\s+@[A-Za-z]|\s+#|\s*$)))?/g
  return [...text.slice(0, lineLengthMax).matchAll(pattern)].map((match) => ({
    name: match[1] ?? "",
    argument: match[2] === undefined ? undefined : unquote(match[2].trim()),
    start: start + match.index,
    end: start + match.index + match[0].trimEnd().length,
  }))
}

function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) && text.length >= 2 ? text.slice(1, -1) : text
}

// `required` and `sensitive` are words of @env-spec that say what holds for every key here anyway.
const known = new Set(
  "optional install sealed type starts-with generate docs example required sensitive".split(" "),
)

type Outcome = Directives | "unknown" | (string & {})

function apply(directives: Directives, name: string, argument: string | undefined): Outcome {
  switch (name) {
    case "optional":
    case "install":
    case "sealed": {
      const isOn = argument === undefined || argument === "true"
      if (!isOn && argument !== "false") return `@${name} takes no argument`
      return { ...directives, [name]: isOn }
    }
    case "required":
    case "sensitive":
      return directives
    case "type":
      return withType(directives, argument ?? "")
    case "starts-with":
      return argument ? { ...directives, startsWith: argument } : "write @starts-with=sk-"
    case "generate":
      return argument === "hex32" || argument === "uuid" || argument === "password"
        ? { ...directives, generate: argument }
        : "write @generate=hex32, uuid or password"
    case "docs":
      return argument !== undefined && /^https?:\/\/\S+$/.test(argument)
        ? { ...directives, docs: argument }
        : "write @docs=https://…"
    case "example":
      return argument ? { ...directives, example: argument } : "write @example=…"
    default:
      return "unknown"
  }
}

const types = new Map<string, ValueType>([
  ["url", "url"],
  ["email", "email"],
  ["port", "port"],
  ["int", "int"],
  ["float", "float"],
  ["bool", "bool"],
  ["json", "json"],
  ["pem", "pem"],
  ["integer", "int"],
  ["number", "float"],
  ["boolean", "bool"],
])

function withType(directives: Directives, argument: string): Outcome {
  const type = types.get(argument)
  if (type !== undefined) return { ...directives, type }
  if (argument === "string") return directives
  const call = /^(enum|string)\(([^)]*)\)$/.exec(argument)
  if (call?.[1] === "enum") {
    const choices = (call[2] ?? "").split(",").map((choice) => unquote(choice.trim()))
    if (choices.every((choice) => choice !== "")) return { ...directives, type: { enum: choices } }
  }
  const prefix = call?.[1] === "string" ? /startsWith=([^,]+)/.exec(call[2] ?? "")?.[1] : undefined
  if (prefix !== undefined) return { ...directives, startsWith: unquote(prefix.trim()) }
  return "write @type=url, email, port, int, float, bool, json, pem or enum(a,b)"
}
