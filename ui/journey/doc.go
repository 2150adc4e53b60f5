// Package journey runs the built program in a pseudo-terminal and looks at it
// as a person would: at the screen of a terminal emulator, after real keys,
// pastes and clicks, and at what the terminal is left like in the end.
//
// It holds only tests. It does not reach into the program's packages, does not
// judge single functions, and opens no network but the loopback one that the
// program itself opens.
package journey
