// Package check has the checks: pure functions of the evidence that package flow
// gathered, and of a time. No network, no files, no clock, no environment: the
// same input gives the same report, byte for byte.
//
// Judge decodes and verifies the tokens of a Session (NewInput), runs every check
// that there is evidence for in its order (Run), and sums them up as a
// report.Report.
//
// # Adding a check
//
// In this folder:
//
//  1. Add a Check value to the table of its family (checks_*.go): an ID that names
//     the thing looked at, a title that is true when it passes, and a function that
//     returns pass, fail, skip or unknown with the evidence.
//  2. Write docs/ID.md with the sections What, Why, Fix and Sources. Name places in
//     the portal as {portal:NAME}; package portal has the table of them.
//  3. Make some demo scenario or stored session fail the check and another pass it
//     (breakers_test.go has sessions for what no scenario breaks).
//
// Then run go test ./inspect/check -update, which writes docs/checks.md.
package check
