// Whether a value is what its key's directives ask for: `@type` and `@starts-with`.
import { environmentText } from "./environment.ts"
import type { Directives, ValueType } from "./directives.ts"
import type { TomlValue } from "./value.ts"

export interface Misfit {
  readonly directive: string
  /** In plain words, to follow "write …". */
  readonly wanted: string
}

/** @returns what is wanted instead; undefined when it fits, when nothing is asked, and for a blank, which is told apart */
export function wantedInstead(value: TomlValue, directives?: Directives): Misfit | undefined {
  if (directives === undefined) return undefined
  if (value.kind === "array") {
    return value.items
      .map((item) => wantedInstead(item, directives))
      .find((item) => item !== undefined)
  }
  if (value.kind === "table") return undefined
  const text = value.kind === "boolean" ? String(value.value) : environmentText(value)
  if (text === "") return undefined
  const { type, startsWith } = directives
  if (type !== undefined && (text === undefined || !fits(text, type))) {
    return { directive: "type", wanted: wantedText(type) }
  }
  if (startsWith !== undefined && text?.startsWith(startsWith) !== true) {
    return { directive: "starts-with", wanted: `a value that starts with ${startsWith}` }
  }
  return undefined
}

function fits(text: string, type: NonNullable<Directives["type"]>): boolean {
  return typeof type === "object" ? type.enum.includes(text) : typesTable[type].fits(text)
}

function wantedText(type: NonNullable<Directives["type"]>): string {
  return typeof type === "object" ? `one of ${type.enum.join(", ")}` : typesTable[type].wanted
}

interface TypeKind {
  readonly wanted: string
  readonly fits: (text: string) => boolean
}

const typesTable = {
  // Databases and queues have addresses too, with schemes that no URL parser knows.
  url: {
    wanted: "an address such as https://api.example.com",
    fits: (text) => /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/]\S*$/.test(text),
  },
  email: {
    wanted: "an address such as name@example.com",
    fits: (text) => /^[^\s@]+@[^\s@]+$/.test(text),
  },
  port: {
    wanted: "a port from 1 to 65535",
    fits: (text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535,
  },
  int: { wanted: "a whole number", fits: (text) => /^[+-]?\d+$/.test(text) },
  float: {
    wanted: "a number",
    fits: (text) => /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf|nan)$/i.test(text),
  },
  bool: {
    wanted: "true or false",
    fits: (text) => /^(?:true|false|yes|no|on|off|1|0)$/i.test(text),
  },
  json: { wanted: "JSON", fits: isJson },
  pem: {
    wanted: "a PEM text, from its BEGIN line to its END line",
    fits: isPem,
  },
} as const satisfies Record<ValueType, TypeKind>

function isPem(text: string): boolean {
  const begin = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)
  return begin !== null && text.includes(`-----END ${begin[1]}-----`, begin.index)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
