// Room test: the figures of jobs. Fractions stay between nothing and all, and an ending is what the data says it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../../preload/contract/failure.ts';
import type { ArchiveReport, ImportReport, JobRecord, PlannedArtifact } from '../../../../preload/contract/transfer-model.ts';
import type { VerifyReport } from '../../../../preload/contract/upkeep-model.ts';
import {
  actOf,
  endingOf,
  failuresOf,
  fractionOf,
  isSettled,
  jointFraction,
  rateOf,
  repositoriesOf,
  secondsLeft,
  stageOf,
  stagesOf,
  verbOf,
} from '../../../../renderer/features/transfers/job-figures.ts';

const operations = [
  'archive.plan',
  'archive.import',
  'archive.export',
  'blob.read',
  'store.rebuild',
  'cleanup.run',
  'store.verify',
  'store.repair',
  'store.move',
  'store.copy',
  'remote.pull',
  'remote.push',
  'remote.sync',
] as const;
const phases = [
  'opening',
  'waiting',
  'planning',
  'reading',
  'writing',
  'checking',
  'committing',
  'rebuilding',
  'deleting',
  'verifying',
  'copying',
] as const;
const progress = fc
  .record({
    phase: fc.constantFrom(...phases),
    totalBytes: fc.option(fc.nat(1000)),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    sharedBytes: fc.nat(500),
  })
  .map(({ phase, totalBytes, part, sharedBytes }) => ({
    phase,
    totalBytes,
    doneBytes: Math.floor((totalBytes ?? 100) * part),
    item: '',
    newBytes: 0,
    sharedBytes,
  }));
const jobs = fc
  .record({ operation: fc.constantFrom(...operations), progress, rates: fc.array(fc.nat(100), { maxLength: 60 }) })
  .map((more) => job(more));
const failure: Failure = { code: 'archive-empty', params: { archive: 'a.tar' } };

function job(more: Partial<JobRecord>): JobRecord {
  return {
    id: 'job',
    operation: 'archive.import',
    title: ['a.tar'],
    target: null,
    state: 'running',
    progress: { phase: 'reading', doneBytes: 0, totalBytes: null, item: '', newBytes: 0, sharedBytes: 0 },
    rates: [],
    startedAt: '2026-06-01T00:00:00Z',
    endedAt: null,
    plan: null,
    importReport: null,
    exportReport: null,
    cleanupReport: null,
    verifyReport: null,
    repairReport: null,
    moveReport: null,
    copyReport: null,
    pullReport: null,
    pushReport: null,
    syncReport: null,
    failure: null,
    canRetry: false,
    ...more,
  };
}

function report(more: Partial<ImportReport>): ImportReport {
  return {
    dryRun: false,
    revision: 1,
    archives: [],
    newBytes: 0,
    heldBytes: 0,
    freeBytes: 0,
    addedCount: 0,
    heldCount: 0,
    refusedCount: 0,
    movedTags: [],
    ...more,
  };
}

function verifyOf(damage: VerifyReport['damage']): VerifyReport {
  return {
    repository: null,
    sinceLast: false,
    deep: false,
    startedAt: '2026-06-01T00:00:00Z',
    durationMs: 1,
    checkedCount: 2,
    checkedBytes: 3,
    resumedCount: 0,
    damage,
    healedCount: 0,
    catalogDifferences: 0,
  };
}

function archive(more: Partial<ArchiveReport>): ArchiveReport {
  return {
    archive: 'a.tar',
    format: 'oci',
    compression: null,
    artifacts: [],
    warnings: [],
    failure: null,
    newBytes: 0,
    heldBytes: 0,
    ...more,
  };
}

function planned(more: Partial<PlannedArtifact>): PlannedArtifact {
  return {
    key: 'key',
    digest: null,
    mediaType: '',
    artifactType: null,
    kind: 'image',
    subject: null,
    manifestBuilt: false,
    names: [],
    references: [],
    tags: [],
    images: [],
    sizeBytes: 0,
    newBytes: 0,
    heldBytes: 0,
    status: 'new',
    failure: null,
    ...more,
  };
}

describe('how far a job is', () => {
  it('lies between nothing and all, and is not told where the length is not known', () => {
    fc.assert(
      fc.property(jobs, (one) => {
        const fraction = fractionOf(one);
        if (one.progress.totalBytes === null) expect(fraction).toBeNull();
        else expect(fraction).toSatisfy((value: number) => value >= 0 && value <= 1);
      }),
    );
  });

  it('is all once all bytes are done', () => {
    fc.assert(
      fc.property(jobs, (one) => {
        const { totalBytes } = one.progress;
        const done = job({ ...one, progress: { ...one.progress, doneBytes: totalBytes ?? 0 } });
        if (totalBytes !== null) expect(fractionOf(done)).toBe(1);
      }),
    );
  });

  it('of several lies between the least and the most of them', () => {
    fc.assert(
      fc.property(fc.array(jobs, { minLength: 1, maxLength: 4 }), (all) => {
        const fractions = all.map(fractionOf);
        const joint = jointFraction(all);
        const known = fractions.filter((fraction) => fraction !== null);
        if (known.length < fractions.length) expect(joint).toBeNull();
        else if (all.some(({ progress: { totalBytes, sharedBytes } }) => (totalBytes ?? 0) + sharedBytes > 0)) {
          expect(joint).toBeGreaterThanOrEqual(Math.min(...known) - 1e-9);
          expect(joint).toBeLessThanOrEqual(Math.max(...known) + 1e-9);
        }
      }),
    );
    expect(jointFraction([])).toBeNull();
  });
});

