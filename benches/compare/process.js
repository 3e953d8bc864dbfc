// What the kernel knows of a running process: CPU time, memory, bytes written.

import { readFileSync } from 'node:fs'

/** Clock ticks a second in /proc/PID/stat; 100 on every Linux that hostplant runs on. */
const TICKS = 100

/** CPU seconds (user and system) that the process has used. */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** Resident memory in MiB: now, and the part of it that is not file-backed, and the highest so far. */
export function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN) / 1024
  return { rss: field('VmRSS'), anonymous: field('RssAnon'), peak: field('VmHWM') }
}

/** Bytes that the process caused to be written to disk. */
export function bytesWritten(pid) {
  return Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))[1])
}
