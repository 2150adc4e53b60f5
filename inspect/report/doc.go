// Package report is the vocabulary of all judging: what a finding is, how bad it is, and what a run comes to.
//
// A Report is plain data. Its JSON is the master form (see docs/report.schema.json); text, Markdown and the screens
// render the same value. Nothing here knows a check, a token or a product: package check makes reports, and the
// packages between the two supply the parts. Package report/diff compares two reports.
//
// # How a run went
//
// Report.Conclude draws verdict, mark, headline and ending from the findings. Nothing else decides how a run went:
// every rendering, the history, the setup guide and the exit code ask it. TrustOf decides the same way how far the
// ID token can be believed, and with it what the report says about the email and about products.
//
// # Severity
//
// A severity says what a failure means to the reader, not how sure edov is:
//
//   - Error: sign-in breaks, or it is not safe. Each cites the rule that it enforces (an RFC, OpenID Connect, a page of
//     Microsoft's).
//   - Warning: it works now, but departs from advice or may break later.
//   - Note: good to know; nothing to fix.
package report
