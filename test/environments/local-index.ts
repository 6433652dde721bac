// A package index of this test's own on 127.0.0.1: tiny wheels, and source distributions whose build scripts do what they are told.
import { createHash } from "node:crypto"
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { run } from "../../packages/server/src/base/run.ts"

export interface LocalIndex extends AsyncDisposable {
  readonly url: string
}

export interface LocalPackage {
  readonly name: string
  readonly version: string
  /** Files of the wheel, or, for a source distribution, those that its build puts into the wheel. */
  readonly files: Readonly<Record<string, string>>
  /** Python that runs when the source distribution is built; `files` is a dict it may add to. Undefined: a wheel. */
  readonly build?: string
}

const maker = `
import base64, hashlib, io, json, sys, tarfile, zipfile
folder, packages = sys.argv[1], json.load(sys.stdin)
WHEEL = '''
import zipfile
def wheel(path, name, version, files):
    info = "%s-%s.dist-info/" % (name, version)
    files = dict(files)
    files[info + "METADATA"] = "Metadata-Version: 2.1\\\\nName: %s\\\\nVersion: %s\\\\n" % (name, version)
    files[info + "WHEEL"] = "Wheel-Version: 1.0\\\\nGenerator: test\\\\nRoot-Is-Purelib: true\\\\nTag: py3-none-any\\\\n"
    files[info + "RECORD"] = "".join("%s,,\\\\n" % name for name in [*files, info + "RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
'''
exec(WHEEL)
for one in packages:
    name, version, files = one["name"], one["version"], one["files"]
    if "build" not in one:
        wheel("%s/%s-%s-py3-none-any.whl" % (folder, name, version), name, version, files)
        continue
    backend = WHEEL + '''
import os
NAME, VERSION, FILES, BUILD = %r
def build_wheel(folder, config=None, metadata=None):
    files = dict(FILES)
    exec(BUILD, {"files": files})
    file = "%%s-%%s-py3-none-any.whl" %% (NAME, VERSION)
    wheel(os.path.join(folder, file), NAME, VERSION, files)
    return file
def get_requires_for_build_wheel(config=None):
    return []
''' % ((name, version, files, one["build"]),)
    contents = {
        "PKG-INFO": "Metadata-Version: 1.1\\nName: %s\\nVersion: %s\\n" % (name, version),
        "pyproject.toml": '[build-system]\\nrequires = []\\nbuild-backend = "backend"\\nbackend-path = ["."]\\n',
        "backend.py": backend,
    }
    with tarfile.open("%s/%s-%s.tar.gz" % (folder, name, version), "w:gz") as archive:
        for path, text in contents.items():
            entry = tarfile.TarInfo("%s-%s/%s" % (name, version, path))
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
`

/** @param uploaded the time every file is said to have been uploaded; undefined: the index says none. */
export async function serveIndex(
  python: string,
  packages: readonly LocalPackage[],
  uploaded: string | undefined,
): Promise<LocalIndex> {
  const folder = await mkdtemp(join(tmpdir(), "modkeep-index-"))
  const args = ["-c", maker, folder]
  const made = await run({
    command: python,
    args,
    env: {},
    input: JSON.stringify(packages),
    timeoutMs: 60_000,
    outputBytesMax: 100_000,
  })
  if (made.code !== 0) throw new Error(made.stderr)
  const files = new Map<string, Buffer>()
  for (const name of await readdir(folder)) files.set(name, await readFile(join(folder, name)))
  const server = createServer((request, response) => {
    const [, kind, name = ""] = (request.url ?? "").split("/")
    const content = files.get(name)
    if (kind === "files" && content !== undefined) {
      response.end(content)
      return
    }
    const own = [...files].filter(([file]) => file.startsWith(`${name.replaceAll("-", "_")}-`))
    if (kind !== "simple" || own.length === 0) {
      response.statusCode = 404
      response.end()
      return
    }
    response.setHeader("content-type", "application/vnd.pypi.simple.v1+json")
    response.end(
      JSON.stringify({
        meta: { "api-version": "1.1" },
        name,
        files: own.map(([file, bytes]) => ({
          filename: file,
          url: `/files/${file}`,
          hashes: { sha256: createHash("sha256").update(bytes).digest("hex") },
          ...(uploaded === undefined ? {} : { "upload-time": uploaded }),
        })),
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the index has no port")
  return {
    url: `http://127.0.0.1:${address.port}/simple`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
