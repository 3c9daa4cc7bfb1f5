"""Parses and validates a template, and orders its resources, with the library of OpenStack Heat.

    python3 reference.py FILE ROUNDS

Prints one JSON object: the version of the library, milliseconds of each round, and the peak of the memory in MiB.
"""
import json
import logging
import resource
import sys
import time
import warnings

warnings.simplefilter('ignore')
logging.disable(logging.CRITICAL)

from heat.common import context, template_format  # noqa: E402
from heat.engine import environment, resources, stack, template  # noqa: E402
from oslo_config import cfg  # noqa: E402


def round_of(text):
    started = time.perf_counter()
    parsed = template_format.parse(text)
    definition = template.Template(parsed, env=environment.Environment({}))
    owner = context.RequestContext(user_id='user', project_id='project', is_admin=False,
                                   roles=[], auth_token='token', username='user')
    made = stack.Stack(owner, 'bench', definition)
    parsed_at = time.perf_counter()
    made.validate()
    validated_at = time.perf_counter()
    order = list(made.dependencies)
    ended = time.perf_counter()
    return {
        'resources': len(order),
        'parse': (parsed_at - started) * 1000,
        'validate': (validated_at - parsed_at) * 1000,
        'order': (ended - validated_at) * 1000,
        'total': (ended - started) * 1000,
    }


def main():
    with open(sys.argv[1]) as file:
        text = file.read()
    cfg.CONF([], project='heat', prog='bench', default_config_files=[])
    cfg.CONF.set_override('max_resources_per_stack', -1)
    cfg.CONF.set_override('max_template_size', 1 << 30)
    resources.initialise()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rounds = [round_of(text) for _ in range(int(sys.argv[2]))]
    try:
        from importlib.metadata import version
        library = version('openstack-heat')
    except Exception:
        library = 'unknown'
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({'version': library, 'rounds': rounds, 'baseMiB': before, 'peakMiB': peak}))


main()
