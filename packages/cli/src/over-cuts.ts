// Follows something over cut connections: a server that restarts is back within seconds, and what it does goes on meanwhile.
import { UnreachableError } from "@modkeep/contract/problem-error"

const reconnectsMax = 20
const reconnectAfterMs = 500

/** Runs `attempt` until it gives something. It calls `heard` at each sign of life, after which all patience is there again. */
export async function overCuts<Result>(
  attempt: (heard: () => void) => Promise<Result | undefined>,
): Promise<Result> {
  let reconnects = 0
  for (;;) {
    try {
      const result = await attempt(() => {
        reconnects = 0
      })
      if (result !== undefined) return result
    } catch (error) {
      const isCut = error instanceof UnreachableError || error instanceof TypeError
      if (!isCut || reconnects === reconnectsMax) throw error
    }
    reconnects += 1
    await new Promise((resolve) => setTimeout(resolve, reconnectAfterMs))
  }
}
