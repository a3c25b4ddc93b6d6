import type { DetectorState, NamedTensor } from '@oneclass/core';

export interface DamagedState {
  readonly damage: 'missing' | 'misshaped' | 'not finite' | 'facts';
  /** Reads on from "a state with". */
  readonly name: string;
  readonly state: DetectorState;
}

/** Every way to damage every tensor and fact of a state, one at a time. */
export const damagedStates = (state: DetectorState): readonly DamagedState[] => [
  ...damagedTensors(state),
  ...damagedFacts(state),
];

/** What no fit finds, or what is far more than the tensors hold. */
const WRONG_FACTS = [Number.NaN, 0, 1e9];

const damagedFacts = ({ facts = {}, ...state }: DetectorState): readonly DamagedState[] =>
  Object.keys(facts).flatMap((name): DamagedState[] => {
    const { [name]: _, ...others } = facts;
    return [
      { damage: 'facts', name: `no fact \`${name}\``, state: { ...state, facts: others } },
      ...WRONG_FACTS.map((value): DamagedState => ({
        damage: 'facts',
        name: `the fact \`${name}\` ${String(value)}`,
        state: { ...state, facts: { ...facts, [name]: value } },
      })),
    ];
  });

const ENLARGED = 64;

/** A state that says it is of images with sides 64 times as long. */
export function enlargedState(state: DetectorState): DetectorState {
  const [height, width, channels] = state.sampleShape;
  return { ...state, sampleShape: [ENLARGED * height, ENLARGED * width, channels] };
}

function damagedTensors(state: DetectorState): readonly DamagedState[] {
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
