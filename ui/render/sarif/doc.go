// Package sarif writes reports as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), for code scanning: a
// problem of an app registration that was read from a file is a result at the file and line, and its check is a rule
// with help.
//
// What was not checked is no result, since most readers show every result as a problem: it is a notification of the
// run, which then counts as unsuccessful if the verdict rests on it. Passed and skipped checks are left out.
//
// The structs here are the part of SARIF that edov writes. The library github.com/owenrumney/go-sarif brings a second
// JSON schema validator into the binary, which compiles its expressions at each start (1.6 ms, 905 allocations). A test
// holds what is written to the schema of OASIS.
//
// Text from outside is made visible, and what SARIF gives a meaning in messages (links and placeholders, section 3.11)
// is escaped.
package sarif
