// Package check has the checks: pure functions of the evidence that package flow gathered, and of a time. No network, no
// files, no clock, no environment: the same input gives the same report, byte for byte.
//
// Judge decodes and verifies the tokens of a Session (NewInput), runs every check that there is evidence for in its order
// (Run), and sums them up as a report.Report.
//
// # Adding a check
//
// Add a Check value to the table of its family (checks_*.go): an ID that names the thing looked at, a title that is true
// when it passes, a Doc and its Refs. Make some demo scenario or stored session fail it and another pass it. Run the tests
// with -update to write docs/checks.md.
package check
