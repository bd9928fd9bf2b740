import type { RoleAssignment } from '#access/caller.ts';

/** A program that plays its part in the demo, with no more than it needs for it. */
export interface BackEnd {
  /** Its `client_id`. */
  id: string;
  name: string;
  scopes: string;
  role: RoleAssignment;
}

/** Who takes part in the demo: the trial's data management, the hospital, a disease registry, a statistician. */
export interface BackEnds {
  dataManagement: BackEnd;
  hospital: BackEnd;
  registry: BackEnd;
  statistician: BackEnd;
}
