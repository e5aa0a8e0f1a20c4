import { Document } from 'yaml'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { IpvsScheduler, ProxyMode } from '../../properties/model/services/proxy.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { apiVersion, kind, type ScenarioFile } from './schema.ts'
import type { ScenarioStatus } from './status.ts'

/** What formatScenarioFile writes. */
export interface WrittenScenario {
  scenario: Scenario
  network?: Network
  proxy?: ProxyMode
  ipvsScheduler?: IpvsScheduler
  topology?: Topology
  /** `metadata.name`, a DNS label. */
  name?: string
  /** What was seen of it. */
  status?: ScenarioStatus
  /** Lines at the top of the file, without `#`. */
  comment?: string
}

/** A scenario file in YAML that parseScenarioFile reads back as it was. */
export function formatScenarioFile(written: WrittenScenario): string {
  const { scenario, network, proxy, ipvsScheduler, topology, name, comment, status } = written
  const file: ScenarioFile = {
    apiVersion,
    kind,
    ...(name === undefined ? {} : { metadata: { name } }),
    spec: {
      ...(network === undefined ? {} : { network: network.name }),
      ...(proxy === undefined ? {} : { proxy }),
      ...(ipvsScheduler === undefined ? {} : { ipvsScheduler }),
      ...(topology === undefined ? {} : { topology }),
      pods: scenario.pods,
      ...(scenario.services === undefined ? {} : { services: scenario.services }),
      ...(scenario.absentNodes === undefined ? {} : { absentNodes: scenario.absentNodes }),
      ...(scenario.steps === undefined ? {} : { steps: scenario.steps }),
    },
    ...(status === undefined ? {} : { status }),
  }
  const document = new Document(file, { aliasDuplicateObjects: false })
  if (comment !== undefined) {
    document.commentBefore = comment
      .split('\n')
      .map((line) => ` ${line}`)
      .join('\n')
  }
  return document.toString({ lineWidth: 0 })
}
