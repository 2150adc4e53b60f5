// Package credential makes identifiers and secrets in the shapes that Microsoft
// gives them: GUIDs, client secrets, authorization codes, certificates. They
// are worth nothing outside the demo tenant, but edov must treat them like real
// ones.
//
// A Ledger lists all that was issued, so that a test can check that no output
// shows any of it.
package credential
