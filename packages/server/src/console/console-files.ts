// The built console in memory: what it consists of, each file with its compressed forms. A build that replaces the folder is
// noticed at the next page, without a restart.
import { readdir, readFile, stat } from "node:fs/promises"
import { extname, join } from "node:path"

export interface ConsoleFile {
  readonly type: string
  readonly plain: Buffer
  readonly br: Buffer | undefined
  readonly gz: Buffer | undefined
  /** The name holds a hash of the content: it never changes. */
  readonly isImmutable: boolean
}

interface Build {
  readonly index: string
  readonly files: ReadonlyMap<string, ConsoleFile>
  readonly builtAt: number
}

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
}

export class ConsoleFiles {
  readonly #folder: string
  #build: Build | undefined
  /** Of the build before: pages that are open still ask for their chunks. */
  #before: ReadonlyMap<string, ConsoleFile> = new Map()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The page's HTML with the nonce's placeholder in it; undefined when no console is built. */
  async index(): Promise<string | undefined> {
    return (await this.#current())?.index
  }

  async find(path: string): Promise<ConsoleFile | undefined> {
    const build = this.#build ?? (await this.#current())
    return build?.files.get(path) ?? this.#before.get(path)
  }

  async #current(): Promise<Build | undefined> {
    const builtAt = await modifiedAt(join(this.#folder, "index.html"))
    if (builtAt === undefined || builtAt === this.#build?.builtAt) return this.#build
    const read = await readBuild(this.#folder, builtAt)
    if (read === undefined) return this.#build
    this.#before = this.#build?.files ?? new Map()
    this.#build = read
    return read
  }
}

/** Undefined when the folder is just being replaced. */
async function readBuild(folder: string, builtAt: number): Promise<Build | undefined> {
  try {
    return await readFiles(folder, builtAt)
  } catch {
    return undefined
  }
}

async function readFiles(folder: string, builtAt: number): Promise<Build> {
  const index = await readFile(join(folder, "index.html"), "utf8")
  const names = await readdir(folder)
  const assets = (await readdir(join(folder, "assets"))).map((name) => `assets/${name}`)
  const files = new Map<string, ConsoleFile>()
  const known = new Set(assets)
  for (const name of [...names, ...assets]) {
    const type = types[extname(name)]
    if (type === undefined) continue
    const optional = async (ending: string) =>
      known.has(`${name}${ending}`) ? await readFile(join(folder, `${name}${ending}`)) : undefined
    files.set(`/${name}`, {
      type,
      plain: await readFile(join(folder, name)),
      br: await optional(".br"),
      gz: await optional(".gz"),
      isImmutable: name.startsWith("assets/"),
    })
  }
  return { index, files, builtAt }
}

async function modifiedAt(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs
  } catch {
    return undefined
  }
}
