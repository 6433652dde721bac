// A real Chromium, headless, unpacked once for the machine from its npm package.
import chromium from "@sparticuz/chromium"
import { type Browser, chromium as playwright } from "playwright-core"

export async function openBrowser(): Promise<Browser> {
  return await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter(
      (argument) =>
        !/single-process|disable-web-security|site-isolation|isolate-origins/.test(argument),
    ),
    headless: true,
  })
}
