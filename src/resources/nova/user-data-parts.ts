/** Fixed parts of the user data of servers: what makes cloud-init hand the other parts to heat-cfntools. */
export const CLOUD_CONFIG = `#cloud-config
output: {all: '| tee -a /var/log/cloud-init-output.log'}
`;

export const BOOTHOOK = `#!/bin/bash
# The tools may be installed without their links in /opt/aws/bin.
command -v cfn-create-aws-symlinks >/dev/null 2>&1 && cfn-create-aws-symlinks
exit 0
`;

export const PART_HANDLER = `# part-handler
"""Keeps every part of the type text/x-cfninitdata as a file for heat-cfntools."""
import os

FOLDERS = ('/var/lib/heat-cfntools', '/var/lib/cloud/data')


def list_types():
    return ['text/x-cfninitdata']


def handle_part(data, ctype, filename, payload):
    if ctype == '__begin__':
        if not os.path.isdir(FOLDERS[0]):
            os.makedirs(FOLDERS[0], 0o700)
        return
    if ctype != 'text/x-cfninitdata':
        return
    mode = 'wb' if isinstance(payload, bytes) else 'w'
    for folder in FOLDERS:
        if os.path.isdir(folder):
            with open(os.path.join(folder, filename), mode) as part:
                part.write(payload)
`;

export const RUN_USER_DATA = `#!/usr/bin/env python3
"""Runs the user data of the template, and logs what it says."""
import errno
import os
import subprocess
import sys
import time

FOLDER = '/var/lib/heat-cfntools'
SCRIPT = os.path.join(FOLDER, 'cfn-userdata')


def main():
    os.chmod(SCRIPT, 0o700)
    with open('/var/log/heat-provision.log', 'ab', 0) as log:
        os.chmod(log.name, 0o600)
        log.write(('begun %s\\n' % time.ctime()).encode())
        try:
            code = subprocess.call([SCRIPT], stdout=log, stderr=log)
        except OSError as error:
            log.write(('not run: %s\\n' % error).encode())
            code = 0 if error.errno == errno.ENOEXEC else 71
        log.write(('ended with %s %s\\n' % (code, time.ctime())).encode())
    if code == 0:
        with open(os.path.join(FOLDER, 'provision-finished'), 'a'):
            pass
    return code


if __name__ == '__main__':
    sys.exit(main())
`;
