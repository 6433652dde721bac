// /badges/<install>.svg: a picture for a README, of an install whose page is for everybody.
import { installId } from "@modkeep/contract/ids"
import type { Hono } from "hono"

import type { Context } from "#operations/context.ts"
import { type Badge, showBadge } from "#operations/show-badge.ts"
import { noInstall } from "#operations/show-install.ts"

// White on each is read at 4.5 : 1 and more.
const colors = { open: "#1a7f37", failed: "#b42318", off: "#5b5f66" } as const

/** Other sites show badges through caches of their own; nothing here is worth asking for more often. */
const FRESH_SECONDS = 60

const NAME_MAX = 40

export function addBadges(app: Hono, context: Context): void {
  app.get("/badges/:file", async (c) => {
    const id = installId.safeParse(c.req.param("file").replace(/\.svg$/, ""))
    if (!id.success) throw noInstall(c.req.param("file").slice(0, NAME_MAX))
    return c.body(await drawn(await showBadge(context, id.data)), 200, {
      "content-type": "image/svg+xml; charset=utf-8",
      "cache-control": `public, max-age=${FRESH_SECONDS}`,
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    })
  })
}

async function drawn({ name, version, state }: Badge): Promise<string> {
  // Loaded with the first badge: the widths of letters that it holds are nothing a start should wait for.
  const { makeBadge } = await import("badge-maker")
  return makeBadge({
    label: shortened(name),
    message: `version ${version} · ${state}`,
    color: colors[state],
  })
}

/** Without what XML does not take and what hides or reorders letters. */
function shortened(name: string): string {
  const letters = [...name.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "")]
  return letters.length > NAME_MAX
    ? `${letters.slice(0, NAME_MAX - 1).join("")}…`
    : letters.join("")
}
