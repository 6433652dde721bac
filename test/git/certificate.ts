// A certificate for a test server, made on the spot: no private key lies in the repository, no tool is needed.
//
// X.509 v3 (RFC 5280) in the smallest form that clients accept: self-signed, its own authority, P-256, named by `subjectAltName`.
import { generateKeyPairSync, sign } from "node:crypto"

export interface Certificate {
  readonly certificate: string
  readonly key: string
}

export function selfSigned(hosts: readonly string[]): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const algorithm = sequence(oid("2a8648ce3d040302"))
  const name = sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from("Modkeep test")))))
  const validity = sequence(time("20200101000000Z"), time("20991231235959Z"))
  const extensions = sequence(
    extension("551d11", sequence(...hosts.map((host) => der(0x82, Buffer.from(host))))),
    extension("551d13", sequence(der(0x01, Buffer.from([0xff])))),
  )
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  )
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]))
  const text = sequence(body, algorithm, signature).toString("base64").replace(/.{64}/g, "$&\n")
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${text.trimEnd()}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  }
}

function der(tag: number, content: Buffer): Buffer {
  const length = content.length
  const head =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"))
}

function time(text: string): Buffer {
  return der(0x18, Buffer.from(text))
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), der(0x04, value))
}
