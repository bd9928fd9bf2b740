/** What an app may ask for unless it is said: to read what its user may read. */
export const APP_SCOPES =
  'launch launch/patient launch/encounter launch/researchstudy openid fhirUser profile offline_access online_access patient/*.rs user/*.rs';
