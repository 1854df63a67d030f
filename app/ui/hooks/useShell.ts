import { useRouteLoaderData } from '@remix-run/react'
import type { ShellData } from '../shell/shell-data.ts'

/** The shop that is looking, with its time zone and currency. */
export function useShell(): ShellData {
  const shell = useRouteLoaderData<ShellData>('home/app.route')
  if (!shell) throw new Error('useShell is for pages of the embedded admin')
  return shell
}
