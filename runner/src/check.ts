/** The rules are a file of their own: they are loaded when a run is made, and by no other command. */
export { checkRun as check, type RunProblems as Problems } from '../../lib/rules/doors/run';
