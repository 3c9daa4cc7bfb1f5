/** Keystone's service catalogue, and the choice of an address from it. */
import { SERVICES, type ServiceType, serviceProfile } from './services.ts';

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
  for (const type of SERVICES[service].types) {
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
  const { version, project } = serviceProfile(service);
  // Keystone's entry may still name v2.0; every other service names a version that serves.
  if (service === 'identity') return `${bare.replace(/\/v(2\.0|3)$/, '')}/v3`;
  if (version === undefined) return bare;
  const versioned = VERSION.test(bare) ? bare : `${bare}/${version}`;
  const root = new RegExp(`/${version.replace('.', '\\.')}$`);
  return project === true && root.test(versioned) && projectId !== '' ? `${versioned}/${projectId}` : versioned;
}
