// A real Chromium for tests: the machine's own, else the one in the @sparticuz/chromium package, unpacked once below .cache.
//
// The package brings the few libraries and the fonts that a bare machine lacks; they are used for its binary alone.
import { execFile } from "node:child_process"
import { createReadStream, createWriteStream, existsSync } from "node:fs"
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { pipeline } from "node:stream/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { createBrotliDecompress } from "node:zlib"
import { type Browser, type BrowserContext, chromium, type LaunchOptions } from "playwright-core"

const run = promisify(execFile)
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const own = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/** Every page that a test opens gets a browser of its own: close it. */
export async function openChromium(): Promise<Browser> {
  return await chromium.launch(await launchOptions())
}

/** One that keeps what browsers keep (history, caches, storage) in the folder, as a person's does. */
export async function openProfile(folder: string): Promise<BrowserContext> {
  return await chromium.launchPersistentContext(folder, await launchOptions())
}

async function launchOptions(): Promise<LaunchOptions> {
  const installed = own.find((file) => existsSync(file))
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
  if (installed !== undefined) return { executablePath: installed, args }
  const folder = await unpack()
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    LD_LIBRARY_PATH: join(folder, "lib"),
    FONTCONFIG_FILE: join(folder, "fonts.conf"),
  }
  return { executablePath: join(folder, "chromium"), args, env }
}

/** The folder with the unpacked browser. Two test runs may unpack at once: the one that is done first wins. */
async function unpack(): Promise<string> {
  const packageFolder = dirname(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))))
  const { version }: { version: string } = JSON.parse(
    await readFile(join(packageFolder, "package.json"), "utf8"),
  )
  const folder = join(root, ".cache", "chromium", version)
  if (existsSync(folder)) return folder
  await mkdir(dirname(folder), { recursive: true })
  const partial = await mkdtemp(`${folder}-`)
  const bin = join(packageFolder, "bin")
  await Promise.all([
    pipeline(
      createReadStream(join(bin, "chromium.br")),
      createBrotliDecompress(),
      createWriteStream(join(partial, "chromium")),
    ),
    unpackArchive(join(bin, "al2023.tar.br"), partial),
    unpackArchive(join(bin, "fonts.tar.br"), partial),
  ])
  await writeFile(join(partial, "fonts.conf"), fontsOf(folder))
  await chmod(join(partial, "chromium"), 0o755)
  await chmod(partial, 0o755)
  await rename(partial, folder).catch(async (error: unknown) => {
    await rm(partial, { recursive: true })
    if (!existsSync(folder)) throw error
  })
  return folder
}

function fontsOf(folder: string): string {
  const folders = [join(folder, "fonts"), "/usr/share/fonts"].map((path) => `<dir>${path}</dir>`)
  return `<?xml version="1.0"?>\n<fontconfig>${folders.join("")}<cachedir>${join(folder, "fonts-cache")}</cachedir></fontconfig>\n`
}

/** By a file, not a pipe: tar stops reading at the archive's end mark, and what is still to be written then fails. */
async function unpackArchive(file: string, folder: string): Promise<void> {
  const archive = join(folder, basename(file, ".br"))
  await pipeline(createReadStream(file), createBrotliDecompress(), createWriteStream(archive))
  await run("tar", ["-x", "--no-same-owner", "-f", archive, "-C", folder])
  await rm(archive)
}
