import { calicoIpip } from '../../properties/model/networks/calico-ipip.ts'
import { calicoWiring } from './calico.ts'

/** tunl0 towards every peer; needs ipip in the kernel. */
export const calicoIpipWiring = calicoWiring(calicoIpip)
