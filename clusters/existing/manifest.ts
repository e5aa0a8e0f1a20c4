import type { KubernetesObject } from '@kubernetes/client-node'
import { stringify } from 'yaml'
import type { Service } from '../../properties/model/service.ts'
import { podObject } from '../kubernetes/pods/pod-object.ts'
import { markService, markSliceObjects } from '../kubernetes/services/mark.ts'
import { serviceObject } from '../kubernetes/services/service-object.ts'
import { userRole } from './access.ts'
import { agentDaemonSet, ownNamespace } from './objects.ts'

const example = 'podnet-0123456789abcdef'
const pod = {
  name: 'pod1',
  nodeName: 'node1',
  hostNetwork: false,
  containers: [{ name: 'main', port: 8080 }],
}
const service: Service = {
  name: 'service1',
  type: 'ClusterIP',
  ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
  selector: { service1: 'member' },
}

/** Everything podnet makes in a cluster, and the ClusterRole that lets a user run it, as YAML with a word about each. */
export function renderManifest(agentImage: string): string {
  const parts: [string, KubernetesObject][] = [
    ['For the user who runs podnet, to be bound by an administrator: podnet itself makes no such object.', userRole()],
    ['Holds everything podnet makes; each run has one of its own, and removes it.', ownNamespace(example, 'example')],
    ['The agents. They have no token for the API.', agentDaemonSet(example, agentImage)],
    [
      'Pods like this one, as the scenarios want them; some use the network of their Node. Their image is the pause image\n' +
        '# that the Nodes hold, else that of the agent.',
      podObject(pod, example, 'NODE', { pauseImage: 'registry.k8s.io/pause' }),
    ],
    [
      'Services like this one, as the scenarios want them, and EndpointSlices for those without a selector.',
      serviceObject(service, example),
    ],
    [
      'One that nobody calls: its port, changed last, shows that the proxies have taken in all that came before.',
      markService(1, example),
    ],
    ...markSliceObjects(1, example).map((slice): [string, KubernetesObject] => [
      'Its endpoint, which nothing has.',
      slice,
    ]),
  ]
  return parts
    .map(([word, object]) => `---\n# ${word}\n${stringify(object, { aliasDuplicateObjects: false })}`)
    .join('')
}
