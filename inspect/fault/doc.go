// Package fault explains what went wrong, in the words of whoever said it: Microsoft's AADSTS numbers, its service for
// personal accounts, products that hide its answer, the network.
//
// aadsts.json lists the numbers, one a line: what each means, the likely cause, the fix, who has to act, and the sources.
// CauseOf classifies the failure of a sign-in, for package check; Explain and ExplainText answer people, sharpened by what
// is known of their app (About).
package fault
