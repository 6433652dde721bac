// Reads HTTP/1.x answers of a module: strictly, because a module may be hostile, and without copying a body's bytes.
//
// What two readers could take for two different things is refused (RFC 9112 6.3 and 5.2): two lengths, a length beside chunks, chunks
// that are not the last coding, a folded header, a bare line feed, a control character.
import type { ResponseHead } from "./call.ts"

interface ParserEvents {
  head(head: ResponseHead): void
  data(chunk: Buffer, isLast: boolean): void
  /** `isReusable`: the connection can take another request. */
  ended(trailers: readonly string[], isReusable: boolean): void
}

type State = "head" | "length" | "size" | "chunk" | "chunk-end" | "trailers" | "close" | "over"

const NONE: readonly string[] = []
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/
const NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/
const UNPRINTABLE = /[^\t\x20-\x7e\x80-\xff]/
const SIZE = /^([\dA-Fa-f]{1,12})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/
/** Of one chunk's size with its extensions. */
const SIZE_LINE_MAX = 1_024

export class ResponseParser {
  readonly #events: ParserEvents
  readonly #headBytesMax: number
  #state: State = "over"
  #isHeadOnly = false
  #isReusable = false
  /** Of the body or the chunk, bytes still to come. */
  #left = 0
  /** The beginning of a head or a line whose end has not come yet. */
  #held: Buffer | undefined
  #bytes: Buffer = Buffer.alloc(0)

  constructor(events: ParserEvents, headBytesMax: number) {
    this.#events = events
    this.#headBytesMax = headBytesMax
  }

  /** An answer to a request of this method follows. */
  begin(method: string): void {
    this.#state = "head"
    this.#isHeadOnly = method === "HEAD"
    this.#held = undefined
  }

  /** @throws Error with what is wrong; the connection is of no use then */
  push(chunk: Buffer): void {
    this.#bytes = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = undefined
    while (this.#bytes.length > 0) if (!this.#step()) return
  }

  /** The connection has ended. @throws when the answer was not whole */
  end(): void {
    if (this.#state === "over") return
    if (this.#state !== "close")
      throw new Error("The module ended the connection before its answer")
    this.#finish(NONE)
  }

  /** False: more bytes are needed. */
  #step(): boolean {
    switch (this.#state) {
      case "head": {
        return this.#readHead()
      }
      case "length": {
        return this.#readBody()
      }
      case "size": {
        return this.#readSize()
      }
      case "chunk": {
        return this.#readChunk()
      }
      case "chunk-end": {
        return this.#readChunkEnd()
      }
      case "trailers": {
        return this.#readTrailers()
      }
      case "close": {
        this.#events.data(this.#take(this.#bytes.length), false)
        return false
      }
      case "over": {
        break
      }
    }
    throw new Error("The module sent more than its answer")
  }

  #readHead(): boolean {
    const end = this.#bytes.indexOf("\r\n\r\n")
    if ((end === -1 ? this.#bytes.length : end) > this.#headBytesMax)
      throw new Error(`The module's headers are longer than ${this.#headBytesMax} bytes`)
    if (end === -1) return this.#hold()
    const lines = this.#bytes.toString("latin1", 0, end).split("\r\n")
    this.#take(end + 4)
    const [, minor, code, message = ""] = STATUS_LINE.exec(lines[0] ?? "") ?? []
    if (code === undefined) throw new Error("The module's answer is no HTTP/1 answer")
    const status = Number(code)
    const headers = flatHeaders(lines)
    if (status === 101) throw new Error("The module switched protocols unasked")
    const isInterim = status < 200
    const hasBody = !isInterim && this.#frame(headers, status, minor === "1")
    const isAlone = hasBody && this.#bytes.length === 0
    this.#events.head({ status, message, headers, isAlone })
    if (!isInterim && !hasBody) this.#finish(NONE)
    return true
  }

  /** What ends the body. False: there is none. */
  #frame(headers: readonly string[], status: number, isPersistent: boolean): boolean {
    const length = soleValue(headers, "content-length")
    const coding = soleValue(headers, "transfer-encoding")?.toLowerCase()
    const connection = allValues(headers, "connection").toLowerCase()
    this.#isReusable = isPersistent
      ? !/(?:^|,)\s*close\s*(?:,|$)/.test(connection)
      : /(?:^|,)\s*keep-alive\s*(?:,|$)/.test(connection)
    if (coding !== undefined && (length !== undefined || coding !== "chunked" || !isPersistent))
      throw new Error("The module's answer contradicts itself about its length")
    if (length !== undefined && !/^\d{1,15}$/.test(length))
      throw new Error("The module's content-length is no number")
    if (this.#isHeadOnly || status === 204 || status === 304) return false
    if (coding !== undefined) this.#state = "size"
    else if (length === undefined) {
      this.#state = "close"
      this.#isReusable = false
    } else {
      this.#state = "length"
      this.#left = Number(length)
      return this.#left > 0
    }
    return true
  }

  #readBody(): boolean {
    const chunk = this.#take(Math.min(this.#left, this.#bytes.length))
    this.#left -= chunk.length
    this.#events.data(chunk, this.#left === 0)
    if (this.#left === 0) this.#finish(NONE)
    return true
  }

  #readSize(): boolean {
    const line = this.#line(SIZE_LINE_MAX)
    if (line === undefined) return false
    const size = SIZE.exec(line)?.[1]
    if (size === undefined) throw new Error("The size of a chunk is no number")
    this.#left = Number.parseInt(size, 16)
    this.#state = this.#left === 0 ? "trailers" : "chunk"
    return true
  }

  #readChunk(): boolean {
    const chunk = this.#take(Math.min(this.#left, this.#bytes.length))
    this.#left -= chunk.length
    if (this.#left === 0) this.#state = "chunk-end"
    this.#events.data(chunk, false)
    return true
  }

  #readChunkEnd(): boolean {
    const line = this.#line(2)
    if (line !== undefined && line !== "") throw new Error("A chunk is longer than its size says")
    if (line === "") this.#state = "size"
    return line !== undefined
  }

  #readTrailers(): boolean {
    const isBare = this.#bytes.length >= 2 && this.#bytes[0] === 13 && this.#bytes[1] === 10
    const end = isBare ? -2 : this.#bytes.indexOf("\r\n\r\n")
    if (end > this.#headBytesMax || (end === -1 && this.#bytes.length > this.#headBytesMax))
      throw new Error(`The module's trailers are longer than ${this.#headBytesMax} bytes`)
    if (end === -1) return this.#hold()
    const text = isBare ? "" : `\r\n${this.#bytes.toString("latin1", 0, end)}`
    this.#take(end + 4)
    this.#finish(isBare ? NONE : flatHeaders(text.split("\r\n")))
    return true
  }

  #finish(trailers: readonly string[]): void {
    this.#state = "over"
    this.#events.ended(trailers, this.#isReusable && this.#bytes.length === 0)
  }

