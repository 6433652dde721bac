// A page at rest: every answer that it asked for is there. Streams of events go on and do not count.
import type { Page, Request } from "playwright-core"
import { expect } from "vitest"

/** Call it before the page goes anywhere. @returns what waits for the page to be at rest */
export function watchRequests(page: Page): () => Promise<void> {
  const pending = new Set<Request>()
  page.on("request", (request) => {
    if (request.headers()["accept"] !== "text/event-stream") pending.add(request)
  })
  page.on("requestfinished", (request) => pending.delete(request))
  page.on("requestfailed", (request) => pending.delete(request))
  page.on("framenavigated", () => pending.clear())
  return async () => {
    const state = async () => {
      // What an answer draws may ask for more.
      await page.evaluate(twoFrames)
      if (pending.size > 0) return `${pending.size} requests`
      return (await page.locator(waiting).count()) === 0 ? "at rest" : "lines where content will be"
    }
    await expect.poll(state, { timeout: 10_000 }).toBe("at rest")
  }
}

const twoFrames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
const waiting = "[aria-busy=true], [role=status][aria-label^=Loading]"
