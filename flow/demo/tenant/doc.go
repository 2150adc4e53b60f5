// Package tenant says who exists in the demo: three tenants, the four accounts
// that can sign in, and the authorities (the first segment of an endpoint's
// path) at which they can. An Identity is an account as one tenant knows it and
// one app sees it.
package tenant
