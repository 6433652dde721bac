// Two sockets made one: every byte of either goes to the other unread, at the slower one's pace, until one ends.
import type { Socket } from "node:net"

interface SpliceTimes {
  readonly socketIdleMs: number
  readonly socketLingerMs: number
}

// A peer that vanished without a word is found by the operating system: first probe after this, then ten, a second apart.
const PROBE_AFTER_MS = 60_000

/** `ended` is called once, when nothing of either socket is left. The returned function ends both. */
export function splice(
  visitor: Socket,
  module: Socket,
  times: SpliceTimes,
  ended: () => void,
): () => void {
  visitor.setNoDelay(true)
  visitor.setKeepAlive(true, PROBE_AFTER_MS)
  let linger: NodeJS.Timeout | undefined
  let open = 2

  const destroy = (): void => {
    visitor.destroy()
    module.destroy()
  }
  // Half a WebSocket is of no use: when one side has said its last word the other gets it and a moment to answer.
  const finish = (): void => {
    linger ??= setTimeout(destroy, times.socketLingerMs)
    visitor.end()
    module.end()
  }
  const closed = (): void => {
    open -= 1
    if (open > 0) finish()
    else {
      clearTimeout(linger)
      ended()
    }
  }
  for (const socket of [visitor, module]) {
    socket.on("error", destroy).on("end", finish).on("close", closed)
    socket.setTimeout(times.socketIdleMs, destroy)
  }
  pour(visitor, module)
  pour(module, visitor)
  return finish
}

function pour(from: Socket, to: Socket): void {
  from.on("data", (chunk: Buffer) => {
    if (!to.destroyed && to.writable && !to.write(chunk)) from.pause()
  })
  to.on("drain", () => {
    from.resume()
  })
}
