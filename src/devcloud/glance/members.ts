/** Members: projects that an image is shared with. */
import { conflict, forbidden, notFound } from '../http/api-error.ts';
import { type Fields, isRecord, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { isoSeconds } from '../state/timestamps.ts';
import { find, findOwn, save } from './access.ts';
import type { Call, Route } from './call.ts';
import type { Image } from './glance.ts';

export const memberRoutes: readonly Route[] = [
  ['GET', '/v2/images/{id}/members', listMembers],
  ['POST', '/v2/images/{id}/members', addMember],
  ['GET', '/v2/images/{id}/members/{member}', (call) => ({ status: 200, body: showMember(find(call), member(call)) })],
  ['PUT', '/v2/images/{id}/members/{member}', updateMember],
  ['DELETE', '/v2/images/{id}/members/{member}', removeMember],
];

type Member = Image['members'][number];
const showMember = (image: Image, item: Member): Fields => ({
  image_id: image.id,
  member_id: item.member_id,
  status: item.status,
  created_at: isoSeconds(item.created_at),
  updated_at: isoSeconds(item.updated_at),
  schema: '/v2/schemas/member',
});
function member(call: Call): Member {
  const item = find(call).members.find((other) => other.member_id === call.param('member'));
  if (!item) throw notFound(`${call.param('member')} not found in the member list of the image ${call.param('id')}.`);
  return item;
}
function listMembers(call: Call): Reply {
  const image = find(call);
  return {
    status: 200,
    body: { members: image.members.map((item) => showMember(image, item)), schema: '/v2/schemas/members' },
  };
}
function addMember(call: Call): Reply {
  const image = findOwn(call, 'modify');
  if (image.visibility !== 'shared') throw forbidden('Only shared images have members.');
  const body = call.json();
  const id = text(isRecord(body) ? body.member : '');
  if (image.members.some((item) => item.member_id === id))
    throw conflict(`The target member ${id} is already associated with image ${image.id}.`);
  const item: Member = { member_id: id, status: 'pending', created_at: call.now(), updated_at: call.now() };
  image.members.push(item);
  save(call, image);
  return { status: 200, body: showMember(image, item) };
}
function updateMember(call: Call): Reply {
  const image = find(call);
  const item = member(call);
  item.status = text(call.json().status, item.status);
  item.updated_at = call.now();
  save(call, image);
  return { status: 200, body: showMember(image, item) };
}
function removeMember(call: Call): Reply {
  const image = findOwn(call, 'modify');
  const item = member(call);
  image.members = image.members.filter((other) => other !== item);
  save(call, image);
  return { status: 204 };
}
