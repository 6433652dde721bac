// All routes of the API, by name. The names are what handlers, client calls and tests use.
import { appRoutes } from "./routes/apps.ts"
import { identityRoutes } from "./routes/identity.ts"
import { installRoutes } from "./routes/installs.ts"
import { keyRoutes } from "./routes/keys.ts"
import { moduleRoutes } from "./routes/modules.ts"
import { operatorRoutes } from "./routes/operator.ts"
import { peopleRoutes } from "./routes/people.ts"
import { secretsRoutes } from "./routes/secrets.ts"
import { sessionRoutes } from "./routes/session.ts"
import { templateRoutes } from "./routes/templates.ts"
import { versionRoutes } from "./routes/versions.ts"

export const routes = {
  ...templateRoutes,
  ...moduleRoutes,
  ...versionRoutes,
  ...appRoutes,
  ...installRoutes,
  ...secretsRoutes,
  ...identityRoutes,
  ...sessionRoutes,
  ...peopleRoutes,
  ...keyRoutes,
  ...operatorRoutes,
}

export type Routes = typeof routes
export type RouteName = keyof Routes
