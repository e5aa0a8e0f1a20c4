import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { defaultTopology } from '../properties/model/default-topology.ts'
import { calicoVxlan } from '../properties/model/networks/calico-vxlan.ts'
import { flannelVxlan } from '../properties/model/networks/flannel-vxlan.ts'
import { type Cluster, parseScenarioFile, readScenarioFile } from './scenario-file.ts'
import { UsageError } from './usage-error.ts'

function problemsOf(text: string, cluster?: Cluster): string[] {
  try {
    parseScenarioFile(text, 'f.yaml', cluster)
  } catch (error) {
    if (error instanceof UsageError) return error.problems
    throw error
  }
  return []
}

const head = 'apiVersion: podnet/v1\nkind: Scenario\nspec:\n'

test('without a topology a file may speak of as many Nodes as a cluster that podnet did not make may have', () => {
  const on = (node: string) => problemsOf(`${head}  network: flannel-vxlan\n  pods: [{name: a, nodeName: ${node}}]`)
  expect(on('node17')).toEqual([])
  expect(on('node1000')).toEqual([])
  expect(on('node1001')).toHaveLength(1)
})

test('the examples of docs/scenario.md are sound', () => {
  const page = readFileSync(new URL('../docs/scenario.md', import.meta.url), 'utf8')
  const examples = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) =>
    parseScenarioFile(text, 'f.yaml'),
  )
  expect(examples).toHaveLength(4)
  expect(examples[0]?.network?.name).toBe('flannel-vxlan')
  expect(examples[0]?.topology).toBeUndefined()
  expect(examples[0]?.scenario.pods.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  expect(examples[1]?.topology?.nodes.map(({ segment }) => segment)).toEqual([0, 1])
  expect(examples[2]?.scenario.services?.map(({ name }) => name)).toEqual(['web', 'each', 'beside'])
  expect(examples[3]?.scenario.steps?.map(({ kind }) => kind)).toEqual([
    'delete-service',
    'move-pod',
    'create-service',
    'scale',
    'flap-link',
  ])
})

describe('steps', () => {
  const pods = `${head}  network: flannel-vxlan\n  pods: [{name: a, nodeName: node1}, {name: b, nodeName: node2}]\n`
  const services = '  services: [{name: s, selector: {x: y}, ports: [{port: 80}]}]\n'

  test('what is wrong with the shape of each', () => {
    const steps = [
      '{kind: delte-pod, podName: a}',
      '{kind: delete-pod, pod: a}',
      '{podName: a}',
      '{kind: create-pod, pod: {name: c, nodeName: node1, foo: 1}}',
      '{kind: change-service, serviceName: s, change: {selecto: {a: b}}}',
    ]
    const problems = problemsOf(`${pods}  steps:\n${steps.map((step) => `    - ${step}\n`).join('')}`)
    expect(problems.map((problem) => problem.replace(/one of create-pod, .*, restart/, 'one of the kinds'))).toEqual([
      'f.yaml:7:14: spec.steps[0].kind: expected one of the kinds (did you mean "delete-pod"?), found "delte-pod"',
      'f.yaml:8:7: spec.steps[1].podName: is missing: expected text',
      'f.yaml:8:26: spec.steps[1].pod: unknown key; expected one of kind, podName (did you mean "podName"?)',
      'f.yaml:9:7: spec.steps[2].kind: is missing: expected one of the kinds',
      expect.stringMatching(/^f\.yaml:10:58: spec\.steps\[3\]\.pod\.foo: unknown key; expected one of name, /),
      expect.stringMatching(/^f\.yaml:11:55: spec\.steps\[4\]\.change\.selecto: .*\(did you mean "selector"\?\)$/),
    ])
  })

  test('those that are not possible when their turn comes, and what a step leads to', () => {
    const steps = [
      '{kind: delete-pod, podName: c}',
      '{kind: delete-pod, podName: a}',
      '{kind: delete-pod, podName: a}',
      '{kind: create-pod, pod: {name: d, nodeName: node9}}',
      '{kind: change-service, serviceName: s, change: {externalTrafficPolicy: Local}}',
    ]
    expect(problemsOf(`${pods}${services}  steps:\n${steps.map((step) => `    - ${step}\n`).join('')}`)).toEqual([
      'f.yaml:8:7: spec.steps[0]: there is no Pod "c" then',
      'f.yaml:10:7: spec.steps[2]: there is no Pod "a" then',
      'f.yaml:11:7: spec.steps[3]: there is no Node "node9"',
      'f.yaml:12:7: spec.steps[4]: Invalid value: "Local": may only be set for externally-accessible services',
    ])
  })
})

