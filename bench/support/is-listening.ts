// Whether somebody takes connections at this moment: on a port of the loopback address or a Unix socket.
import { once } from "node:events"
import { connect } from "node:net"

export async function isListening(where: number | string): Promise<boolean> {
  const socket = typeof where === "number" ? connect(where, "127.0.0.1") : connect(where)
  try {
    await once(socket, "connect")
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
