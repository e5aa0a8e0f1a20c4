import { run, runChecked } from '../../host/process.ts'

/** Devices of the default routes, from the text of `ip route show default`. */
export function parseUplinks(text: string): string[] {
  const devices = [...text.matchAll(/^default\b.*?\bdev (\S+)/gm)].map((match) => match[1] as string)
  return [...new Set(devices)]
}

export async function findUplinks(): Promise<string[]> {
  const { stdout } = await run('ip', ['route', 'show', 'default'])
  return parseUplinks(stdout)
}

const rule = (uplink: string) => ['DOCKER-USER', '-o', uplink, '-j', 'DROP']

/**
 * Keeps containers from sending anything to the outside. The chain is made here, ahead of the engine, which adopts it:
 * no container can be faster than the rule. `uplinks`: those without the rule (`openOnes`).
 */
export async function closeUplinks(uplinks: readonly string[]): Promise<void> {
  await run('iptables', ['-w', '-N', 'DOCKER-USER'])
  for (const uplink of uplinks) await runChecked('iptables', ['-w', '-I', ...rule(uplink)])
}

/** Those without the rule: one that is there may be the user's. */
export async function openOnes(uplinks: readonly string[]): Promise<string[]> {
  const open: string[] = []
  for (const uplink of uplinks) {
    const { exitCode } = await run('iptables', ['-w', '-C', ...rule(uplink)])
    if (exitCode !== 0) open.push(uplink)
  }
  return open
}

/** Takes the rules back; one that is gone already is no failure. */
export async function openUplinks(uplinks: readonly string[]): Promise<void> {
  for (const uplink of uplinks) await run('iptables', ['-w', '-D', ...rule(uplink)])
}