test('what is left out of Pods and topology gets its default', () => {
  const text = `${head}  topology: {podCIDR: 10.9.0.0/20, nodes: [{name: node1}, {name: node2, segment: 3}]}\n  pods: [{name: a, nodeName: node2}]`
  const { topology, scenario } = parseScenarioFile(text, 'f.yaml')
  expect(scenario.pods).toEqual([
    { name: 'a', nodeName: 'node2', hostNetwork: false, containers: [{ name: 'main', port: 8080 }] },
  ])
  expect(topology).toEqual({
    ...defaultTopology(flannelVxlan, 2),
    podCIDR: '10.9.0.0/20',
    nodes: [
      { name: 'node1', address: '172.30.0.11', podCIDR: '10.9.0.128/25', segment: 0 },
      { name: 'node2', address: '172.30.3.12', podCIDR: '10.9.1.0/25', segment: 3 },
    ],
  })
})

test('an empty selector is none, also of a Service that comes later, and no Step may leave one', () => {
  const pods = `${head}  pods: [{name: a, nodeName: node1}]\n`
  const own = 'endpointSlices: [{ports: [{port: 80}], endpoints: [{target: pod/a}]}]'
  const service = `{name: s, selector: {}, ports: [{port: 80}], ${own}}`
  const { scenario } = parseScenarioFile(`${pods}  services: [${service}]\n`, 'f.yaml')
  expect(scenario.services?.[0]?.endpointSlices).toHaveLength(1)
  expect(scenario.services?.[0]).not.toHaveProperty('selector')
  const later = parseScenarioFile(`${pods}  steps: [{kind: create-service, service: ${service}}]\n`, 'f.yaml')
  expect(later.scenario.steps?.[0]).not.toHaveProperty('service.selector')
  const change = '  steps: [{kind: change-service, serviceName: s, change: {selector: {}}}]\n'
  expect(problemsOf(`${pods}  services: [{name: s, ports: [{port: 80}]}]\n${change}`)).toEqual([
    'f.yaml:6:69: spec.steps[0].change.selector: at least one label expected: without any, Kubernetes leaves the endpoints as they are',
  ])
})

test('JSON is read as well, with its positions', () => {
  const text =
    '{\n\t"apiVersion": "podnet/v1", "kind": "Scenario",\n\t"spec": {"pods": [{"name": "a", "nodeName": "x"}]}\n}'
  expect(problemsOf(text)).toEqual([
    'f.yaml:3:46: spec.pods[0].nodeName: expected one of the Nodes node1, node2, found "x"',
  ])
})

