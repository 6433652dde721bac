// Asks for a page of an install as a browser would by name, on a machine whose resolver does not know the name.
import { request } from "node:http"

export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export async function getPage(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<PageAnswer> {
  const { host, port, pathname, search } = new URL(url)
  return await new Promise((resolve, reject) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port,
        path: pathname + search,
        headers: { host, accept: "text/html", ...headers },
      },
      (response) => {
        let body = ""
        response.setEncoding("utf8")
        response.on("data", (chunk: string) => (body += chunk))
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        )
      },
    )
    asked.on("error", reject)
    asked.end()
  })
}
