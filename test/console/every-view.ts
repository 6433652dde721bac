// What is wrong with the page as it stands, in both colours, wide and narrow: accessibility, and width down to 320 px.
import type { Page } from "playwright-core"

import { axeViolations } from "./axe-violations.ts"
import { views } from "./views.ts"

export async function faultsInEveryView(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const { theme, width } of views) {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width, height: 800 })
    const found = await axeViolations(page)
    faults.push(...found.map((fault) => `${theme} at ${width} px: ${fault}`))
  }
  await page.setViewportSize({ width: 320, height: 800 })
  const over = await page.evaluate<number>(overflow)
  if (over > 0) faults.push(`${over} px wider than 320 px`)
  await page.setViewportSize({ width: 1280, height: 800 })
  return faults
}

const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
