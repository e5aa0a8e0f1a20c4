import { readFileSync } from 'node:fs'
import { runChecked } from '../../host/process.ts'

/** Whether packages come from apt here, by the text of /etc/os-release. */
export function isDebianLike(osRelease: string): boolean {
  const words = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((match) =>
    (match[1] ?? '').split(' '),
  )
  return words.includes('debian') || words.includes('ubuntu')
}

/** Whether podnet can install packages itself: root on Debian, Ubuntu or one of their children. */
export function canInstallPackages(): boolean {
  if (process.getuid?.() !== 0) return false
  try {
    return isDebianLike(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

export interface InstallOptions {
  say: (line: string) => void
  signal: AbortSignal
}

const minutesMs = 60_000

/** Installs packages without a question and without recommended ones, after saying which. Throws CommandFailed. */
export async function installPackages(names: readonly string[], { say, signal }: InstallOptions): Promise<void> {
  say(`apt-get install ${names.join(' ')}`)
  const apt = (...args: string[]) =>
    runChecked('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      signal,
      timeoutMs: 15 * minutesMs,
    })
  const install = ['install', '--yes', '--no-install-recommends', ...names]
  try {
    await apt(...install)
  } catch (error) {
    signal.throwIfAborted()
    // Lists that are missing or too old look like missing packages.
    await apt('update').catch(() => Promise.reject(error))
    await apt(...install)
  }
}
