#!/usr/bin/env node
// The installed command: runs the program as it was built ahead (bin/build.mjs), so that nothing is compiled
// at each start. In a working tree it is built anew first where a source has changed.
import { builtProgram } from './build.mjs';

await import(await builtProgram());
