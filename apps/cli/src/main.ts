#!/usr/bin/env node
import { runProgram } from '@oneclass/terminal';
import { createProgram } from './program.ts';

await runProgram(createProgram);
