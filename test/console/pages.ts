// Every page of the console that a signed-in person can open, for tests that hold on all of them. A new page is a line here.
import type { Stage } from "./stage.ts"

export interface ConsolePage {
  readonly name: string
  readonly path: (stage: Stage) => string
  readonly heading: (stage: Stage) => string
}

export const pages: readonly ConsolePage[] = [
  { name: "modules", path: () => "/modules", heading: () => "Modules" },
  {
    name: "module-new",
    path: () => "/modules/new?git=https://github.com/you/it",
    heading: () => "New module",
  },
  {
    name: "module",
    path: ({ module }) => `/modules/${module}`,
    heading: ({ names }) => names.module,
  },
  {
    name: "module-empty",
    path: ({ emptyModule }) => `/modules/${emptyModule}`,
    heading: ({ names }) => names.emptyModule,
  },
  {
    name: "module-hostile-name",
    path: ({ hostileModule }) => `/modules/${hostileModule}`,
    heading: () => "<img src=x onerror",
  },
  {
    name: "module-new-version",
    path: ({ module }) => `/modules/${module}/new`,
    heading: () => "New version",
  },
  { name: "apps", path: () => "/apps", heading: () => "Apps" },
  { name: "app", path: ({ app }) => `/apps/${app}`, heading: ({ names }) => names.app },
  {
    name: "app-empty",
    path: ({ emptyApp }) => `/apps/${emptyApp}`,
    heading: ({ names }) => names.emptyApp,
  },
  {
    name: "app-install",
    path: ({ app, version }) => `/apps/${app}/install?version=${version}`,
    heading: () => "Install a module",
  },
  { name: "people", path: () => "/people", heading: () => "People" },
  { name: "tokens", path: () => "/tokens", heading: () => "Tokens" },
  { name: "me", path: () => "/me", heading: () => "Your account" },
  { name: "audit", path: () => "/audit", heading: () => "Audit" },
  {
    name: "version-overview",
    path: ({ module }) => `/modules/${module}/v/1/overview`,
    heading: () => "Version 1",
  },
  {
    name: "version-secrets",
    path: ({ module }) => `/modules/${module}/v/1/secrets`,
    heading: () => "Version 1",
  },
  {
    name: "version-revisions",
    path: ({ module }) => `/modules/${module}/v/1/revisions`,
    heading: () => "Version 1",
  },
  {
    name: "install-overview",
    path: ({ install }) => `/installs/${install}/overview`,
    heading: ({ names }) => names.install,
  },
  {
    name: "install-settings",
    path: ({ install }) => `/installs/${install}/settings`,
    heading: ({ names }) => names.install,
  },
  {
    name: "install-revisions",
    path: ({ install }) => `/installs/${install}/revisions`,
    heading: ({ names }) => names.install,
  },
  {
    name: "install-logs",
    path: ({ install }) => `/installs/${install}/logs`,
    heading: ({ names }) => names.install,
  },
  {
    name: "install-activity",
    path: ({ install }) => `/installs/${install}/activity`,
    heading: ({ names }) => names.install,
  },
  {
    name: "install-upgrade",
    path: ({ install }) => `/installs/${install}/upgrade`,
    heading: ({ names }) => names.install,
  },
  { name: "operator-keys", path: () => "/operator/keys", heading: () => "Operator" },
  { name: "operator-people", path: () => "/operator/people", heading: () => "Operator" },
  { name: "operator-doctor", path: () => "/operator/doctor", heading: () => "Operator" },
  { name: "not-found", path: () => "/nothing/here", heading: () => "Not found" },
  {
    name: "module-not-found",
    path: () => "/modules/mod_00000000000000000000000000",
    heading: () => "Not found",
  },
]
