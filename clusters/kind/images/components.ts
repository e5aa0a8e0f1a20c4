import { join } from 'node:path'
import { runChecked } from '../../host/process.ts'
import { versions } from './versions.ts'

/** Containers of a cluster, by the last part of their image's name. */
export const components = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
  'etcd',
  'coredns',
  'pause',
] as const
export type Component = (typeof components)[number]

/** Full name of each component's image, out of what kubeadm prints. Throws Error when it names no such image. */
export function parseComponentImages(text: string): Record<Component, string> {
  const lines = text.split('\n').map((line) => line.trim())
  const find = (component: Component) => {
    const image = lines.find((line) => line.slice(line.lastIndexOf('/') + 1).startsWith(`${component}:`))
    if (image === undefined) throw new Error(`kubeadm names no image for ${component}`)
    return image
  }
  return Object.fromEntries(components.map((component) => [component, find(component)])) as Record<Component, string>
}

/** The name in the engine: the release's own images of that name, should a user have them, stay what they are. */
export function localName(image: string): string {
  return `podnet/${image.slice(image.lastIndexOf('/') + 1)}`
}

/** Asks the kubeadm that was built: only it knows under which names it will look for the images. */
export async function componentImages(programs: string, signal: AbortSignal): Promise<Record<Component, string>> {
  const args = ['config', 'images', 'list', '--kubernetes-version', versions.kubernetes]
  return parseComponentImages((await runChecked(join(programs, 'kubeadm'), args, { signal })).stdout)
}
