// What an operator looks at when something is slow or missing.
import { route } from "../route.ts"
import { health } from "../schemas/operator.ts"

export const operatorRoutes = {
  "operator.health": route({
    method: "GET",
    path: "/operator/health",
    summary: "Look at what the machine gives: tools, isolation, storage, keys",
    tag: "Operator",
    scope: "operator",
    status: 200,
    answer: health,
    faults: [],
  }),
}
