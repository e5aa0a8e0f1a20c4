import type { Container, Pod, Scenario } from '../../properties/model/scenario.ts'
import { type Edit, podEdit, without } from './edit.ts'

/** Each Pod without what it need not say: containers, ports, labels, readiness, names. */
export function plainerPods({ pods }: Scenario): Edit[] {
  return pods.flatMap((pod) => [
    ...(pod.containers.length < 2 ? [] : pod.containers.map(({ name }) => withoutContainer(pod.name, name))),
    ...(portsOf(pod).some(({ hostPort }) => hostPort !== undefined) ? [withoutHostPorts(pod.name)] : []),
    ...(portsOf(pod).length > 0 ? [withoutIdlePorts(pod.name)] : []),
    ...(pod.labels === undefined ? [] : [withoutIdleLabels(pod.name)]),
    ...optional.filter((key) => pod[key] !== undefined).map((key) => withoutField(pod.name, key)),
  ])
}

const optional = ['ready', 'terminating', 'hostname', 'subdomain', 'dnsPolicy'] as const

const portsOf = ({ containers }: Pod) => containers.flatMap(({ ports = [] }) => ports)

const withoutField = (pod: string, key: (typeof optional)[number]): Edit =>
  podEdit(pod, `without ${key}`, (one) => (one[key] === undefined ? one : without(one, key)))

const withoutContainer = (pod: string, container: string): Edit =>
  podEdit(pod, `without container ${container}`, (one) =>
    one.containers.length < 2 ? one : { ...one, containers: one.containers.filter(({ name }) => name !== container) },
  )

const withoutHostPorts = (pod: string): Edit =>
  podEdit(pod, 'without hostPorts', (one) => withPorts(one, (ports) => ports.map((port) => without(port, 'hostPort'))))

/** A port that is no hostPort and that no Service asks for by name says nothing. */
const withoutIdlePorts = (pod: string): Edit =>
  podEdit(pod, 'without ports nobody names', (one, { services = [] }) => {
    const named = new Set(services.flatMap(({ ports }) => ports.map(({ targetPort }) => targetPort)))
    return withPorts(one, (ports) =>
      ports.filter(({ name, hostPort }) => hostPort !== undefined || (name !== undefined && named.has(name))),
    )
  })

/** A label that no Service selects by says nothing. */
const withoutIdleLabels = (pod: string): Edit =>
  podEdit(pod, 'without labels nobody selects by', (one, { services = [] }) => {
    const selectedBy = new Set(services.flatMap(({ selector }) => Object.keys(selector ?? {})))
    const left = Object.entries(one.labels ?? {}).filter(([key]) => selectedBy.has(key))
    return left.length === 0 ? without(one, 'labels') : { ...one, labels: Object.fromEntries(left) }
  })

function withPorts(pod: Pod, change: (ports: NonNullable<Container['ports']>) => Container['ports'] & {}): Pod {
  return {
    ...pod,
    containers: pod.containers.map((container) => {
      if (container.ports === undefined) return container
      const ports = change(container.ports)
      return ports.length === 0 ? without(container, 'ports') : { ...container, ports }
    }),
  }
}
