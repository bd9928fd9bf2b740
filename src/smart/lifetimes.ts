/** How long what is issued is valid, in seconds. */
export const LIFETIMES = {
  /** RFC 6749, section 4.1.2, recommends ten minutes at most; an app takes its code at once. */
  authorizationCode: 60,
  /** "The lifetime SHOULD not exceed one hour" (SMART App Launch 2.2, access token). */
  accessToken: 3600,
  /** "SHOULD NOT exceed 300 seconds" for a back end, which can ask again at any time (SMART Backend Services). */
  systemToken: 300,
  idToken: 3600,
  /** Above the three months that certified servers promise. From the launch on, however often it is used. */
  refreshToken: 180 * 86_400,
  /** An answer to a refresh that got lost can be asked for again for so long. */
  refreshGrace: 30,
  /** A person who signed in at a shared workplace is asked again on the next shift. */
  session: 8 * 3600,
  /** From the first page to the last. */
  interaction: 1800,
  /** Between the EHR's choice and the app's request for authorization. */
  launch: 300,
  /** How long an assertion may be valid ("no more than five minutes in the future", SMART asymmetric authentication). */
  assertion: 300,
} as const;

/** By how many seconds the clocks of a client and this server may differ. */
export const CLOCK_SKEW = 15;
