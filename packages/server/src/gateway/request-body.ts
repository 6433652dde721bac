// The visitor's body as a stream of its own: the module's end can break it without breaking the visitor's connection, nothing
// is read before somebody asks, and a visitor who stops sending half-way is noticed.
import type { IncomingMessage } from "node:http"
import { Readable } from "node:stream"

export class RequestBody extends Readable {
  readonly #req: IncomingMessage
  readonly #stallMs: number
  #stall: NodeJS.Timeout | undefined
  #isVisitorsFault = false

  constructor(req: IncomingMessage, stallMs: number) {
    super({ highWaterMark: 65_536 })
    this.#req = req
    this.#stallMs = stallMs
    // Whoever sends the body learns of a break from the stream itself; without a listener it would end the server.
    this.on("error", () => undefined)
  }

  /** Until then the same request can still be sent elsewhere. */
  get isStarted(): boolean {
    return this.#stall !== undefined
  }

  /** The visitor went away or stopped sending: no fault of the module. */
  get isVisitorsFault(): boolean {
    return this.#isVisitorsFault
  }

  override _read(): void {
    if (this.#stall !== undefined) {
      this.#stall.refresh()
      this.#req.resume()
      return
    }
    this.#stall = setTimeout(() => {
      if (!this.#req.isPaused()) this.#fail(new Error("The visitor stopped sending"))
    }, this.#stallMs)
    this.#req
      .on("data", this.#take)
      .on("end", this.#end)
      .on("close", this.#close)
      .on("error", this.#fail)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#stall)
    this.#req.off("data", this.#take).off("end", this.#end).off("close", this.#close)
    done(error)
  }

  readonly #take = (chunk: Buffer): void => {
    this.#stall?.refresh()
    if (!this.push(chunk)) this.#req.pause()
  }

  readonly #end = (): void => {
    clearTimeout(this.#stall)
    this.push(null)
  }

  readonly #close = (): void => {
    if (!this.#req.complete) this.#fail(new Error("The visitor went away while sending"))
  }

  readonly #fail = (error: Error): void => {
    this.#isVisitorsFault = true
    this.destroy(error)
  }
}

/** What the headers say: at the time a request is first seen, nothing of its body has arrived. */
export function hasBody(req: IncomingMessage): boolean {
  const length = req.headers["content-length"]
  return req.headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0")
}
