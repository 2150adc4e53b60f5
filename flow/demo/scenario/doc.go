// Package scenario is the table of what can go wrong: a Scenario says how a
// connection and its app registration differ from a healthy one, what the user
// does, and what the service gets wrong.
//
// The words of a scenario, its title and what it teaches, are in
// words/<ID>.md. To add a scenario, add a row to the table with the IDs of the
// checks that fail in it, and a file of that name; a test runs every scenario
// and compares.
package scenario
