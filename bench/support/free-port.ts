// A TCP port on the loopback address that nobody listens on at this moment.
import { once } from "node:events"
import { createServer } from "node:net"

export async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, "127.0.0.1")
  await once(probe, "listening")
  const address = probe.address()
  probe.close()
  await once(probe, "close")
  if (address === null || typeof address === "string") throw new Error("No port was given")
  return address.port
}
