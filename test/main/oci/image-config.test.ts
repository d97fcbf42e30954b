// Room oci, tests: image configs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../main/oci/digest.ts';
import { DocumentError } from '../../../main/oci/document.ts';
import { parseImageConfig } from '../../../main/oci/image-config.ts';

const read = (value: unknown) => parseImageConfig(new TextEncoder().encode(JSON.stringify(value)));
const diffIds = fc.array(fc.uint8Array({ maxLength: 4 }).map((bytes) => digestOf(bytes)));

describe('parseImageConfig', () => {
  it('keeps every diff ID in order', () => {
    fc.assert(
      fc.property(diffIds, (ids) => {
        expect(read({ rootfs: { type: 'layers', diff_ids: ids } }).diffIds).toEqual(ids);
      }),
    );
  });

  it('takes the zero time of Go for no time', () => {
    const created = '0001-01-01T00:00:00Z';
    const config = read({ created, history: [{ created, created_by: 'COPY a b' }] });
    expect(config.created).toBeUndefined();
    expect(config.history[0]?.created).toBeUndefined();
    expect(read({ created: '2024-05-06T07:08:09Z' }).created).toBe('2024-05-06T07:08:09Z');
  });

  it('reads whatever stands in the fields that are only shown', () => {
    const run = fc.dictionary(
      fc.constantFrom(
        'User',
        'Entrypoint',
        'Cmd',
        'Env',
        'ExposedPorts',
        'Volumes',
        'Labels',
        'Healthcheck',
        'OnBuild',
        'Shell',
        'WorkingDir',
      ),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.oneof(run, fc.jsonValue()), fc.jsonValue(), fc.jsonValue(), (config, history, created) => {
        expect(read({ config, history, created }).diffIds).toEqual([]);
      }),
    );
  });

  it('reads the fields of a full config', () => {
    const config = read({
      architecture: 'arm64',
      os: 'linux',
      variant: 'v8',
      created: '2024-01-02T03:04:05Z',
      author: 'Somebody',
      config: {
        User: '1000:1000',
        WorkingDir: '/srv',
        Entrypoint: ['/bin/hello'],
        Cmd: ['a b', 'c'],
        Env: ['PATH=/bin', 'EMPTY='],
        ExposedPorts: { '8080/tcp': {} },
        Volumes: { '/data': {} },
        Labels: { a: '1' },
        StopSignal: 'SIGTERM',
        Healthcheck: { Test: ['CMD', '/bin/hello'], Interval: 30_000_000_000, Timeout: 0, Retries: 3 },
        OnBuild: ['RUN true'],
        Shell: ['/bin/bash', '-c'],
      },
      rootfs: { type: 'layers', diff_ids: [digestOf(new Uint8Array())] },
      history: [
        { created: '2024-01-02T03:04:05Z', created_by: 'COPY a b', comment: 'buildkit', empty_layer: false },
        { empty_layer: true },
      ],
    });
    expect(config).toEqual({
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      created: '2024-01-02T03:04:05Z',
      author: 'Somebody',
      diffIds: [digestOf(new Uint8Array())],
      history: [
        { created: '2024-01-02T03:04:05Z', createdBy: 'COPY a b', comment: 'buildkit', emptyLayer: false },
        { emptyLayer: true },
      ],
      run: {
        user: '1000:1000',
        workingDir: '/srv',
        entrypoint: ['/bin/hello'],
        cmd: ['a b', 'c'],
        env: ['PATH=/bin', 'EMPTY='],
        exposedPorts: ['8080/tcp'],
        volumes: ['/data'],
        labels: { a: '1' },
        stopSignal: 'SIGTERM',
        healthcheck: { test: ['CMD', '/bin/hello'], intervalNs: 30_000_000_000, retries: 3 },
        onBuild: ['RUN true'],
        shell: ['/bin/bash', '-c'],
      },
    });
  });

  it.each([
    {},
    { rootfs: null, history: null, config: null, created: null, architecture: '', os: '' },
    { rootfs: { type: 'layers', diff_ids: null } },
    { config: { Env: null, Labels: null, Entrypoint: null, Healthcheck: null, User: '' } },
  ])('takes nulls and empty text for absent: %j', (value) => {
    expect(read(value)).toEqual({ diffIds: [], history: [], run: {} });
  });

  it('reads a lone string as a list of one, as Docker does', () => {
    expect(read({ config: { Entrypoint: '/bin/sh' } }).run.entrypoint).toEqual(['/bin/sh']);
  });

  it.each([
    [[], 'the image config is not an object'],
    [{ rootfs: [] }, 'rootfs is not an object'],
    [{ rootfs: { diff_ids: {} } }, 'rootfs.diff_ids is not an array'],
    [{ rootfs: { diff_ids: [null] } }, 'rootfs.diff_ids[0] is not a sha256 or sha512 digest'],
    [{ rootfs: { diff_ids: ['sha256:abc'] } }, 'rootfs.diff_ids[0] is not a sha256 or sha512 digest'],
  ])('refuses %j', (value, reason) => {
    expect(() => read(value)).toThrow(new DocumentError(reason));
  });
});
