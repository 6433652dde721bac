// Every route's handler: leaving one out does not compile.
import type { Context } from "#operations/context.ts"

import type { Handlers } from "./handler.ts"
import { identityHandlers } from "./routes/identity.ts"
import { installHandlers } from "./routes/installs.ts"
import { keyHandlers } from "./routes/keys.ts"
import { moduleHandlers } from "./routes/modules.ts"
import { operatorHandlers } from "./routes/operator.ts"
import { peopleHandlers } from "./routes/people.ts"
import { secretsHandlers } from "./routes/secrets.ts"
import { sessionHandlers } from "./routes/session.ts"
import { versionHandlers } from "./routes/versions.ts"

export function createHandlers(context: Context): Handlers {
  return {
    ...moduleHandlers(context),
    ...versionHandlers(context),
    ...installHandlers(context),
    ...secretsHandlers(context),
    ...identityHandlers(context),
    ...sessionHandlers(context),
    ...peopleHandlers(context),
    ...keyHandlers(context),
    ...operatorHandlers(context),
  }
}
