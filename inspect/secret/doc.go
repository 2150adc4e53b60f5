// Package secret is about the lives of client secrets and certificates: what an expiry date means today, the list of
// one or many app registrations by date, what a calendar reminds you of, how to replace one without downtime, and what
// a probe of one showed.
//
// Report.Judge is the one place that decides what a list comes to; what was not read never passes. StateOf judges one
// credential among those of its app registration, SecretEnd one of which only the date is known.
package secret
