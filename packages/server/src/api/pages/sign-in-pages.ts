// Signing in and out, and the way of a visitor to a module's page, as plain forms: they work before and without the console.
import { installId } from "@modkeep/contract/ids"
import type { Context as HonoContext, Hono } from "hono"

import { callerAddress } from "#api/caller-address.ts"
import { readBody } from "#api/read-body.ts"
import { Fault } from "#base/fault.ts"
import { findActor, requireOwnOrigin } from "#operations/authenticate.ts"
import type { Context } from "#operations/context.ts"
import { handOff } from "#operations/link-install.ts"
import { readSessionCookie, sessionCookie } from "#operations/session-cookie.ts"
import { linkText, signInWithLink, signOut } from "#operations/sign-in.ts"
import { signInWithPassword } from "#operations/sign-in-with-password.ts"

import { type Html, html, page } from "./page.ts"

export function addSignInPages(app: Hono, context: Context): void {
  app.get("/", async (c) => await guarded(async () => home(context, c.req.raw)))
  app.get("/sign-in", (c) => signInPage(c.req.query("link"), c.req.query("next")))
  app.post("/sign-in", async (c) => await guarded(async () => signIn(context, c)))
  app.post("/sign-out", async (c) => await guarded(async () => leave(context, c.req.raw)))
  app.get("/sign-in/hand-off", async (c) => await guarded(async () => passOn(context, c)))
}

async function guarded(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    return page({
      title: "This did not work",
      status: thrown.status,
      body: html`<p>${thrown.public}.</p>
        <p class="soft"><code>${thrown.code}</code></p>`,
    })
  }
}

async function home(context: Context, request: Request): Promise<Response> {
  const actor = await findActor(context, request)
  if (actor === undefined) return signInPage(undefined, undefined)
  return page({
    title: "Modkeep",
    body: html`<p>Signed in as ${actor.user.name}.</p>
      <p>
        Modules are published and installed with <code>./modkeep</code> on the command line, or
        through the <a href="/api/docs">API</a>.
      </p>
      <form method="post" action="/sign-out"><button>Sign out</button></form>`,
  })
}

function signInPage(link: string | undefined, next: string | undefined): Response {
  const hidden = (name: string, value: string | undefined): Html | undefined =>
    value === undefined ? undefined : html`<input type="hidden" name="${name}" value="${value}" />`
  const body =
    link === undefined
      ? html`<form method="post" action="/sign-in">
            ${hidden("next", next)}
            <p>
              <label>Name<br /><input name="name" size="30" autocomplete="username" /></label>
            </p>
            <p>
              <label
                >Password<br /><input
                  name="password"
                  type="password"
                  size="30"
                  autocomplete="current-password"
              /></label>
            </p>
            <button>Sign in</button>
          </form>
          <h2>Without a password</h2>
          <p>
            Open the sign-in link that the server printed at its first start. For a new one run this
            on the server's machine:
          </p>
          <pre>./modkeep sign-in-link</pre>
          <form method="post" action="/sign-in">
            ${hidden("next", next)}
            <p>
              <label
                >Or paste a link here<br /><input
                  name="link"
                  size="60"
                  autocomplete="off"
                  data-1p-ignore
              /></label>
            </p>
            <button>Sign in</button>
          </form>`
      : html`<p>This link signs you in once.</p>
          <form method="post" action="/sign-in">
            ${hidden("link", link)}${hidden("next", next)}<button>Sign in</button>
          </form>`
  return page({ title: "Sign in", body })
}

async function signIn(context: Context, c: HonoContext): Promise<Response> {
  requireOwnOrigin(context, c.req.raw)
  context.signIns.take(callerAddress(context, c))
  const form = new URLSearchParams(await readBody(c.req.raw))
  const browser = {
    name: c.req.header("user-agent"),
    cookie: readSessionCookie(context.config, c.req.raw),
  }
  const [name, password] = [form.get("name"), form.get("password")]
  const { text, maxAgeSeconds } =
    name === null || password === null
      ? await signInWithLink(context, linkText(form.get("link") ?? ""), browser)
      : await signInWithPassword(context, { name, password }, browser)
  const next = nextPath(form.get("next"))
  // A page, not a redirect: `form-action` would hold the hand-off to another origin that may follow.
  return page({
    title: "Signed in",
    body: html`<p><a href="${next}">Go on</a></p>`,
    headers: {
      "set-cookie": sessionCookie(context.config, text, maxAgeSeconds),
      refresh: `0;url=${next}`,
    },
  })
}

async function leave(context: Context, request: Request): Promise<Response> {
  requireOwnOrigin(context, request)
  const cookie = readSessionCookie(context.config, request)
  if (cookie !== undefined) await signOut(context, cookie)
  return page({
    title: "Signed out",
    body: html`<p><a href="/sign-in">Sign in again</a></p>`,
    headers: { "set-cookie": sessionCookie(context.config, "", 0), "clear-site-data": '"storage"' },
  })
}

async function passOn(context: Context, c: HonoContext): Promise<Response> {
  const install = installId.safeParse(c.req.query("install"))
  const to = c.req.query("to") ?? "/"
  if (!install.success)
    throw new Fault("install.not_found", {
      public: "This address names no page. Open the page's own address again",
    })
  const actor = await findActor(context, c.req.raw)
  if (actor === undefined) {
    // To the console's sign-in, which stands at the same address as the plain one and takes its place once it is built.
    const here = new URL(c.req.url)
    return redirect(`/sign-in?next=${encodeURIComponent(here.pathname + here.search)}`)
  }
  return redirect(await handOff(context, actor, { install: install.data, to }))
}

function redirect(location: string): Response {
  return new Response(null, {
    status: 302,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  })
}

/** A path of this origin; anything else leads home. */
function nextPath(next: string | null): string {
  if (next === null || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next)) return "/"
  return next
}
