import { chmodSync } from 'node:fs'
import { replaceFile } from '../../host/atomic-file.ts'

const sets = '"(bounding|effective|inheritable|permitted|ambient)"[[:space:]]*:[[:space:]]*\\['

/**
 * sed expressions that take CAP_SYS_RESOURCE out of every capability set of an OCI file, wherever it stands in the list.
 * Text editing is exact here: inside a JSON string a quote is escaped, so `"bounding":[` can only be a key with its list.
 */
export const removeSysResource: readonly string[] = [
  `s/(${sets}[^]]*)"CAP_SYS_RESOURCE"[[:space:]]*,[[:space:]]*/\\1/g`,
  `s/(${sets}[^]]*),[[:space:]]*"CAP_SYS_RESOURCE"/\\1/g`,
  `s/(${sets}[[:space:]]*)"CAP_SYS_RESOURCE"/\\1/g`,
]

/**
 * A shell script that stands in for runc where the machine's bounding set lacks CAP_SYS_RESOURCE: it takes that
 * capability out of what a container or an exec asks for, then becomes runc. Shell and sed, because every machine with
 * an engine has them, they need no build, and start in a few milliseconds, which `docker exec` would otherwise feel.
 */
export function renderRuntimeWrapper(runc: string): string {
  return `#!/bin/sh
# Made by podnet. runc without CAP_SYS_RESOURCE, which this machine cannot grant.
subcommand= previous= file= bundle=.
for argument do
  case $previous in
    --bundle | -b) bundle=$argument ;;
    --process | -p) file=$argument ;;
    --root | --log | --log-format | --criu | --rootless) ;;
    *)
      case $argument in
        --bundle=*) bundle=\${argument#*=} ;;
        --process=*) file=\${argument#*=} ;;
        [a-z]*) [ -n "$subcommand" ] || subcommand=$argument ;;
      esac
      ;;
  esac
  previous=$argument
done
case $subcommand in
  create | run) file=$bundle/config.json ;;
  exec) ;;
  *) file= ;;
esac
if [ -n "$file" ]; then
  sed -i -E -z ${removeSysResource.map((expression) => `-e '${expression}'`).join(' ')} "$file" || exit 1
fi
exec ${runc} "$@"
`
}

/** Puts the wrapper where the engine finds it. */
export function writeRuntimeWrapper(path: string, runc = 'runc'): void {
  replaceFile(path, renderRuntimeWrapper(runc))
  chmodSync(path, 0o755)
}
