// A visitor's body on its way to the module: as it comes, at the module's pace, in chunks when its length is not known.
import type { Socket } from "node:net"

import type { RequestBody } from "../request-body.ts"

export class Upload {
  readonly #body: RequestBody
  readonly #socket: Socket
  readonly #isChunked: boolean
  #isDone = false

  constructor(
    body: RequestBody,
    socket: Socket,
    isChunked: boolean,
    broken: (error: Error) => void,
  ) {
    this.#body = body
    this.#socket = socket
    this.#isChunked = isChunked
    socket.on("drain", this.#goOn)
    body.on("data", this.#pass).once("end", this.#end).once("error", broken)
  }

  get isDone(): boolean {
    return this.#isDone
  }

  /** Nothing more is sent. What the visitor still sends is not read any further. */
  stop(): void {
    this.#socket.off("drain", this.#goOn)
    this.#body.off("data", this.#pass).off("end", this.#end)
    if (!this.#isDone) this.#body.destroy()
  }

  readonly #pass = (chunk: Buffer): void => {
    let isTaken: boolean
    if (this.#isChunked) {
      this.#socket.cork()
      this.#socket.write(`${chunk.length.toString(16)}\r\n`, "latin1")
      this.#socket.write(chunk)
      isTaken = this.#socket.write("\r\n", "latin1")
      this.#socket.uncork()
    } else isTaken = this.#socket.write(chunk)
    if (!isTaken) this.#body.pause()
  }

  readonly #goOn = (): void => {
    this.#body.resume()
  }

  readonly #end = (): void => {
    this.#isDone = true
    if (this.#isChunked) this.#socket.write("0\r\n\r\n", "latin1")
  }
}
