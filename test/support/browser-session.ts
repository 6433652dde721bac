// A browser at the console, as far as signing in goes: keeps the session's cookie, sends its origin, says who it is. Each comes
// from an address of its own, told as by a proxy, so that one test's sign-ins do not use up another's.
import { type Answer, type AnswerOf, type CallInput, Client } from "@modkeep/contract/client"
import type { RouteName } from "@modkeep/contract/routes"

let addresses = 0

interface Looks {
  /** null: sends none. */
  readonly origin?: string | null
}

export class Browser {
  readonly server: string
  readonly #origin: string | null
  readonly #address: string
  readonly #client: Client
  /** `name=value`; undefined while nobody is signed in. */
  cookie: string | undefined

  constructor(server: string, { origin = server }: Looks = {}) {
    this.server = server
    this.#origin = origin
    addresses += 1
    this.#address = `198.51.${addresses >> 8}.${addresses & 255}`
    this.#client = new Client({ server, fetch: (url, init) => this.#fetch(url, init) })
  }

  async call<Name extends RouteName>(
    name: Name,
    input: CallInput<Name>,
  ): Promise<Answer<AnswerOf<Name>>> {
    return await this.#client.call(name, input)
  }

  get events(): Client["events"] {
    return this.#client.events.bind(this.#client)
  }

  /** The answer itself, whatever its status. */
  async send(method: string, path: string, body?: object): Promise<Response> {
    const init: RequestInit = { method, headers: { "content-type": "application/json" } }
    if (body !== undefined) init.body = JSON.stringify(body)
    return await this.#fetch(`${this.server}/api/v1${path}`, init)
  }

  /** A page, as a click on a link asks for it. */
  async open(path: string): Promise<Response> {
    return await this.#fetch(`${this.server}${path}`, { headers: { accept: "text/html" } })
  }

  /** Sends a form, as a page without scripts does. */
  async post(path: string, form: URLSearchParams): Promise<Response> {
    const headers = { "content-type": "application/x-www-form-urlencoded" }
    return await this.#fetch(`${this.server}${path}`, { method: "POST", headers, body: form })
  }

  async #fetch(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set("user-agent", "test browser")
    headers.set("x-forwarded-for", this.#address)
    if (this.#origin !== null) headers.set("origin", this.#origin)
    if (this.cookie !== undefined) headers.set("cookie", this.cookie)
    const answer = await fetch(url, { ...init, headers, redirect: "manual" })
    const [pair, ...attributes] = (answer.headers.get("set-cookie") ?? "").split("; ")
    if (pair !== undefined && pair !== "")
      this.cookie = attributes.includes("Max-Age=0") ? undefined : pair
    return answer
  }
}