describe('how long it takes still', () => {
  it('is what is left at the rate of the last seconds', () => {
    const left = { phase: 'writing', doneBytes: 40, totalBytes: 100, item: '', newBytes: 0, sharedBytes: 0 };
    expect(secondsLeft(job({ progress: left, rates: [1000, 20, 20, 20, 20, 20] }))).toBe(3);
    expect(secondsLeft(job({ progress: left, rates: [0, 0, 0, 0, 0] }))).toBeNull();
    expect(secondsLeft(job({ progress: left }))).toBeNull();
  });

  it('is never less than nothing', () => {
    fc.assert(
      fc.property(jobs, (one) => {
        expect(secondsLeft(one) ?? 0).toBeGreaterThanOrEqual(0);
        const rate = rateOf(one);
        if (rate !== null) expect(rate).toBeLessThanOrEqual(Math.max(...one.rates));
      }),
    );
  });
});

describe('the stage of a job', () => {
  it('is one of those its kind has', () => {
    fc.assert(
      fc.property(jobs, (one) => {
        if (one.operation !== 'archive.plan') expect(stagesOf[verbOf(one)]).toContain(stageOf(one));
      }),
    );
  });

  it('only moves on in the order the host works in', () => {
    const order = ['opening', 'reading', 'planning', 'waiting', 'writing', 'checking', 'committing'] as const;
    const places = order.map((phase) => {
      const one = job({ progress: { ...job({}).progress, phase } });
      return (stagesOf.import as readonly string[]).indexOf(stageOf(one));
    });
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('of a store that moves goes from the copy to its check, and the old one is removed last', () => {
    const order = ['opening', 'copying', 'verifying', 'committing', 'deleting'] as const;
    const move = order.map((phase) => job({ operation: 'store.move', progress: { ...job({}).progress, phase } }));
    expect(move.map(stageOf)).toEqual(['copy', 'copy', 'check', 'check', 'remove']);
    expect(move.map(actOf)).toEqual(['copied', 'copied', 'checked', 'checked', 'checked']);
  });

  it('counts bytes by what is done to them, which differs from kind to kind', () => {
    const acts = operations.map((operation) => actOf(job({ operation })));
    const expected = [
      'written',
      'stored',
      'written',
      'written',
      'written',
      'deleted',
      'checked',
      'stored',
      'copied',
      'copied',
      'stored',
      'copied',
      'copied',
    ];
    expect(acts).toEqual(expected);
  });
});

describe('how a job ended', () => {
  it('is told by what came in, whatever the host calls it', () => {
    const finished = (counts: Partial<ImportReport>): JobRecord => job({ state: 'finished', importReport: report(counts) });
    expect(endingOf(finished({ addedCount: 1 }))).toBe('finished');
    expect(endingOf(finished({ addedCount: 1, refusedCount: 1 }))).toBe('partly');
    expect(endingOf(finished({ heldCount: 1, refusedCount: 1 }))).toBe('partly');
    expect(endingOf(finished({ refusedCount: 1 }))).toBe('stopped');
    expect(endingOf(job({ state: 'failed', failure }))).toBe('stopped');
    expect(endingOf(job({ state: 'cancelled' }))).toBe('cancelled');
  });

  it('is in part where something is damaged or could not be repaired', () => {
    const damage = { digest: `sha256:${'a'.repeat(64)}`, problem: 'missing', foundAt: '', sizeBytes: 1, artifacts: [] } as const;
    const verified = (found: VerifyReport['damage']): JobRecord => job({ state: 'finished', verifyReport: verifyOf(found) });
    expect(endingOf(verified([]))).toBe('finished');
    expect(endingOf(verified([damage]))).toBe('partly');
    const healed = [{ digest: damage.digest, sizeBytes: 1, source: 'a.tar' }];
    expect(endingOf(job({ state: 'finished', repairReport: { healed, left: [] } }))).toBe('finished');
    expect(endingOf(job({ state: 'finished', repairReport: { healed, left: [damage.digest] } }))).toBe('partly');
  });

  it('is told of jobs that have', () => {
    const states = ['running', 'needs-answer', 'finished', 'failed', 'cancelled'] as const;
    expect(states.filter((state) => isSettled(job({ state })))).toEqual(['finished', 'failed', 'cancelled']);
  });
});

describe('what an import says', () => {
  it('of failures has the whole first, then archives, then artifacts', () => {
    const failures = (['a', 'b', 'c'] as const).map((name): Failure => ({ code: 'archive-empty', params: { archive: name } }));
    const [ofJob, ofArchive, ofArtifact] = failures;
    const archives = [
      archive({ artifacts: [planned({ failure: ofArtifact ?? null })] }),
      archive({ failure: ofArchive ?? null }),
    ];
    expect(failuresOf(job({ failure: ofJob ?? null, importReport: report({ archives }) }))).toEqual(failures);
    expect(failuresOf(job({}))).toEqual([]);
  });

  it('of repositories names each once, whatever stands behind its name', () => {
    const references = [
      'docker.io/team/web:v1',
      'docker.io/team/web:latest',
      'localhost:5000/db:1',
      `localhost:5000/db@sha256:${'ab'.repeat(32)}`,
    ];
    const archives = [archive({ artifacts: references.map((reference) => planned({ references: [reference] })) })];
    expect(repositoriesOf(report({ archives }))).toEqual(['docker.io/team/web', 'localhost:5000/db']);
  });
});