test.each([
  ['YAML syntax', 'a: b\nc: "', /^f\.yaml:2:5: YAML: Missing closing "quote/],
  ['a key given twice', `${head}  pods: []\n  pods: []`, /^f\.yaml:5:3: YAML: Map keys must be unique/],
  ['an alias that leads nowhere', `${head}  pods: *all`, /f\.yaml.*YAML: .*all/],
  ['an empty file', '', /^f\.yaml:1:1: expected a mapping, found nothing$/],
  ['a list', '- 1', /^f\.yaml:1:1: expected a mapping, found a list$/],
  ['what is missing', 'kind: Scenario\nspec: {pods: []}', /^f\.yaml:1:1: apiVersion: is missing: expected podnet\/v1$/],
  [
    'another version',
    `apiVersion: podnet/v2\nkind: Scenario\nspec: {pods: []}`,
    /^f\.yaml:1:13: apiVersion: expected podnet\/v1, found "podnet\/v2"$/,
  ],
  [
    'an unknown key',
    `${head}  pods: []\n  podz: []`,
    /^f\.yaml:5:3: spec\.podz: unknown key; expected one of network, proxy, ipvsScheduler, topology, pods, services, absentNodes, steps \(did you mean "pods"\?\)$/,
  ],
  [
    'an unknown network',
    `${head}  network: flannel-vxlam\n  pods: []`,
    /^f\.yaml:4:12: spec\.network: expected one of flannel-vxlan, .* \(did you mean "flannel-vxlan"\?\), found "flannel-vxlam"$/,
  ],
  [
    'a wrong type',
    `${head}  pods: [{name: 7, nodeName: node1}]`,
    /^f\.yaml:4:17: spec\.pods\[0\]\.name: expected text, found 7$/,
  ],
  [
    'no DNS label',
    `${head}  pods: [{name: A_b, nodeName: node1}]`,
    /^f\.yaml:4:17: spec\.pods\[0\]\.name: expected a DNS label .*, found "A_b"$/,
  ],
  [
    'a port beyond 65535',
    `${head}  pods: [{name: a, nodeName: node1, containers: [{name: m, port: 70000}]}]`,
    /^f\.yaml:4:66: spec\.pods\[0\]\.containers\[0\]\.port: expected at most 65535, found 70000$/,
  ],
  [
    'a Pod without containers',
    `${head}  pods: [{name: a, nodeName: node1, containers: []}]`,
    /^f\.yaml:4:49: .*containers: expected at least 1 of them, found a list$/,
  ],
  [
    'too many Nodes',
    `${head}  topology: {nodes: [${Array.from({ length: 17 }, (_, i) => `{name: node${i + 1}}`).join(', ')}]}\n  pods: []`,
    /nodes: expected at most 16 of them/,
  ],
])('%s', (_, text, problem) => {
  const problems = problemsOf(text)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(problem)
})

test('all problems are told at once, in the order of the file, also beside parts that are wrong themselves', () => {
  const text = `${head}  netwrk: x
  topology:
    podCIDR: 10.9.0.0/08
    nodes: [{name: node1, podCIDR: 10.9.1.0/24}, {name: node1, address: nowhere}]
  pods:
    - {name: a, nodeName: nod1, hostNetwork: maybe}
    - {name: a, nodeName: node1}
    - just text
`
  expect(problemsOf(text)).toEqual([
    'f.yaml:4:3: spec.netwrk: unknown key; expected one of network, proxy, ipvsScheduler, topology, pods, services, absentNodes, steps (did you mean "network"?)',
    'f.yaml:6:14: spec.topology.podCIDR: "10.9.0.0/08" is not a CIDR such as 10.244.0.0/16',
    'f.yaml:7:57: spec.topology.nodes[1].name: Node name "node1" is used more than once',
    'f.yaml:7:73: spec.topology.nodes[1].address: "nowhere" is not an IP address',
    'f.yaml:9:27: spec.pods[0].nodeName: expected one of the Nodes node1, node1, found "nod1" (did you mean "node1"?)',
    'f.yaml:9:46: spec.pods[0].hostNetwork: expected true or false, found "maybe"',
    'f.yaml:10:14: spec.pods[1].name: Pod name "a" is used more than once',
    'f.yaml:11:7: spec.pods[2]: expected a mapping, found "just text"',
  ])
})

test('on a running cluster its own Nodes and network count', () => {
  const text = `${head}  pods:\n  - {name: a, nodeName: node3}\n  - {name: b, nodeName: node1, hostNetwork: true, containers: [{name: m, port: 4789}]}`
  expect(problemsOf(text)).toEqual([])
  expect(problemsOf(text, { network: calicoVxlan, topology: defaultTopology(calicoVxlan, 2) })).toEqual([
    'f.yaml:5:25: spec.pods[0].nodeName: expected one of the Nodes node1, node2, found "node3" (did you mean "node1"?)',
    "f.yaml:6:80: spec.pods[1].containers[0].port: port 4789 is that of the Node's VXLAN device: choose another for a host-network Pod",
  ])
})

test('a file that cannot be read is wrong usage', () => {
  const folder = mkdtempSync(join(tmpdir(), 'podnet-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(() => readScenarioFile(join(folder, 'none.yaml'))).toThrow(/none\.yaml cannot be read: ENOENT/)
  expect(() => readScenarioFile(folder)).toThrow(/cannot be read: it is no file/)
  writeFileSync(join(folder, 'large.yaml'), '#'.repeat(5 * 1024 * 1024))
  expect(() => readScenarioFile(join(folder, 'large.yaml'))).toThrow(/it has 5242880 bytes, more than 4194304/)
  expect(() => readScenarioFile('/dev/zero')).toThrow(/cannot be read: it is no file/)
})
