// Request line and headers as they go to a module. The gateway has taken them apart already; that no line can end early or hold a
// second request is checked once more, here where they are written.
import type { UpstreamOrder } from "./call.ts"

const TARGET = /^\/[\x21-\x7e\x80-\xff]*$/
const METHOD = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/
const FIELD_BREAKING = /[\r\n\0]/

/** Undefined: it must not be sent. */
export function requestHead({ method, target, headers, body }: UpstreamOrder): string | undefined {
  if (!TARGET.test(target) || !METHOD.test(method)) return undefined
  let fields = ""
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? ""
    const value = headers[at + 1] ?? ""
    if (FIELD_BREAKING.test(name) || FIELD_BREAKING.test(value)) return undefined
    fields += `${name}: ${value}\r\n`
  }
  const coding =
    body !== undefined && !isLengthKnown(headers) ? "transfer-encoding: chunked\r\n" : ""
  return `${method} ${target} HTTP/1.1\r\n${fields}${coding}\r\n`
}

export function isLengthKnown(headers: readonly string[]): boolean {
  for (let at = 0; at < headers.length; at += 2) if (headers[at] === "content-length") return true
  return false
}
