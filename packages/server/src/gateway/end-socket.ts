// Sends a connection's last words and ends it. What else comes is read away for a moment, so that no reset takes the answer along.
import type { Duplex } from "node:stream"

export function endSocket(socket: Duplex, answer: Buffer | string, lingerMs: number): void {
  socket.end(answer)
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once("close", () => {
    clearTimeout(timer)
  })
}
