/** Keystone's service catalogue, and the choice of an address from it. */
import { profileOf, type ServiceType } from './services.ts';

export interface CatalogueEntry {
  type: string;
  name?: string;
  endpoints: { interface: string; region?: string | null; region_id?: string | null; url: string }[];
}

export type Interface = 'public' | 'internal' | 'admin';

const VERSION = /\/v\d+(\.\d+)?(\/|$)/;

/** Address of a service, version and all, without a slash at its end; undefined where the catalogue has none. */
export function chooseEndpoint(
  catalogue: readonly CatalogueEntry[],
  service: ServiceType,
  choice: { region: string | undefined; interface: Interface; projectId: string },
): string | undefined {
  for (const type of profileOf(service).types) {
    for (const entry of catalogue) {
      if (entry.type !== type) continue;
      for (const endpoint of entry.endpoints) {
        if (endpoint.interface.replace(/URL$/, '') !== choice.interface) continue;
        const region = endpoint.region_id ?? endpoint.region;
        if (choice.region !== undefined && region != null && region !== choice.region) continue;
        return withVersion(endpoint.url, service, choice.projectId);
      }
    }
  }
  return undefined;
}

/** Brings a catalogue's address to the version that Hearth speaks. */
export function withVersion(url: string, service: ServiceType, projectId: string): string {
  const bare = url.replace(/\/+$/, '');
  const { version, formerly, projectInPath } = profileOf(service);
  if (version === undefined) return bare;
  if (formerly !== undefined) return `${without(without(bare, version), formerly)}/${version}`;
  const versioned = VERSION.test(bare) ? bare : `${bare}/${version}`;
  const isRoot = versioned.endsWith(`/${version}`);
  return projectInPath === true && isRoot && projectId !== '' ? `${versioned}/${projectId}` : versioned;
}

function without(url: string, version: string): string {
  return url.endsWith(`/${version}`) ? url.slice(0, -version.length - 1) : url;
}
