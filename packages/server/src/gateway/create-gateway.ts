// The gateway: one origin per install, in front of processes nobody reaches otherwise. It reads a request once, finds the route
// in memory, asks who may in, waits for what sleeps, and then stays out of the bytes' way.
import type { IncomingMessage, ServerResponse } from "node:http"
import { Socket } from "node:net"
import type { Duplex } from "node:stream"

import { ActivityBook } from "./activity.ts"
import { admit } from "./admit.ts"
import { answerClientError } from "./client-error.ts"
import type { Context } from "./context.ts"
import { Exchange } from "./exchange.ts"
import { forwardRequest } from "./forward-request.ts"
import { forwardUpgrade } from "./forward-upgrade.ts"
import type { Gateway, GatewayParts } from "./gateway.ts"
import { answerOurPath, OUR_PATHS, sendToSignIn } from "./hand-off.ts"
import { IdentityTokens } from "./identity-token.ts"
import { defaultLimits } from "./limits.ts"
import { OpenSockets } from "./open-sockets.ts"
import { refusals } from "./refusal.ts"
import { Tally } from "./tally.ts"
import { TrustedProxies } from "#domain/trusted-proxies.ts"
import { UpgradeExchange } from "./upgrade-exchange.ts"
import { flawOfUpgrade } from "./upgrade-rules.ts"
import { UpstreamPools } from "./upstream-pools.ts"
import { labelOf, readVisit, strayVisit } from "./visit.ts"
import { WakeQueue } from "./wake-queue.ts"

export function createGateway(parts: GatewayParts): Gateway {
  const context = contextOf(parts)
  const { book, tally, wakes, pools, openSockets, routes } = context
  const unsubscribe = routes.subscribe((install, route) => {
    openSockets.follow(install, route)
    if (route === undefined) book.forget(install)
  })
  const state = { isClosing: false }
  return {
    owns: (req) => labelOf(req, context.sight) !== undefined,
    handle: (req, res) => {
      handle(req, res, context, state.isClosing)
    },
    upgrade: (req, socket, head) => {
      upgrade(req, socket, head, { context, isClosing: state.isClosing })
    },
    clientError: (error, socket) => {
      answerClientError(error, socket, context)
    },
    endSockets: (install) => {
      openSockets.end(install)
    },
    activity: (install) => book.of(install),
    socketsTo: (install, address) => openSockets.countTo(install, address),
    onActivity: (listener) => book.subscribe(listener),
    stats: () => ({
      routes: routes.size,
      requests: book.requests,
      sockets: book.sockets,
      waiting: wakes.waiting,
      answers: tally.answers,
      refusals: tally.refusals,
    }),
    close: async (drainMs) => {
      state.isClosing = true
      wakes.close()
      await quiet(book, drainMs)
      openSockets.endAll()
      pools.close()
      unsubscribe()
    },
  }
}

function contextOf(parts: GatewayParts): Context {
  const limits = { ...defaultLimits, ...parts.limits }
  return {
    ...parts,
    limits,
    sight: {
      publicScheme: parts.publicUrl.protocol === "https:" ? "https" : "http",
      appsDomain: parts.appsDomain,
      proxies: new TrustedProxies(parts.trustedProxies),
    },
    wakes: new WakeQueue((install) => parts.wake(install), limits),
    pools: new UpstreamPools(limits, parts.routes),
    book: new ActivityBook(parts.clock),
    tally: new Tally(),
    tokens: new IdentityTokens(parts.admission),
    openSockets: new OpenSockets(),
  }
}

function handle(
  req: IncomingMessage,
  res: ServerResponse,
  context: Context,
  isClosing: boolean,
): void {
  const seen = readVisit(req, context.sight)
  const exchange = new Exchange(req, res, seen ?? strayVisit(req), context)
  const { route, visit } = exchange
  if (seen === undefined) exchange.refuse(refusals.malformed)
  else if (visit.target.length > context.limits.targetBytesMax) exchange.refuse(refusals.tooLong)
  else if (route === undefined) exchange.refuse(refusals.wrongHost)
  else if (isClosing) exchange.refuse(refusals.restarting)
  else if (visit.target.startsWith(OUR_PATHS)) answerOurPath(exchange, route, context)
  else {
    admit(req, visit, route, context, {
      admitted: (admitted) => {
        forwardRequest(exchange, route, admitted, context)
      },
      stranger: () => {
        sendToSignIn(exchange, route, context)
      },
      failed: (cause) => {
        exchange.refuse(refusals.internal, cause)
      },
    })
  }
}

function upgrade(
  req: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { context, isClosing }: { context: Context; isClosing: boolean },
): void {
  // node:http declares a Duplex and hands over the connection itself; only that can be probed and timed.
  if (!(socket instanceof Socket)) {
    socket.destroy()
    return
  }
  const seen = readVisit(req, context.sight)
  const exchange = new UpgradeExchange(
    { req, socket, head, visit: seen ?? strayVisit(req) },
    context,
  )
  const { route, visit } = exchange
  const flaw = seen === undefined ? refusals.malformed : flawOfUpgrade(req, visit)
  if (route === undefined)
    exchange.refuse(seen === undefined ? refusals.malformed : refusals.wrongHost)
  else if (flaw !== undefined) exchange.refuse(flaw)
  else if (isClosing) exchange.refuse(refusals.restarting)
  else if (visit.target.startsWith(OUR_PATHS)) exchange.refuse(refusals.nothingHere)
  else {
    admit(req, visit, route, context, {
      admitted: (admitted) => {
        forwardUpgrade({ exchange, route, admitted, context })
      },
      stranger: () => {
        exchange.refuse(refusals.signIn)
      },
      failed: (cause) => {
        exchange.refuse(refusals.internal, cause)
      },
    })
  }
}

/** Resolves when no request is under way, or after `ms`. */
async function quiet(book: ActivityBook, ms: number): Promise<void> {
  if (book.requests === 0) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      unsubscribe()
      resolve()
    }
    const timer = setTimeout(done, ms)
    const unsubscribe = book.subscribe(() => {
      if (book.requests === 0) done()
    })
  })
}
