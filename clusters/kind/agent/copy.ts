import { docker } from '../cluster/docker.ts'
import { type Bundle, pathInContainer } from './bundle.ts'

/** Copies the bundle into a container, unless it lies there. A copy that was cut short never bears the final name. */
export async function copyBundle(container: string, bundle: Bundle, signal: AbortSignal): Promise<void> {
  const path = pathInContainer(bundle)
  const options = { signal, timeoutMs: 120_000 }
  const look = ['exec', container, 'sh', '-c', `[ -d ${path} ] && echo present || rm -rf ${path}.part`]
  if ((await docker(look, options)).trim() === 'present') return
  await docker(['cp', `${bundle.folder}/.`, `${container}:${path}.part`], options)
  await docker(['exec', container, 'mv', '-T', `${path}.part`, path], options)
}
