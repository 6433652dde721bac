import { expect, test } from "vitest"
import { openChromium } from "./chromium.ts"

test("this machine can open a page in a real browser", async () => {
  const browser = await openChromium()
  const page = await browser.newPage()
  await page.setContent("<button onclick=\"document.title = 'clicked'\">Go</button>")
  await page.getByRole("button").click()
  expect(await page.title()).toBe("clicked")
  const { width } = await page
    .getByRole("button")
    .boundingBox()
    .then((box) => box ?? { width: 0 })
  // Without a font the text has no width: a button of its padding alone is narrower.
  expect(width).toBeGreaterThan(24)
  await browser.close()
})
