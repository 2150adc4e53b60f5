// Package diff says what changed from one report on a connection to the next.
//
// A change is better or worse only where a problem came or went; a check that is skipped now was not fixed. Claims
// that differ in every sign-in are named, and count for nothing.
package diff
