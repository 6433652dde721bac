// All routes of the API, by name. The names are what handlers, client calls and tests use.
import { appRoutes } from "./routes/apps.ts"
import { identityRoutes } from "./routes/identity.ts"
import { installRoutes } from "./routes/installs.ts"
import { moduleRoutes } from "./routes/modules.ts"
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
}

export type Routes = typeof routes
export type RouteName = keyof Routes
