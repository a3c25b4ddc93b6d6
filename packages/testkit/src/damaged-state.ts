import type { DetectorState, NamedTensor } from '@oneclass/core';

export interface DamagedState {
  readonly damage: 'missing' | 'misshaped' | 'not finite';
  /** Reads on from "a state with". */
  readonly name: string;
  readonly state: DetectorState;
}

/** Every way to damage every tensor of a state, one at a time. */
export function damagedStates(state: DetectorState): readonly DamagedState[] {
  return Object.entries(state.tensors).flatMap(([name, tensor]) => {
    const { [name]: _, ...others } = state.tensors;
    const replaced = (by: NamedTensor): DetectorState => ({
      ...state,
      tensors: { ...state.tensors, [name]: by },
    });
    // Of another rank, since a list may be of any length.
    const length = tensor.data.length + 1;
    const longer = {
      shape: tensor.shape.length === 1 ? [length, 1] : [length],
      data: Float32Array.from([...tensor.data, 0]),
    };
    const broken = {
      shape: tensor.shape,
      data: tensor.data.map((value, i) => (i === 0 ? Number.NaN : value)),
    };
    return [
      { damage: 'missing', name: `no tensor '${name}'`, state: { ...state, tensors: others } },
      {
        damage: 'misshaped',
        name: `a tensor '${name}' of shape [${longer.shape.join(', ')}]`,
        state: replaced(longer),
      },
      ...(tensor.data.length > 0
        ? [
            {
              damage: 'not finite' as const,
              name: `NaN in the tensor '${name}'`,
              state: replaced(broken),
            },
          ]
        : []),
    ] satisfies DamagedState[];
  });
}
