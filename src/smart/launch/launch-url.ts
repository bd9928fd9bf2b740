/** The URL by which an EHR opens an app (SMART App Launch 2.2, "EHR launch"). */
export function launchUrl(launchUri: string, iss: string, launch: string): string {
  const url = new URL(launchUri);
  url.searchParams.set('iss', iss);
  url.searchParams.set('launch', launch);
  return url.href;
}
