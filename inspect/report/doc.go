// Package report is the vocabulary of all judging: what a finding is, how bad, and what a run comes to.
//
// A Report is plain data. Its JSON is the master form (see docs/report.schema.json); text, Markdown and the screens
// render the same value. Nothing here knows a check, a token or a product: package check makes reports, and the packages
// between the two give it their parts.
//
// # How a run went
//
// Report.Conclude reads verdict, mark, headline and ending off the findings. Nothing else decides how a run went: every
// rendering, the history, the guide and the exit code ask it. Trust says the same of the ID token, and with it of the email
// and of what products would do.
//
// # Severity
//
// A severity says what a failure means to the reader, not how sure edov is:
//
//   - Error: sign-in breaks, or it is not safe. Each cites the rule it enforces (an RFC, OpenID Connect, a Microsoft page).
//   - Warning: it works, but departs from advice, or will break later.
//   - Note: good to know; nothing to fix.
package report
