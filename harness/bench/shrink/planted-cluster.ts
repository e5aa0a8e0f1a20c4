import type { StartedCluster } from '../../../clusters/cluster.ts'
import type { PlaceId } from '../../../properties/model/place.ts'
import { makeWorld } from '../../../properties/model/world.ts'
import type { Fault } from './fault.ts'

/** The same cluster, but with the fault planted again after each application: Pods made anew lose theirs. */
export function withFault(cluster: StartedCluster, fault: Fault): StartedCluster {
  return new Proxy(cluster, {
    get(target, key) {
      if (key === 'apply') return apply
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

  async function apply(...[scenario, signal]: Parameters<StartedCluster['apply']>) {
    const status = await cluster.apply(scenario, signal)
    const world = makeWorld(cluster.network, cluster.topology, scenario, status)
    const scripts = Map.groupBy(fault.plant(world), ([place]) => place)
    await Promise.all([...scripts].map(([place, own]) => runScript(place, own.map(([, script]) => script).join('\n'))))
    return status
  }

  async function runScript(place: PlaceId, script: string): Promise<void> {
    const exitCode = await cluster.execute(place, ['sh', '-c', `exec >/dev/null 2>&1\n${script}`])
    if (exitCode !== 0) throw new Error(`the fault could not be planted in ${place}: ${script}`)
  }
}
