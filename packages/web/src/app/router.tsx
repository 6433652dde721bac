// Every address of the console and the page that answers it. A page is fetched when it is first visited, with the data it needs.
import { createBrowserRouter, type RouteObject } from "react-router"

import { Layout } from "./layout.tsx"
import { loadMe } from "./load-me.ts"
import { RouteError } from "./route-error.tsx"
import { StartError } from "./start-error.tsx"
import { Waiting } from "./waiting.tsx"

/** Below the layout; RouteError shows what a page's loader or drawing threw, with the rail still there. */
const pages: RouteObject[] = [
  { index: true, lazy: () => import("#pages/home.tsx") },
  { path: "modules", lazy: () => import("#pages/modules.tsx") },
  { path: "modules/new", lazy: () => import("#pages/module-new.tsx") },
  { path: "modules/:module", lazy: () => import("#pages/module.tsx") },
  { path: "modules/:module/new", lazy: () => import("#pages/module-new-version.tsx") },
  { path: "modules/:module/v/:number/overview", lazy: () => import("#pages/version-overview.tsx") },
  { path: "modules/:module/v/:number/secrets", lazy: () => import("#pages/version-secrets.tsx") },
  {
    path: "modules/:module/v/:number/revisions",
    lazy: () => import("#pages/version-revisions.tsx"),
  },
  { path: "apps", lazy: () => import("#pages/apps.tsx") },
  { path: "apps/:app", lazy: () => import("#pages/app.tsx") },
  { path: "apps/:app/install", lazy: () => import("#pages/app-install.tsx") },
  { path: "installs/:install/overview", lazy: () => import("#pages/install-overview.tsx") },
  { path: "installs/:install/settings", lazy: () => import("#pages/install-settings.tsx") },
  { path: "installs/:install/revisions", lazy: () => import("#pages/install-revisions.tsx") },
  { path: "installs/:install/logs", lazy: () => import("#pages/install-logs.tsx") },
  { path: "installs/:install/activity", lazy: () => import("#pages/install-activity.tsx") },
  { path: "installs/:install/upgrade", lazy: () => import("#pages/install-upgrade.tsx") },
  { path: "people", lazy: () => import("#pages/people.tsx") },
  { path: "tokens", lazy: () => import("#pages/tokens.tsx") },
  { path: "me", lazy: () => import("#pages/me.tsx") },
  { path: "audit", lazy: () => import("#pages/audit.tsx") },
  { path: "operator", lazy: () => import("#pages/operator.tsx") },
  { path: "operator/keys", lazy: () => import("#pages/operator-keys.tsx") },
  { path: "operator/people", lazy: () => import("#pages/operator-people.tsx") },
  { path: "operator/doctor", lazy: () => import("#pages/operator-doctor.tsx") },
  { path: "*", lazy: () => import("#pages/not-found.tsx") },
]

export const router = createBrowserRouter([
  { path: "/sign-in", HydrateFallback: Waiting, lazy: () => import("#pages/sign-in.tsx") },
  {
    path: "/welcome",
    loader: loadMe,
    ErrorBoundary: StartError,
    HydrateFallback: Waiting,
    children: [{ index: true, lazy: () => import("#pages/first-visit.tsx") }],
  },
  {
    path: "/",
    loader: loadMe,
    Component: Layout,
    ErrorBoundary: StartError,
    HydrateFallback: Waiting,
    children: [{ ErrorBoundary: RouteError, children: pages }],
  },
])
