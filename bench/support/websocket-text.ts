// What a browser sends to open a WebSocket, and one of its frames: enough for gateways that pass on what comes after unread.

export function handshakeText(host: string): string {
  return [
    "GET /_stcore/stream HTTP/1.1",
    `Host: ${host}`,
    `Origin: http://${host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "\r\n",
  ].join("\r\n")
}

export const agreementText =
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"

/** A masked binary frame of 64 bytes in all. */
export function frame(): Buffer {
  const bytes = Buffer.alloc(64, 7)
  bytes[0] = 0x82
  bytes[1] = 0x80 | 58
  return bytes
}
