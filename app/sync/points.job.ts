// Adapter of the queue of points.
import { recomputePoints } from './points.server.ts'

export const performPoints = ({ tenantId }: { tenantId: number }): Promise<void> => recomputePoints(tenantId)
