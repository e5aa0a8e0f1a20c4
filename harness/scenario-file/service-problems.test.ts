import { expect, test } from 'vitest'
import { parseScenarioFile } from '../scenario-file.ts'
import { UsageError } from '../usage-error.ts'

const head = `apiVersion: podnet/v1
kind: Scenario
spec:
  pods:
    - {name: a, nodeName: node1, labels: {app: web}}
`

/** The problems of a file with these Services, without the line and column. */
function problemsOf(services: string, before = head): string[] {
  try {
    parseScenarioFile(`${before}  services:\n${services.replace(/^/gm, '    ')}`, 'f.yaml')
  } catch (error) {
    if (error instanceof UsageError) return error.problems.map((problem) => problem.replace(/^f\.yaml:\d+:\d+: /, ''))
    throw error
  }
  return []
}

const ports = 'ports: [{port: 80}]'

test('a Service in Kubernetes’ words, with its defaults', () => {
  const { scenario } = parseScenarioFile(
    `${head}  services:\n    - {name: web, selector: {app: web}, ports: [{port: 80}, {name: x, port: 81, targetPort: http}]}\n`.replace(
      '{port: 80}, ',
      '{name: y, port: 80}, ',
    ),
    'f.yaml',
  )
  expect(scenario.services).toEqual([
    {
      name: 'web',
      type: 'ClusterIP',
      selector: { app: 'web' },
      ports: [
        { name: 'y', protocol: 'TCP', port: 80, targetPort: 80 },
        { name: 'x', protocol: 'TCP', port: 81, targetPort: 'http' },
      ],
    },
  ])
})

test.each([
  ['a selector that matches nothing', `- {name: a, selector: {app: none}, ${ports}}`],
  ['a target no Pod has', '- {name: a, selector: {app: web}, ports: [{port: 80, targetPort: none}]}'],
  ['no selector and no endpoints', `- {name: a, ${ports}}`],
  ['a headless Service without ports', '- {name: a, clusterIP: None, selector: {app: web}}'],
  [
    'one NodePort for TCP and UDP of one Service',
    '- {name: a, type: NodePort, ports: [{name: t, port: 53, nodePort: 30053}, {name: u, protocol: UDP, port: 53, nodePort: 30053}]}',
  ],
  ['one port number in two Services', `- {name: a, ${ports}}\n- {name: b, ${ports}}`],
  ['an ExternalName with a last dot', '- {name: a, type: ExternalName, externalName: podnet.example.}'],
  ['one name in two namespaces', `- {name: a, ${ports}}\n- {name: a, namespace: other, ${ports}}`],
  [
    'an affinity of a day',
    `- {name: a, sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 86400}}, ${ports}}`,
  ],
])('%s is taken', (_, services) => {
  expect(problemsOf(services)).toEqual([])
})

const at = 'spec.services[0]'

