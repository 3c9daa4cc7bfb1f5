/** The endpoints of the dev cloud's services, by type as in the catalogue. */
export const endpointUrls = (baseUrl: string): Record<string, string> => ({
  identity: `${baseUrl}/v3`,
  compute: `${baseUrl}/compute/v2.1`,
  placement: `${baseUrl}/placement`,
  network: `${baseUrl}/network`,
  volumev3: `${baseUrl}/volume/v3/%(tenant_id)s`,
  image: `${baseUrl}/image`,
  'object-store': `${baseUrl}/object/v1/AUTH_%(tenant_id)s`,
  'load-balancer': `${baseUrl}/load-balancer`,
});
