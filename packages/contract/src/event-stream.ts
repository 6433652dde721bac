// Reads server-sent events from a byte stream, as the HTML standard defines them; a cut stream ends the iteration.
export interface ServerEvent {
  readonly id: string
  readonly event: string
  readonly data: string
}

/** Yields each event of `body`. Comments (heartbeats) are passed over; an event without data is none. */
export async function* eventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let rest = ""
  let id = ""
  let event = ""
  let data: string[] = []
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n/)
      rest = lines.pop() ?? ""
      for (const line of lines) {
        if (line === "") {
          if (data.length > 0)
            yield { id, event: event === "" ? "message" : event, data: data.join("\n") }
          event = ""
          data = []
          continue
        }
        const colon = line.indexOf(":")
        const field = colon === -1 ? line : line.slice(0, colon)
        const text = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "")
        if (field === "data") data.push(text)
        else if (field === "event") event = text
        else if (field === "id") id = text
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
