// A way to a server on which something goes wrong when it is told to: the next request that is meant (one that saves a text, when
// nothing else is said) is not passed on, or its answer is lost on the way back.
import { once } from "node:events"
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

type Trouble =
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "cut" }
  | { readonly kind: "answer lost" }

export interface TroubledServer {
  readonly origin: string
  /** What happens to the next requests that are meant, in this order; those after them pass. */
  expect(...troubles: Trouble[]): void
  /** Troubles that have not happened. */
  readonly left: number
  close(): Promise<void>
}

export async function troubledServer(
  port: number,
  isMeant: (request: IncomingMessage) => boolean = saves,
): Promise<TroubledServer> {
  let troubles: Trouble[] = []
  const server = createServer((incoming, answer) => {
    const trouble = isMeant(incoming) ? troubles.shift() : undefined
    if (trouble?.kind === "status") {
      answer.writeHead(trouble.status).end()
    } else if (trouble?.kind === "cut") {
      incoming.socket.destroy()
    } else {
      pass(port, incoming, answer, trouble?.kind === "answer lost")
    }
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  // A listening TCP server has an address with a port.
  const { port: own } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${own}`,
    expect: (...next) => {
      troubles = next
    },
    get left() {
      return troubles.length
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    },
  }
}

function saves({ method, url }: IncomingMessage): boolean {
  return method !== "GET" && (method === "PUT" || url?.endsWith("/versions") === true)
}

function pass(
  port: number,
  incoming: IncomingMessage,
  answer: ServerResponse,
  isLost: boolean,
): void {
  const { method, url, headers } = incoming
  const host = `localhost:${port}`
  const onward = request(
    { host: "127.0.0.1", port, method, path: url, headers: { ...headers, host } },
    (answered) => {
      if (isLost) {
        answered.resume().once("end", () => incoming.socket.destroy())
        return
      }
      answer.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(answer)
    },
  )
  incoming.pipe(onward)
}
