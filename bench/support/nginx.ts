// nginx of Debian: as the module behind every gateway (it costs least) and as the gateway to compare with.
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"

import { debianProgram } from "./debian-program.ts"
import { startProgram, type StartedProgram } from "./started-program.ts"

interface NginxOrder {
  readonly folder: string
  /** What stands in its `http` block. */
  readonly http: string
  readonly core: number
  readonly listens: number | string
}

export async function startNginx({ folder, http, core, listens }: NginxOrder) {
  const nginx = await debianProgram(["nginx"], "usr/sbin/nginx")
  await mkdir(folder, { recursive: true })
  const path = join(folder, "nginx.conf")
  await writeFile(path, configuration(folder, http))
  const program: StartedProgram = await startProgram({
    path: nginx.path,
    args: ["-p", folder, "-c", path, "-e", join(folder, "error.log")],
    core,
    listens,
  })
  return { program, version: nginx.version }
}

// One worker, no access log: the least that serves, as the gateway at its default level.
function configuration(folder: string, http: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
  return `daemon off;
master_process off;
worker_processes 1;
worker_rlimit_nofile 65536;
pid ${folder}/nginx.pid;
events { worker_connections 32768; }
http {
  access_log off;
  server_tokens off;
  keepalive_requests 100000000;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
${http}
}
`
}

/** A module that answers everything with so many bytes, on a Unix socket and on a port. */
export function moduleConfiguration(socket: string, port: number, bytes: number): string {
  return `  server {
    listen unix:${socket};
    listen 127.0.0.1:${port} backlog=8192;
    default_type text/plain;
    location / { return 200 "${"x".repeat(bytes)}"; }
  }`
}

/** `proxy_pass` by host name, WebSockets included, kept-alive upwards: what one writes for pages that have names of their own. */
export function proxyConfiguration(order: {
  readonly port: number
  readonly socket: string
  readonly hosts: readonly string[]
}): string {
  const { port, socket, hosts } = order
  return `  map_hash_max_size 65536;
  map_hash_bucket_size 256;
  map $host $module {
    ${hosts.map((host) => `${host} module;`).join("\n    ")}
  }
  map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
  upstream module { server unix:${socket}; keepalive 128; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port} backlog=8192;
    location / {
      if ($module = "") { return 421; }
      proxy_pass http://$module;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Request-Id $request_id;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout 600s;
    }
  }`
}
