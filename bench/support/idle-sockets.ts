// A program: opens so many WebSockets, says "open", and lets them be until it is ended.
//
// node bench/support/idle-sockets.ts PORT HOST COUNT
import { once } from "node:events"
import { connect } from "node:net"

import { handshakeText } from "./websocket-text.ts"

const [port, host = "", count] = process.argv.slice(2)
/** As many as knock at once. */
const batch = 50

for (let opened = 0; opened < Number(count); opened += batch) {
  await Promise.all(
    Array.from({ length: batch }, async () => {
      const socket = connect(Number(port), "127.0.0.1")
      socket.write(handshakeText(host))
      const [bytes] = (await once(socket, "data")) as [Buffer]
      if (!bytes.toString("latin1").startsWith("HTTP/1.1 101 ")) throw new Error(String(bytes))
    }),
  )
}
process.stdout.write("open\n")
