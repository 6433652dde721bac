// The console's session: begun with a one-time link, ended by its holder. For browsers; programs send a token.
import { route } from "../route.ts"
import { sessionBegin } from "../schemas/session.ts"

const tag = "Session"

export const sessionRoutes = {
  "session.begin": route({
    method: "POST",
    path: "/session",
    summary: "Sign in to the console: the answer sets its cookie",
    tag,
    scope: "public",
    body: sessionBegin,
    status: 204,
    idempotency: "never",
    faults: ["sign_in.link_spent", "permission.origin"],
  }),
  "session.end": route({
    method: "DELETE",
    path: "/session",
    summary: "Sign out of the console",
    tag,
    scope: "any",
    status: 204,
    faults: ["permission.origin"],
  }),
}
