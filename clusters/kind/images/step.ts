import type { InstallOptions } from '../engine/install-packages.ts'

/** Labels of every image podnet builds: the key of its step, and the step's name. */
export const labels = { key: 'podnet.key', step: 'podnet.step' }

export interface StepContext extends InstallOptions {
  /** Folder a step it depends on left its files in. */
  folderOf(step: string): string
  /** An empty folder that is gone after the step. */
  scratch: string
  /** The `podnet.*` labels for an image, each as NAME=VALUE. */
  labels: string[]
}

interface StepData {
  name: string
  /** Everything beside other steps that decides what comes out: versions, recipes, options. Has to survive JSON. */
  inputs: unknown
  /** Names of the steps whose results it uses. */
  dependsOn: string[]
  /** Makes the result; throws where it cannot. */
  run(context: StepContext): Promise<void>
}

/** Leaves files in its scratch folder, which becomes the cached result. */
export interface FolderStep extends StepData {
  makes: 'folder'
}

/** Leaves images with its labels in the engine. */
export interface ImageStep extends StepData {
  makes: 'images'
  /** How many; with fewer of its key in the engine it is not done. */
  count: number
}

export type Step = FolderStep | ImageStep
