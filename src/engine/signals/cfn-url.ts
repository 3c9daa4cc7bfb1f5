import type { Cloud } from '../../openstack/cloud.ts';
import type { Room } from '../room.ts';

/** Configured, else of the catalogue, else where the CloudFormation API would be beside this one. */
export async function cfnUrl(room: Room, cloud: Cloud): Promise<string> {
  const { heat_metadata_server_url: configured, heat_api_url: api } = room.config;
  if (configured) return configured;
  const listed = await cloud.endpoint('cloudformation');
  if (listed) return `${listed.replace(/\/(v1\/?)?$/, '')}/v1/`;
  const beside = new URL(api || 'http://127.0.0.1:8004');
  beside.port = String(room.config.option('cfn_api_port') || 8000);
  return `${beside.origin}/v1/`;
}
