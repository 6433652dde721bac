// The configuration of one ssh call, as text: one key, our own list of known hosts, the checked address, nothing else.
interface SshConfigParts {
  readonly host: string
  readonly port: number
  /** The checked address; the host's name stays what its key is known under. */
  readonly address: string
  readonly identityFile: string | undefined
  readonly knownHostsFile: string
}

export function sshConfig(parts: SshConfigParts): string {
  const alias = parts.port === 22 ? parts.host : `[${parts.host}]:${parts.port}`
  const options = [
    ["HostName", parts.address],
    ["HostKeyAlias", alias],
    ["UserKnownHostsFile", `"${parts.knownHostsFile}"`],
    ["GlobalKnownHostsFile", "/dev/null"],
    ["StrictHostKeyChecking", "accept-new"],
    ["UpdateHostKeys", "no"],
    ["CheckHostIP", "no"],
    ["IdentityFile", parts.identityFile === undefined ? "none" : `"${parts.identityFile}"`],
    ["IdentitiesOnly", "yes"],
    ["IdentityAgent", "none"],
    ["PreferredAuthentications", "publickey"],
    ["BatchMode", "yes"],
    ["ConnectTimeout", "10"],
    ["ServerAliveInterval", "10"],
    ["ProxyCommand", "none"],
    ["ControlMaster", "no"],
    ["ControlPath", "none"],
    ["ClearAllForwardings", "yes"],
    ["ForwardAgent", "no"],
    ["PermitLocalCommand", "no"],
    ["RequestTTY", "no"],
  ]
  return `Host *\n${options.map(([name, value]) => `  ${name} ${value}\n`).join("")}`
}