  #line(bytesMax: number): string | undefined {
    const end = this.#bytes.indexOf("\r\n")
    if ((end === -1 ? this.#bytes.length - 1 : end) > bytesMax)
      throw new Error("A line of the module's chunks is too long")
    if (end === -1) {
      this.#hold()
      return undefined
    }
    const line = this.#bytes.toString("latin1", 0, end)
    this.#take(end + 2)
    return line
  }

  #take(bytes: number): Buffer {
    const taken = this.#bytes.subarray(0, bytes)
    this.#bytes = this.#bytes.subarray(bytes)
    return taken
  }

  #hold(): false {
    this.#held = this.#bytes
    this.#bytes = this.#bytes.subarray(this.#bytes.length)
    return false
  }
}

/** The lines after the first one. */
function flatHeaders(lines: readonly string[]): string[] {
  const headers: string[] = []
  for (let at = 1; at < lines.length; at += 1) {
    const line = lines[at] ?? ""
    const colon = line.indexOf(":")
    const name = line.slice(0, colon)
    const value = line.slice(colon + 1)
    if (colon < 1 || !NAME.test(name) || UNPRINTABLE.test(value))
      throw new Error("A header of the module's answer is malformed")
    headers.push(name.toLowerCase(), value.trim())
  }
  return headers
}

/** @throws when it stands there twice, even with the same value */
function soleValue(headers: readonly string[], name: string): string | undefined {
  let value: string | undefined
  for (let at = 0; at < headers.length; at += 2) {
    if (headers[at] !== name) continue
    if (value !== undefined) throw new Error(`The module's answer has ${name} twice`)
    value = headers[at + 1]
  }
  return value
}

function allValues(headers: readonly string[], name: string): string {
  let values = ""
  for (let at = 0; at < headers.length; at += 2)
    if (headers[at] === name) values += `,${headers[at + 1]}`
  return values
}