test.each([
  [
    'NodePort out of range',
    '- {name: a, type: NodePort, ports: [{port: 80, nodePort: 80}]}',
    `${at}.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767`,
  ],
  [
    'a NodePort twice in two Services',
    '- {name: a, type: NodePort, ports: [{port: 80, nodePort: 30080}]}\n- {name: b, type: NodePort, ports: [{port: 80, protocol: UDP, nodePort: 30080}]}',
    'spec.services[1].ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
  ],
  [
    'a NodePort twice in one',
    '- {name: a, type: NodePort, ports: [{name: x, port: 80, nodePort: 30080}, {name: y, port: 81, nodePort: 30080}]}',
    `${at}.ports[1].nodePort: Duplicate value: 30080`,
  ],
  [
    'a NodePort without the type',
    '- {name: a, ports: [{port: 80, nodePort: 30080}]}',
    `${at}.ports[0].nodePort: Forbidden: may not be used when \`type\` is 'ClusterIP'`,
  ],
  [
    'affinity out of range',
    `- {name: a, sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 86401}}, ${ports}}`,
    `${at}.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400`,
  ],
  [
    'an affinity of no time',
    `- {name: a, sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 0}}, ${ports}}`,
    `${at}.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater than 0 and less than 86400`,
  ],
  [
    'a NodePort above the range',
    '- {name: a, type: NodePort, ports: [{port: 80, nodePort: 32768}]}',
    `${at}.ports[0].nodePort: Invalid value: 32768: provided port is not in the valid range. The range of valid ports is 30000-32767`,
  ],
  [
    'a targetPort that is no name of a port',
    '- {name: a, selector: {app: web}, ports: [{port: 80, targetPort: Web_1}]}',
    `${at}.ports[0].targetPort: Invalid value: "Web_1": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)`,
  ],
  [
    'a targetPort beyond 65535',
    '- {name: a, selector: {app: web}, ports: [{port: 80, targetPort: 65536}]}',
    `${at}.ports[0].targetPort: Invalid value: 65536: must be between 1 and 65535, inclusive`,
  ],
  [
    'affinity without ClientIP',
    `- {name: a, sessionAffinityConfig: {clientIP: {timeoutSeconds: 1}}, ${ports}}`,
    `${at}.sessionAffinityConfig: Forbidden: must not be set when session affinity is None`,
  ],
  [
    'port names twice',
    '- {name: a, ports: [{name: x, port: 80}, {name: x, port: 81}]}',
    `${at}.ports[1].name: Duplicate value: "x"`,
  ],
  ['no port name', '- {name: a, ports: [{name: x, port: 80}, {port: 81}]}', `${at}.ports[1].name: Required value`],
  [
    'a port twice',
    '- {name: a, ports: [{name: x, port: 80}, {name: y, port: 80}]}',
    `${at}.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}`,
  ],
  ['no ports', '- {name: a}', `${at}.ports: Required value`],
  [
    'a port beyond 65535',
    '- {name: a, ports: [{port: 70000}]}',
    `${at}.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive`,
  ],
  [
    'a protocol there is not',
    '- {name: a, ports: [{port: 80, protocol: ICMP}]}',
    `${at}.ports[0].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP"`,
  ],
  [
    'a type there is not',
    `- {name: a, type: Balanced, ${ports}}`,
    `${at}.type: Unsupported value: "Balanced": supported values: "ClusterIP", "ExternalName", "NodePort"`,
  ],
  [
    'a name that begins with a number',
    `- {name: 1a, ${ports}}`,
    `${at}.name: Invalid value: "1a": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
  ],
  [
    'one name twice',
    `- {name: a, ${ports}}\n- {name: a, ${ports}}`,
    'spec.services[1].name: services "a" already exists',
  ],
  [
    'a ClusterIP outside the range',
    `- {name: a, clusterIP: 10.0.0.1, ${ports}}`,
    `${at}.clusterIP: Invalid value: ["10.0.0.1"]: failed to allocate IP 10.0.0.1: the provided network does not match the current range`,
  ],
  [
    'the API server’s ClusterIP',
    `- {name: a, clusterIP: 10.96.0.1, ${ports}}`,
    `${at}.clusterIP: Invalid value: ["10.96.0.1"]: failed to allocate IP 10.96.0.1: provided IP is already allocated`,
  ],
  [
    'a headless NodePort',
    `- {name: a, type: NodePort, clusterIP: None, ${ports}}`,
    `${at}.clusterIP: Invalid value: "None": may not be set to 'None' for NodePort services`,
  ],
  [
    'a policy nothing from outside needs',
    `- {name: a, externalTrafficPolicy: Local, ${ports}}`,
    `${at}.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services`,
  ],
  ['no externalName', '- {name: a, type: ExternalName}', `${at}.externalName: Required value`],
  [
    'a loopback externalIP',
    `- {name: a, externalIPs: [127.0.0.1], ${ports}}`,
    `${at}.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)`,
  ],
  [
    'an endpoint that is not there',
    `- {name: a, ${ports}, endpointSlices: [{ports: [{port: 80}], endpoints: [{target: pod/z}]}]}`,
    `${at}.endpointSlices[0].endpoints[0].target: no Pod "z" in this scenario`,
  ],
  [
    'an unknown key',
    '- {name: a, ports: [{port: 80, targetport: 80}]}',
    `${at}.ports[0].targetport: unknown key; expected one of name, protocol, port, targetPort, nodePort (did you mean "targetPort"?)`,
  ],
])('%s', (_, services, problem) => {
  expect(problemsOf(services)).toEqual([problem])
})

test('all problems at once', () => {
  expect(problemsOf('- {name: a, type: NodePort, ports: [{port: 0, nodePort: 1}]}\n- {name: a, ports: []}')).toEqual([
    `${at}.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive`,
    `${at}.ports[0].nodePort: Invalid value: 1: provided port is not in the valid range. The range of valid ports is 30000-32767`,
    'spec.services[1].name: services "a" already exists',
    'spec.services[1].ports: Required value',
  ])
})

test('names and hostPorts of container ports', () => {
  const pod = (name: string, more: string) =>
    `    - {name: ${name}, nodeName: node1, containers: [{name: m, port: 80, ports: [${more}]}]}\n`
  const pods = pod('b', '{name: x, hostPort: 81}, {name: x, protocol: UDP, hostPort: 81}') + pod('c', '{hostPort: 81}')
  expect(problemsOf(`- {name: a, ${ports}}`, head + pods)).toEqual([
    'spec.pods[1].containers[0].ports[1].name: Duplicate value: "x"',
    'spec.pods[2].containers[0].ports[0].hostPort: TCP port 81 of node1 is taken by Pod "b": node(s) didn\'t have free ports for the requested pod ports',
  ])
})
