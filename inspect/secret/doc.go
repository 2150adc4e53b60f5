// Package secret is about the lives of client secrets and certificates: what an expiry date means today, the list of one
// or many app registrations by date, what a calendar reminds of, how to replace one without an outage, and what a probe of
// one showed.
//
// Report.Judge is the one place that decides what a list comes to; what was not read is never fine.
package secret
