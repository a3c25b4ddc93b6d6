export { sayBackend, type ChosenBackend } from './backend.ts';
export { InterruptedError } from './interrupt.ts';
export { print, printJson, printPairs, say } from './print.ts';
export { EXIT, runProgram, type Program, type ProgramCommand } from './program.ts';
export { createProgress, type Progress, type ProgressTarget } from './progress.ts';
export { aboutTime } from './remaining.ts';
export { resultsClosed } from './results.ts';
