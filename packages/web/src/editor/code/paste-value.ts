// A raw value pasted where a value belongs is put in quotes that keep it as it is.
import { parse } from "@modkeep/toml/parse"
import { quoteString } from "@modkeep/toml/quote-string"

export interface PastePlace {
  /** The line before and behind what the paste replaces. */
  readonly before: string
  readonly after: string
}

export interface QuotedPaste {
  readonly source: string
  /** Characters of a blank's quotes that go with it, on each side. */
  readonly quotes: number
}

/** @returns what to write instead; undefined when the text is right as it is, or no value belongs here */
export function quotePasted(text: string, { before, after }: PastePlace): QuotedPaste | undefined {
  const quotes = quotesAround(before, after)
  const start = before.slice(0, before.length - quotes)
  const rest = after.slice(quotes)
  if (!/^\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'|\s*\.\s*)+\s*=\s*$/.test(start)) return undefined
  if (!/^\s*(?:#.*)?$/.test(rest)) return undefined
  // A copied line often ends with its line end; of several lines the last end belongs to the value.
  const value = /\n[^]*\S/.test(text.trimStart()) ? text : text.trim()
  if (value === "") return undefined
  if (quotes === 0 && isTomlValue(value)) return undefined
  if (quotes > 0 && isTomlString(value)) return { source: value, quotes }
  return { source: quoteString(value), quotes }
}

function quotesAround(before: string, after: string): 0 | 1 | 3 {
  for (const quote of ['"', "'"]) {
    if (before.endsWith(quote.repeat(3)) && after.startsWith(quote.repeat(3))) return 3
    if (before.endsWith(quote) && after.startsWith(quote)) return 1
  }
  return 0
}

function isTomlValue(text: string): boolean {
  return parse(`x = ${text}`).document?.leaves.length === 1
}

function isTomlString(text: string): boolean {
  return /^["']/.test(text) && isTomlValue(text)
}
