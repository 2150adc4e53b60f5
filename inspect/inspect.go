// Package inspect judges the evidence that package flow gathered: it is a set
// of pure functions of a Session and a time. No network, no files, no clock,
// no environment: the same input gives the same Report, byte for byte.
//
// It does not fetch keys (the Session carries them), does not decide how a
// report looks (package ui does) and never prints a token.
//
// # Severity
//
// A check's severity says what its failure means to the reader, not how sure
// edov is:
//
//   - Error: sign-in breaks, or it is not safe. Each cites the rule it
//     enforces (an RFC, OpenID Connect, or a Microsoft page).
//   - Warning: it works, but advice of Microsoft or of a standard is not
//     followed, or it will break later.
//   - Note: good to know; nothing to mend.
//
// # Adding a check
//
// Add a Check value to the table of its family (checks_*.go), give it an ID
// that names the thing looked at, a title that is true when it passes, a Doc
// and its Refs; make some demo scenario or stored session fail it and another
// pass it; run the tests with -update to write docs/checks.md anew.
package inspect
