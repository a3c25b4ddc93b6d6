import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  createRng,
  leadingEigenvectors,
  type Eigenpair,
  type SymmetricMatrix,
} from '../../src/index.ts';

const rng = createRng(1);

/** Q diag(values) Qᵀ of random orthogonal Q. */
function withEigenvalues(values: readonly number[]): SymmetricMatrix {
  const size = values.length;
  const drawn = Matrix.zeros(size, size).apply(function (i, j) {
    this.set(i, j, rng.normal());
  });
  const orthogonal = new EigenvalueDecomposition(drawn.mmul(drawn.transpose()), {
    assumeSymmetric: true,
  }).eigenvectorMatrix;
  const product = orthogonal.mmul(Matrix.diag([...values])).mmul(orthogonal.transpose());
  return { size, data: Float64Array.from(product.to1DArray()) };
}

const find = (matrix: SymmetricMatrix, share: number): Promise<Eigenpair[]> =>
  leadingEigenvectors(matrix, { share, rng: createRng(2) });

function expectEigenpairs({ size, data }: SymmetricMatrix, pairs: readonly Eigenpair[]): void {
  const matrix = Matrix.from1DArray(size, size, data);
  for (const { value, vector } of pairs) {
    const column = Matrix.columnVector(vector);
    expect(matrix.mmul(column).sub(Matrix.mul(column, value)).norm()).toBeLessThan(
      1e-6 * (pairs[0]?.value as number),
    );
    expect(column.norm()).toBeCloseTo(1, 8);
  }
  const vectors = new Matrix(pairs.map(({ vector }) => [...vector]));
  expect(vectors.mmul(vectors.transpose()).sub(Matrix.eye(pairs.length)).abs().max()).toBeLessThan(
    1e-6,
  );
}

describe('leading eigenvectors', () => {
  it.each([0.3, 0.9, 0.999])(
    'are the fewest that hold %s of the trace, largest first',
    async (share) => {
      const values = Array.from({ length: 200 }, (_, i) => (i + 1) ** -1.5);
      const matrix = withEigenvalues(values);
      const pairs = await find(matrix, share);
      const total = values.reduce((sum, value) => sum + value);
      let sum = 0;
      const fewest = 1 + values.findIndex((value) => (sum += value) > share * total);
      expect(pairs).toHaveLength(fewest);
      pairs.forEach(({ value }, i) => {
        expect(value).toBeCloseTo(values[i] as number, 7);
      });
      expectEigenpairs(matrix, pairs);
    },
  );

  it('are found where many eigenvalues are the same', async () => {
    const matrix = withEigenvalues(Array.from({ length: 60 }, (_, i) => (i < 20 ? 2 : 1)));
    const pairs = await find(matrix, 0.45); // of 80: 36 and the next
    expect(pairs.map(({ value }) => Math.round(value))).toEqual(
      Array.from({ length: 19 }, () => 2),
    );
    expectEigenpairs(matrix, pairs);
  });

  it('are found of a matrix of low rank, up to all that it has', async () => {
    const matrix = withEigenvalues(Array.from({ length: 100 }, (_, i) => (i < 5 ? 5 - i : 0)));
    const pairs = await find(matrix, 0.99);
    expect(pairs).toHaveLength(5);
    expectEigenpairs(matrix, pairs);
  });

  it('are found of one value', async () => {
    const matrix = { size: 1, data: Float64Array.of(3) };
    const pairs = await find(matrix, 0.95);
    expect(pairs).toHaveLength(1);
    expectEigenpairs(matrix, pairs);
  });

  it('stop when aborted', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const search = leadingEigenvectors(
      withEigenvalues(Array.from({ length: 100 }, (_, i) => 1 + i)),
      { share: 0.9, rng: createRng(0), signal: controller.signal },
    );
    controller.abort(reason);
    await expect(search).rejects.toBe(reason);
  });
});
