import type { StructureFacts } from '../../properties/model/facts.ts'
import type { Agents } from './agents.ts'
import type { LabState } from './state.ts'
export async function readStructure(_agents: Agents, _state: LabState, _signal: AbortSignal): Promise<StructureFacts> { return {} }
