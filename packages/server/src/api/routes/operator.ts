// Handlers of what an operator looks at.
import type { Handlers } from "#api/handler.ts"
import type { Context } from "#operations/context.ts"
import { showHealth } from "#operations/show-health.ts"

type Names = Extract<keyof Handlers, `operator.${string}`>

export function operatorHandlers(context: Context): Pick<Handlers, Names> {
  return { "operator.health": async () => ({ data: await showHealth(context) }) }
}
