// Server-sent events from an async iteration: a heartbeat comment every 15 s, ends when the iteration or the reader ends.
const HEARTBEAT_MS = 15_000

interface SentEvent {
  readonly id: string
  readonly event?: string
  readonly data: unknown
}

/** @param onEnd called when nothing more is sent, whoever ended it */
export function eventResponse(events: AsyncIterable<SentEvent>, onEnd: () => void): Response {
  const encoder = new TextEncoder()
  const iterator = events[Symbol.asyncIterator]()
  let heartbeat: NodeJS.Timeout | undefined
  const stop = () => {
    clearInterval(heartbeat)
    onEnd()
  }
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(": connected\n\n"))
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(": alive\n\n")), HEARTBEAT_MS)
      heartbeat.unref()
    },
    async pull(controller) {
      try {
        const { done, value } = await iterator.next()
        if (done === true) {
          stop()
          controller.close()
          return
        }
        const name = value.event === undefined ? "" : `event: ${value.event}\n`
        controller.enqueue(
          encoder.encode(`id: ${value.id}\n${name}data: ${JSON.stringify(value.data)}\n\n`),
        )
      } catch (cause) {
        stop()
        controller.error(cause)
      }
    },
    async cancel() {
      stop()
      await iterator.return?.()
    },
  })
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    },
  })
}
